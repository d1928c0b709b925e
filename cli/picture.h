#ifndef BERTH_CLI_PICTURE_H
#define BERTH_CLI_PICTURE_H

/* Pictures of screens in the cells of the terminal that standard output leads to. */

#include "cli/cli.h"
#include "vnc/thumbnail.h"

/* The options of commands that show one; ends with a comma. */
#define OPTIONS_PICTURE                                                                            \
	{.name = "columns", .value = "N", .help = "How wide, in cells (as the terminal is, or 80)"}, \
	{                                                                                          \
		.name = "colors", .value = "HOW", .choices = thumbnail_color_names,                \
			.help = "Colours of the terminal (what it says that it has)"               \
	}

/* From --columns and --colors, and else from the terminal: its size less one row, and its colours by
 * COLORTERM and TERM. Where there are no colours (--color, NO_COLOR, no terminal), and with --json,
 * letters stand for brightness. U05. With `fits` it is never larger than the terminal, whatever
 * --columns says. */
struct thumbnail_wish picture_wish(struct cli *cli, bool fits);
/* The size anew, when the terminal may have another one. */
void picture_size(struct cli *cli, bool fits, struct thumbnail_wish *wish);

/* Appends the rows to the result, each with a newline. */
void picture_append(struct cli *cli, const struct thumbnail *thumbnail);
/* Sets "columns", "rows" and "lines". */
void picture_json(const struct thumbnail *thumbnail, json_t *object);

#endif
