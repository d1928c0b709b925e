#include "testing.h"

#include "vnc/thumbnail.h"

static unsigned char *one_color(int64_t width, int64_t height, const unsigned char *rgb)
{
	size_t count = (size_t)(width * height);
	unsigned char *bytes = xmalloc(3 * count);

	for (size_t i = 0; i < count; i++)
		memcpy(bytes + 3 * i, rgb, 3);
	return bytes;
}

/* A deterministic source of numbers, so that a failure comes again. */
static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void keeps_the_shape(void **state UNUSED)
{
	static const struct {
		int64_t width, height, most_columns, most_rows, columns, rows;
	} cases[] = {
		{1920, 1080, 100, 30, 100, 28},
		{1920, 1080, 80, 24, 80, 23},
		{1080, 1920, 100, 30, 34, 30},
		{640, 480, 80, 100, 80, 30},
		{1, 1, 80, 24, 1, 1},
		{16384, 1, 80, 24, 80, 1},
		{1, 16384, 80, 24, 1, 24},
		{4, 4, 80, 24, 4, 2},
		{5, 3, 80, 24, 5, 2},
		{1920, 1080, 0, -5, 1, 1},
		{16384, 16384, 1 << 30, 1 << 30, 512, 256},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		int64_t columns, rows;
		const struct thumbnail_wish wish = {
			.columns = cases[i].most_columns, .rows = cases[i].most_rows};
		thumbnail_fit(cases[i].width, cases[i].height, &wish, &columns, &rows);
		assert_int_equal(columns, cases[i].columns);
		assert_int_equal(rows, cases[i].rows);
	}
}

static void boxes_cover_all(void **state UNUSED)
{
	for (int64_t length = 1; length < 70; length++)
		for (int64_t count = 1; count <= length; count++) {
			int64_t expected = 0;
			for (int64_t at = 0; at < count; at++) {
				int64_t first, behind;
				thumbnail_box(at, count, length, &first, &behind);
				assert_int_equal(first, expected);
				assert_true(behind > first);
				expected = behind;
			}
			assert_int_equal(expected, length);
		}
}

/* Four columns of two pixels, two rows of two pixel rows: each cell half is a box of 2x1. */
static void means_are_exact(void **state UNUSED)
{
	static const unsigned char bytes[] = {
		0, 0, 0, 255, 255, 255, 10, 20, 30, 11, 22, 33, /* upper half: 128, (11, 21, 32) */
		255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 255, 0,     /* lower half: red, (0, 128, 128) */
	};
	const struct pixels pixels = {bytes, 4, 2};
	struct thumbnail thumbnail;
	struct text text = TEXT_INIT;

	thumbnail_make(&pixels,
		&(struct thumbnail_wish){.columns = 2, .rows = 1, .colors = THUMBNAIL_TRUE},
		&thumbnail);
	assert_int_equal(thumbnail.columns, 2);
	assert_int_equal(thumbnail.rows, 1);
	assert_int_equal(thumbnail.cells[0].code_point, 0x2580);
	assert_int_equal(thumbnail.cells[0].front, 0x808080);
	assert_int_equal(thumbnail.cells[0].back, 0xff0000);
	assert_int_equal(thumbnail.cells[1].front, 0x0b1520);
	assert_int_equal(thumbnail.cells[1].back, 0x008080);
	thumbnail_append_row(&thumbnail, 0, &text);
	assert_text_equal(&text, "\033[48;2;255;0;0m\033[38;2;128;128;128m\xe2\x96\x80"
				 "\033[48;2;0;128;128m\033[38;2;11;21;32m\xe2\x96\x80\033[0m");
	text_release(&text);
	thumbnail_release(&thumbnail);
}

static void colors_of_the_terminal_stay(void **state UNUSED)
{
	static const unsigned char levels[] = {0, 95, 135, 175, 215, 255};
	static const struct {
		unsigned char rgb[3];
		int32_t index;
	} of_16[] = {{{0, 0, 0}, 0}, {{205, 0, 0}, 1}, {{0, 205, 0}, 2}, {{0, 0, 238}, 4},
		{{229, 229, 229}, 7}, {{127, 127, 127}, 8}, {{255, 0, 0}, 9}, {{92, 92, 255}, 12},
		{{255, 255, 255}, 15}};

	for (int64_t place = 0; place < 16; place++) {
		int64_t x = place % 4, y = place / 4;
		for (int32_t i = 0; i < 216; i++) {
			const unsigned char rgb[] = {
				levels[i / 36], levels[i / 6 % 6], levels[i % 6]};
			assert_int_equal(thumbnail_color(THUMBNAIL_256, rgb, x, y), 16 + i);
		}
		for (int32_t i = 0; i < 24; i++) {
			unsigned char grey = (unsigned char)(8 + 10 * i),
				      rgb[] = {grey, grey, grey};
			assert_int_equal(thumbnail_color(THUMBNAIL_256, rgb, x, y), 232 + i);
		}
		for (size_t i = 0; i < ARRAY_LENGTH(of_16); i++)
			assert_int_equal(
				thumbnail_color(THUMBNAIL_16, of_16[i].rgb, x, y), of_16[i].index);
	}
}

static void channels_of_256(int32_t index, int *rgb)
{
	static const int levels[] = {0, 95, 135, 175, 215, 255};

	assert_in_range(index, 16, 255);
	for (int c = 0; c < 3; c++)
		rgb[c] = index >= 232 ? 8 + 10 * (index - 232)
				      : levels[(index - 16) /
						(c == 0          ? 36
							: c == 1 ? 6
								 : 1) %
						6];
}

