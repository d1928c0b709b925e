#include "cli/cli.h"

static const char *const color_choices[] = {"auto", "always", "never", NULL};

const struct cli_option cli_global_options[] = {
	{.name = "site", .value = "NAME|FILE", .help = "The machine: lumi, demo, or a site file"},
	{.name = "json", .help = "One JSON document on standard output"},
	{.name = "color", .value = "WHEN", .help = "When to colour", .choices = color_choices},
	{.name = "ascii", .help = "No character beyond ASCII in pictures"},
	{.name = "help", .letter = 'h', .help = "Tell about the command"},
	{0},
};

extern const struct cli_command commands_image[], commands_index[], commands_bind[],
	commands_build_ways[], commands_build[], commands_run[], commands_job[], commands_queue[],
	commands_vnc[], commands_workspace[], commands_site[],
	commands_theme[], commands_more[];

/* One table for each group of commands, in the order of the help. */
static const struct cli_command *const groups[] = {
	commands_image,
	commands_index,
	commands_bind,
	commands_build_ways,
	commands_build,
	commands_run,
	commands_job,
	commands_queue,
	commands_vnc,
	commands_workspace,
	commands_site,
	commands_theme,
	commands_more,
};

const struct cli_command *cli_command_at(size_t index)
{
	for (size_t i = 0; i < ARRAY_LENGTH(groups); i++)
		for (const struct cli_command *command = groups[i]; command->words != NULL; command++)
			if (index-- == 0)
				return command;
	return NULL;
}
