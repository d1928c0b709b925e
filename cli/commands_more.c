#include "cli/command_more.h"
#include "cli/options.h"

static const struct cli_option tui_options[] = {
	OPTION_WORKSPACE,
	{.name = "theme", .value = "NAME|FILE", .help = "The colours ('berth theme list')"},
	{.name = "read-only", .help = "Refuse everything that changes something"},
	{.name = "script", .value = "FILE",
		.help = "Take keys and orders from a file; needs no terminal"},
	{.name = "record", .value = "FILE", .help = "Write what is typed as such a file"},
	{.name = "size", .value = "COLUMNSxLINES",
		.help = "Of the screen when there is no terminal (80x24)"},
	{0},
};

const struct cli_command commands_more[] = {
	{
		.words = "tui",
		.arguments = "[VIEW [ARGUMENT]]",
		.most = 2,
		.summary = "Opens the workbench, as berth alone does on a terminal",
		.details = "The workbench shows images, binds, builds, jobs and sessions, and works on "
			   "berth.yaml. Press ? in it for help.",
		.examples = "  berth tui images 'torch rocm'",
		.options = tui_options,
		.run = command_tui,
	},
	{
		.words = "doctor",
		.summary = "Tells which tools and folders are there",
		.run = command_doctor,
	},
	{
		.words = "explain",
		.arguments = "[ID...]",
		.most = -1,
		.summary = "Explains a diagnostic, or lists them all",
		.examples = "  berth explain B01",
		.run = command_explain,
	},
	{
		.words = "help",
		.arguments = "[TOPIC|ID|COMMAND...]",
		.most = 2,
		.summary = "Tells about a command or a diagnostic, or prints a guide",
		.run = command_help,
	},
	{0},
};
