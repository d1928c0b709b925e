#include "testing.h"

#include "yaml_sample.h"

#include <time.h>

/* Files that are too much: they end with an F07, soon, and without taking much memory. */

static bool map(const char *yaml, size_t length, struct diags *diags)
{
	struct sample sample = {0};
	struct arena arena = {0};
	bool ok = yaml_map("f", yaml, length, &sample_shape, &sample, &arena, diags);
	arena_release(&arena);
	return ok;
}

static void assert_fails(
	const char *yaml, const char *id, int line, int column, const char *message)
{
	struct diags diags = {0};

	assert_false(map(yaml, strlen(yaml), &diags));
	assert_only_diag(&diags, id);
	assert_non_null(strstr(diags.items[0].message, message));
	assert_int_equal(diags.items[0].line, line);
	assert_int_equal(diags.items[0].column, column);
	diags_release(&diags);
}

static char *repeated(const char *start, const char *string, size_t times)
{
	struct text text = TEXT_INIT;
	text_append(&text, start);
	text_append_repeated(&text, string, times);
	return text_detach(&text);
}

static void assert_too_much(char *yaml, int line, int column, const char *message)
{
	clock_t start = clock();
	assert_fails(yaml, "F07", line, column, message);
	assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
	free(yaml);
}

static void depth_is_limited(void **state)
{
	(void)state;
	struct diags diags = {0};
	char *deep = repeated("name: ", "[", 200000);

	assert_too_much(deep, 1, 7 + 31, "more than 32 deep");
	assert_too_much(repeated("", "- ", 200000), 1, 65, "more than 32 deep");
	assert_too_much(repeated("", "{a: ", 100000), 1, 129, "more than 32 deep");
	/* 32 are fine: what is wrong is the kind. */
	deep = xasprintf("name: %s%s\n", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
		"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
	assert_false(map(deep, strlen(deep), &diags));
	assert_only_diag(&diags, "F04");
	diags_release(&diags);
	free(deep);
}

static void aliases_are_limited(void **state)
{
	(void)state;
	struct text laughs = TEXT_INIT;

	assert_fails("x: &x [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]\n"
		     "y: [[[[[[[[[[[[[[[*x]]]]]]]]]]]]]]]\n",
		"F07", 1, 23, "more than 32 deep");

	assert_fails("roots: &a [x, *a]\n", "F07", 1, 8, "contains itself");
	assert_fails("&top\naccount: {hint: *top}\n", "F07", 1, 1, "contains itself");
	text_append(&laughs, "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
	for (int i = 1; i < 10; i++) {
		text_append_format(&laughs, "a%d: &a%d [", i, i);
		for (int j = 0; j < 9; j++)
			text_append_format(&laughs, "*a%d,", i - 1);
		text_append(&laughs, "]\n");
	}
	assert_fails(text_string(&laughs), "F07", 1, 35, "more than 100000 values");
	text_release(&laughs);
	laughs = (struct text){0};
	text_append(&laughs, "name: &n ");
	text_append_repeated(&laughs, "x", 500000);
	text_append(&laughs, "\nroots: [");
	text_append_repeated(&laughs, "*n,", 90000);
	text_append(&laughs, "]\n");
	assert_fails(text_string(&laughs), "F07", 1, 7, "bytes of text");
	text_release(&laughs);
}

static void counts_are_limited(void **state)
{
	(void)state;
	struct text anchors = TEXT_INIT;
	char *big = repeated("", "#", YAML_SIZE_LIMIT + 1);

	assert_fails(big, "F07", 0, 0, "1048577 bytes, more than");
	free(big);
	assert_too_much(repeated("roots:\n", "- x\n", 200000), 100001, 3, "100000 values");
	assert_too_much(repeated("roots:\n", "-\n", 200000), 100002, 1, "100000 list items");
	assert_too_much(repeated("", "?\n", 200000), 50001, 1, "50000 keys");
	text_append(&anchors, "roots:\n");
	for (int i = 0; i < 60000; i++)
		text_append_format(&anchors, "- &a%d x\n", i);
	assert_fails(text_string(&anchors), "F07", 258, 3, "256 anchors");
	text_release(&anchors);
}

static void a_flood_of_mistakes_ends(void **state)
{
	(void)state;
	struct diags diags = {0};
	struct text yaml = TEXT_INIT;

	for (int i = 0; i < 40000; i++)
		text_append_format(&yaml, "unknown-key-%d: 1\n", i);
	assert_false(map(text_string(&yaml), yaml.length, &diags));
	assert_int_equal(diags.count, YAML_MISTAKE_LIMIT + 1);
	assert_string_equal(diags.items[diags.count - 1].id, "F07");
	diags_release(&diags);
	text_release(&yaml);
}

static void long_text_is_cut_in_messages(void **state)
{
	(void)state;
	struct diags diags = {0};
	char *yaml = repeated("format: x", "ä", 100000);

	assert_false(map(yaml, strlen(yaml), &diags));
	assert_only_diag(&diags, "F04");
	assert_true(strlen(diags.items[0].message) < 200);
	assert_non_null(strstr(diags.items[0].message, "ää...'"));
	diags_release(&diags);
	free(yaml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(aliases_are_limited),
		cmocka_unit_test(counts_are_limited),
		cmocka_unit_test(a_flood_of_mistakes_ends),
		cmocka_unit_test(long_text_is_cut_in_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
