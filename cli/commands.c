#include "cli/cli.h"
#include "bind/bind.h"
#include "job/job.h"

static const char *const color_choices[] = {"auto", "always", "never", NULL};
static const char *const mask_formats[] = {"table", "picture", "list", "json", NULL};

const struct cli_option cli_global_options[] = {
	{.name = "site", .value = "NAME|FILE", .help = "The machine: lumi, demo, or a site file"},
	{.name = "json", .help = "One JSON document on standard output"},
	{.name = "color", .value = "WHEN", .help = "When to colour", .choices = color_choices},
	{.name = "ascii", .help = "No character beyond ASCII in pictures"},
	{.name = "help", .letter = 'h', .help = "Tell about the command"},
	{0},
};

#define OPTION_ROOT                                                                                \
	{.name = "root", .value = "DIR", .repeats = true,                                          \
		.help = "Look for images here instead of in the site's folders"}
#define OPTION_PRESET                                                                              \
	{.name = "preset", .value = "NAME", .repeats = true,                                       \
		.help = "Add a preset of the site ('berth bind show')"}
#define OPTION_BIND                                                                                \
	{.name = "bind", .letter = 'B', .value = "SPEC", .repeats = true,                          \
		.help = "Add a bind, SRC[:DST[:OPTIONS]]"}
#define OPTIONS_BINDING                                                                            \
	{.name = "strategy", .value = "NAME",                                                      \
		.help = "Order in which the ranks of a node take its GCDs"},                       \
		{.name = "order", .value = "LIST", .help = "That order by hand, as 4,5,2,3"},      \
		{.name = "cores", .letter = 'c', .value = "N", .help = "Cores of each task"},      \
		{.name = "gpus-per-task", .value = "N", .help = "GCDs of each task"},              \
		{.name = "tasks-per-gpu", .value = "N", .help = "Tasks that share a GCD"},         \
		{.name = "ntasks-per-node", .value = "N", .help = "Tasks on each node"},           \
	{                                                                                          \
		.name = "both-threads", .help = "Also the second hardware thread of each core"     \
	}

static const struct cli_option image_list_options[] = {
	OPTION_ROOT,
	{.name = "paths", .help = "Only the paths, one on a line"},
	{0},
};

static const struct cli_option image_show_options[] = {
	OPTION_ROOT,
	{.name = "definition", .help = "Also the definition file"},
	{.name = "objects", .help = "Also the objects in the SIF file"},
	{0},
};

