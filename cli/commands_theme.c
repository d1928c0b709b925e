#include "cli/command_theme.h"

const struct cli_command commands_theme[] = {
	{
		.words = "theme list",
		.summary = "Lists the themes of the workbench",
		.run = command_theme_list,
	},
	{
		.words = "theme show",
		.arguments = "[NAME|FILE]",
		.most = 1,
		.summary = "Shows what each role of a theme is for and how it looks",
		.details = "Without a name it is the theme 'terminal'. Files are described in berth-themes(5); one of "
			   "your own goes to themes/NAME.yaml in the configuration folder.",
		.run = command_theme_show,
	},
	{
		.words = "theme check",
		.arguments = "[NAME|FILE...]",
		.most = -1,
		.summary = "Checks themes: mistakes, contrast, roles that look the same",
		.details = "Without a name all of them. Only mistakes and colours that cannot be read well make it "
			   "end with 1; roles that a file leaves out are notes.",
		.run = command_theme_check,
	},
	{0},
};
