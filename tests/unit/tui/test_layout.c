#include "testing.h"
#include "tui/screens.h"

#include "tui/layout.h"

static struct surface surface;

static void draw(struct rect area, char letter)
{
	char *line = xmalloc((size_t)SURFACE_SIDE_MAX + 1);

	memset(line, letter, SURFACE_SIDE_MAX);
	line[SURFACE_SIDE_MAX] = '\0';
	for (int y = 0; y < area.height; y++)
		surface_text(&surface, area, 0, y, ROLE_TEXT, line);
	free(line);
}

/* The usual screen: a table, what is chosen in it beside it, and complaints below that only has
 * its least. */
static void draw_screen(int width, int height, size_t focus)
{
	static const struct pane_wish wishes[] = {{30, 6, 2}, {40, 6, 3}, {18, 4, 0}};
	struct layout layout;
	struct rect panes[3];

	surface_resize(&surface, width, height);
	layout_screen(width, height, true, &layout);
	draw(layout.bar, 'B');
	draw(layout.news, 'N');
	draw(layout.footer, 'F');
	layout_split(layout.view, wishes, 3, focus, panes);
	for (size_t i = 0; i < 3; i++)
		draw(panes[i], (char)('1' + i));
}

static void test_sizes(void **state)
{
	static const int sizes[][2] = {
		{200, 60}, {132, 50}, {100, 30}, {80, 24}, {60, 20}, {40, 12}, {9, 3}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		draw_screen(sizes[i][0], sizes[i][1], 1);
		assert_screen_part(&surface, "layout/panes", surface_dump_text, "txt");
	}
}

static void test_small(void **state)
{
	(void)state;
	draw_screen(9, 3, 2);
	assert_lines(&surface, "333333333\nNNNNNNNNN\nFFFFFFFFF\n");
	draw_screen(5, 2, 0);
	assert_lines(&surface, "11111\nNNNNN\n");
	draw_screen(5, 1, 0);
	assert_lines(&surface, "11111\n");
}

/* Whatever the size: panes do not overlap, cover the whole area, and the one with the keys is
 * there. */
static void test_every_size(void **state)
{
	static const struct pane_wish wishes[] = {{7, 2, 1}, {0, 0, 0}, {5, 3, 4}, {9, 1, 0}};

	(void)state;
	for (int width = 1; width < 60; width++) {
		for (int height = 1; height < 30; height++) {
			struct rect area = {3, 2, width, height}, panes[4];
			size_t shown = 0;
			long cells = 0;

			layout_split(area, wishes, 4, 2, panes);
			for (size_t i = 0; i < 4; i++) {
				shown += panes[i].width > 0;
				cells += (long)panes[i].width * panes[i].height;
				assert_true(panes[i].width == 0 || panes[i].height > 0);
			}
			assert_true(shown == 4 || (shown == 1 && panes[2].width == width));
			assert_int_equal(cells, (long)width * height);
		}
	}
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
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_every_size),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
