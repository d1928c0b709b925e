#include "cli/picture.h"

#include <sys/ioctl.h>
#include <unistd.h>

void picture_size(struct cli *cli, bool fits, struct thumbnail_wish *wish)
{
	struct winsize size = {0};
	bool terminal = !cli->json && isatty(STDOUT_FILENO) &&
			ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
			size.ws_row > 0;
	int64_t columns = terminal ? size.ws_col : 80,
		rows = terminal ? size.ws_row - 1 : THUMBNAIL_ROWS_MAX;

	wish->columns = cli_integer(cli, "columns", 1, THUMBNAIL_COLUMNS_MAX, columns);
	/* Who says how wide gets it, however high that is. */
	wish->rows = cli_given(cli, "columns") && !fits ? THUMBNAIL_ROWS_MAX : rows;
	if (fits && wish->columns > columns)
		wish->columns = columns;
}

static enum thumbnail_colors terminal_colors(const struct cli *cli)
{
	const char *color = getenv("COLORTERM"), *term = getenv("TERM");

	if (!cli->color)
		return THUMBNAIL_NONE;
	if (color != NULL && (string_equal(color, "truecolor") || string_equal(color, "24bit")))
		return THUMBNAIL_TRUE;
	return term != NULL && strstr(term, "256color") != NULL ? THUMBNAIL_256 : THUMBNAIL_16;
}

struct thumbnail_wish picture_wish(struct cli *cli, bool fits)
{
	struct thumbnail_wish wish = {.ascii = cli->ascii};

	picture_size(cli, fits, &wish);
	wish.colors = cli->json ? THUMBNAIL_NONE
				: (enum thumbnail_colors)cli_choice(
					  cli, "colors", (int)terminal_colors(cli));
	return wish;
}

void picture_append(struct cli *cli, const struct thumbnail *thumbnail)
{
	for (int64_t row = 0; row < thumbnail->rows; row++) {
		thumbnail_append_row(thumbnail, row, &cli->out);
		text_append_char(&cli->out, '\n');
	}
}

void picture_json(const struct thumbnail *thumbnail, json_t *object)
{
	json_t *lines = json_array();

	for (int64_t row = 0; row < thumbnail->rows; row++) {
		struct text text = TEXT_INIT;
		thumbnail_append_row(thumbnail, row, &text);
		json_array_append_new(lines, json_string(text_string(&text)));
		text_release(&text);
	}
	json_object_set_new(object, "columns", json_integer(thumbnail->columns));
	json_object_set_new(object, "rows", json_integer(thumbnail->rows));
	json_object_set_new(object, "lines", lines);
}
