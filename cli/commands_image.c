#include "cli/command_image.h"
#include "cli/options.h"
#include "image/facts.h"

static const struct cli_option image_list_options[] = {
	OPTION_ROOT,
	{.name = "paths", .help = "Only the paths, one on a line"},
	OPTION_COMPLETE,
	{0},
};

static const struct cli_option image_find_options[] = {
	OPTION_ROOT,
	{.name = "query", .value = "QUERY", .help = "Look only into images that this query keeps"},
	OPTION_COMPLETE,
	{0},
};

static const struct cli_option image_show_options[] = {
	OPTION_ROOT,
	{.name = "definition", .help = "Also the definition file"},
	{.name = "objects", .help = "Also the objects in the SIF file"},
	{0},
};

static const struct cli_option image_packages_options[] = {
	OPTION_ROOT,
	{.name = "environment", .letter = 'e', .value = "PREFIX",
		.help = "Only this environment, by its path, the end of it, or 'system'"},
	{.name = "source", .value = "NAME", .choices = package_source_names, .repeats = true,
		.help = "Only what this one has installed"},
	{.name = "all", .letter = 'a', .help = "Also the packages of dpkg, rpm and apk"},
	{0},
};

static const struct cli_option image_files_options[] = {
	OPTION_ROOT,
	{.name = "long", .letter = 'l', .help = "Also permissions, size, time and where links point"},
	{.name = "depth", .value = "N", .help = "Only so many levels of folders"},
	{0},
};

static const struct cli_option image_only_root[] = {OPTION_ROOT, {0}};

static const struct cli_option image_verify_options[] = {
	OPTION_ROOT,
	{.name = "content", .help = "Also read and unpack every file in it"},
	{.name = "sha256", .help = "Also the SHA-256 of the whole file"},
	{0},
};

const struct cli_command commands_image[] = {
	{
		.words = "image list",
		.arguments = "[QUERY...]",
		.most = -1,
		.summary = "Lists the images, all or those that a query keeps",
		.details =
			"A query is a list of words that must all hold: 'torch>=2.6', 'rocm<6.4',\n"
			"'python=3.12', 'family:laif', 'layer:full', 'kind:sif', 'root:sif-images',\n"
			"'size<8G', 'newer:2025-06', '!jax', 'newest', or any part of a name; and of\n"
			"what is inside: 'has:flash-attn', 'flash-attn>=2.5', 'mpi:mpich', 'os:ubuntu'.\n"
			"'sort:-size' orders (name, path, size, mtime, age, version, rocm, ...).",
		.examples = "  berth image list\n  berth image list 'torch>=2.6' 'rocm<7'\n"
			    "  berth image list --root ~/containers --json",
		.options = image_list_options,
		.run = command_image_list,
	},
	{
		.words = "image find",
		.arguments = "PACKAGE[SPEC]...",
		.least = 1,
		.most = -1,
		.summary = "Finds the images that have packages, in which environment and version",
		.details =
			"Names are compared as Python does it: 'Flash_Attn' is 'flash-attn'. SPEC is a\n"
			"condition on the version, as '>=2.6' or '>=2.6,<3'. Images must have all of\n"
			"the packages; the newest versions come first. What was read once is kept in\n"
			"the index ('berth index status').",
		.examples = "  berth image find 'flash-attn>=2.5'\n"
			    "  berth image find torch vllm --query 'family:laif' --complete",
		.options = image_find_options,
		.run = command_image_find,
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
		.words = "image packages",
		.arguments = "IMAGE [PATTERN]",
		.least = 1,
		.most = 2,
		.summary = "Lists the packages in an image, by environment",
		.details =
			"Nothing is started: what conda and pip have installed stands in the names of\n"
			"files. The packages of the system (dpkg, rpm, apk) are listed with --all, --source,\n"
			"or a PATTERN: a part of a name, one with * and ?, or a name with versions. Packages\n"
			"of the environment that is active when the image starts come first.",
		.examples = "  berth image packages 'pytorch newest'\n"
			    "  berth image packages my.sif 'torch*'\n"
			    "  berth image packages my.sif 'numpy<2'\n"
			    "  berth image packages my.sif --source dpkg --json",
		.options = image_packages_options,
		.run = command_image_packages,
	},
	{
		.words = "image files",
		.arguments = "IMAGE [PATH]",
		.least = 1,
		.most = 2,
		.summary = "Lists the files in an image, all or those below a path",
		.details = "Links are followed within the image only. Layers of OCI images are shown as they\n"
			   "lie over each other.",
		.examples = "  berth image files my.sif /opt --depth 2\n"
			    "  berth image files my.sif | grep libmpi\n"
			    "  berth image files my.sif /usr/lib64 --long",
		.options = image_files_options,
		.run = command_image_files,
	},
	{
		.words = "image cat",
		.arguments = "IMAGE PATH",
		.least = 2,
		.most = 2,
		.summary = "Writes a file of an image to standard output",
		.details = "Byte by byte into a file or a pipe. On a terminal text is cleaned of what would\n"
			   "change the terminal, and anything but text is refused.",
		.examples = "  berth image cat my.sif /etc/os-release\n"
			    "  berth image cat my.sif /opt/rocm/lib/librccl.so.1 > librccl.so.1",
		.options = image_only_root,
		.run = command_image_cat,
	},
	{
		.words = "image diff",
		.arguments = "A B",
		.least = 2,
		.most = 2,
		.summary = "Compares two images: packages, versions, environment, size",
		.details = "Lines begin with + (only in B), - (only in A) or ~ (in both, but not the same).",
		.examples = "  berth image diff old.sif new.sif\n"
			    "  berth image diff 'layer=torch rocm=6.4' 'layer=full rocm=6.4' --json",
		.options = image_only_root,
		.run = command_image_diff,
	},
	{
		.words = "image why",
		.arguments = "IMAGE WORD",
		.least = 2,
		.most = 2,
		.summary = "Tells what in an image proves a fact, a package or a judgement",
		.details = "WORD is a fact of 'berth image show' (mpi, rocm, activation, ...), the name of a\n"
			   "package or a command, or what a judgement is about (start, binds, I65).",
		.examples = "  berth image why my.sif mpi\n  berth image why my.sif numpy\n"
			    "  berth image why my.sif torchrun",
		.options = image_only_root,
		.run = command_image_why,
	},
	{
		.words = "image verify",
		.arguments = "IMAGE",
		.least = 1,
		.most = 1,
		.summary = "Checks whether an image is whole, and lists its signatures",
		.details = "Signatures are listed with the key that they name, never verified: that is for\n"
			   "'singularity verify', which has the keys that you trust.",
		.examples = "  berth image verify my.sif\n  berth image verify my.sif --content --sha256",
		.options = image_verify_options,
		.run = command_image_verify,
	},
	{0},
};
