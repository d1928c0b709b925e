#include "base/manual/manual.h"

/* Usage of the command line. */
const struct diag_info manual_u_usage[] = {
	{"U01", "unknown option",
		"The command does not have this option. Every word that begins with - is taken for one, up "
		"to a word that is -- alone.",
		"See 'berth COMMAND --help'. Before a value that begins with - write --, as in "
		"berth set environment.OFFSET -- -1."},
	{"U02", "an option without its value, or with one it does not take",
		"Some options are followed by a value, others stand alone.",
		"See 'berth COMMAND --help'."},
	{"U03", "an option given twice",
		"Only options that are marked as such may be repeated.",
		"Drop one of the two."},
	{"U04", "a value that the option does not know",
		"The option takes one of a few words.",
		"Take one of those that the hint lists."},
	{"U05", "a value that cannot be read",
		"A number, a time, a size or NAME=VALUE was expected.",
		"Write it as the message says."},
	{"U06", "unknown command",
		"Berth has no such command.",
		"'berth help' lists them."},
	{"U07", "missing or superfluous arguments",
		"The command needs more words, or fewer.",
		"See 'berth COMMAND --help'."},
	{"U08", "unknown diagnostic",
		"No diagnostic has this id.",
		"'berth explain' lists them all."},
	{NULL, NULL, NULL, NULL},
};
