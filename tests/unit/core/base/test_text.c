#include "testing.h"

#include "base/text.h"

static void test_empty_text(void **state)
{
	struct text text = TEXT_INIT;
	char *string;
	(void)state;

	assert_string_equal(text_string(&text), "");
	text_truncate(&text, 0);
	text_truncate(&text, 5);
	assert_string_equal(text_string(&text), "");
	string = text_detach(&text);
	assert_string_equal(string, "");
	free(string);
	text_release(&text);
	text_release(&text); /* twice is fine */
}

static void test_append(void **state)
{
	struct text text = TEXT_INIT;
	(void)state;

	text_append(&text, "one");
	text_append_char(&text, ' ');
	text_append_bytes(&text, "two!!", 3);
	text_append_repeated(&text, "ab", 3);
	text_append_repeated(&text, "never", 0);
	text_append(&text, "");
	assert_text_equal(&text, "one twoababab");
	assert_int_equal(text.length, 13);
	text_release(&text);
	assert_null(text.data);
	assert_int_equal(text.length, 0);
}

static void test_append_bytes_with_nul(void **state)
{
	struct text text = TEXT_INIT;
	(void)state;

	text_append_bytes(&text, "a\0b", 3);
	text_append_char(&text, '\0');
	text_append_bytes(&text, NULL, 0);
	assert_int_equal(text.length, 4);
	assert_memory_equal(text.data, "a\0b\0", 5);
	text_release(&text);
}

static void test_append_nothing_ends_with_nul(void **state)
{
	struct text text = TEXT_INIT;
	(void)state;
	text_append(&text, "");
	assert_non_null(text.data);
	assert_int_equal(text.data[0], '\0');
	text_release(&text);
}

static void test_growing(void **state)
{
	struct text text = TEXT_INIT;
	(void)state;

	for (int i = 0; i < 100000; i++) {
		text_append_char(&text, (char)('a' + i % 26));
		if (text.data[text.length] != '\0' || text.capacity <= text.length)
			fail_msg("no NUL after %d letters", i);
	}
	assert_int_equal(text.length, 100000);
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] != (char)('a' + i % 26))
			fail_msg("wrong letter at %zu", i);
	text_release(&text);
}

/* The short and the long way of formatting meet at 256 bytes. */
static void test_format(void **state)
{
	static const int widths[] = {0, 1, 254, 255, 256, 257, 5000};
	(void)state;

	for (size_t i = 0; i < ARRAY_LENGTH(widths); i++) {
		struct text text = TEXT_INIT;
		text_append(&text, "<");
		text_append_format(&text, "%*s", widths[i], "");
		text_append_format(&text, "%d%s", 7, ">");
		assert_int_equal(text.length, widths[i] + 3);
		assert_string_equal(text.data + text.length - 2, "7>");
		assert_int_equal(strspn(text.data + 1, " "), widths[i]);
		text_release(&text);
	}
}

static void test_reserve_and_truncate(void **state)
{
	struct text text = TEXT_INIT;
	(void)state;

	text_reserve(&text, 1000);
	assert_true(text.capacity >= 1001);
	memset(text.data, 'x', 1000);
	text.length = 1000;
	text_truncate(&text, 1001); /* longer changes nothing */
	assert_int_equal(text.length, 1000);
	text_truncate(&text, 3);
	assert_text_equal(&text, "xxx");
	text_truncate(&text, 0);
	assert_text_equal(&text, "");
	text_append(&text, "again");
	assert_text_equal(&text, "again");
	text_release(&text);
}

static void test_detach(void **state)
{
	struct text text = TEXT_INIT;
	char *string;
	(void)state;

	text_append(&text, "mine");
	string = text_detach(&text);
	assert_string_equal(string, "mine");
	assert_null(text.data);
	text_append(&text, "other");
	assert_string_equal(string, "mine");
	free(string);
	text_release(&text);
}

static void check_joined(const struct strings *list, const char *separator, const char *wanted)
{
	struct text text = TEXT_INIT;
	strings_join(list, separator, &text);
	assert_text_equal(&text, wanted);
	text_release(&text);
}

