#include "base/manual/manual.h"

/* The queue: what Slurm answers, and the output of jobs. */
const struct diag_info manual_q_queue[] = {
	{"Q01", "Slurm does not answer",
		"The controller is down, too busy, or not reachable from this host. Jobs that run go "
		"on without it.",
		"Wait a minute and try again. On a login node of the machine it should answer; if it "
		"does not for long, look at the machine's status page."},
	{"Q02", "an answer of Slurm that cannot be read",
		"What a program of Slurm printed has not the form that Berth asked for. It may have "
		"been cut short, come from a very different version, or from a wrapper of that name.",
		"Run the program by hand and see what it says."},
	{"Q03", "no such job",
		"Slurm keeps a job in its memory only until some minutes after its end, and the "
		"accounting knows only jobs of this machine.",
		"Check the number. 'berth job list --all-states' shows what Slurm remembers, 'berth job "
		"history' what the accounting knows."},
	{"Q04", "no accounting",
		"Past jobs and the limits of projects are kept in a data base, which this Slurm does "
		"not have or which does not answer.",
		"Without it only the queue can be asked: 'berth job list --all-states'."},
	{"Q05", "no output file",
		"A job that waits has written nothing yet. Slurm makes the file when the job starts, "
		"and cannot when its folder is missing.",
		"Wait for the start with 'berth job log ID -f', or see 'berth job show ID' for where the "
		"output goes."},
	{"Q06", "nobody to ask",
		"Cancelling cannot be undone, so Berth asks first. Without a terminal there is nobody "
		"to answer.",
		"Give --yes when you are sure."},
	{"Q07", "only the end of the log was searched",
		"Logs can be larger than memory and slow to read, so only the last part is searched.",
		"Search the whole file by hand: grep -a -E PATTERN FILE"},
	{"Q08", "the log changed while it was followed",
		"It was emptied, replaced by another file, or removed. Berth goes on with the new "
		"content from its beginning.",
		"Nothing is wrong when the program itself does this. Two jobs that write to the same "
		"file do it as well: use %j in --output."},
	{NULL, NULL, NULL, NULL},
};
