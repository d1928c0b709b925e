#include "cli/command_job.h"
#include "cli/options.h"

static const char *const mask_formats[] = {"table", "picture", "list", "json", NULL};

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
	OPTION_WORKSPACE,
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

static const char *const severities[] = {"note", "warning", "error", NULL};

static const struct cli_option job_check_options[] = {
	{.name = "severity", .value = "LEAST", .help = "Leave out what is milder", .choices = severities},
	{.name = "rule", .value = "ID", .help = "Only this rule, or this family (B)", .repeats = true},
	{0},
};

const struct cli_command commands_job[] = {
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
		.words = "job check",
		.arguments = "FILE...",
		.least = 1,
		.most = -1,
		.summary = "Looks for mistakes in job scripts",
		.details =
			"Reads scripts that anybody wrote; '-' is standard input. Nothing of them is run. What\n"
			"cannot be known before the job runs is passed over. A comment '# berth: ignore B05' on\n"
			"the line or the one before turns a finding off, before the first command for the whole\n"
			"file. The exit code is 1 when there is a warning or an error.",
		.examples = "  berth job check job.sh\n"
			    "  berth job check --rule B --severity warning *.sh",
		.options = job_check_options,
		.run = command_job_check,
	},
	{
		.words = "job rules",
		.summary = "Lists the rules of 'berth job check'",
		.examples = "  berth job rules; berth explain B01",
		.run = command_job_rules,
	},
	{0},
};
