#include "build/options.h"
#include "build/template.h"
#include "cli/command_build.h"
#include "cli/options.h"

/* What becomes of the plan; the same for every way of building. */
#define OPTIONS_OF_PLAN                                                                            \
	{.name = "show", .help = "Only show the plan, as without --run"},                          \
		{.name = "save", .value = "FILE", .help = "Write the plan as a script"},           \
		{.name = "run", .help = "Do it here, with a log that is kept ('berth run')"},      \
		{.name = "detach", .help = "With --run: let it go on without this terminal"},      \
		{.name = "as-job", .help = "Do it in a job; with --save only write its script"},   \
		{.name = "force",                                                                  \
			.help = "Replace the file that is there, and go on in spite of errors"},   \
		{.name = "account", .letter = 'A', .value = "NAME", .help = "Project of the job"}, \
		{.name = "partition", .value = "NAME", .help = "Partition of the job"},            \
		{.name = "time", .letter = 't', .value = "TIME", .help = "Time limit of the job"}, \
		{.name = "mem", .value = "SIZE",                                                   \
			.help = "Memory of the job; its /tmp is a part of it"},                    \
		{.name = "cores", .letter = 'c', .value = "N", .help = "Cores of the job"}

static const struct cli_option cotainr_options[] = {
	BUILD_OPTIONS_COTAINR, OPTIONS_OF_PLAN, OPTION_ROOT, {0}};
static const struct cli_option proot_options[] = {BUILD_OPTIONS_PROOT, OPTIONS_OF_PLAN, {0}};
static const struct cli_option wrap_options[] = {BUILD_OPTIONS_WRAP, OPTIONS_OF_PLAN, {0}};
static const struct cli_option venv_options[] = {
	BUILD_OPTIONS_VENV, OPTIONS_OF_PLAN, OPTION_ROOT, {0}};
static const struct cli_option pull_options[] = {BUILD_OPTIONS_PULL, OPTIONS_OF_PLAN, {0}};
static const struct cli_option convert_options[] = {BUILD_OPTIONS_CONVERT, OPTIONS_OF_PLAN, {0}};
static const struct cli_option easybuild_options[] = {
	BUILD_OPTIONS_EASYBUILD, OPTIONS_OF_PLAN, {0}};

static const struct cli_option write_options[] = {
	{.name = "kind", .value = "KIND", .choices = write_kind_names,
		.help = "What to write; the ending of FILE tells else"},
	BUILD_PACKAGE_ROW,
	{.name = "base", .value = "IMAGE", .help = "Image that it is for: path, query or docker://..."},
	{.name = "rocm", .value = "VERSION", .help = "ROCm of the base, when its name does not tell"},
	{.name = "python", .value = "VERSION", .help = "conda: version of Python; 3.12 else"},
	{.name = "apt", .value = "PACKAGE", .repeats = true, .help = "definition: package of Debian"},
	{.name = "zypper", .value = "PACKAGE", .repeats = true,
		.help = "definition: package of SUSE"},
	{.name = "file", .value = "SRC[:DST]", .repeats = true, .help = "definition: copy it in"},
	{.name = "label", .value = "NAME=VALUE", .repeats = true, .help = "definition: label"},
	{.name = "template", .value = "NAME",
		.help = "Write by this template ('berth build templates')"},
	{.name = "force", .help = "Replace the file that is there"},
	OPTION_ROOT,
	{0},
};

static const struct cli_option advise_options[] = {
	{.name = "need", .letter = 'n', .value = "PACKAGES", .repeats = true,
		.help = "Packages, with commas between them: torch==2.7,einops"},
	{.name = "system-package", .value = "NAMES", .repeats = true,
		.help = "Packages of the operating system"},
	{.name = "image", .letter = 'i', .value = "IMAGE", .help = "Image to build on"},
	{.name = "complete", .help = "Look into all images first, however many"},
	OPTION_ROOT,
	{0},
};

