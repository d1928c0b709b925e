#include "pressing.h"

#include "tui/widgets/input.h"

static struct input input;
static struct surface surface;

static void press(const char *names)
{
	PRESS(names, input_take(&input, &pressed));
}

static int end(void **state)
{
	(void)state;
	input_release(&input);
	return 0;
}

#define assert_input(wanted, place)                                                                \
	do {                                                                                       \
		assert_text_equal(&input.text, wanted);                                            \
		assert_int_equal(input.at, place);                                                 \
	} while (0)

static void test_editing(void **state)
{
	(void)state;
	press("h e l l o space w o r l d");
	assert_input("hello world", 11);
	press("left left right backspace");
	assert_input("hello word", 9);
	press("home delete ctrl-d");
	assert_input("llo word", 0);
	press("left backspace ctrl-b");
	assert_input("llo word", 0);
	press("end right delete ctrl-f");
	assert_input("llo word", 8);
	press("alt-b X");
	assert_input("llo Xword", 5);
	press("alt-b alt-b alt-b alt-f");
	assert_input("llo Xword", 3);
	press("ctrl-k ctrl-a ctrl-k ctrl-u ctrl-w alt-d");
	assert_input("", 0);
	press("a - b space space c ctrl-w");
	assert_input("a-b  ", 5);
	press("ctrl-w");
	assert_input("a-", 2);
	press("b c home alt-d");
	assert_input("-bc", 0);
	press("end ctrl-u");
	assert_input("", 0);
	struct key other = {.code = KEYCODE_F1}, control = {.code = 'x', .modifiers = KEY_CONTROL};
	assert_int_equal(input_take(&input, &other), INPUT_NOT_MINE);
	assert_int_equal(input_take(&input, &control), INPUT_NOT_MINE);
}

static void test_characters(void **state)
{
	(void)state;
	/* Wide, combined, and no UTF-8 at all. */
	input_set(&input, "\u6f22e\u0301\xff\xc3x");
	press("left left left");
	assert_int_equal(input.at, 6);
	press("left");
	assert_int_equal(input.at, 3);
	press("left left");
	assert_int_equal(input.at, 0);
	press("right right delete");
	assert_input("\u6f22e\u0301\xc3x", 6);
	press("backspace backspace");
	assert_input("\xc3x", 0);
	press("\u00e4");
	assert_input("\u00e4\xc3x", 2);
}

static void test_pasting(void **state)
{
	struct text large = TEXT_INIT;
	struct key key = pasted("one\r\ntwo\nthree\x1b[31m\x7f\tfour\u00e4\xff");

	(void)state;
	assert_int_equal(input_take(&input, &key), INPUT_CHANGED);
	assert_input("one two three[31m four\u00e4\xff", 25);
	/* No more than the limit, and no half character at it. */
	text_append_repeated(&large, "\u6f22", INPUT_MAX);
	key = pasted(text_string(&large));
	input_take(&input, &key);
	assert_true(input.text.length <= INPUT_MAX && input.text.length > INPUT_MAX - 3);
	assert_int_equal((input.text.length - 25) % 3, 0);
	assert_int_equal(input_take(&input, &key), INPUT_MOVED);
	input_set(&input, text_string(&large));
	assert_int_equal(input.text.length, INPUT_MAX - INPUT_MAX % 3);
	text_release(&large);
}

static void test_history(void **state)
{
	struct strings history = {0};
	struct key up = {.code = KEYCODE_UP};

	(void)state;
	assert_int_equal(input_take(&input, &up), INPUT_NOT_MINE);
	input.history = &history;
	assert_int_equal(input_take(&input, &up), INPUT_MOVED);
	strings_add(&history, "first");
	strings_add(&history, "second");
	press("n e w up");
	assert_input("second", 6);
	press("up up up");
	assert_input("first", 5);
	press("down");
	assert_input("second", 6);
	press("down down");
	assert_input("new", 3);
	/* What was changed is a line of its own. */
	press("up ! down");
	assert_input("second!", 7);
	press("up");
	assert_input("second", 6);
	input.history = NULL;
	strings_release(&history);
}

static void test_completion(void **state)
{
	struct strings candidates = {0};

	(void)state;
	input_set(&input, "image li");
	assert_false(input_complete(&input, &candidates));
	strings_add(&candidates, "list\u00e4");
	strings_add(&candidates, "list\u00f6");
	assert_true(input_complete(&input, &candidates));
	assert_input("image list", 10);
	assert_false(input_complete(&input, &candidates));
	press("space h o m e left left left left left");
	assert_false(input_complete(&input, &candidates));
	/* Candidates that fit loosely take nothing away. */
	input_set(&input, "pytorch");
	strings_add(&candidates, "tensorflow");
	assert_false(input_complete(&input, &candidates));
	assert_input("pytorch", 7);
	strings_release(&candidates);
}

static void test_secret(void **state)
{
	struct strings history = {0};
	struct text long_one = TEXT_INIT;

	(void)state;
	strings_add(&history, "seen");
	input.secret = true;
	input.history = &history;
	press("a b \u6f22 up");
	assert_input("ab\u6f22", 5);
	surface_resize(&surface, 8, 1);
	input_draw(&input, &surface, surface_rect(&surface), "none", true);
	assert_lines(&surface, "\u2022\u2022\u2022\n");
	assert_int_equal(surface.cursor_x, 3);
	text_append_repeated(&long_one, "x", 300);
	struct key key = pasted(text_string(&long_one));
	input_take(&input, &key);
	assert_int_equal(input.text.length, 305);
	text_release(&long_one);
	strings_release(&history);
}

static void test_drawing(void **state)
{
	(void)state;
	surface_resize(&surface, 10, 2);
	struct rect area = {1, 0, 8, 2};
	input_draw(&input, &surface, area, "a query here", true);
	assert_lines(&surface, " a query\n\n");
	assert_roles(&surface, ".pppppppp.\n..........\ncursor 1 0\n");
	input_set(&input, "0123456789");
	surface_clear(&surface);
	input_draw(&input, &surface, area, "a query here", true);
	assert_lines(&surface, " 3456789\n\n");
	assert_int_equal(surface.cursor_x, 8);
	press("home right");
	input_draw(&input, &surface, area, NULL, false);
	assert_lines(&surface, " 12345678\n\n");
	press("end ctrl-w");
	input_draw(&input, &surface, area, NULL, true);
	assert_int_equal(surface.cursor_x, 1);
	/* A click puts the cursor on a character. */
	input_set(&input, "\u6f22\u5b57ab");
	input_draw(&input, &surface, area, NULL, true);
	struct key click = clicked(4, 0, BUTTON_LEFT);
	input_take(&input, &click);
	assert_int_equal(input.at, 3);
	click = clicked(8, 0, BUTTON_LEFT);
	input_take(&input, &click);
	assert_int_equal(input.at, 8);
	click = clicked(9, 0, BUTTON_LEFT);
	assert_int_equal(input_take(&input, &click), INPUT_NOT_MINE);
	surface_release(&surface);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_editing, end),
		cmocka_unit_test_teardown(test_characters, end),
		cmocka_unit_test_teardown(test_pasting, end),
		cmocka_unit_test_teardown(test_history, end),
		cmocka_unit_test_teardown(test_completion, end),
		cmocka_unit_test_teardown(test_secret, end),
		cmocka_unit_test_teardown(test_drawing, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
