#include "cli/command_job.h"
#include "cli/options.h"
#include "job/launcher.h"
#include "job/wish.h"

static const char *const mask_formats[] = {"table", "picture", "list", "json", NULL};

/* The rows of job/wish_rows.h as options. */
#define OPTION(kind, name_, letter_, value_, help_, choices_)                                      \
	{.name = (name_),                                                                          \
		.letter = (letter_),                                                               \
		.value = (value_),                                                                 \
		.help = (help_),                                                                   \
		.choices = (choices_),                                                             \
		.repeats = WISH_##kind == WISH_STRINGS},

static const struct cli_option job_mask_options[] = {
	{.name = "partition", .letter = 'p', .value = "NAME", .help = "For nodes of this partition"},
	{.name = "node-type", .value = "NAME", .help = "For nodes of this type"},
#define WISH(...)
#define BINDING(kind, member, name, letter, value, help, low, high, choices)                       \
	OPTION(kind, name, letter, value, help, choices)
#include "job/wish_rows.h"
	{.name = "format", .letter = 'f', .value = "FORMAT", .help = "What to write",
		.choices = mask_formats},
	{0},
};

static const struct cli_option job_script_options[] = {
#define WISH(kind, member, name, letter, value, help, low, high, choices)                          \
	OPTION(kind, name, letter, value, help, choices)
#include "job/wish_rows.h"
	{.name = "image", .value = "IMAGE", .help = "Path, name, part of a name, or a query"},
	OPTION_ROOT,
	OPTION_PRESET,
	OPTION_BIND,
	OPTION_WORKSPACE,
	{.name = "interactive", .help = "Show what to type for a session instead of a script"},
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
	{.name = "fix", .help = "Show what can be mended by itself, as a diff"},
	{.name = "write", .help = "Mend it in the file"},
	{.name = "sarif", .help = "SARIF 2.1.0 on standard output, for continuous integration"},
	{0},
};

const struct cli_command commands_job[] = {
	{
		.words = "job script",
		.takes_program = true,
		.summary = "Writes the batch script of a job with the right masks and binds",
		.details =
			"Without -o, --split, --test or --submit the script goes to standard output.\n"
			"On whole GPU nodes each rank gets a GCD and the cores next to it. On shared\n"
			"nodes no masks are written, because only Slurm knows which cores it will give.",
		.examples =
			"  berth job script -A project_465000001 -p standard-g -N 4 -t 2:00:00 \\\n"
			"    --image 'torch>=2.6 newest' -o job.sh -- python train.py\n"
			"  berth job script -A project_465000001 -p small-g -t 30 --launcher torchrun \\\n"
			"    --gpus-per-node 2 --image my.sif --submit -- python train.py",
		.options = job_script_options,
		.more_details = launchers_append_help,
		.run = command_job_script,
	},
	{
		.words = "job templates",
		.summary = "Lists the templates of job scripts",
		.run = command_job_templates,
	},
	{
		.words = "job template",
		.arguments = "show NAME | check NAME | values",
		.least = 1,
		.most = 2,
		.summary = "Shows or checks a template, or tells what can be in one",
		.details =
			"A template is the frame of a job script, with the places of its pieces in double\n"
			"braces. Your own are files NAME.template in ~/.config/berth/templates.",
		.examples =
			"  mkdir -p ~/.config/berth/templates\n"
			"  berth job template show default > ~/.config/berth/templates/mine.template\n"
			"  berth job script --template mine ...",
		.run = command_job_template,
	},
	{
		.words = "job mask",
		.summary = "Shows which cores and GPUs each task of a node gets",
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
		.words = "job explain",
		.arguments = "FILE",
		.least = 1,
		.most = 1,
		.summary = "Shows who runs where in a job script, step by step",
		.details =
			"For each srun: the program, its image, binds and environment, the cores and GCDs of\n"
			"each task on a node, and what cannot be known before the job runs. '<?>' stands for a\n"
			"piece of a text that is not known.",
		.examples = "  berth job explain job.sh",
		.run = command_job_explain,
	},
	{
		.words = "job rules",
		.summary = "Lists the rules of 'berth job check'",
		.examples = "  berth job rules; berth explain B01",
		.run = command_job_rules,
	},
	{0},
};
