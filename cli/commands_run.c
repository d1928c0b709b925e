#include "cli/command_run.h"

static const struct cli_option log_options[] = {
	{.name = "lines", .letter = 'n', .value = "N", .help = "The last N lines, 100 else"},
	{.name = "all", .help = "All of it"},
	{.name = "follow", .letter = 'f', .help = "Go on until the run has ended"},
	{0},
};

static const struct cli_option resume_options[] = {
	{.name = "detach", .help = "Let it go on by itself, without this terminal"},
	{0},
};

const struct cli_command commands_run[] = {
	{
		.words = "run list",
		.summary = "Lists the runs of builds, past and present",
		.run = command_run_list,
	},
	{
		.words = "run show",
		.arguments = "[RUN]",
		.most = 1,
		.summary = "Shows what became of each step of a run, and what is left behind",
		.details = "RUN is an id or its beginning; without it the newest run is meant.",
		.run = command_run_show,
	},
	{
		.words = "run log",
		.arguments = "[RUN]",
		.most = 1,
		.summary = "Shows what the programs of a run have said",
		.examples = "  berth run log\n  berth run log --follow 20261125-2215",
		.options = log_options,
		.run = command_run_log,
	},
	{
		.words = "run cancel",
		.arguments = "RUN",
		.least = 1,
		.most = 1,
		.summary = "Ends a run that is at work, with everything it has started",
		.run = command_run_cancel,
	},
	{
		.words = "run resume",
		.arguments = "[RUN]",
		.most = 1,
		.summary = "Goes on with a run, from the first step that is not done",
		.options = resume_options,
		.run = command_run_resume,
	},
	{
		.words = "run remove",
		.arguments = "RUN...",
		.least = 1,
		.most = -1,
		.summary = "Removes the records of runs, with their logs; what they made stays",
		.run = command_run_remove,
	},
	{0},
};
