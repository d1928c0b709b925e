#include "testing.h"

#include "tui/key.h"

static void test_names(void **state)
{
	static const char *const names[] = {"a", "A", "/", "?", ":", "space", "enter", "esc", "tab",
		"shift-tab", "backspace", "delete", "insert", "up", "down", "left", "right", "home",
		"end", "page-up", "page-down", "f1", "f12", "ctrl-x", "alt-x", "ctrl-alt-x",
		"ctrl-space", "alt-enter", "ctrl--", "-", "\u00e4", "\u6f22", "\U0001f600"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		struct text text = TEXT_INIT;
		struct key key;

		if (!key_parse(names[i], &key))
			fail_msg("'%s' is no key", names[i]);
		key_append(&key, &text);
		assert_text_equal(&text, names[i]);
		text_release(&text);
	}
}

static void test_no_names(void **state)
{
	static const char *const names[] = {"", "ab", "ctrl-", "alt-", "F1", "f13", "f0", "escape",
		" ", "\x1b", "\t", "\xff", "\xc3", "\u00e4\u00e4", "a ", "ctrl-alt-", "shift-a"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		struct key key = {.code = 77};

		assert_false(key_parse(names[i], &key));
		assert_int_equal(key.code, 77);
	}
}

static void test_among(void **state)
{
	struct key up = {.code = KEYCODE_UP}, control = {.code = 'p', .modifiers = KEY_CONTROL};
	struct key plain = {.code = 'p'}, blank = {.code = ' '};

	(void)state;
	assert_true(key_among(&up, "up k ctrl-p"));
	assert_true(key_among(&control, "up k ctrl-p"));
	assert_true(key_among(&control, "  CTRL-P ctrl-P  "));
	assert_false(key_among(&plain, "up k ctrl-p"));
	assert_false(key_among(&plain, ""));
	assert_true(key_among(&blank, "space"));
	assert_true(key_is(&blank, ' '));
	assert_false(key_is(&control, 'p'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_no_names),
		cmocka_unit_test(test_among),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
