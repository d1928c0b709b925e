#include "pressing.h"

#include "tui/widgets/tree.h"

static struct tree_item items[] = {
	{"gpu", "GPU", NULL, 0, TREE_SOME, ROLE_TEXT, false},
	{"gpu/devices", "devices", "/dev/kfd /dev/dri", 1, TREE_ON, ROLE_TEXT, false},
	{"gpu/rocm", "ROCm of the host", "the image has its own", 1, TREE_OFF, ROLE_TEXT, true},
	{"mpi", "MPI", NULL, 0, TREE_OFF, ROLE_TEXT, false},
	{"mpi/cray", "Cray MPICH", NULL, 1, TREE_NO_BOX, ROLE_TEXT, false},
	{"mpi/cray/lib", "\u6f22\u5b57 libmpi.so", "a note", 2, TREE_OFF, ROLE_WARNING, false},
	{"mpi/cray/cxi", "libcxi.so.1", NULL, 2, TREE_OFF, ROLE_TEXT, false},
	{"home", "home", NULL, 0, TREE_ON, ROLE_TEXT, false},
};

static struct tree tree;

static int begin(void **state)
{
	(void)state;
	tree = (struct tree){.shown = 4};
	tree_set(&tree, items, ARRAY_LENGTH(items));
	return 0;
}

static int end(void **state)
{
	(void)state;
	tree_release(&tree);
	return 0;
}

static enum tree_taken press(const char *names)
{
	enum tree_taken taken = TREE_NOT_MINE;

	PRESS(names, taken = tree_take(&tree, &pressed));
	return taken;
}

#define assert_chosen(wanted) assert_string_equal(tree_chosen(&tree)->key, wanted)

static void test_motion(void **state)
{
	(void)state;
	assert_chosen("gpu");
	press("up");
	assert_chosen("gpu");
	press("down down down");
	assert_chosen("mpi");
	press("G down");
	assert_chosen("home");
	press("page-up");
	assert_chosen("mpi");
	press("g");
	assert_chosen("gpu");
	assert_int_equal(press("x"), TREE_NOT_MINE);
}

static void test_folding(void **state)
{
	(void)state;
	press("down down left");
	assert_chosen("gpu");
	press("left down");
	assert_chosen("mpi");
	press("up right right");
	assert_chosen("gpu/devices");
	press("right");
	assert_chosen("gpu/devices");
	press("down down down enter down");
	assert_chosen("home");
	press("up space down");
	assert_chosen("mpi/cray/lib");
	/* What is folded away takes the choice with it. */
	press("left left h h h");
	assert_chosen("mpi");
	assert_int_equal(tree.folded.count, 2);
}

static void test_boxes(void **state)
{
	(void)state;
	assert_int_equal(press("space"), TREE_TOGGLED);
	assert_int_equal(press("enter"), TREE_NOT_MINE);
	assert_int_equal(press("down space"), TREE_TOGGLED);
	assert_int_equal(press("down space"), TREE_TAKEN);
	assert_int_equal(press("down down space"), TREE_TAKEN);
}

static void test_new_items(void **state)
{
	struct tree_item fewer[] = {items[3], items[4], items[5]};

	(void)state;
	press("down down down down down");
	tree_set(&tree, fewer, ARRAY_LENGTH(fewer));
	assert_chosen("mpi/cray/lib");
	tree_set(&tree, fewer, 1);
	assert_chosen("mpi");
	tree_set(&tree, items, ARRAY_LENGTH(items));
	assert_chosen("mpi");
	tree_set(&tree, NULL, 0);
	assert_null(tree_chosen(&tree));
	assert_int_equal(press("down"), TREE_NOT_MINE);
}

static void test_mouse(void **state)
{
	struct surface surface = {0};
	struct key key = clicked(3, 3, BUTTON_LEFT);

	(void)state;
	surface_resize(&surface, 30, 6);
	press("left");
	tree_draw(&tree, &surface, (struct rect){0, 1, 30, 5}, true);
	assert_int_equal(tree_take(&tree, &key), TREE_TAKEN);
	assert_chosen("mpi/cray");
	key = clicked(3, 0, BUTTON_LEFT);
	assert_int_equal(tree_take(&tree, &key), TREE_NOT_MINE);
	key = clicked(3, 3, BUTTON_WHEEL_DOWN);
	tree_take(&tree, &key);
	assert_chosen("home");
	surface_release(&surface);
}

static void draw(struct surface *surface, struct rect area)
{
	tree_draw(&tree, surface, area, true);
}

static void draw_small(struct surface *surface, struct rect area)
{
	tree_draw(&tree, surface, (struct rect){area.x + 2, area.y + 1, area.width / 2, 4}, false);
}

static void test_screens(void **state)
{
	(void)state;
	press("down");
	assert_all_screens("widgets/tree", draw);
	press("left left down G");
	assert_all_screens("widgets/tree-folded", draw_small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_motion, begin, end),
		cmocka_unit_test_setup_teardown(test_folding, begin, end),
		cmocka_unit_test_setup_teardown(test_boxes, begin, end),
		cmocka_unit_test_setup_teardown(test_new_items, begin, end),
		cmocka_unit_test_setup_teardown(test_mouse, begin, end),
		cmocka_unit_test_setup_teardown(test_screens, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
