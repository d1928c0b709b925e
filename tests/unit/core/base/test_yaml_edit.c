#include "testing.h"

#include "base/yaml.h"

static const char sample[] = "# The site of the group\n"
			     "name: Straße   # a name\n"
			     "partitions:\n"
			     "  standard-g:   {max-nodes: 4, note: \"ü, x\", free: }\n"
			     "  'small':\n"
			     "    orders: [4, 5,   '6']\n"
			     "    empty:   # nothing yet\n"
			     "    text: |\n"
			     "      block\n"
			     "    long: one\n"
			     "      two\n"
			     "a.b:\n"
			     "  c.d: 1\n"
			     "  c: {d: 2}\n"
			     "anchored: &x !!str 5\n"
			     "shared: &y val\n"
			     "uses: *y\n"
			     "json: {\"key\":\"value\"}\n"
			     "last: end";

static void assert_place(const char *bytes, const char *path, int line, int column)
{
	int found_line = -1, found_column = -1;

	assert_true(yaml_locate(bytes, strlen(bytes), path, &found_line, &found_column));
	assert_int_equal(found_line, line);
	assert_int_equal(found_column, column);
}

static void locates_values(void **state)
{
	(void)state;
	assert_place(sample, "", 2, 1);
	assert_place(sample, "name", 2, 7);
	assert_place(sample, "partitions", 4, 3);
	assert_place(sample, "partitions.standard-g.max-nodes", 4, 29);
	assert_place(sample, "partitions.standard-g.free", 4, 52);
	assert_place(sample, "partitions.small.orders", 6, 13);
	assert_place(sample, "partitions.small.orders.2", 6, 22);
	assert_place(sample, "a.b.c.d", 13, 8);
	assert_place(sample, "last", 19, 7);
	assert_place("\xef\xbb\xbf"
		     "a: ä\r\nb: [ö, x]\r\n",
		"b.1", 2, 8);
}

static void says_what_is_not_there(void **state)
{
	(void)state;
	static const char *const paths[] = {"nam", "name.x", "names", "partitions.standard-g.",
		"partitions..max-nodes", ".name", "partitions.small.orders.3",
		"partitions.small.orders.x", "partitions.small.orders.",
		"partitions.small.orders.1x", "partitions.small.orders.99999999999999999999999",
		"a.b.c.e", "."};

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		int line = -1, column = -1;
		if (yaml_locate(sample, strlen(sample), paths[i], &line, &column))
			fail_msg("'%s' was found", paths[i]);
		assert_int_equal(line, -1);
		assert_int_equal(column, -1);
	}
	int line, column;
	assert_false(yaml_locate("", 0, "a", &line, &column));
	assert_false(yaml_locate("", 0, "", &line, &column));
	assert_false(yaml_locate("a: [", 4, "a", &line, &column));
}

/* Patches `bytes`, in which `old` stands once, and expects `new` in its place. */
static void assert_patched(
	const char *bytes, const char *path, const char *value, const char *old, const char *new)
{
	struct diags diags = {0};
	struct text out = TEXT_INIT, wanted = TEXT_INIT;
	const char *at = strstr(bytes, old);

	assert_non_null(at);
	text_append_bytes(&wanted, bytes, (size_t)(at - bytes));
	text_append(&wanted, new);
	text_append(&wanted, at + strlen(old));
	(void)!yaml_patch("f", bytes, strlen(bytes), path, value, &out, &diags);
	assert_no_diags(&diags);
	assert_text_equal(&out, text_string(&wanted));
	text_release(&out);
	text_release(&wanted);
}

static void everything_else_stays(void **state)
{
	(void)state;
	assert_patched(sample, "name", "Weiß", "Straße ", "Weiß ");
	assert_patched(sample, "partitions.standard-g.max-nodes", "16", "4, note", "16, note");
	assert_patched(sample, "partitions.standard-g.note", "plain", "\"ü, x\"", "plain");
	assert_patched(sample, "partitions.standard-g.free", "yes", "free: }", "free: yes}");
	assert_patched(sample, "partitions.small.orders.2", "a, b", "'6'", "\"a, b\"");
	assert_patched(sample, "partitions.small.empty", "x", "empty:   #", "empty: x   #");
	assert_patched(sample, "partitions.small.long", "short", "one\n      two", "short");
	assert_patched(sample, "a.b.c.d", "3", "c.d: 1", "c.d: 3");
	assert_patched(sample, "anchored", "6", "!!str 5", "!!str 6");
	assert_patched(sample, "json.key", "v", ":\"value\"", ":\"v\"");
	assert_patched(sample, "last", "the end", "end", "the end");
}

static void line_ends_and_bom_stay(void **state)
{
	(void)state;
	const char dos[] = "\xef\xbb\xbf# ä\r\na: 'ö'\t# x\r\nb:\r\nc: [ä,\r\n  ü]\r\n";

	assert_patched(dos, "a", "ß", "'ö'", "ß");
	assert_patched(dos, "b", "x", "b:", "b: x");
	assert_patched(dos, "c.1", "y", "ü", "y");
	assert_patched("\xef\xbb\xbf"
		       "a: 1",
		"a", "2", "1", "2");
}

