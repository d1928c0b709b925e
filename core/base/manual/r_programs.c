#include "base/manual/manual.h"

/* Programs that Berth runs. */
const struct diag_info manual_r_programs[] = {
	{"R01", "a program could not be started",
		"Berth found the program but the system refused to run it: it may not be executable, "
		"be made for another machine, lack its interpreter, or the working folder is not "
		"there.",
		"Read the reason at the end of the message. Make the file executable with 'chmod +x', "
		"give a script a first line such as '#!/bin/bash', and check that the folder exists."},
	{"R02", "a program was not found",
		"Berth runs other programs such as sbatch or singularity, and this one is in no "
		"folder of PATH.",
		"Check the spelling, load the module that brings the program, or add its folder to "
		"PATH. Some programs exist on login nodes only, others only inside a job."},
	{"R03", "a program failed",
		"The program ran and ended with an exit code other than 0. What it said last is in "
		"the message and is usually the real reason.",
		"Read the last part of the message. Running the same command by hand shows everything "
		"that it says."},
	{"R04", "a program was ended by a signal",
		"The program did not end by itself. Signal 9 often means that memory ran out, signal "
		"11 that the program has a bug, signal 15 that somebody or something stopped it.",
		"For signal 9 ask for more memory or do less at once. For the others run the same "
		"command by hand; if it dies again, tell the people who maintain it."},
	{"R05", "a program took too long",
		"Berth gives other programs a limited time so that it never hangs with them. A busy "
		"scheduler or a slow file system is the usual reason.",
		"Wait a moment and try again. If it happens again, run the same command by hand and "
		"see where it hangs."},
	{"R06", "a program was cancelled",
		"You, or the part of Berth that asked for it, stopped the program before it was done.",
		"Nothing is wrong. Start it again if you still want the result."},
	{"R07", "no such run",
		"Berth keeps a record of every build that it runs, and this one is not there or cannot "
		"be read.",
		"'berth run list' shows the runs. A record that is broken can be removed; what the run "
		"has made is not touched by that."},
	{"R08", "the run is in another state",
		"A run that is done cannot be resumed, one at work cannot be resumed twice, and one "
		"that has ended cannot be cancelled.",
		"'berth run show' tells what became of each step, and what can be done now."},
	{"R09", "somebody else is making the same thing",
		"While Berth makes an image it keeps its work in a folder of its own beside the target. "
		"That folder is there already: another build of the same target is at work, or one was "
		"interrupted and left it behind.",
		"The message names the run. Wait for it, resume or cancel it ('berth run'), or remove "
		"the folder when nothing works in it any more."},
	{"R10", "a run that cannot be ended",
		"A run can be ended on the machine where it is at work, by its owner. A program that "
		"hangs inside the file system may not end at all.",
		"Log in on that machine and cancel it there. When it hangs, ask your support team."},
	{"R11", "the record of a run is not complete",
		"The log or the state of the run could not be written, mostly because the disk or the "
		"quota is full. The run itself went on.",
		"Make room where Berth keeps its records (~/.local/state/berth), or set XDG_STATE_HOME "
		"to another folder."},
	{"R12", "work that is left behind",
		"Long work is done in a folder of its own beside the target, and moved there when it is "
		"whole. A run that failed or was cancelled keeps this folder, so that it can be resumed; "
		"nothing stands under the final name.",
		"Resume the run, or remove the folder with the command in the hint."},
	{NULL, NULL, NULL, NULL},
};
