#ifndef BERTH_BUILD_OPTIONS_H
#define BERTH_BUILD_OPTIONS_H

/*
 * The options of each recipe, as rows that fit every struct with the members name, letter, value,
 * help, choices and repeats: struct build_option here, and the command line's own.
 */

#include <stddef.h>

#define BUILD_OUTPUT_ROW(what) {.name = "output", .letter = 'o', .value = "PATH", .help = what}
#define BUILD_TMP_ROW                                                                              \
	{.name = "tmp", .value = "DIR",                                                            \
		.help = "Folder for temporary files; beside the result else, in a job /tmp"}
#define BUILD_MODULE_ROW                                                                           \
	{.name = "module-version", .value = "VERSION", .help = "Version of the tool's module"}
#define BUILD_PACKAGE_ROW                                                                          \
	{.name = "package", .letter = 'p', .value = "SPEC", .repeats = true,                       \
		.help = "A package, as pip names it: 'torch==2.7.1'"}

#define BUILD_OPTIONS_COTAINR                                                                      \
	BUILD_OUTPUT_ROW("The image to make"),                                                     \
		{.name = "base-image", .value = "IMAGE",                                           \
			.help = "Image to build on: a path, a query, or docker://..."},            \
		{.name = "system", .value = "NAME", .help = "System of cotainr to build on"},      \
		{.name = "conda-env", .value = "FILE", .help = "Conda environment file"},          \
		BUILD_PACKAGE_ROW,                                                                 \
		{.name = "python", .value = "VERSION",                                             \
			.help = "Python of the environment that --package makes"},                 \
		BUILD_MODULE_ROW, BUILD_TMP_ROW

#define BUILD_OPTIONS_PROOT                                                                        \
	BUILD_OUTPUT_ROW("The image to make"),                                                     \
		{.name = "build-arg", .value = "NAME=VALUE", .repeats = true,                      \
			.help = "Value for {{ NAME }} in the definition file"},                    \
		{.name = "bind", .letter = 'B', .value = "SPEC", .repeats = true,                  \
			.help = "Bind while building; the place must be in the image"},            \
		BUILD_MODULE_ROW, BUILD_TMP_ROW

#define BUILD_OPTIONS_WRAP                                                                         \
	{.name = "prefix", .letter = 'o', .value = "DIR", .help = "Where the installation goes"},  \
		{.name = "mamba", .help = "conda: solve with mamba"},                              \
		{.name = "uv", .help = "Install pip packages with uv"},                            \
		{.name = "slim", .help = "pip: on a slim image of Python"},                        \
		{.name = "pyver", .value = "VERSION", .help = "pip: Python of --slim or --uv"},    \
		{.name = "system-site-packages", .help = "pip: see the packages of that Python"},  \
		{.name = "nocache", .help = "Fetch all packages anew"},                            \
		{.name = "requirement", .letter = 'r', .value = "FILE",                            \
			.help = "Also these pip packages"},                                        \
		{.name = "pre-install", .value = "FILE", .help = "Commands before"},               \
		{.name = "post-install", .value = "FILE", .help = "Commands after"},               \
		{.name = "environ", .value = "FILE", .help = "Commands whenever it is used"},      \
		{.name = "wrapper-paths", .letter = 'w', .value = "PATH", .repeats = true,         \
			.help = "Programs to wrap; in images absolute"},                           \
		{.name = "mask", .help = "install: hide the original folder"},                     \
		BUILD_MODULE_ROW, BUILD_TMP_ROW

#define BUILD_OPTIONS_VENV                                                                         \
	BUILD_OUTPUT_ROW("The squashfs file to make; with --unpack the folder"),                   \
		{.name = "image", .letter = 'i', .value = "IMAGE",                                 \
			.help = "Image that the packages go on top of"},                           \
		{.name = "requirement", .letter = 'r', .value = "FILE", .help = "pip packages"},   \
		BUILD_PACKAGE_ROW,                                                                 \
		{.name = "add-to", .value = "FILE",                                                \
			.help = "Begin with the packages of this squashfs file"},                  \
		{.name = "unpack", .value = "FILE",                                                \
			.help = "Only unpack this squashfs file into a folder"},                   \
		{.name = "mount", .value = "DIR", .help = "Where it is mounted in the image"},     \
		{.name = "pip-option", .value = "OPTION", .repeats = true,                         \
			.help = "For pip install: '--no-index'"},                                  \
		{.name = "bind", .letter = 'B', .value = "SPEC", .repeats = true,                  \
			.help = "Bind while installing"},                                          \
		{.name = "processors", .value = "N",                                               \
			.help = "Cores for packing; 1, in a job all of its own"},                  \
		BUILD_TMP_ROW

#define BUILD_OPTIONS_PULL                                                                         \
	BUILD_OUTPUT_ROW("The image to make"),                                                     \
		{.name = "cache", .value = "DIR", .help = "Keep a cache here for later pulls"},    \
		BUILD_TMP_ROW

#define BUILD_OPTIONS_CONVERT                                                                      \
	BUILD_OUTPUT_ROW("The image to make"), BUILD_TMP_ROW

#define BUILD_OPTIONS_EASYBUILD                                                                    \
	{.name = "user-prefix", .value = "DIR",                                                    \
		.help = "Where your modules go, $EBU_USER_PREFIX else"},                           \
		{.name = "sourcepath", .value = "DIR", .help = "Folder with an image of your own"}, \
		{.name = "drop-image", .help = "Remove the module's copy of the image afterwards"}, \
		{.name = "action", .value = "WHAT", .choices = build_easybuild_actions,            \
			.help = "What to do; install else"},                                       \
		BUILD_MODULE_ROW

extern const char *const build_easybuild_actions[];
/* What the first argument of 'build wrap' may be, one after the other; NULL behind the last. */
const char *build_wrap_way_at(size_t index);

#endif
