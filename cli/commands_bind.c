#include "cli/command_bind.h"
#include "cli/options.h"
#include "bind/bind.h"

static const struct cli_option bind_compose_options[] = {
	{.name = "image", .value = "IMAGE", .help = "The image that the binds are for"},
	OPTION_ROOT,
	OPTION_PRESET,
	OPTION_BIND,
	OPTION_WORKSPACE,
	{.name = "no-recipe", .help = "Without what the image needs by itself"},
	{.name = "offline", .help = "Do not look at the files of this host"},
	{.name = "format", .letter = 'f', .value = "FORMAT", .help = "What to write",
		.choices = bind_format_names},
	{0},
};

static const struct cli_option bind_check_options[] = {
	{.name = "image", .value = "IMAGE", .help = "The image that the binds are for"},
	OPTION_ROOT,
	OPTION_PRESET,
	OPTION_BIND,
	{.name = "no-recipe", .help = "Without what the image needs by itself"},
	{.name = "offline", .help = "Do not look at the files of this host"},
	{0},
};

const struct cli_command commands_bind[] = {
	{
		.words = "bind show",
		.arguments = "[PRESET]",
		.most = 1,
		.summary = "Shows the bind presets of the site and why they exist",
		.run = command_bind_show,
	},
	{
		.words = "bind compose",
		.summary = "Composes the binds that an image needs",
		.examples = "  singularity exec $(berth bind compose --image my.sif) my.sif python x.py\n"
			    "  berth bind compose --image 'pytorch newest' --format env",
		.options = bind_compose_options,
		.run = command_bind_compose,
	},
	{
		.words = "bind check",
		.arguments = "[SPEC...]",
		.most = -1,
		.summary = "Checks binds on this host: those named, or SINGULARITY_BIND",
		.options = bind_check_options,
		.run = command_bind_check,
	},
	{0},
};