const struct cli_command commands_build_ways[] = {
	{
		.words = "build advise",
		.summary = "Tells which way of building fits, from the packages that are needed",
		.details = "It looks for an image that has them all, then at each way of building, and\n"
			   "says what speaks for it and against it. 'torch==2.7' is met by 2.7.1.",
		.examples = "  berth build advise --need torch==2.7,flash-attn\n"
			    "  berth build advise --need einops --image 'torch newest'",
		.options = advise_options,
		.run = command_build_advise,
	},
	{
		.words = "build cotainr",
		.summary = "Builds an image from a base image and a conda environment file",
		.details = "The environment file is one of yours (--conda-env), or is made of --package\n"
			   "and written beside the image. Large environments are better built with\n"
			   "--as-job than on a login node.",
		.examples = "  berth build cotainr -o my.sif --system lumi-g --conda-env env.yml --run\n"
			    "  berth build cotainr -o my.sif --system rocm-6.2 -p torch==2.7.1 --show",
		.options = cotainr_options,
		.run = command_build,
	},
	{
		.words = "build proot",
		.arguments = "DEFINITION",
		.least = 1,
		.most = 1,
		.summary = "Builds an image from a definition file, without root",
		.details = "Paths of %files count from the folder where it is started. What makes users\n"
			   "or setuid programs fails under PRoot.",
		.examples = "  berth build proot my.def -o my.sif --run",
		.options = proot_options,
		.run = command_build,
	},
	{
		.words = "build wrap",
		.arguments = "WAY WHAT",
		.least = 2,
		.most = 2,
		.summary = "Wraps software into one container file (lumi-container-wrapper, CPUs only)",
		.details = "WAY is conda-new (WHAT: an environment file), conda-update (an\n"
			   "installation), pip-new (requirements), pip-update (an installation),\n"
			   "container (an image) or install (a folder with software). The tool itself\n"
			   "puts the installation at its prefix when it is whole.",
		.examples = "  berth build wrap conda-new env.yml --prefix "
			    "/projappl/project_465000001/tools --run\n"
			    "  berth build wrap container docker://ubuntu:24.04 -w /usr/bin/gcc --prefix "
			    "gcc --run",
		.options = wrap_options,
		.run = command_build,
	},
	{
		.words = "build venv",
		.summary = "Puts pip packages on top of an image, in one squashfs file",
		.details = "The image stays as it is; the file is mounted into it. --add-to begins with\n"
			   "the packages of such a file, --unpack only unpacks one.",
		.examples = "  berth build venv --image 'torch newest' -o more.sqsh -p einops==0.8.1 "
			    "--run\n"
			    "  berth build venv --unpack more.sqsh -o more --run",
		.options = venv_options,
		.run = command_build,
	},
	{
		.words = "build pull",
		.arguments = "URI",
		.least = 1,
		.most = 1,
		.summary = "Pulls an image from a registry, with nothing left in $HOME",
		.examples = "  berth build pull docker://ubuntu:24.04 -o ubuntu.sif --run",
		.options = pull_options,
		.run = command_build,
	},
	{
		.words = "build convert",
		.arguments = "FILE",
		.least = 1,
		.most = 1,
		.summary = "Makes an image of a tar file that docker, podman or buildah has saved",
		.examples = "  docker save my:1.0 > my.tar    # where there is docker\n"
			    "  berth build convert my.tar -o my.sif --run",
		.options = convert_options,
		.run = command_build,
	},
	{
		.words = "build easybuild",
		.arguments = "WHAT",
		.least = 1,
		.most = 1,
		.summary = "Installs a container module, or packs what was put on top of it",
		.details = "WHAT is an easyconfig; with --action make-squashfs or unmake-squashfs it is\n"
			   "a module. --drop-image removes the module's own copy of the image, so that it\n"
			   "uses the central one.",
		.examples = "  berth build easybuild PyTorch-2.6.0-rocm-6.2.4-python-3.12-singularity-"
			    "20250404.eb --run",
		.options = easybuild_options,
		.run = command_build,
	},
	{
		.words = "build write",
		.arguments = "FILE",
		.least = 1,
		.most = 1,
		.summary = "Writes a conda environment, a definition file or requirements",
		.details = "FILE ends in .yml or .yaml, .def or .txt; - is standard output (with\n"
			   "--kind). PyTorch and its like get the wheels for the ROCm of the base.",
		.examples = "  berth build write env.yml --rocm 6.2.4 -p torch==2.7.1 -p conda:git\n"
			    "  berth build write my.def --base docker://ubuntu:24.04 --apt git",
		.options = write_options,
		.run = command_build_write,
	},
	{
		.words = "build templates",
		.summary = "Lists the templates of 'berth build write'",
		.run = command_build_templates,
	},
	{
		.words = "build template",
		.arguments = "show KIND NAME | check KIND NAME | values KIND",
		.least = 1,
		.most = 3,
		.summary = "Shows or checks a template, or tells what can be in one",
		.details = "KIND is conda, definition or requirements. Your own templates are files\n"
			   "NAME.template in ~/.config/berth/templates/KIND; one that is called default\n"
			   "takes the place of the built-in one.",
		.examples = "  mkdir -p ~/.config/berth/templates/definition\n"
			    "  berth build template show definition default \\\n"
			    "    > ~/.config/berth/templates/definition/group.template\n"
			    "  berth build write my.def --template group --base docker://ubuntu:24.04",
		.run = command_build_template,
	},
	{0},
};
