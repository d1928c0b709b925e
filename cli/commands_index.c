#include "cli/command_index.h"
#include "cli/options.h"

static const struct cli_option index_rebuild_options[] = {
	OPTION_ROOT,
	{.name = "missing", .help = "Only read images that are not in it yet"},
	{.name = "heads", .help = "Only the heads of the files, not what is inside"},
	{0},
};

const struct cli_command commands_index[] = {
	{
		.words = "index status",
		.summary = "Tells what is kept of images that were looked at",
		.details =
			"The index lies in $BERTH_CACHE_DIR, or else in ~/.cache/berth. $BERTH_INDEX may\n"
			"name a second folder that is only read, as a centre may keep it for all its\n"
			"users. Both files are SQLite databases and can be thrown away at any time.",
		.run = command_index_status,
	},
	{
		.words = "index rebuild",
		.summary = "Reads all images, heads and inside, into the index",
		.details = "With several threads, the newest images first. ^C stops it and keeps what "
			   "was read;\n'--missing' then goes on.",
		.examples = "  berth index rebuild\n  berth index rebuild --missing --root ~/containers",
		.options = index_rebuild_options,
		.run = command_index_rebuild,
	},
	{
		.words = "index clear",
		.summary = "Throws the index away",
		.run = command_index_clear,
	},
	{0},
};
