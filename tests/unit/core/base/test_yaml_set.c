/* Adding and taking out keys and items, with every other byte in its place. */

#include "testing.h"

#include "base/yaml.h"

enum { ITEMS_MAX = 8 };

/* What is done to a text, and what comes of it. */
struct edit_case {
	const char *before, *path;
	const char *items[ITEMS_MAX]; /* for lists; one for a scalar */
	const char *after;            /* NULL: refused with F08 */
};

typedef bool edit_function(const char *before, const struct edit_case *edit, struct text *out,
	struct diags *diags);

static bool set_value(const char *before, const struct edit_case *edit, struct text *out,
	struct diags *diags)
{
	return yaml_set("f", before, strlen(before), edit->path, edit->items[0], out, diags);
}

static bool set_list(const char *before, const struct edit_case *edit, struct text *out,
	struct diags *diags)
{
	size_t count = 0;

	while (count < ITEMS_MAX && edit->items[count] != NULL)
		count++;
	return yaml_set_list(
		"f", before, strlen(before), edit->path, edit->items, count, out, diags);
}

static bool remove_value(const char *before, const struct edit_case *edit, struct text *out,
	struct diags *diags)
{
	return yaml_remove("f", before, strlen(before), edit->path, out, diags);
}

static void check_cases(edit_function *function, const struct edit_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct diags diags = {0};
		struct text out = TEXT_INIT;
		bool fine = function(cases[i].before, &cases[i], &out, &diags);
		if (cases[i].after != NULL) {
			assert_no_diags(&diags);
			assert_true(fine);
			assert_text_equal(&out, cases[i].after);
		} else {
			if (fine)
				fail_msg("'%s' of:\n%s\nbecame:\n%s", cases[i].path,
					cases[i].before, text_string(&out));
			assert_only_diag(&diags, "F08");
			assert_text_equal(&out, "");
		}
		text_release(&out);
		diags_release(&diags);
	}
}

static void keys_are_added(void **state)
{
	static const struct edit_case cases[] = {
		{"", "a", {"1"}, "a: 1\n"},
		{"# only this\n", "a.b", {"1"}, "# only this\na:\n  b: 1\n"},
		{"# no end", "a", {"1"}, "# no end\na: 1"},
		{"a: 1\n", "b", {"x: y"}, "a: 1\nb: \"x: y\"\n"},
		{"a: 1", "b", {"2"}, "a: 1\nb: 2"},
		{"a: 1 # one\n\n# last\n", "b", {"2"}, "a: 1 # one\nb: 2\n\n# last\n"},
		{"a:\n    x: 1 # deep\nb: 2\n", "a.y", {"3"},
			"a:\n    x: 1 # deep\n    y: 3\nb: 2\n"},
		{"a:\n  x: {k: [1,\n    2]} # deep\nb: 2\n", "a.y", {"3"},
			"a:\n  x: {k: [1,\n    2]} # deep\n  y: 3\nb: 2\n"},
		{"a:\n  x: |\n    text\n    more\nb: 2\n", "a.y", {"3"},
			"a:\n  x: |\n    text\n    more\n  y: 3\nb: 2\n"},
		{"a: one\n  two\n", "b", {"2"}, "a: one\n  two\nb: 2\n"},
		{"a: # nothing\n  # later: 1\nb: 2\n", "a.x", {"1"},
			"a: # nothing\n  x: 1\n  # later: 1\nb: 2\n"},
		{"a:\n", "a.b.c", {"1"}, "a:\n  b:\n    c: 1\n"},
		{"a: ~\n", "a.b.c", {"1"}, "a: {b: {c: 1}}\n"},
		{"a: {}\n", "a.b", {"1"}, "a: {b: 1}\n"},
		{"a: {b: 1, c: [2]} # x\n", "a.d", {"3"}, "a: {b: 1, c: [2], d: 3} # x\n"},
		{"a: {b: 1, # x\n  c: 2, # y\n }\n", "a.d.e", {"3"},
			"a: {b: 1, # x\n  c: 2, d: {e: 3}, # y\n }\n"},
		{"{a: 1}\n", "b", {"2"}, "{a: 1, b: 2}\n"},
		{"a: 1\r\nb:\r\n", "b.c", {"ü"}, "a: 1\r\nb:\r\n  c: ü\r\n"},
		{"\xef\xbb\xbf"
		 "ä: ö # ü\n",
			"b", {"2"},
			"\xef\xbb\xbf"
			"ä: ö # ü\nb: 2\n"},
		{"a: &x 1\nb: *x # alias\n", "c", {"2"}, "a: &x 1\nb: *x # alias\nc: 2\n"},
		{"a: 1\n", "a", {"2"}, "a: 2\n"},
		{"a:\tb\n", "c", {"2"}, "a:\tb\nc: 2\n"},
		/* What it cannot do. */
		{"a: text\n", "a.b", {"1"}, NULL},
		{"a: [1]\n", "a.b", {"1"}, NULL},
		{"a: &x {k: 1}\nb: *x\n", "a.n", {"1"}, NULL},
		{"a: &x {k: 1}\nb: *x\n", "b.k", {"1"}, NULL},
		{"a: 1\n...\n", "b", {"1"}, "a: 1\nb: 1\n...\n"},
		{"a: 1\n", "b", {"\xff"}, NULL},
		{"- a\n", "b", {"1"}, NULL},
		{"a: 1\n", "", {"1"}, NULL},
		{"~\n", "a", {"1"}, NULL},
	};

	(void)state;
	check_cases(set_value, cases, ARRAY_LENGTH(cases));
}

