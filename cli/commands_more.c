#include "cli/command_more.h"

const struct cli_command commands_more[] = {
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
		.arguments = "[COMMAND...]",
		.most = 2,
		.summary = "Tells about a command",
		.run = command_help,
	},
	{0},
};
