#include "testing.h"
#include "tui/play.h"

static void test_reading(void **state)
{
	static const char script[] = "# nothing\n"
				     "down \"a\\\"b\\n\" ctrl-x # more\n"
				     "  :theme dark\n"
				     "@resize 80 24\n"
				     "@clock +5\n"
				     "@expect a # b\r\n"
				     ": x";
	struct play_steps steps = {0};
	struct diags diags = {0};

	(void)state;
	assert_true(play_read("x", script, strlen(script), &steps, &diags));
	assert_int_equal(steps.count, 12);
	assert_int_equal(steps.items[0].key.code, KEYCODE_DOWN);
	assert_int_equal(steps.items[2].key.code, '"');
	assert_int_equal(steps.items[4].key.code, KEYCODE_ENTER);
	assert_int_equal(steps.items[5].key.modifiers, KEY_CONTROL);
	assert_string_equal(steps.items[6].text, "theme dark");
	assert_int_equal(steps.items[6].line, 3);
	assert_int_equal(steps.items[7].numbers[1], 24);
	assert_string_equal(steps.items[9].text, "a # b");
	assert_int_equal(steps.items[10].key.code, ':');
	play_steps_release(&steps);
}

static void test_mistakes(void **state)
{
	static const char *const scripts[] = {"nokey", "\"open", "@nothing", "@resize 3", "@wait x",
		"@sleep -1", "@expect", "@clock", "@clock 5", "@clock +99999999999999999999", "@clock +9999999999999999", "\"\xff\""};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(scripts); i++) {
		struct play_steps steps = {0};
		struct diags diags = {0};
		assert_false(play_read("x", scripts[i], strlen(scripts[i]), &steps, &diags));
		assert_int_equal(diags.count, 1);
		assert_string_equal(diags.items[0].id, "D03");
		assert_int_equal(diags.items[0].line, 1);
		assert_int_equal(steps.count, 0);
		diags_release(&diags);
	}
}

/* What was recorded is read back as the same keys. */
static void test_recording(void **state)
{
	static const char *const names[] = {
		"a", "\"", "\\", "ä", "space", "enter", "ctrl-x", "alt-ä", "f5", "#", "@", ":"};
	struct text text = TEXT_INIT;
	struct play_steps steps = {0};
	struct diags diags = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		struct key key;
		assert_true(key_parse(names[i], &key));
		play_append_key(&key, &text);
	}
	assert_true(play_read("x", text_string(&text), text.length, &steps, &diags));
	assert_int_equal(steps.count, ARRAY_LENGTH(names));
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		struct key key;
		assert_true(key_parse(names[i], &key));
		assert_true(key_equal(&key, &steps.items[i].key));
	}
	play_steps_release(&steps);
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_recording),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
