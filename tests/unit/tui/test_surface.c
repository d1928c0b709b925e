#include "testing.h"
#include "tui/screens.h"

#include "base/clean.h"

static struct surface surface;

static void begin(int width, int height, bool ascii)
{
	surface.ascii = ascii;
	surface_resize(&surface, width, height);
}

static void test_clipping(void **state)
{
	struct rect area = {2, 1, 4, 2};

	(void)state;
	begin(8, 4, false);
	assert_int_equal(surface_text(&surface, area, 0, 0, ROLE_ERROR, "abcdefgh"), 4);
	assert_int_equal(surface_text(&surface, area, -2, 1, ROLE_TITLE, "abcdefgh"), 6);
	assert_int_equal(surface_text(&surface, area, 0, 2, ROLE_TITLE, "below"), 0);
	assert_int_equal(surface_text(&surface, area, 0, -1, ROLE_TITLE, "above"), 0);
	assert_lines(&surface, "\n  abcd\n  cdef\n\n");
	assert_roles(&surface, "........\n..EEEE..\n..tttt..\n........\n");
	assert_int_equal(
		surface_text(&surface, (struct rect){0, 0, 0, 1}, 0, 0, ROLE_TEXT, "x"), 0);
	assert_int_equal(
		surface_text(&surface, (struct rect){0, 0, -5, 1}, 0, 0, ROLE_TEXT, "x"), 0);
	assert_int_equal(
		surface_text(&surface, (struct rect){-3, 0, 5, 1}, 0, 0, ROLE_TEXT, "abcdefg"), 5);
	assert_int_equal(surface_text(&surface, (struct rect){6, 3, INT32_MAX, INT32_MAX}, 0, 0,
				 ROLE_TEXT, "abcdefg"),
		2);
	assert_lines(&surface, "de\n  abcd\n  cdef\n      ab\n");
	assert_null(surface_at(&surface, 8, 0));
	assert_null(surface_at(&surface, 0, -1));
}

static void test_wide(void **state)
{
	struct rect area;

	(void)state;
	begin(6, 1, false);
	area = surface_rect(&surface);
	/* A wide character is never cut in half: at the right side ... */
	assert_int_equal(surface_text(&surface, area, 1, 0, ROLE_TEXT, "\u6f22\u5b57\u6f22"), 4);
	assert_lines(&surface, " \u6f22\u5b57\n");
	assert_int_equal(surface_at(&surface, 1, 0)->width, 2);
	assert_int_equal(surface_at(&surface, 2, 0)->width, 0);
	/* ... at the left side ... */
	surface_clear(&surface);
	surface_text(&surface, area, -1, 0, ROLE_TEXT, "\u6f22\u5b57");
	assert_lines(&surface, " \u5b57\n");
	/* ... and when something is drawn over one of its halves. */
	surface_clear(&surface);
	surface_text(&surface, area, 0, 0, ROLE_TEXT, "\u6f22\u5b57\u6f22");
	surface_text(&surface, area, 1, 0, ROLE_TEXT, "xy");
	assert_lines(&surface, " xy \u6f22\n");
	surface_fill(&surface, (struct rect){5, 0, 1, 1}, ROLE_TEXT);
	assert_lines(&surface, " xy\n");
	for (int x = 0; x < 6; x++)
		assert_int_equal(surface_at(&surface, x, 0)->width, 1);
}

