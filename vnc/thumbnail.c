#include "vnc/thumbnail.h"

enum { UPPER_HALF = 0x2580 };

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

void thumbnail_fit(int64_t width, int64_t height, const struct thumbnail_wish *wish,
	int64_t *columns, int64_t *rows)
{
	int64_t most_columns = clamp(wish->columns, 1, THUMBNAIL_COLUMNS_MAX);
	int64_t most_rows = clamp(wish->rows, 1, THUMBNAIL_ROWS_MAX);
	int64_t across = width, down = height;

	if (across > most_columns) {
		down = (height * most_columns + width / 2) / width;
		across = most_columns;
	}
	if (down > 2 * most_rows) {
		across = (width * 2 * most_rows + height / 2) / height;
		down = 2 * most_rows;
	}
	*columns = clamp(across, 1, most_columns);
	*rows = clamp((down + 1) / 2, 1, most_rows);
}

void thumbnail_box(int64_t at, int64_t count, int64_t length, int64_t *first, int64_t *behind)
{
	*first = at * length / count;
	*behind = (at + 1) * length / count;
	if (*behind == *first)
		*behind = *first + 1;
}

static void mean_of_box(const struct pixels *pixels, int64_t left, int64_t right, int64_t top,
	int64_t bottom, unsigned char *rgb)
{
	uint64_t sums[3] = {0}, count = (uint64_t)(right - left) * (uint64_t)(bottom - top);

	for (int64_t y = top; y < bottom; y++) {
		const unsigned char *at = pixels->bytes + 3 * (y * pixels->width + left);
		uint32_t red = 0, green = 0, blue = 0;
		for (int64_t x = left; x < right; x++, at += 3) {
			red += at[0];
			green += at[1];
			blue += at[2];
		}
		sums[0] += red;
		sums[1] += green;
		sums[2] += blue;
	}
	for (int c = 0; c < 3; c++)
		rgb[c] = (unsigned char)((sums[c] + count / 2) / count);
}

/* Both halves as one: black is a blank. */
static uint32_t letter(const unsigned char *upper, const unsigned char *lower)
{
	static const char ramp[] = " .:-=+*#%@";
	int brightness = 0;

	for (int c = 0; c < 3; c++) {
		static const int weights[] = {299, 587, 114};
		brightness += weights[c] * (upper[c] + lower[c]);
	}
	/* Of 2 * 255 * 1000. */
	return (uint32_t)ramp[(brightness * 9 + 255000) / 510000];
}

static struct thumbnail_cell make_cell(const struct thumbnail_wish *wish,
	const unsigned char *upper, const unsigned char *lower, int64_t column, int64_t row)
{
	struct thumbnail_cell cell = {.front = THUMBNAIL_DEFAULT, .back = THUMBNAIL_DEFAULT};

	if (wish->colors == THUMBNAIL_NONE) {
		cell.code_point = letter(upper, lower);
		return cell;
	}
	if (wish->ascii) {
		unsigned char both[3];
		for (int c = 0; c < 3; c++)
			both[c] = (unsigned char)((upper[c] + lower[c] + 1) / 2);
		cell.front = cell.back = thumbnail_color(wish->colors, both, column, row);
	} else {
		cell.front = thumbnail_color(wish->colors, upper, column, 2 * row);
		cell.back = thumbnail_color(wish->colors, lower, column, 2 * row + 1);
	}
	cell.code_point = cell.front == cell.back ? ' ' : UPPER_HALF;
	return cell;
}

void thumbnail_make(
	const struct pixels *pixels, const struct thumbnail_wish *wish, struct thumbnail *thumbnail)
{
	int64_t columns, rows;

	thumbnail_fit(pixels->width, pixels->height, wish, &columns, &rows);
	*thumbnail = (struct thumbnail){.colors = wish->colors, .columns = columns, .rows = rows};
	thumbnail->cells = xcalloc((size_t)columns * (size_t)rows, sizeof *thumbnail->cells);
	for (int64_t row = 0; row < rows; row++)
		for (int64_t column = 0; column < columns; column++) {
			unsigned char halves[2][3];
			int64_t left, right, top, bottom;
			thumbnail_box(column, columns, pixels->width, &left, &right);
			for (int half = 0; half < 2; half++) {
				thumbnail_box(
					2 * row + half, 2 * rows, pixels->height, &top, &bottom);
				mean_of_box(pixels, left, right, top, bottom, halves[half]);
			}
			thumbnail->cells[row * columns + column] =
				make_cell(wish, halves[0], halves[1], column, row);
		}
}

void thumbnail_release(struct thumbnail *thumbnail)
{
	free(thumbnail->cells);
	*thumbnail = (struct thumbnail){0};
}

/* `ground` is 30 for the front and 40 for the back. */
static void append_color(enum thumbnail_colors colors, int32_t color, int ground, struct text *text)
{
	if (colors == THUMBNAIL_TRUE)
		text_append_format(text, "\033[%d;2;%d;%d;%dm", ground + 8, color >> 16,
			color >> 8 & 255, color & 255);
	else if (colors == THUMBNAIL_256)
		text_append_format(text, "\033[%d;5;%dm", ground + 8, color);
	else
		text_append_format(
			text, "\033[%dm", color < 8 ? ground + color : ground + 52 + color);
}

void thumbnail_append_row(const struct thumbnail *thumbnail, int64_t row, struct text *text)
{
	int32_t front = THUMBNAIL_DEFAULT, back = THUMBNAIL_DEFAULT;

	for (int64_t column = 0; column < thumbnail->columns; column++) {
		const struct thumbnail_cell *cell =
			&thumbnail->cells[row * thumbnail->columns + column];
		if (cell->back != back)
			append_color(thumbnail->colors, cell->back, 40, text);
		back = cell->back;
		/* A blank has no front. */
		if (cell->code_point == UPPER_HALF && cell->front != front) {
			append_color(thumbnail->colors, cell->front, 30, text);
			front = cell->front;
		}
		if (cell->code_point == UPPER_HALF)
			text_append(text, "\xe2\x96\x80");
		else
			text_append_char(text, (char)cell->code_point);
	}
	if (back != THUMBNAIL_DEFAULT)
		text_append(text, "\033[0m");
}
