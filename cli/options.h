#ifndef BERTH_CLI_OPTIONS_H
#define BERTH_CLI_OPTIONS_H

/* Options that several commands take, as rows of their tables. */

#include "cli/cli.h"

#define OPTION_ROOT                                                                                \
	{.name = "root", .value = "DIR", .repeats = true,                                          \
		.help = "Look for images here instead of in the site's folders"}
#define OPTION_WORKSPACE                                                                           \
	{.name = "workspace", .value = "FILE|none",                                                \
		.help = "This workspace file, not the nearest berth.yaml; or none"}
#define OPTION_COMPLETE                                                                            \
	{.name = "complete",                                                                       \
		.help = "First read the inside of all images of which it is not known yet"}
#define OPTION_PRESET                                                                              \
	{.name = "preset", .value = "NAME", .repeats = true,                                       \
		.help = "Add a preset of the site ('berth bind show')"}
#define OPTION_BIND                                                                                \
	{.name = "bind", .letter = 'B', .value = "SPEC", .repeats = true,                          \
		.help = "Add a bind, SRC[:DST[:OPTIONS]]"}

#endif