static const struct cli_option bind_compose_options[] = {
	{.name = "image", .value = "IMAGE", .help = "The image that the binds are for"},
	OPTION_ROOT,
	OPTION_PRESET,
	OPTION_BIND,
	{.name = "no-recipe", .help = "Without what the image needs by itself"},
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

static const struct cli_option job_mask_options[] = {
	{.name = "partition", .letter = 'p', .value = "NAME", .help = "For nodes of this partition"},
	{.name = "node-type", .value = "NAME", .help = "For nodes of this type"},
	OPTIONS_BINDING,
	{.name = "format", .letter = 'f', .value = "FORMAT", .help = "What to write",
		.choices = mask_formats},
	{0},
};

static const struct cli_option job_script_options[] = {
	{.name = "account", .letter = 'A', .value = "PROJECT", .help = "The project that pays (or SBATCH_ACCOUNT)"},
	{.name = "partition", .letter = 'p', .value = "NAME", .help = "The partition"},
	{.name = "nodes", .letter = 'N', .value = "N", .help = "How many nodes (1)"},
	{.name = "time", .letter = 't', .value = "TIME", .help = "Time limit: minutes, or H:M:S"},
	{.name = "job-name", .letter = 'J', .value = "NAME", .help = "Name of the job"},
	{.name = "output", .value = "PATTERN", .help = "Where the job's output goes (%x-%j.out)"},
	{.name = "mem", .value = "SIZE", .help = "Memory of each node"},
	{.name = "gpus-per-node", .value = "N", .help = "GCDs on each node"},
	{.name = "exclusive", .help = "Whole nodes also where nodes are shared"},
	{.name = "image", .value = "IMAGE", .help = "Path, name, part of a name, or a query"},
	OPTION_ROOT,
	OPTION_PRESET,
	OPTION_BIND,
	{.name = "env", .value = "NAME=VALUE", .help = "Set a variable", .repeats = true},
	{.name = "launcher", .value = "HOW", .help = "How the program is started",
		.choices = job_launcher_names},
	{.name = "mechanism", .value = "HOW", .help = "How a task gets its GCDs",
		.choices = job_mechanism_names},
	OPTIONS_BINDING,
	{.name = "write", .letter = 'o', .value = "FILE", .help = "Write the script to a file"},
	{.name = "split", .value = "DIR", .help = "Write it in pieces into a folder"},
	{.name = "force", .help = "Replace files that exist"},
	{.name = "test", .help = "Ask Slurm whether it would accept the job"},
	{.name = "submit", .help = "Submit the job"},
	{.name = "show", .help = "Only show what would be written and run"},
	{.name = "save", .value = "FILE", .help = "Save that as one shell script instead"},
	{0},
};

static const struct cli_option site_show_options[] = {
	{.name = "source", .value = "NAME", .help = "Print a built-in site file as it is"},
	{0},
};

const struct cli_command cli_commands[] = {
	{
		.words = "image list",
		.arguments = "[QUERY...]",
		.most = -1,
		.summary = "Lists the images, all or those that a query keeps",
		.details =
			"A query is a list of words that must all hold: 'torch>=2.6', 'rocm<6.4',\n"
			"'python=3.12', 'family:laif', 'layer:full', 'kind:sif', 'root:sif-images',\n"
			"'size<8G', 'newer:2025-06', '!jax', 'newest', or any part of a name.",
		.examples = "  berth image list\n  berth image list 'torch>=2.6' 'rocm<7'\n"
			    "  berth image list --root ~/containers --json",
		.options = image_list_options,
		.run = command_image_list,
	},
	{
		.words = "image show",
		.arguments = "IMAGE",
		.least = 1,
		.most = -1,
		.summary = "Shows what one image is, what it holds and how it is run",
		.details = "IMAGE is a path, a file name, a part of one that only one image has, or a\n"
			   "query that picks one ('pytorch newest').",
		.examples = "  berth image show pytorch newest\n  berth image show ./my.sif --objects",
		.options = image_show_options,
		.run = command_image_show,
	},
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
	{
		.words = "job script",
		.takes_program = true,
		.summary = "Writes the batch script of a job with the right masks and binds",
		.details =
			"Without -o, --split, --test or --submit the script goes to standard output.\n"
			"The launcher 'ranks' starts a task for each GCD, 'mpi' the same for a program that\n"
			"talks MPI, 'torchrun' one task on each node, 'single' one in all.\n"
			"On whole GPU nodes each rank gets a GCD and the cores next to it. On shared\n"
			"nodes no masks are written, because only Slurm knows which cores it will give.",
		.examples =
			"  berth job script -A project_465000001 -p standard-g -N 4 -t 2:00:00 \\\n"
			"    --image 'torch>=2.6 newest' -o job.sh -- python train.py\n"
			"  berth job script -A project_465000001 -p small-g -t 30 --launcher torchrun \\\n"
			"    --gpus-per-node 2 --image my.sif --submit -- python train.py",
		.options = job_script_options,
		.run = command_job_script,
	},
	{
		.words = "job mask",
		.summary = "Shows which cores and GCDs each task of a node gets",
		.details = "Without a partition or node type: the GPU nodes of the site.",
		.examples = "  berth job mask --strategy linear-gcd --format picture\n"
			    "  srun --cpu-bind=mask_cpu:$(berth job mask -f list) ...",
		.options = job_mask_options,
		.run = command_job_mask,
	},
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
		.arguments = "[COMMAND]",
		.most = 2,
		.summary = "Tells about a command",
		.run = command_help,
	},
	{0},
};
