#include "pressing.h"

#include "tui/widgets/list.h"
#include "tui/widgets/list_columns.h"

/* Rows are named by their numbers; the view of the tests can take some away. */
static struct {
	size_t count, first;
	size_t asked; /* for cells */
} rows;

static size_t count_rows(void *context)
{
	(void)context;
	return rows.count;
}

static const char *key_of_row(void *context, size_t row)
{
	static char key[32];

	(void)context;
	snprintf(key, sizeof key, "row-%zu", rows.first + row);
	return key;
}

static enum role draw_cell(void *context, size_t row, size_t column, struct text *text)
{
	static const char *const names[] = {
		"lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1.sif",
		"\u6f22\u5b57\u306e\u540d\u524d.sif", "e\u0301tude.sif", "bad\xff\x1b[31mname.sif",
		"\u202egnp.sif"};

	(void)context;
	rows.asked++;
	switch (column) {
	case 0:
		text_append(text, names[(rows.first + row) % ARRAY_LENGTH(names)]);
		return ROLE_TEXT;
	case 1:
		text_append(text, row % 3 == 0 ? "ready" : "broken");
		return row % 3 == 0 ? ROLE_GOOD : ROLE_ERROR;
	case 2:
		text_append_format(text, "%zu", (rows.first + row) * 1234);
		return ROLE_VALUE;
	default:
		text_append(text, "a remark that is long and matters little");
		return ROLE_DIM;
	}
}

static const struct list_column columns[] = {{"NAME", 12, 0, -1, 0}, {"STATE", 6, 6, -1, 1},
	{"BYTES", 8, 14, 1, 2}, {"REMARK", 10, 30, -1, 3}, {NULL, 0, 0, 0, 0}};

static const struct row_source source = {
	columns, count_rows, key_of_row, draw_cell, NULL, "no image fits the query"};

static struct list list;

static int begin(void **state)
{
	(void)state;
	list_release(&list);
	list = (struct list){.source = &source, .shown = 10};
	rows.count = 100;
	rows.first = 0;
	return 0;
}

static int end(void **state)
{
	(void)state;
	list_release(&list);
	return 0;
}

static void press(const char *names)
{
	PRESS(names, assert_true(list_take(&list, &pressed)));
}

static void test_motion(void **state)
{
	struct key other = {.code = 'x'};

	(void)state;
	assert_string_equal(list_key(&list), "row-0");
	press("up");
	assert_int_equal(list.chosen, 0);
	press("down j");
	assert_string_equal(list_key(&list), "row-2");
	press("page-down");
	assert_int_equal(list.chosen, 12);
	press("ctrl-d ctrl-d ctrl-u k");
	assert_int_equal(list.chosen, 16);
	press("G down page-down end");
	assert_int_equal(list.chosen, 99);
	press("page-up");
	assert_int_equal(list.chosen, 89);
	press("g page-up up home ctrl-u");
	assert_int_equal(list.chosen, 0);
	assert_false(list_take(&list, &other));
}

static void test_kept_by_key(void **state)
{
	(void)state;
	list_choose(&list, 50);
	/* Ten rows came before it. */
	rows.first = 40;
	list_refresh(&list);
	assert_int_equal(list.chosen, 10);
	assert_string_equal(list_key(&list), "row-50");
	/* It is gone: the nearest. */
	rows.first = 51;
	list_refresh(&list);
	assert_int_equal(list.chosen, 10);
	assert_string_equal(list_key(&list), "row-61");
	/* All are gone, and come back. */
	rows.count = 0;
	list_refresh(&list);
	assert_null(list_key(&list));
	press("down G space");
	rows.count = 100;
	list_refresh(&list);
	assert_string_equal(list_key(&list), "row-61");
	/* There are fewer. */
	rows.count = 3;
	list_refresh(&list);
	assert_string_equal(list_key(&list), "row-53");
	assert_true(list_choose_key(&list, "row-52"));
	assert_false(list_choose_key(&list, "row-99"));
	assert_string_equal(list_key(&list), "row-52");
}

static void test_marks(void **state)
{
	struct key blank = {.code = ' '};

	(void)state;
	press("space space up up");
	assert_true(list_is_marked(&list, "row-0"));
	assert_true(list_is_marked(&list, "row-1"));
	press("space");
	assert_false(list_is_marked(&list, "row-0"));
	assert_int_equal(list.marked.count, 1);
	list.no_marks = true;
	assert_false(list_take(&list, &blank));
}

