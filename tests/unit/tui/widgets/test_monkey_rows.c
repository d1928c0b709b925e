#include "monkey.h"

#include "tui/widgets/list.h"
#include "tui/widgets/pager.h"
#include "tui/widgets/tree.h"

static size_t count_lines(void *context)
{
	(void)context;
	return lines.count;
}

static const char *key_of_line(void *context, size_t row)
{
	(void)context;
	return lines.items[row];
}

static enum role cell_of_line(void *context, size_t row, size_t column, struct text *text)
{
	(void)context;
	text_append_format(text, "%zu%s", column, lines.items[row]);
	return (enum role)(column + row % 8);
}

static const struct list_column columns[] = {
	{"ONE", 5, 0, -1, 0}, {"TWO", 3, 9, 1, 2}, {"THREE", 4, 0, 0, 1}, {NULL, 0, 0, 0, 0}};
static const struct row_source source = {
	columns, count_lines, key_of_line, cell_of_line, NULL, "nothing"};

static struct list list = {.source = &source};

static void take_list(const struct key *key)
{
	list_take(&list, key);
	if (any(20) == 0)
		list_search(&list, any(3) > 0 ? any_text() : NULL, any(2));
}

static void change_list(void)
{
	change_lines();
	/* Also a view that forgets to say so. */
	if (any(4) > 0)
		list_refresh(&list);
}

static void draw_list(struct surface *surface, struct rect area, bool focus)
{
	list_draw(&list, surface, area, focus);
	assert_true(list_key(&list) != NULL || lines.count == 0);
}

static void test_list(void **state)
{
	(void)state;
	play(take_list, change_list, draw_list);
	list_release(&list);
}

static struct tree tree;
static struct tree_item items[60];

static void change_tree(void)
{
	change_lines();
	for (size_t i = 0; i < lines.count; i++)
		items[i] = (struct tree_item){lines.items[i], lines.items[i],
			any(2) ? lines.items[i] : NULL,
			i == 0 ? 0 : (int)any((unsigned)items[i - 1].depth + 2),
			(enum tree_check)any(4), (enum role)any(ROLE_COUNT), any(3) == 0};
	tree_set(&tree, items, lines.count);
}

static void take_tree(const struct key *key)
{
	tree_take(&tree, key);
}

static void draw_tree(struct surface *surface, struct rect area, bool focus)
{
	tree_draw(&tree, surface, area, focus);
}

static void test_tree(void **state)
{
	(void)state;
	change_tree();
	play(take_tree, change_tree, draw_tree);
	tree_release(&tree);
}

static struct pager pager;

static void take_pager(const struct key *key)
{
	pager_take(&pager, key);
	assert_true(pager.first < pager.lines.count || pager.first == 0);
	assert_true(pager.chosen < pager.lines.count || pager.chosen == 0);
}

static void change_pager(void)
{
	const char *text = any_text();

	switch (any(9)) {
	case 0:
		pager_set(&pager, text, strlen(text));
		break;
	case 1:
		pager_filter(&pager, any(3) > 0 ? text : NULL);
		break;
	case 2:
		pager_search(&pager, any(3) > 0 ? text : NULL, any(2));
		break;
	case 3:
		pager.wrap = any(2);
		pager.numbers = any(2);
		pager.cursor = any(2);
		pager.follow = any(2);
		pager.colors = (enum pager_colors)any(4);
		break;
	case 4:
		pager_mark(&pager, any(200), ROLE_ERROR, "!");
		break;
	case 5:
		pager_clear_marks(&pager);
		pager_show_line(&pager, any(200));
		break;
	default:
		for (unsigned i = any(40); i > 0; i--)
			pager_append(&pager, text, strlen(text));
	}
}

static void draw_pager(struct surface *surface, struct rect area, bool focus)
{
	pager_draw(&pager, surface, area, focus);
}

static void test_pager(void **state)
{
	(void)state;
	play(take_pager, change_pager, draw_pager);
	pager_release(&pager);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_list, release_lines),
		cmocka_unit_test_teardown(test_tree, release_lines),
		cmocka_unit_test_teardown(test_pager, release_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
