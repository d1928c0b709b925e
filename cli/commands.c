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
	commands_vnc[], commands_tunnel[], commands_workspace[], commands_site[],
	commands_theme[], commands_more[];

/* In the order of the help. */
static const struct cli_group groups[] = {
	{"image", "Looks into container images without starting them", commands_image},
	{"index", "Keeps what was read of images", commands_index},
	{"bind", "Composes and checks what an image sees of the host", commands_bind},
	{"build", "Plans, checks and runs builds of images without root", commands_build_ways},
	{"build", NULL, commands_build},
	{"run", "Follows the runs of builds", commands_run},
	{"job", "Writes, checks, submits and follows jobs", commands_job},
	{"job", NULL, commands_queue},
	{"vnc", "Shows the windows of programs that run in jobs", commands_vnc},
	{NULL, NULL, commands_tunnel},
	{"workspace", "Keeps what a project needs in its berth.yaml", commands_workspace},
	{"site", "Shows what is known of the machine", commands_site},
	{"theme", "Shows and checks the themes of the workbench", commands_theme},
	{NULL, NULL, commands_more},
};

const struct cli_group *cli_group_at(size_t index)
{
	return index < ARRAY_LENGTH(groups) ? &groups[index] : NULL;
}

const struct cli_command *cli_command_at(size_t index)
{
	for (size_t i = 0; i < ARRAY_LENGTH(groups); i++)
		for (const struct cli_command *command = groups[i].commands; command->words != NULL;
			command++)
			if (index-- == 0)
				return command;
	return NULL;
}

const struct cli_exit_code cli_exit_codes[] = {
	{0, "fine"},
	{1, "a check found problems, or nothing matched"},
	{2, "usage"},
	{3, "a needed tool or service is missing"},
	{4, "an external command failed"},
	{5, "cannot read or write"},
	{6, "timed out"},
	{130, "interrupted"},
	{0, NULL},
};