static void lists_change_item_by_item(void **state)
{
	static const struct edit_case cases[] = {
		{"a:\n  - x # one\n  - y\nb: 1\n", "a", {"x", "y", "z: 1"},
			"a:\n  - x # one\n  - y\n  - \"z: 1\"\nb: 1\n"},
		{"a:\n- x # one\n- y\nb: 1\n", "a", {"x", "y", "z"},
			"a:\n- x # one\n- y\n- z\nb: 1\n"},
		{"a:\n  - x # one\n  - y # two\n", "a", {"x", "z"},
			"a:\n  - x # one\n  - z # two\n"},
		{"a:\n  - x # one\n  # of y\n  - y # two\nb: 1\n", "a", {"x"},
			"a:\n  - x # one\n  # of y\nb: 1\n"},
		{"a:\n  - x\n  - y\n", "a", {NULL}, "a: []\n"},
		{"a: [x, 'y',  z] # c\n", "a", {"x", "y"}, "a: [x, 'y'] # c\n"},
		{"a: [x]\n", "a", {NULL}, "a: []\n"},
		{"a: []\n", "a", {"x", "y"}, "a: [x, y]\n"},
		{"a: x # c\n", "a", {"x", "y"}, "a: [x, y] # c\n"},
		{"a:\nb: 1\n", "a", {"x"}, "a: [x]\nb: 1\n"},
		{"a:\n", "a.b", {"x", "ü"}, "a:\n  b: [x, ü]\n"},
		{"a: 1\n", "b", {NULL}, "a: 1\nb: []\n"},
		{"a: {b: 1}\n", "a.c", {"x"}, "a: {b: 1, c: [x]}\n"},
		{"{\"a\":[]}\n", "a", {"x"}, "{\"a\":[x]}\n"},
		{"a:\n  - 1\n  - null\n", "a", {"1", "2"}, "a:\n  - 1\n  - 2\n"},
		{"a:\r\n  - x\r\n", "a", {"x", "y"}, "a:\r\n  - x\r\n  - y\r\n"},
		/* What it cannot do. */
		{"a: {b: 1}\n", "a", {"x"}, NULL},
		{"a:\n  - {b: 1}\n", "a", {"x"}, NULL},
		{"a: &x [y]\nb: *x\n", "a", {"y", "z"}, NULL},
		{"k: &x 1\na:\n  - y\n  - *x\n", "a", {"y", "1", "z"}, NULL},
		{"a: |\n  x\n", "a", {"x"}, NULL},
		{"a: []\n", "a", {"\xff"}, NULL},
	};

	(void)state;
	check_cases(set_list, cases, ARRAY_LENGTH(cases));
}

