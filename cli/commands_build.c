#include "cli/command_build.h"
#include "cli/options.h"
#include "check/builds.h"

static const char *const severities[] = {"note", "warning", "error", NULL};

static const struct cli_option build_check_options[] = {
	{.name = "as", .value = "KIND", .help = "What the files are, if their content leaves doubt",
		.choices = build_kind_names},
	{.name = "base", .value = "NAME", .help = "The base image by its file name; nothing is looked up"},
	{.name = "image", .value = "IMAGE", .help = "The base image, looked up"},
	OPTION_ROOT,
	{.name = "rule", .value = "ID", .help = "Only this rule, or family as Y", .repeats = true},
	{.name = "severity", .value = "LEAST", .help = "Leave out what is milder",
		.choices = severities},
	{0},
};

const struct cli_command commands_build[] = {
	{
		.words = "build check",
		.arguments = "FILE...",
		.least = 1,
		.most = -1,
		.summary = "Looks for mistakes in conda, pip and definition files",
		.details =
			"Environment files of conda, requirements of pip, definition files of Singularity; '-' is\n"
			"standard input. Nothing is built or downloaded. A comment '# berth: ignore Y03' on the\n"
			"line or alone on the one before turns a finding off, at the top for the whole file. The\n"
			"exit code is 1 when there is a warning or an error.",
		.examples = "  berth build check env.yml --base lumi-rocm-rocm-6.2.4.sif\n"
			    "  berth build check requirements.txt my.def --severity warning",
		.options = build_check_options,
		.run = command_build_check,
	},
	{
		.words = "build rules",
		.summary = "Lists the rules of 'berth build check'",
		.run = command_build_rules,
	},
	{0},
};
