#include "cli/command_site.h"

static const struct cli_option site_show_options[] = {
	{.name = "source", .value = "NAME", .help = "Print a built-in site file as it is"},
	{0},
};

const struct cli_command commands_site[] = {
	{
		.words = "site list",
		.summary = "Lists the machines that Berth knows by itself",
		.run = command_site_list,
	},
	{
		.words = "site show",
		.summary = "Shows what Berth believes about the machine",
		.options = site_show_options,
		.run = command_site_show,
	},
	{
		.words = "site check",
		.arguments = "[FILE]",
		.most = 1,
		.summary = "Checks a site file",
		.run = command_site_check,
	},
	{0},
};