static void test_marks_and_nonsense(void **state)
{
	struct text many = TEXT_INIT;

	(void)state;
	begin(24, 6, false);
	struct rect area = surface_rect(&surface);
	assert_int_equal(surface_text(&surface, area, 0, 0, ROLE_TEXT, "e\u0301a\u0308"), 2);
	assert_string_equal(surface_at(&surface, 0, 0)->bytes, "e\u0301");
	assert_string_equal(surface_at(&surface, 1, 0)->bytes, "a\u0308");
	/* A mark with nothing before it has no cell. */
	assert_int_equal(surface_text(&surface, area, 0, 1, ROLE_TEXT, "\u0301x"), 1);
	assert_string_equal(surface_at(&surface, 0, 1)->bytes, "x");
	text_append(&many, "o");
	text_append_repeated(&many, "\u0301", 10000);
	text_append(&many, "k");
	assert_int_equal(surface_text(&surface, area, 0, 2, ROLE_TEXT, text_string(&many)), 2);
	assert_true(strlen(surface_at(&surface, 0, 2)->bytes) < CELL_BYTES);
	assert_string_equal(surface_at(&surface, 1, 2)->bytes, "k");
	assert_int_equal(surface_text(&surface, area, 0, 3, ROLE_TEXT, "\x1b[2J\t\n\r\x7f"), 19);
	surface_text(&surface, area, 0, 4, ROLE_TEXT, "\xff\xc3|\xed\xa0\x80|\u202e\u200b");
	surface_text(&surface, area, 22, 5, ROLE_TEXT, "a\u202e");
	struct text drawn = TEXT_INIT;
	surface_dump_text(&surface, &drawn);
	assert_non_null(strstr(text_string(&drawn), "\\x1b[2J\\t\\n\\x0d\\x7f\n"));
	assert_non_null(
		strstr(text_string(&drawn), "\ufffd\ufffd|\ufffd\ufffd\ufffd|\\u202e\\u200b\n"));
	assert_non_null(strstr(text_string(&drawn), "                      a\\\n"));
	for (size_t i = 0; i < drawn.length; i++)
		assert_true((unsigned char)drawn.data[i] >= 0x20 || drawn.data[i] == '\n');
	text_release(&drawn);
	text_release(&many);
}

static void test_ascii(void **state)
{
	(void)state;
	begin(12, 3, true);
	surface_text(&surface, surface_rect(&surface), 0, 0, ROLE_TEXT,
		"gr\u00fc\u00dfe \u6f22e\u0301!");
	surface_frame(&surface, (struct rect){0, 1, 3, 3}, ROLE_BORDER, ROLE_TITLE, "t");
	assert_lines(&surface, "gr??e ??e!\n+-+\n| |\n");
}

static void test_fit(void **state)
{
	(void)state;
	begin(10, 6, false);
	struct rect area = {1, 0, 8, 6};
	surface_fit(&surface, area, 0, 0, 6, -1, ROLE_KEY, "left");
	surface_fit(&surface, area, 0, 1, 6, 0, ROLE_KEY, "mid");
	surface_fit(&surface, area, 0, 2, 6, 1, ROLE_KEY, "right");
	surface_fit(&surface, area, 0, 3, 6, 1, ROLE_KEY, "too long");
	surface_fit(&surface, area, 0, 4, 6, 0, ROLE_KEY, "\u6f22\u5b57\u6f22\u5b57");
	surface_fit(&surface, area, 6, 5, 600, 0, ROLE_KEY, "wide");
	assert_lines(&surface, " left\n"
			       "  mid\n"
			       "  right\n"
			       " too l\u2026\n"
			       " \u6f22\u5b57\u2026\n"
			       "       w\u2026\n");
	assert_roles(&surface,
		".kkkkkk...\n.kkkkkk...\n.kkkkkk...\n.kkkkkk...\n.kkkkkk...\n.......kk.\n");
	surface_fit(&surface, area, 0, 0, 0, 0, ROLE_ERROR, "nothing");
	surface_fit(&surface, area, 0, 0, -3, 0, ROLE_ERROR, "nothing");
	surface_fit(&surface, area, 0, 0, 1, 0, ROLE_TEXT, "one");
	assert_string_equal(surface_at(&surface, 1, 0)->bytes, "\u2026");
}

static void test_frame(void **state)
{
	(void)state;
	begin(14, 4, false);
	struct rect inside = surface_frame(
		&surface, surface_rect(&surface), ROLE_BORDER, ROLE_TITLE, "a long title");
	assert_lines(&surface, "\u250c\u2500 a long \u2026 \u2500\u2510\n\u2502            \u2502\n"
			       "\u2502            \u2502\n"
			       "\u2514\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
			       "\u2500\u2500\u2518\n");
	assert_int_equal(inside.x, 1);
	assert_int_equal(inside.width, 12);
	assert_int_equal(inside.height, 2);
	inside = surface_frame(&surface, (struct rect){3, 1, 2, 9}, ROLE_ERROR, ROLE_ERROR, "none");
	assert_int_equal(inside.x, 3);
	assert_int_equal(inside.width, 2);
}

