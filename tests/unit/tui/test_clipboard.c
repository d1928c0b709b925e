#include "testing.h"
#include "tui/clipboard.h"

static void expect(enum clipboard_way way, const char *string, const char *wanted)
{
	struct text text = TEXT_INIT;

	assert_true(clipboard_append(&text, string, way));
	assert_string_equal(text_string(&text), wanted);
	text_release(&text);
}

static void test_ways(void **state)
{
	(void)state;
	expect(CLIPBOARD_PLAIN, "abc", "\033]52;c;YWJj\a");
	expect(CLIPBOARD_TMUX, "abc", "\033]52;c;YWJj\a\033Ptmux;\033\033]52;c;YWJj\a\033\\");
	expect(CLIPBOARD_SCREEN, "abc", "\033P\033]52;c;YWJj\a\033\\");
}

static void test_limits(void **state)
{
	struct text text = TEXT_INIT;
	char *large = xmalloc(60001);

	(void)state;
	memset(large, 'x', 60000);
	large[60000] = '\0';
	assert_false(clipboard_append(&text, large, CLIPBOARD_PLAIN));
	assert_int_equal(text.length, 0);
	large[1000] = '\0';
	/* screen takes pieces. */
	assert_true(clipboard_append(&text, large, CLIPBOARD_SCREEN));
	for (const char *at = text_string(&text), *next; (next = strstr(at, "\033\\")) != NULL;
		at = next + 2)
		assert_true(next - at <= 256);
	text_release(&text);
	free(large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
