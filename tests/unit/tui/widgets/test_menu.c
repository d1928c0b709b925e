#include "pressing.h"

#include "tui/widgets/menu.h"

static const struct menu_item items[] = {
	{"save", "writes berth.yaml", "w", NULL},
	{"submit", "the job", "S", "the script is not whole"},
	{"show script", "in a pager", NULL, NULL},
	{"theme", NULL, NULL, NULL},
	{"\u6f22\u5b57", "a name from outside \x1b[31m", "ctrl-x", NULL},
	{"a name that is so long that it has no room in any of the boxes that there are, and so is "
	 "cut off",
		"and its note is not seen", "ctrl-alt-x", NULL},
};

static struct menu menu;

static int begin(void **state)
{
	(void)state;
	menu = (struct menu){.shown = 5};
	menu_set(&menu, items, ARRAY_LENGTH(items), 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	menu_release(&menu);
	return 0;
}

static enum dialog_taken press(const char *names)
{
	enum dialog_taken taken = DIALOG_NOT_MINE;

	PRESS(names, taken = menu_take(&menu, &pressed));
	return taken;
}

static size_t chosen(void)
{
	size_t index = SIZE_MAX;

	menu_chosen(&menu, &index);
	return index;
}

static void test_choosing(void **state)
{
	(void)state;
	assert_int_equal(press("down down"), DIALOG_TAKEN);
	assert_int_equal(chosen(), 2);
	assert_int_equal(press("enter"), DIALOG_ANSWERED);
	assert_int_equal(press("ctrl-p enter"), DIALOG_TAKEN);
	assert_int_equal(chosen(), 1);
	assert_int_equal(press("up up up"), DIALOG_TAKEN);
	assert_int_equal(chosen(), 0);
	press("page-down page-down ctrl-n tab");
	assert_int_equal(chosen(), ARRAY_LENGTH(items) - 1);
	assert_int_equal(press("esc"), DIALOG_LEFT);
	assert_int_equal(press("f1"), DIALOG_NOT_MINE);
	menu_set(&menu, items, ARRAY_LENGTH(items), 3);
	assert_int_equal(chosen(), 3);
	menu_set(&menu, items, 2, 3);
	assert_int_equal(chosen(), 0);
}

static void test_typing(void **state)
{
	(void)state;
	/* Letters are typed, also those that move elsewhere. */
	assert_int_equal(press("j"), DIALOG_CHANGED);
	press("backspace s");
	assert_int_equal(press("h s c"), DIALOG_CHANGED);
	assert_int_equal(menu.order.count, 2);
	assert_int_equal(chosen(), 2);
	press("ctrl-u");
	assert_int_equal(menu.order.count, ARRAY_LENGTH(items));
	/* A word of the note is found, behind what fits by its name. */
	press("p a g e r");
	assert_int_equal(chosen(), 2);
	press("ctrl-u s u");
	assert_int_equal(chosen(), 1);
	press("ctrl-u x y z z y");
	assert_int_equal(chosen(), SIZE_MAX);
	assert_int_equal(press("enter"), DIALOG_TAKEN);
	assert_int_equal(press("down"), DIALOG_TAKEN);
}

static void test_empty(void **state)
{
	struct surface surface = {0};

	(void)state;
	menu_set(&menu, NULL, 0, 0);
	surface_resize(&surface, 40, 5);
	menu_draw(&menu, &surface, surface_rect(&surface), "Empty");
	assert_int_equal(press("down up page-down enter"), DIALOG_TAKEN);
	assert_int_equal(press("x"), DIALOG_CHANGED);
	surface_release(&surface);
}

static void test_mouse(void **state)
{
	struct surface surface = {0};
	struct key key;

	(void)state;
	surface_resize(&surface, 80, 24);
	menu_draw(&menu, &surface, surface_rect(&surface), "Commands");
	key = clicked(menu.area.x + 3, menu.area.y + 2, BUTTON_LEFT);
	assert_int_equal(menu_take(&menu, &key), DIALOG_ANSWERED);
	assert_int_equal(chosen(), 2);
	key = clicked(menu.area.x, menu.area.y, BUTTON_WHEEL_UP);
	assert_int_equal(menu_take(&menu, &key), DIALOG_TAKEN);
	assert_int_equal(chosen(), 1);
	key = clicked(0, 0, BUTTON_LEFT);
	assert_int_equal(menu_take(&menu, &key), DIALOG_TAKEN);
	surface_release(&surface);
}

static void draw(struct surface *surface, struct rect area)
{
	menu_draw(&menu, surface, area, "Commands");
}

static void test_screens(void **state)
{
	(void)state;
	press("down down");
	assert_all_screens("widgets/menu", draw);
	press("s");
	assert_all_screens("widgets/menu-typed", draw);
	press("s u b m i t t t");
	assert_all_screens("widgets/menu-nothing", draw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_choosing, begin, end),
		cmocka_unit_test_setup_teardown(test_typing, begin, end),
		cmocka_unit_test_setup_teardown(test_empty, begin, end),
		cmocka_unit_test_setup_teardown(test_mouse, begin, end),
		cmocka_unit_test_setup_teardown(test_screens, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