static void test_strings_add(void **state)
{
	struct strings list = {0};
	char changing[] = "copied";
	(void)state;

	strings_add(&list, changing);
	changing[0] = 'X';
	strings_add_length(&list, "length!", 6);
	strings_add_length(&list, "short", 100); /* ends at the NUL */
	strings_add_format(&list, "%s-%d", "format", 1);
	strings_take(&list, xstrdup("taken"));
	check_joined(&list, "|", "copied|length|short|format-1|taken");
	assert_int_equal(list.count, 5);
	assert_null(list.items[5]);
	strings_release(&list);
	assert_int_equal(list.count, 0);
	assert_null(list.items);
	strings_release(&list);
}

static void test_strings_end_with_null_while_growing(void **state)
{
	struct strings list = {0};
	(void)state;
	for (size_t i = 0; i < 100; i++) {
		strings_add(&list, "x");
		assert_null(list.items[list.count]);
		assert_true(list.capacity > list.count);
	}
	strings_release(&list);
}

static void test_strings_argv(void **state)
{
	struct strings list = {0};
	char *const *argv = strings_argv(&list);
	(void)state;

	assert_non_null(argv);
	assert_null(argv[0]);
	strings_add(&list, "prog");
	argv = strings_argv(&list);
	assert_string_equal(argv[0], "prog");
	assert_null(argv[1]);
	strings_release(&list);
}

static void test_strings_split(void **state)
{
	static const struct {
		const char *given;
		size_t count;
		const char *wanted;
	} examples[] = {
		{"a:b:c", 3, "a|b|c"},
		{"", 1, ""},
		{":", 2, "|"},
		{"a::b", 3, "a||b"},
		{":a:", 3, "|a|"},
		{"none", 1, "none"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++) {
		struct strings list = {0};
		strings_split(&list, examples[i].given, ':');
		assert_int_equal(list.count, examples[i].count);
		check_joined(&list, "|", examples[i].wanted);
		strings_release(&list);
	}
}

static void test_strings_has_and_sort(void **state)
{
	struct strings list = {0};
	(void)state;

	strings_sort(&list);
	assert_false(strings_has(&list, ""));
	strings_split(&list, "pear,apple,Zebra,apple,fig", ',');
	assert_true(strings_has(&list, "fig"));
	assert_false(strings_has(&list, "fi"));
	assert_false(strings_has(&list, "figs"));
	strings_sort(&list);
	check_joined(&list, ",", "Zebra,apple,apple,fig,pear");
	assert_null(list.items[list.count]);
	strings_release(&list);
}

static void test_strings_join_appends(void **state)
{
	struct strings list = {0};
	struct text text = TEXT_INIT;
	(void)state;

	text_append(&text, "list: ");
	strings_join(&list, ", ", &text);
	assert_text_equal(&text, "list: ");
	strings_add(&list, "a");
	strings_add(&list, "");
	strings_join(&list, ", ", &text);
	assert_text_equal(&text, "list: a, ");
	text_release(&text);
	strings_release(&list);
}

static void test_string_helpers(void **state)
{
	(void)state;
	assert_true(string_equal("a", "a"));
	assert_false(string_equal("a", "ab"));
	assert_true(string_starts("abc", "ab"));
	assert_true(string_starts("abc", ""));
	assert_false(string_starts("ab", "abc"));
	assert_true(string_ends("x.sif", ".sif"));
	assert_true(string_ends("", ""));
	assert_false(string_ends("sif", ".sif"));
	assert_false(string_ends("x.sif.old", ".sif"));
}

static void test_copies(void **state)
{
	char *copy = xstrndup("abcdef", 3), *whole = xstrndup("ab", 100);
	char *formatted = xasprintf("%d-%s", 5, "x");
	(void)state;
	assert_string_equal(copy, "abc");
	assert_string_equal(whole, "ab");
	assert_string_equal(formatted, "5-x");
	free(copy);
	free(whole);
	free(formatted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty_text),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_append_bytes_with_nul),
		cmocka_unit_test(test_append_nothing_ends_with_nul),
		cmocka_unit_test(test_growing),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_reserve_and_truncate),
		cmocka_unit_test(test_detach),
		cmocka_unit_test(test_strings_add),
		cmocka_unit_test(test_strings_end_with_null_while_growing),
		cmocka_unit_test(test_strings_argv),
		cmocka_unit_test(test_strings_split),
		cmocka_unit_test(test_strings_has_and_sort),
		cmocka_unit_test(test_strings_join_appends),
		cmocka_unit_test(test_string_helpers),
		cmocka_unit_test(test_copies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
