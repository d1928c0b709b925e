/* Documents of others as trees. */

#include "testing.h"

#include "base/yaml.h"

static struct arena arena;
static struct diags diags;

static int release(void **state)
{
	(void)state;
	arena_release(&arena);
	diags_release(&diags);
	return 0;
}

static const struct yaml_tree *tree(const char *text)
{
	return yaml_tree("f", text, strlen(text), &arena, &diags);
}

static void a_document(void **state)
{
	const struct yaml_tree *top =
		tree("a: 1\nb: [x, ~, {c: ''}]\n? [k]\n: v\nd: &n {e: f}\ng: *n\na: 2\n"), *b;

	(void)state;
	assert_no_diags(&diags);
	assert_int_equal(top->form, YAML_MAP);
	assert_int_equal(top->count, 6);
	assert_string_equal(yaml_tree_find(top, "a")->text, "1");
	b = yaml_tree_find(top, "b");
	assert_int_equal(b->form, YAML_LIST);
	assert_int_equal(b->key_line, 2);
	assert_int_equal(b->column, 4);
	assert_int_equal(b->items[1].form, YAML_NOTHING);
	assert_string_equal(yaml_tree_find(&b->items[2], "c")->text, "");
	assert_null(top->items[2].key);
	assert_string_equal(yaml_tree_find(yaml_tree_find(top, "g"), "e")->text, "f");
	assert_null(yaml_tree_find(top, "z"));
	assert_null(yaml_tree_find(b, "a"));
}

static void nothing_and_mistakes(void **state)
{
	(void)state;
	assert_int_equal(tree("")->form, YAML_NOTHING);
	assert_int_equal(tree("# c\n")->form, YAML_NOTHING);
	assert_int_equal(tree("just text")->form, YAML_TEXT);
	assert_no_diags(&diags);
	assert_null(tree("a: ["));
	assert_only_diag(&diags, "F01");
	diags_release(&diags);
	assert_null(tree("a: &x [*x]"));
	assert_only_diag(&diags, "F07");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_document, release),
		cmocka_unit_test_teardown(nothing_and_mistakes, release),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