static int thumb_at(size_t first, size_t shown, size_t total)
{
	surface_clear(&surface);
	surface_scroll_mark(&surface, surface_rect(&surface), first, shown, total);
	for (int y = 0; y < surface.height; y++)
		if (string_equal(surface_at(&surface, surface.width - 1, y)->bytes, "\u2588"))
			return y;
	return -1;
}

static void test_scroll_mark(void **state)
{
	(void)state;
	begin(2, 10, false);
	assert_int_equal(thumb_at(0, 10, 10), -1);
	assert_int_equal(thumb_at(0, 10, 1000), 0);
	assert_int_equal(thumb_at(1, 10, 1000), 1);
	assert_int_equal(thumb_at(989, 10, 1000), 8);
	assert_int_equal(thumb_at(990, 10, 1000), 9);
	assert_int_equal(thumb_at(5000, 10, 1000), 9);
	assert_int_equal(thumb_at(SIZE_MAX / 4, 10, SIZE_MAX / 2), 5);
}

static void test_pictures_and_cursor(void **state)
{
	(void)state;
	begin(3, 1, false);
	surface_picture(&surface, surface_rect(&surface), 1, 0, "\u2580", 200, 17);
	surface_picture(&surface, surface_rect(&surface), 3, 0, "\u2580", 200, 17);
	surface_cursor(&surface, surface_rect(&surface), 3, 0);
	assert_int_equal(surface.cursor_x, -1);
	surface_cursor(&surface, (struct rect){1, 0, 2, 1}, 1, 0);
	assert_roles(&surface, ".!.\ncursor 2 0\n");
	assert_int_equal(surface_at(&surface, 1, 0)->foreground, 200);
	surface_text(&surface, surface_rect(&surface), 1, 0, ROLE_TEXT, "x");
	assert_roles(&surface, "...\ncursor 2 0\n");
}

static void test_rectangles(void **state)
{
	struct rect area = {5, 5, 20, 10}, part;

	(void)state;
	part = rect_take_left(&area, 5);
	assert_true(part.x == 5 && part.width == 5 && area.x == 10 && area.width == 15);
	part = rect_take_right(&area, 5);
	assert_true(part.x == 20 && part.width == 5 && area.x == 10 && area.width == 10);
	part = rect_take_top(&area, 100);
	assert_true(part.y == 5 && part.height == 10 && area.height == 0);
	part = rect_take_bottom(&area, 1);
	assert_int_equal(part.height, 0);
	area = rect_inside((struct rect){0, 0, 3, 3}, 2, 2, 2, 2);
	assert_true(area.width == 0 && area.height == 0);
	area = rect_middle((struct rect){0, 0, 80, 24}, 40, 100);
	assert_true(area.x == 20 && area.width == 40 && area.y == 0 && area.height == 24);
}

static void test_sizes(void **state)
{
	(void)state;
	begin(-5, 0, false);
	assert_int_equal(surface.width, 1);
	assert_int_equal(surface.height, 1);
	surface_text(&surface, surface_rect(&surface), 0, 0, ROLE_TEXT, "\u6f22");
	surface_frame(&surface, surface_rect(&surface), ROLE_BORDER, ROLE_TITLE, "title");
	surface_scroll_mark(&surface, surface_rect(&surface), 0, 1, 5);
	begin(100000, 2, false);
	assert_int_equal(surface.width, SURFACE_SIDE_MAX);
}

static int release(void **state)
{
	(void)state;
	surface_release(&surface);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clipping),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_marks_and_nonsense),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_frame),
		cmocka_unit_test(test_scroll_mark),
		cmocka_unit_test(test_pictures_and_cursor),
		cmocka_unit_test(test_rectangles),
		cmocka_unit_test(test_sizes),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