struct quoting {
	const char *value, *written;
};

static void values_are_quoted_when_they_must_be(void **state)
{
	(void)state;
	static const struct quoting cases[] = {
		{"plain", "plain"},
		{"two words", "two words"},
		{"yes", "yes"},
		{"1e3", "1e3"},
		{"-5", "-5"},
		{"/scratch/$USER/a:b", "/scratch/$USER/a:b"},
		{"~/images", "~/images"},
		{"a#b", "a#b"},
		{"Zürich", "Zürich"},
		{"", "\"\""},
		{"~", "\"~\""},
		{"null", "\"null\""},
		{"NULL", "\"NULL\""},
		{"a: b", "\"a: b\""},
		{"a:", "\"a:\""},
		{"#x", "\"#x\""},
		{"a #b", "\"a #b\""},
		{" a", "\" a\""},
		{"a ", "\"a \""},
		{"[a]", "\"[a]\""},
		{"a,b", "\"a,b\""},
		{"- a", "\"- a\""},
		{"-", "\"-\""},
		{"---", "\"---\""},
		{"...", "\"...\""},
		{"*a", "\"*a\""},
		{"&a", "\"&a\""},
		{"!a", "\"!a\""},
		{"%a", "\"%a\""},
		{"@a", "\"@a\""},
		{"`a", "\"`a\""},
		{"?", "\"?\""},
		{"|", "\"|\""},
		{"> a", "\"> a\""},
		{"'a'", "\"'a'\""},
		{"\"a\"", "\"\\\"a\\\"\""},
		{"a\\b", "a\\b"},
		{": a\\b", "\": a\\\\b\""},
		{"a\nb", "\"a\\nb\""},
		{"\n", "\"\\n\""},
		{"a\tb", "\"a\\tb\""},
		{"a\r\x1b\x7f", "\"a\\x0d\\x1b\\x7f\""},
		{"a\xc2\x85\xe2\x80\xa8", "\"a\\x85\\u2028\""},
		{"\xef\xbb\xbf\xef\xbf\xbf", "\"\\ufeff\\uffff\""},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		assert_patched("a: OLD # c\n", "a", cases[i].value, "OLD", cases[i].written);
		assert_patched("a: [x, 'OLD']\n", "a.1", cases[i].value, "'OLD'", cases[i].written);
	}
}

static void assert_refused(const char *bytes, const char *path, const char *value, const char *id,
	int line, int column, const char *message)
{
	struct diags diags = {0};
	struct text out = TEXT_INIT;

	text_append(&out, "kept");
	assert_false(yaml_patch("f", bytes, strlen(bytes), path, value, &out, &diags));
	assert_only_diag(&diags, id);
	assert_non_null(strstr(diags.items[0].message, message));
	assert_string_equal(diags.items[0].file, "f");
	assert_int_equal(diags.items[0].line, line);
	assert_int_equal(diags.items[0].column, column);
	assert_text_equal(&out, "kept");
	diags_release(&diags);
	text_release(&out);
}

static void refuses_what_it_cannot_do(void **state)
{
	(void)state;
	assert_refused(
		sample, "nowhere", "x", "F08", 0, 0, "cannot change 'nowhere': the file has no");
	assert_refused(sample, "partitions.small", "x", "F08", 6, 5, "it is a mapping");
	assert_refused(sample, "partitions.small.orders", "x", "F08", 6, 13, "it is a list");
	assert_refused(sample, "partitions.small.text", "x", "F08", 8, 11, "a block of text");
	assert_refused(sample, "shared", "x", "F08", 16, 9, "an alias");
	assert_refused(sample, "uses", "x", "F08", 16, 9, "an alias");
	assert_refused(sample, "name", "\xff", "F08", 2, 7, "not UTF-8");
	assert_refused("{a, b}\n", "a", "x", "F08", 1, 3, "alter more than this value");
	assert_refused("", "a", "x", "F08", 0, 0, "has no");
	assert_refused("a: [\n", "a", "x", "F01", 2, 1, "not valid YAML");
}

static void patches_can_follow_each_other(void **state)
{
	(void)state;
	struct diags diags = {0};
	struct text text = TEXT_INIT;
	static const char *const values[] = {"x", "", "a: b", "~", "two\nlines", "ü", "end"};

	text_append_bytes(&text, sample, strlen(sample));
	for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
		struct text next = TEXT_INIT;
		assert_true(
			yaml_patch("f", text.data, text.length, "last", values[i], &next, &diags));
		text_release(&text);
		text = next;
	}
	assert_text_equal(&text, sample);
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locates_values),
		cmocka_unit_test(says_what_is_not_there),
		cmocka_unit_test(everything_else_stays),
		cmocka_unit_test(line_ends_and_bom_stay),
		cmocka_unit_test(values_are_quoted_when_they_must_be),
		cmocka_unit_test(refuses_what_it_cannot_do),
		cmocka_unit_test(patches_can_follow_each_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
