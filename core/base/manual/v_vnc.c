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
	{"V20", "no such session",
		"Sessions are named by the time of their start; the beginning is enough when no other "
		"begins so.",
		"'berth vnc list' shows your sessions."},
	{"V21", "a session whose files make no sense",
		"The folder of the session was changed by somebody else, or was only half written "
		"when the disk was full.",
		"When its job is gone ('berth job list'), remove the folder."},
	{"V22", "a session without a server",
		"The job waits or has just begun, so there is no server and no password yet; or it has "
		"ended, and both went away with it.",
		"'berth vnc info' tells how the session is, and where its log lies."},
	{"V23", "the server cannot be reached",
		"Nobody listens at that address, the name is not known, or the step inside the job that "
		"passes bytes on could not be started.",
		"'berth vnc info' tells whether the session still runs. A server of your own must be "
		"reachable from this host."},
	{"V24", "no VNC server",
		"What answers does not speak the protocol of VNC, breaks off in the middle, or sends what "
		"makes no sense. The program that asked was ended; nothing was believed.",
		"Check the port. If it is that of a session, see its log: 'berth vnc info'."},
	{"V25", "the password is not taken",
		"The server wants another password, or has shut out this host after too many wrong "
		"ones. It may be another user's server.",
		"'berth vnc info' tells the host and port of the session. For HOST:PORT give the "
		"password by --password-stdin."},
	{"V26", "a screen that cannot be",
		"A server that tells no pixels, or more than 16384 on a side or 40 million in all, is broken "
		"or hostile.",
		"Start the session with a smaller --geometry."},
	{"V27", "no answer in time",
		"The server, the network or Slurm took longer than was allowed. Nothing was changed.",
		"Try again, with a longer --deadline or --wait."},
	{"V28", "this build cannot do that",
		"Asking a server for more than its greeting, and pictures, need libvncclient and libpng, which "
		"were not there when Berth was built. 'berth doctor' tells.",
		"Build Berth where both libraries are, or look at the session with a viewer."},
	{"V30", "the session has not ended",
		"Its job still waits or runs, and needs the folder.",
		"End it first: 'berth vnc stop'."},
	{"V31", "a session that cannot be made so",
		"These options contradict each other, or a path has characters that a job script or a "
		"bind cannot hold.",
		"'berth help vnc start' tells what each option does."},
	{"V32", "the relay cannot listen",
		"Viewers reach a server without a port through a socket in a folder of yours on the login "
		"node, which must belong to you alone. A relay of the same session may be at work.",
		"End the other relay, or see who owns the folder that the message names."},
	{"V33", "nothing to copy to",
		"Copying is done by the terminal itself (OSC 52), and standard error leads to none.",
		"Run the command in a terminal, or take the line from the output."},
	{"V34", "the live picture has ended",
		"The server closed the connection, or sent what makes no sense, after its picture had been "
		"there. Most often the session has ended, or its server keeps only one viewer.",
		"'berth vnc info' tells how the session is. Start the picture again when it is ready."},
	{"V35", "no terminal to watch in",
		"A live picture is drawn over itself, which only a terminal can do.",
		"Run it in a terminal, or take one picture: 'berth vnc shot --text'."},
	{"V40", "no answer from the other host",
		"Berth sends a small program to sh over there and waits for its answer. The files of the "
		"login (.bashrc, .cshrc) may start something else, print without end, or end the shell.",
		"'ssh HOST sh -c true' should print nothing and end at once. What a file of the login prints "
		"is fine as long as the shell goes on."},
	{"V41", "an answer that makes no sense",
		"The connection broke, the answer was longer than is read, or the other host runs something "
		"that is not what Berth sent.",
		"Try again; when it stays so, log in and look at the sessions there."},
	{"V42", "a folder that is not yours alone",
		"Sessions hold passwords. Berth follows no link in their place and uses no folder that "
		"belongs to somebody else or that others may write to.",
		"Look at it with ls -ld on the other host. When it is yours: chmod go-w; a link has to be "
		"replaced by a folder, or XDG_STATE_HOME set to where it should be."},
	{"V43", "nothing can be written on the other host",
		"The disk is full, a quota is used up, or the folder of sessions cannot be made. Nothing was "
		"submitted, and what was written is removed.",
		"Make room there ('lumi-quota' on LUMI), or set XDG_STATE_HOME in ~/.bashrc there."},
	{"V44", "no Slurm on the other host",
		"Sessions run in jobs, so the host has to be a login node. Commands over ssh may have a "
		"shorter PATH than a login.",
		"Use the alias of a login node; set PATH in ~/.bashrc there when 'ssh HOST sbatch -V' fails."},
	{"V45", "a server that no relay can reach",
		"A relay is told where the server listens: a port, or a path of plain letters. The endpoint "
		"of this session names neither, so it was written by something else than Berth.",
		"Start another session."},
	{"V46", "no relay in the session's job",
		"The server opens no port on the cluster network, so a step in its job has to pass the bytes "
		"on: python3, perl or, to a port, bash of the node itself. The message has what srun or the "
		"node said.",
		"Try again when Slurm was busy; a session that was started with --listen node needs no relay."},
	{"V47", "the viewer does not run",
		"There is no viewer for VNC on this host, or it has ended with a complaint of its own. The "
		"session is not touched.",
		"Install one (vncviewer of TigerVNC or TurboVNC), name yours by --viewer, or take --no-viewer "
		"and connect yourself."},
	{"V48", "the session has ended while it was open",
		"Its job is over: its time was up, it was cancelled, its program ended, or its node failed. "
		"The message has Slurm's word for it.",
		"Start another one; with a longer --time when the time was up."},
	{"V49", "no such place of a session",
		"A session is named by its id or the beginning of it; one of another host as HOST:ID, "
		"where HOST is what ssh calls a login node. HOST:NUMBER is a port.",
		"HOST:last is the newest session of the host that 'ssh HOST' reaches, HOST: are all of "
		"them."},
	{"V60", "a session on a login node",
		"It works, but the site does not want programs with windows on hosts that all users "
		"share; yours may be stopped.",
		"Leave out --here, and it runs in a job. 'berth vnc stop' ends it."},
	{"V61", "an image without a VNC server",
		"The image that is to bring the server has no Xvnc where such programs are.",
		"Build one with tigervnc-standalone-server and tigervnc-tools, or leave out "
		"--server-image."},
	{"V62", "the session runs on another host",
		"Without a job, only the host where it was started knows its processes and reaches its "
		"server.",
		"Log in to the host that the message names."},
	{"V63", "no QR code",
		"QR codes need libqrencode, which was not there when Berth was built or is not there "
		"now; or the line is longer than a code can be.",
		"'berth doctor' tells what this build has. The same line stands in the output as text."},
	{"V64", "a session's folder that others can reach",
		"A session's folder must belong to you, be no link, and be closed to everybody else: its "
		"files say where your password and your keys go.",
		"If it is yours, chmod 700 it. If not, remove it, and see who may write to the folder "
		"above it."},
	{NULL, NULL, NULL, NULL},
};