static void test_search(void **state)
{
	(void)state;
	assert_true(list_search(&list, "\u6f22", false));
	assert_int_equal(list.chosen, 1);
	assert_true(list_search(&list, NULL, false));
	assert_int_equal(list.chosen, 6);
	assert_true(list_search(&list, NULL, true));
	assert_int_equal(list.chosen, 1);
	assert_true(list_search(&list, NULL, true));
	assert_int_equal(list.chosen, 96);
	assert_true(list_search(&list, NULL, false));
	assert_int_equal(list.chosen, 1);
	assert_false(list_search(&list, "nowhere", false));
	assert_int_equal(list.chosen, 1);
	assert_false(list_search(&list, "", false));
	assert_null(list.search);
}

static void test_mouse(void **state)
{
	struct surface surface = {0};
	struct key key;

	(void)state;
	surface_resize(&surface, 40, 12);
	list_draw(&list, &surface, (struct rect){2, 1, 30, 10}, true);
	key = clicked(5, 4, BUTTON_LEFT);
	assert_true(list_take(&list, &key));
	assert_int_equal(list.chosen, 2);
	key = clicked(5, 0, BUTTON_LEFT);
	assert_false(list_take(&list, &key));
	key = clicked(5, 4, BUTTON_WHEEL_DOWN);
	assert_true(list_take(&list, &key));
	assert_int_equal(list.chosen, 5);
	key = clicked(5, 4, BUTTON_WHEEL_UP);
	list_take(&list, &key);
	list_take(&list, &key);
	assert_int_equal(list.chosen, 0);
	surface_release(&surface);
}

/* Of many rows only those in sight are asked for. */
static void test_only_what_is_seen(void **state)
{
	struct surface surface = {0};

	(void)state;
	rows.count = 1000000;
	rows.asked = 0;
	surface_resize(&surface, 200, 60);
	list_choose(&list, 777777);
	list_draw(&list, &surface, surface_rect(&surface), true);
	assert_int_equal(rows.asked, 59 * 4);
	assert_int_equal(list.first, 777777 - 58);
	/* Without need nothing moves. */
	press("up up up");
	list_draw(&list, &surface, surface_rect(&surface), true);
	assert_int_equal(list.first, 777777 - 58);
	surface_release(&surface);
}

static void test_columns(void **state)
{
	struct list_widths widths;

	(void)state;
	for (int width = 0; width < 200; width++) {
		int last = 0;

		list_share(columns, width, &widths);
		for (size_t i = 0; i < widths.count; i++) {
			if (widths.width[i] == 0)
				continue;
			assert_true(widths.x[i] == 0 || widths.x[i] > last);
			last = widths.x[i] + widths.width[i];
			assert_true(last <= width);
			assert_true(columns[i].most == 0 || widths.width[i] <= columns[i].most);
		}
	}
	list_share(columns, 30, &widths);
	assert_int_equal(widths.width[3], 0);
	assert_int_equal(widths.width[0] + widths.width[1] + widths.width[2], 28);
	list_share(columns, 8, &widths);
	assert_int_equal(widths.width[0], 8);
}

static void draw_many(struct surface *surface, struct rect area)
{
	list_draw(&list, surface, area, true);
}

static void draw_quiet(struct surface *surface, struct rect area)
{
	list_draw(&list, surface, area, false);
}

static void test_screens(void **state)
{
	(void)state;
	press("down down space down");
	list_search(&list, "lumi", false);
	assert_all_screens("widgets/list-many", draw_many);
	list_search(&list, "", false);
	rows.count = 3;
	list_refresh(&list);
	assert_all_screens("widgets/list-quiet", draw_quiet);
	rows.count = 0;
	assert_all_screens("widgets/list-empty", draw_many);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_motion, begin, end),
		cmocka_unit_test_setup_teardown(test_kept_by_key, begin, end),
		cmocka_unit_test_setup_teardown(test_marks, begin, end),
		cmocka_unit_test_setup_teardown(test_search, begin, end),
		cmocka_unit_test_setup_teardown(test_mouse, begin, end),
		cmocka_unit_test_setup_teardown(test_only_what_is_seen, begin, end),
		cmocka_unit_test(test_columns),
		cmocka_unit_test_setup_teardown(test_screens, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