/* Over the whole pattern the mean of what is shown is the colour that was meant. */
static void patterns_mix_to_the_color(void **state UNUSED)
{
	for (int red = 0; red < 256; red += 15)
		for (int green = 0; green < 256; green += 15)
			for (int blue = 0; blue < 256; blue += 15) {
				const unsigned char rgb[] = {(unsigned char)red,
					(unsigned char)green, (unsigned char)blue};
				int sums[3] = {0};
				for (int64_t place = 0; place < 16; place++) {
					int shown[3];
					channels_of_256(thumbnail_color(THUMBNAIL_256, rgb,
								place % 4, place / 4),
						shown);
					for (int c = 0; c < 3; c++)
						sums[c] += shown[c];
				}
				for (int c = 0; c < 3; c++)
					assert_in_range(sums[c] / 16 + 4 - rgb[c], 0, 8);
			}
}

static void brightness_becomes_letters(void **state UNUSED)
{
	static const char ramp[] = " .:-=+*#%@";

	for (int step = 0; step < 10; step++) {
		unsigned char grey = (unsigned char)((step * 255 + 4) / 9);
		unsigned char *bytes = one_color(8, 8, (const unsigned char[]){grey, grey, grey});
		struct thumbnail thumbnail;
		struct text text = TEXT_INIT, wanted = TEXT_INIT;
		thumbnail_make(&(struct pixels){bytes, 8, 8},
			&(struct thumbnail_wish){.columns = 4, .rows = 10}, &thumbnail);
		assert_int_equal(thumbnail.rows, 2);
		thumbnail_append_row(&thumbnail, 1, &text);
		text_append_repeated(&wanted, (const char[]){ramp[step], '\0'}, 4);
		assert_text_equal(&text, text_string(&wanted));
		text_release(&wanted);
		text_release(&text);
		thumbnail_release(&thumbnail);
		free(bytes);
	}
}

static void rows_are_as_short_as_can_be(void **state UNUSED)
{
	static const unsigned char bytes[] = {
		255,
		0,
		0,
		255,
		0,
		0,
		0,
		0,
		255,
		0,
		0,
		0, /* red red blue black */
		255,
		0,
		0,
		255,
		0,
		0,
		255,
		0,
		0,
		255,
		0,
		0,
	};
	static const struct {
		enum thumbnail_colors colors;
		bool ascii;
		const char *wanted;
	} cases[] = {
		{THUMBNAIL_256, false,
			"\033[48;5;196m  "
			"\033[38;5;21m\xe2\x96\x80\033[38;5;16m\xe2\x96\x80\033[0m"},
		{THUMBNAIL_16, false, "\033[101m  \033[34m\xe2\x96\x80\033[30m\xe2\x96\x80\033[0m"},
		{THUMBNAIL_TRUE, true,
			"\033[48;2;255;0;0m  \033[48;2;128;0;128m \033[48;2;128;0;0m \033[0m"},
		{THUMBNAIL_NONE, false, "--:."},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct thumbnail thumbnail;
		struct text text = TEXT_INIT;
		thumbnail_make(&(struct pixels){bytes, 4, 2},
			&(struct thumbnail_wish){.columns = 80,
				.rows = 24,
				.colors = cases[i].colors,
				.ascii = cases[i].ascii},
			&thumbnail);
		thumbnail_append_row(&thumbnail, 0, &text);
		assert_text_equal(&text, cases[i].wanted);
		text_release(&text);
		thumbnail_release(&thumbnail);
	}
}

/* What does not move gives the same cells, whatever happens beside it. */
static void changes_stay_where_they_are(void **state UNUSED)
{
	uint32_t seed = 7;
	enum { WIDTH = 97, HEIGHT = 61 };
	unsigned char *bytes = xmalloc(3 * WIDTH * HEIGHT);

	for (size_t i = 0; i < 3 * WIDTH * HEIGHT; i++)
		bytes[i] = (unsigned char)next(&seed);
	for (int round = 0; round < 200; round++) {
		struct thumbnail before, after;
		const struct thumbnail_wish wish = {.columns = 1 + next(&seed) % 110,
			.rows = 1 + next(&seed) % 40,
			.colors = (enum thumbnail_colors)(next(&seed) % 4)};
		int64_t x = next(&seed) % WIDTH, y = next(&seed) % HEIGHT, first, behind;
		thumbnail_make(&(struct pixels){bytes, WIDTH, HEIGHT}, &wish, &before);
		bytes[3 * (y * WIDTH + x)] ^= 255;
		thumbnail_make(&(struct pixels){bytes, WIDTH, HEIGHT}, &wish, &after);
		assert_int_equal(before.columns, after.columns);
		for (int64_t i = 0; i < after.columns * after.rows; i++) {
			if (memcmp(&before.cells[i], &after.cells[i], sizeof *after.cells) == 0)
				continue;
			thumbnail_box(i % after.columns, after.columns, WIDTH, &first, &behind);
			assert_in_range(x, first, behind - 1);
			thumbnail_box(i / after.columns, after.rows, HEIGHT, &first, &behind);
			/* A row of cells is two boxes, whose end may lie one pixel apart. */
			assert_in_range(y + 1, first, behind + 1);
		}
		thumbnail_release(&before);
		thumbnail_release(&after);
	}
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_shape),
		cmocka_unit_test(boxes_cover_all),
		cmocka_unit_test(means_are_exact),
		cmocka_unit_test(colors_of_the_terminal_stay),
		cmocka_unit_test(patterns_mix_to_the_color),
		cmocka_unit_test(brightness_becomes_letters),
		cmocka_unit_test(rows_are_as_short_as_can_be),
		cmocka_unit_test(changes_stay_where_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
