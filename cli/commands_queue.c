#include "cli/command_queue.h"

#define OPTIONS_PLAN                                                                               \
	{.name = "show", .help = "Only show what would be run"},                                   \
		{.name = "save", .value = "FILE", .help = "Save it as a shell script instead"},    \
	{                                                                                          \
		.name = "force", .help = "Replace that file if it exists"                          \
	}
#define OPTION_AFTER                                                                               \
	{.name = "after", .value = "JOB", .repeats = true,                                         \
		.help = "Start it only when this job has ended well"}

static const struct cli_option submit_options[] = {
	OPTION_AFTER,
	{.name = "test", .help = "Only ask Slurm whether it would accept the job"},
	OPTIONS_PLAN,
	{0},
};

static const struct cli_option test_options[] = {OPTION_AFTER, OPTIONS_PLAN, {0}};

static const struct cli_option list_options[] = {
	{.name = "all-states", .letter = 'a', .help = "Also those that ended a short time ago"},
	{0},
};

static const struct cli_option history_options[] = {
	{.name = "since", .value = "TIME", .help = "From when on (now-7days)"},
	{0},
};

static const struct cli_option log_options[] = {
	{.name = "follow", .letter = 'f', .help = "Go on as it grows, until the job ends"},
	{.name = "lines", .letter = 'n', .value = "N", .help = "How many of its last lines (20)"},
	{.name = "search", .value = "RE", .help = "Only lines that fit to this expression"},
	{.name = "error", .help = "The job's error file (--error) instead"},
	{0},
};

static const struct cli_option cancel_options[] = {
	{.name = "yes", .letter = 'y', .help = "Do not ask"},
	OPTIONS_PLAN,
	{0},
};

static const struct cli_option partitions_options[] = {
	{.name = "limits", .help = "Instead: what your projects may have at once"},
	{0},
};

const struct cli_command commands_queue[] = {
	{
		.words = "job submit",
		.arguments = "FILE",
		.least = 1,
		.most = 1,
		.summary = "Submits a job script",
		.details = "The job's number goes to standard output.",
		.examples = "  first=$(berth job submit prepare.sh)\n"
			    "  berth job submit train.sh --after $first",
		.options = submit_options,
		.run = command_job_submit,
	},
	{
		.words = "job test",
		.arguments = "FILE",
		.least = 1,
		.most = 1,
		.summary = "Asks Slurm whether it would accept a job script",
		.details = "Slurm also says when and where the job would start now.",
		.options = test_options,
		.run = command_job_test,
	},
	{
		.words = "job list",
		.summary = "Lists your jobs in the queue",
		.options = list_options,
		.run = command_job_list,
	},
	{
		.words = "job show",
		.arguments = "[ID]",
		.most = 1,
		.summary = "Tells how a job is, why it waits, or why it failed",
		.details =
			"Without an id your newest job is meant. Jobs that Slurm has forgotten come\n"
			"from the accounting.",
		.run = command_job_show,
	},
	{
		.words = "job log",
		.arguments = "[ID|FILE]",
		.most = 1,
		.summary = "Shows the output of a job, also while it grows",
		.details =
			"Without an id your newest job is meant.\n"
			"Progress bars are folded to their last state; colours and binary content\n"
			"are made harmless. A file whose name is a number is written as ./4711.",
		.examples = "  berth job log 4711 -f\n"
			    "  berth job log 4711 --search 'loss|error'",
		.options = log_options,
		.run = command_job_log,
	},
	{
		.words = "job cancel",
		.arguments = "ID...",
		.least = 1,
		.most = -1,
		.summary = "Cancels jobs",
		.options = cancel_options,
		.run = command_job_cancel,
	},
	{
		.words = "job history",
		.summary = "Lists your past jobs",
		.options = history_options,
		.run = command_job_history,
	},
	{
		.words = "job partitions",
		.summary = "Lists the partitions: their limits, and what is free now",
		.options = partitions_options,
		.run = command_job_partitions,
	},
	{0},
};