static void entries_are_taken_out(void **state)
{
	static const struct edit_case cases[] = {
		{"a: 1 # one\nb: 2 # two\nc: 3\n", "b", {NULL}, "a: 1 # one\nc: 3\n"},
		{"# of a\na: 1\n# of b\nb:\n  c: |\n    text\n\n# of d\nd: 3\n", "b", {NULL},
			"# of a\na: 1\n# of b\n# of d\nd: 3\n"},
		{"a:\n  b: 1\n  c: 2\n", "a.c", {NULL}, "a:\n  b: 1\n"},
		{"a:\n  b: 1\nd: 2\n", "a.b", {NULL}, "a:\nd: 2\n"},
		{"a: 1\nb: 2", "b", {NULL}, "a: 1\n"},
		{"# c\na: 1\n", "a", {NULL}, "# c\n"},
		{"a: 1\n", "a", {NULL}, ""},
		{"a: {b: 1, c: 2, d: 3}\n", "a.b", {NULL}, "a: {c: 2, d: 3}\n"},
		{"a: {b: 1, c: 2, d: 3}\n", "a.c", {NULL}, "a: {b: 1, d: 3}\n"},
		{"a: {b: 1, c: 2, d: 3}\n", "a.d", {NULL}, "a: {b: 1, c: 2}\n"},
		{"a: {b: 1}\n", "a.b", {NULL}, "a: {}\n"},
		{"a: [x, y, z]\n", "a.1", {NULL}, "a: [x, z]\n"},
		{"a:\n  - x # c\n  - y\n", "a.0", {NULL}, "a:\n  - y\n"},
		{"a:\n  - k: 1\n    l: 2\n  - y\n", "a.0", {NULL}, "a:\n  - y\n"},
		{"a: 1\r\nb: 2\r\nc: 3\r\n", "b", {NULL}, "a: 1\r\nc: 3\r\n"},
		{"k: &x 1\na: *x\nb: 2\n", "a", {NULL}, "k: &x 1\nb: 2\n"},
		{"\xef\xbb\xbf"
		 "a: 1\nb: 2\n",
			"a", {NULL},
			"\xef\xbb\xbf"
			"b: 2\n"},
		/* What it cannot do. */
		{"k: &x 1\na: *x\n", "k", {NULL}, NULL},
		{"a:\n  - k: 1\n    l: 2\n", "a.0.k", {NULL}, NULL},
		{"a: &x {b: 1}\nc: *x\n", "c.b", {NULL}, NULL},
		{"a: 1\n", "b", {NULL}, NULL},
		{"a: 1\n", "", {NULL}, NULL},
		{"", "a", {NULL}, NULL},
		{"? a\n: 1\nb: 2\n", "a", {NULL}, NULL},
	};

	(void)state;
	check_cases(remove_value, cases, ARRAY_LENGTH(cases));
}

/* What was added and taken out again leaves the file as it was. */
static void there_and_back(void **state)
{
	static const char *const files[] = {"a: 1\n", "# c\na:\n  b: 1 # x\n\n# end\n",
		"a: {b: 1}\n", "a: 1\r\nb: [x]\r\n", "# ü\na:\n  - x\n  - y: 1\n# z\n"};
	const char *const items[] = {"x", "y"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		struct diags diags = {0};
		struct text one = TEXT_INIT, two = TEXT_INIT, three = TEXT_INIT, four = TEXT_INIT;
		assert_true(yaml_set("f", files[i], strlen(files[i]), "new", "v", &one, &diags));
		assert_true(yaml_set_list("f", text_string(&one), one.length, "list", items, 2,
			&two, &diags));
		assert_true(yaml_remove(
			"f", text_string(&two), two.length, "new", &three, &diags));
		assert_true(yaml_remove(
			"f", text_string(&three), three.length, "list", &four, &diags));
		assert_text_equal(&four, files[i]);
		assert_no_diags(&diags);
		text_release(&one);
		text_release(&two);
		text_release(&three);
		text_release(&four);
	}
}

static void broken_files_are_said_to_be_broken(void **state)
{
	struct diags diags = {0};
	struct text out = TEXT_INIT;
	const char *const items[] = {"x"};

	(void)state;
	assert_false(yaml_set("f", "a: [\n", 5, "a", "1", &out, &diags));
	assert_false(yaml_set_list("f", "a: [\n", 5, "a", items, 1, &out, &diags));
	assert_false(yaml_remove("f", "a: [\n", 5, "a", &out, &diags));
	assert_int_equal(diags.count, 3);
	for (size_t i = 0; i < diags.count; i++)
		assert_string_equal(diags.items[i].id, "F01");
	assert_text_equal(&out, "");
	text_release(&out);
	diags_release(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_added),
		cmocka_unit_test(lists_change_item_by_item),
		cmocka_unit_test(entries_are_taken_out),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(broken_files_are_said_to_be_broken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
