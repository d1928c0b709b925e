#include "base/manual/manual.h"

/* Slurm: headers of job scripts, steps, the queue. */
const struct diag_info manual_s_slurm[] = {
	{"S02", "no partition",
		"The machine has no default partition, so Slurm would refuse the job.",
		"Name a partition with --partition; 'berth site show' lists them."},
	{"S03", "unknown partition",
		"Slurm knows no partition of this name. Old scripts often name partitions that are "
		"gone.",
		"Take the name that the hint offers, or see 'berth site show'."},
	{"S04", "no account, or one of a wrong form",
		"Jobs are paid by a project. Without its name, or with a mistyped one, Slurm refuses "
		"the job with words that hide the reason.",
		"Give your project with --account."},
	{"S08", "more time than the partition allows",
		"Slurm refuses the job, or lets it wait for ever.",
		"Ask for less time, and let the program continue from a checkpoint."},
	{"S09", "more nodes than the partition allows",
		"Slurm refuses the job, or lets it wait for ever.",
		"Ask for fewer nodes, or take the larger partition that the hint names."},
	{"S10", "more cores than a GPU node can give",
		"Some cores of a GPU node are reserved for the system. A job that asks for more than "
		"the rest waits for ever.",
		"Lower --cores or --ntasks-per-node."},
	{"S11", "more cores than the node has",
		"Slurm refuses the job.",
		"Lower --cores or --ntasks-per-node."},
	{"S12", "GPUs that the nodes do not have",
		"Slurm refuses the job: the nodes of this partition have no GPUs, or fewer.",
		"Take a partition with GPUs, or ask for fewer on each node."},
	{"S18", "more memory than the node can give",
		"A part of each node's memory is kept for the system. Asking for more than the rest "
		"means a refusal, or waiting for one of a few large nodes.",
		"Ask for the size that the hint names."},
	{"S24", "mail that nobody sends",
		"The machine sends no mail about jobs, so these options have no effect.",
		"Leave them out; look at the queue, or let the job write a file when it ends."},
	{"S39", "no time limit",
		"Without --time the partition's default applies, which is often shorter than the "
		"work.",
		"Give --time."},
	{"S40", "the partition is not for everybody",
		"Only some users or projects may use it.",
		"Ask the support team of the machine."},
	{"S41", "unknown strategy or node type",
		"A strategy is an order in which the ranks of a node take its GPU dies; each node "
		"type has its own.",
		"Take one that the hint names, or give an --order."},
	{"S42", "options that do not go together",
		"One of the options has no meaning beside the others.",
		"Drop one of them."},
	{"S43", "no program to run",
		"The words behind -- are the program and its arguments.",
		"Write for example: berth job script ... -- python train.py"},
	{"S44", "a value that cannot stand in a script header",
		"sbatch reads one option from each header line; a line break in a value would end it.",
		"Use a value without line breaks and control characters."},
	{"S45", "a value that sbatch would not take",
		"Arrays, dependencies and signals have a notation of their own, and sbatch refuses "
		"what does not follow it.",
		"Write it as in the examples of the hint."},
	{NULL, NULL, NULL, NULL},
};
