#include "base/manual/manual.h"

/* The workbench: its terminal, its configuration, its scripts. */
const struct diag_info manual_d_workbench[] = {
	{"D01", "no terminal",
		"The workbench draws on a terminal and takes keys from it; here input or output is a "
		"file or a pipe.",
		"Start it on a terminal; in scripts use the commands (berth --help), which do the same."},
	{"D02", "unknown terminal",
		"The variable TERM names a terminal that this machine does not know, often because it "
		"is newer than the machine. Relatives of xterm are used as xterm.",
		"If the terminal understands xterm, start with TERM=xterm-256color."},
	{"D03", "a script for the workbench that cannot be read",
		"A line of the script is no key, no text in quotes, no command and no order.",
		"berth-workbench(5) tells what a script may hold."},
	{"D04", "a script of the workbench has failed",
		"Something was not (or was) on the screen against what the script says, or work did not "
		"end.",
		"The screen as it was stands below the message."},
	{"D05", "no such key",
		"The configuration gives a command a key that cannot be typed.",
		"Keys are written a, A, space, enter, esc, tab, up, page-down, f5, ctrl-x, alt-x; several "
		"with blanks between them."},
	{"D06", "a command that runs nothing",
		"A command of your own in the configuration has no line to run.",
		"Write it at 'run:'; with '!' in front it gets the terminal."},
	{"D07", "built without the workbench",
		"This berth was built where the library ncursesw was missing.",
		"Install ncursesw and build it again; every other command works without."},
	{NULL, NULL, NULL, NULL},
};
