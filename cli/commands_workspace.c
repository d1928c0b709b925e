#include "cli/command_workspace.h"
#include "cli/options.h"
#include "job/job.h"

#define OPTION_FILE                                                                                \
	{.name = "file", .value = "FILE", .help = "This workspace file, not the nearest berth.yaml"}

static const struct cli_option init_options[] = {
	{.name = "file", .value = "FILE", .help = "Where to write it (berth.yaml)"},
	{.name = "force", .help = "Replace a file that exists"},
	{.name = "show", .help = "Only show what would be written"},
	{.name = "image", .value = "IMAGE", .help = "Path, name, part of a name, or a query"},
	OPTION_ROOT,
	OPTION_PRESET,
	OPTION_BIND,
	{.name = "env", .value = "NAME=VALUE", .help = "Set a variable", .repeats = true},
	{.name = "account", .letter = 'A', .value = "PROJECT", .help = "The project that pays"},
	{.name = "partition", .letter = 'p', .value = "NAME", .help = "The partition"},
	{.name = "nodes", .letter = 'N', .value = "N", .help = "How many nodes"},
	{.name = "time", .letter = 't', .value = "TIME", .help = "Time limit: minutes, or H:M:S"},
	{.name = "launcher", .value = "HOW", .help = "How the program is started",
		.choices = job_launcher_names},
	{.name = "strategy", .value = "NAME", .help = "Order in which the ranks take the GCDs"},
	{0},
};

static const struct cli_option set_options[] = {
	OPTION_FILE,
	{.name = "add", .help = "Add to a list instead of replacing it"},
	{0},
};

static const struct cli_option file_options[] = {OPTION_FILE, {0}};

static const struct cli_option lock_options[] = {
	OPTION_FILE,
	{.name = "check", .help = "Only compare; exit code 1 when the image has changed"},
	{0},
};

const struct cli_command commands_workspace[] = {
	{
		.words = "init",
		.takes_program = true,
		.summary = "Writes a commented berth.yaml for this project",
		.details = "Commands find it in the folder where they run or the nearest one above it, up to\n"
			   "the home folder. Everything that is not given here can be set later.",
		.examples = "  berth init --image 'torch>=2.6 newest' -p standard-g -- python train.py",
		.options = init_options,
		.run = command_init,
	},
	{
		.words = "set",
		.arguments = "KEY VALUE...",
		.least = 1,
		.most = -1,
		.takes_program = true,
		.summary = "Sets a key of berth.yaml and keeps every comment",
		.details = "Keys are dotted: job.nodes, environment.NAME, binds.extra. The keys of 'job' are the\n"
			   "options of 'berth job script'. A list takes several values; words that begin with\n"
			   "a dash stand behind '--'.",
		.examples = "  berth set job.nodes 4\n"
			    "  berth set binds.extra --add /scratch/project_465000001/data:/data\n"
			    "  berth set job.command -- python train.py --epochs 3",
		.options = set_options,
		.run = command_set,
	},
	{
		.words = "unset",
		.arguments = "KEY [VALUE...]",
		.least = 1,
		.most = -1,
		.summary = "Takes a key, or items of a list, out of berth.yaml",
		.examples = "  berth unset job.strategy\n"
			    "  berth unset binds.presets cray",
		.options = file_options,
		.run = command_unset,
	},
	{
		.words = "status",
		.summary = "Shows what berth.yaml says and what has changed since the image was pinned",
		.options = file_options,
		.run = command_status,
	},
	{
		.words = "lock",
		.summary = "Pins the image that berth.yaml asks for",
		.details = "Path, size, time of change and id of the image go into the file, below 'lock'. Scripts\n"
			   "then name that image, and tell when it is not the same any more.",
		.options = lock_options,
		.run = command_lock,
	},
	{0},
};
