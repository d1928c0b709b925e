#include "base/manual/manual.h"

/* VNC: a desktop in a job. */
const struct diag_info manual_v_vnc[] = {
	{"V01", "start-vnc without its module",
		"start-vnc is a function of the shell that a module defines. Functions of the "
		"shell you submit from are not there in a job for sure: 'start-vnc: command not "
		"found'.",
		"Load the module in the script, before start-vnc; the hint names it."},
	{"V02", "A desktop on a login node",
		"It works, but the login nodes are for all users and not for programs with "
		"windows. Yours may be stopped.",
		"Start it in a job; the web interface of the machine has desktops as well."},
	{"V03", "A desktop that ends at once",
		"The shell that started the desktop stops it when it ends. The connection that "
		"the output tells of is refused a second later.",
		"Keep the script running: while vnc-status; do sleep 60; done, or start your "
		"program behind start-vnc."},
	{"V04", "start-vnc in another shell",
		"With & behind it, in a pipe or in $(...), bash runs it in a shell of its own. "
		"DISPLAY is not set where your program runs, and the desktop ends with that "
		"shell.",
		"Write it alone in its line. To keep its text, send it to a file: start-vnc > "
		"vnc.txt."},
	{"V05", "The password of a desktop in the job's output",
		"start-vnc prints the password in plain text. Whoever may read the file can "
		"look at your desktop, and type.",
		"umask 077, and start-vnc > vnc.txt; or chmod 600 the output file."},
	{"V06", "ssh to a compute node",
		"The compute nodes do not take connections by ssh from users.",
		"srun --overlap --jobid=JOB --pty bash starts a shell in a running job. Ports "
		"are reached through a login node: ssh -N -L PORT:NODE:PORT."},
	{NULL, NULL, NULL, NULL},
};
