#include "pressing.h"

#include "tui/dump.h"
#include "tui/widgets/ask.h"
#include "tui/widgets/confirm.h"
#include "tui/widgets/help.h"

static struct confirm confirm;
static struct ask ask;
static struct help help;

static int end(void **state)
{
	(void)state;
	confirm_release(&confirm);
	ask_release(&ask);
	help_release(&help);
	return 0;
}

static enum dialog_taken press_confirm(const char *names)
{
	enum dialog_taken taken = DIALOG_NOT_MINE;

	PRESS(names, taken = confirm_take(&confirm, &pressed));
	return taken;
}

static enum dialog_taken press_ask(const char *names)
{
	enum dialog_taken taken = DIALOG_NOT_MINE;

	PRESS(names, taken = ask_take(&ask, &pressed));
	return taken;
}

static void test_wrapping(void **state)
{
	static const struct {
		const char *text;
		int width;
		const char *lines;
	} cases[] = {
		{"", 10, ""},
		{"one two three", 7, "one two|three"},
		{"one two three", 8, "one two|three"},
		{"one two three", 3, "one|two|thr|ee"},
		{"one\n\ntwo\n", 10, "one||two"},
		{"\u6f22\u5b57\u6f22", 4, "\u6f22\u5b57|\u6f22"},
		{"\u6f22", 1, "\u6f22"},
		{"a\x1b"
		 "b",
			4, "a|\x1b|b"},
		{"abc", 0, "a|b|c"},
		{"abc", -5, "a|b|c"},
		{"e\u0301e\u0301 e", 2, "e\u0301e\u0301|e"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct strings lines = {0};
		struct text text = TEXT_INIT;

		wrap_text(cases[i].text, cases[i].width, &lines);
		strings_join(&lines, "|", &text);
		assert_text_equal(&text, cases[i].lines);
		strings_release(&lines);
		text_release(&text);
	}
}

static void test_confirm(void **state)
{
	(void)state;
	confirm_set(&confirm, "Cancel job 4711?", "scancel 4711", "Cancel the job");
	/* Nothing happens by a key that was meant for something else. */
	assert_int_equal(press_confirm("enter"), DIALOG_LEFT);
	assert_int_equal(press_confirm("x"), DIALOG_NOT_MINE);
	assert_int_equal(press_confirm("space"), DIALOG_NOT_MINE);
	assert_int_equal(press_confirm("right enter"), DIALOG_ANSWERED);
	assert_int_equal(press_confirm("left enter"), DIALOG_LEFT);
	assert_int_equal(press_confirm("tab enter"), DIALOG_ANSWERED);
	assert_int_equal(press_confirm("tab enter"), DIALOG_LEFT);
	assert_int_equal(press_confirm("y"), DIALOG_ANSWERED);
	assert_int_equal(press_confirm("n"), DIALOG_LEFT);
	assert_int_equal(press_confirm("q"), DIALOG_LEFT);
	assert_int_equal(press_confirm("esc"), DIALOG_LEFT);
	struct key paste = pasted("y\n");
	assert_int_equal(confirm_take(&confirm, &paste), DIALOG_NOT_MINE);
}

static void draw_confirm(struct surface *surface, struct rect area)
{
	confirm_draw(&confirm, surface, area);
}

static void test_confirm_also(void **state)
{
	struct text keys = TEXT_INIT, drawing = TEXT_INIT;
	struct surface surface = {0};

	(void)state;
	confirm_set(&confirm, "Leave?", NULL, "Leave");
	confirm_append_keys(&confirm, &keys);
	assert_text_equal(&keys, "y leave  esc back");
	text_release(&keys);
	/* Without another answer its key and its button are nothing. */
	assert_int_equal(press_confirm("s"), DIALOG_NOT_MINE);
	assert_int_equal(press_confirm("right right enter"), DIALOG_ANSWERED);
	confirm_set(&confirm, "Leave?", NULL, "Leave");
	confirm_set_also(&confirm, "Save and leave");
	confirm_append_keys(&confirm, &keys);
	assert_text_equal(&keys, "y leave  s save and leave  esc back");
	text_release(&keys);
	assert_int_equal(press_confirm("enter"), DIALOG_LEFT);
	assert_int_equal(press_confirm("s"), DIALOG_ALSO);
	assert_int_equal(press_confirm("y"), DIALOG_ANSWERED);
	assert_int_equal(press_confirm("right right enter"), DIALOG_ALSO);
	assert_int_equal(press_confirm("left enter"), DIALOG_ANSWERED);
	assert_int_equal(press_confirm("tab tab enter"), DIALOG_LEFT);
	assert_int_equal(press_confirm("shift-tab enter"), DIALOG_ALSO);
	assert_all_screens("widgets/confirm-also", draw_confirm);
	/* Where nothing else fits, what is asked does. */
	surface_resize(&surface, 20, 4);
	confirm_draw(&confirm, &surface, surface_rect(&surface));
	surface_dump_text(&surface, &drawing);
	assert_non_null(strstr(text_string(&drawing), "Leave?"));
	text_release(&drawing);
	surface_release(&surface);
}

static void test_confirm_mouse(void **state)
{
	struct surface surface = {0};
	struct key key;

	(void)state;
	confirm_set(&confirm, "Cancel job 4711?", "scancel 4711", "Cancel the job");
	surface_resize(&surface, 80, 24);
	confirm_draw(&confirm, &surface, surface_rect(&surface));
	key = clicked(confirm.yes_button.x + 1, confirm.yes_button.y, BUTTON_LEFT);
	assert_int_equal(confirm_take(&confirm, &key), DIALOG_ANSWERED);
	key = clicked(confirm.no_button.x + 1, confirm.no_button.y, BUTTON_LEFT);
	assert_int_equal(confirm_take(&confirm, &key), DIALOG_LEFT);
	key = clicked(0, 0, BUTTON_LEFT);
	assert_int_equal(confirm_take(&confirm, &key), DIALOG_TAKEN);
	surface_release(&surface);
}

static void test_confirm_screens(void **state)
{
	struct text many = TEXT_INIT;

	(void)state;
	confirm_set(&confirm,
		"Cancel job 4711 (\u6f22\u5b57), which has run for 3 hours? What it has not saved "
		"is lost.",
		"scancel --signal=TERM 4711 \x1b[31m", "Cancel the job");
	press_confirm("right");
	assert_all_screens("widgets/confirm", draw_confirm);
	for (int i = 1; i < 60; i++)
		text_append_format(&many, "step %d\n", i);
	confirm_set(&confirm, "Run these steps?", text_string(&many), "Run them");
	assert_all_screens("widgets/confirm-long", draw_confirm);
	struct surface surface = {0};
	surface_resize(&surface, 80, 24);
	confirm_draw(&confirm, &surface, surface_rect(&surface));
	press_confirm("down page-down");
	assert_int_equal(confirm.first, 1 + (size_t)confirm.shown);
	press_confirm("G");
	assert_int_equal(confirm.first, 59 - (size_t)confirm.shown);
	surface_release(&surface);
	text_release(&many);
}

static void complete(void *context, const char *before, struct strings *candidates)
{
	(void)context;
	if (string_equal(before, "image l") || string_equal(before, "l")) {
		strings_add(candidates, "list");
		strings_add(candidates, "listen");
		strings_add(candidates, "list-\u6f22");
	} else if (string_equal(before, "im")) {
		strings_add(candidates, "image");
	}
}

static void test_ask(void **state)
{
	(void)state;
	ask_set(&ask, "Query", "start", "all images", false);
	assert_int_equal(press_ask("x"), DIALOG_CHANGED);
	assert_text_equal(&ask.input.text, "startx");
	assert_int_equal(press_ask("left"), DIALOG_TAKEN);
	assert_int_equal(press_ask("tab"), DIALOG_TAKEN);
	assert_int_equal(press_ask("enter"), DIALOG_ANSWERED);
	assert_int_equal(press_ask("f1"), DIALOG_NOT_MINE);
	assert_int_equal(press_ask("esc"), DIALOG_LEFT);
}

static void test_ask_completion(void **state)
{
	(void)state;
	ask_set(&ask, ":", NULL, NULL, false);
	ask.complete = complete;
	assert_int_equal(press_ask("i m tab"), DIALOG_CHANGED);
	assert_text_equal(&ask.input.text, "image");
	assert_int_equal(ask.candidates.count, 0);
	assert_int_equal(press_ask("space l tab"), DIALOG_CHANGED);
	assert_text_equal(&ask.input.text, "image list");
	assert_int_equal(ask.candidates.count, 3);
	press_ask("tab");
	assert_text_equal(&ask.input.text, "image list");
	press_ask("tab");
	assert_text_equal(&ask.input.text, "image listen");
	press_ask("tab tab shift-tab");
	assert_text_equal(&ask.input.text, "image list-\u6f22");
	/* The first Esc takes the candidates away. */
	assert_int_equal(press_ask("esc"), DIALOG_TAKEN);
	assert_int_equal(press_ask("tab"), DIALOG_TAKEN);
	assert_int_equal(press_ask("esc"), DIALOG_LEFT);
}

static void draw_ask(struct surface *surface, struct rect area)
{
	ask_draw(&ask, surface, area);
}

static void draw_ask_line(struct surface *surface, struct rect area)
{
	ask_draw_line(&ask, surface, area);
}

static void test_ask_screens(void **state)
{
	(void)state;
	ask_set(&ask, "Password", "secret", NULL, true);
	assert_all_screens("widgets/ask-secret", draw_ask);
	ask_set(&ask, "A query of images", NULL, "pytorch>=2.6 rocm", false);
	assert_all_screens("widgets/ask", draw_ask);
	ask_set(&ask, ":", NULL, NULL, false);
	ask.complete = complete;
	press_ask("l tab tab tab");
	assert_all_screens("widgets/ask-line", draw_ask_line);
}

static const struct command commands[] = {
	{"compare", "c", NULL, "sets two images side by side", NULL, 0, NULL, NULL},
	{"query", "/ ctrl-f", NULL, "shows the images that a query fits", "QUERY", 0, NULL, NULL},
	{"pin", NULL, NULL,
		"writes the file name of the chosen image into berth.yaml, so that a new one "
		"changes nothing",
		NULL, 0, NULL, NULL},
	{0},
};

static void fill_help(void)
{
	help_clear(&help);
	help_heading(&help, "Images");
	for (const struct command *row = commands; row->name != NULL; row++)
		help_add(&help, row->keys, row->name, row->argument, row->help);
	help_heading(&help, "Everywhere");
	for (int i = 1; i < 40; i++)
		help_add(&help, i % 3 == 0 ? "ctrl-q f10" : "q", i % 2 == 0 ? "quit" : NULL, NULL,
			"leaves the workbench, and asks when work would be lost \u6f22");
}

static void draw_help(struct surface *surface, struct rect area)
{
	help_draw(&help, surface, area, "Help");
}

static void test_help(void **state)
{
	struct surface surface = {0};
	enum dialog_taken taken = DIALOG_NOT_MINE;

	(void)state;
	fill_help();
	assert_all_screens("widgets/help", draw_help);
	surface_resize(&surface, 80, 24);
	help_draw(&help, &surface, surface_rect(&surface), "Help");
	PRESS("down space G down", taken = help_take(&help, &pressed));
	assert_int_equal(taken, DIALOG_TAKEN);
	assert_true(help.lines > 44);
	assert_int_equal(help.first, help.lines - (size_t)help.shown);
	/* It is a larger screen now. */
	surface_resize(&surface, 80, 100);
	help_draw(&help, &surface, surface_rect(&surface), "Help");
	assert_int_equal(help.first, 0);
	PRESS("x", taken = help_take(&help, &pressed));
	assert_int_equal(taken, DIALOG_NOT_MINE);
	PRESS("?", taken = help_take(&help, &pressed));
	assert_int_equal(taken, DIALOG_LEFT);
	surface_release(&surface);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrapping),
		cmocka_unit_test_teardown(test_confirm, end),
		cmocka_unit_test_teardown(test_confirm_also, end),
		cmocka_unit_test_teardown(test_confirm_mouse, end),
		cmocka_unit_test_teardown(test_confirm_screens, end),
		cmocka_unit_test_teardown(test_ask, end),
		cmocka_unit_test_teardown(test_ask_completion, end),
		cmocka_unit_test_teardown(test_ask_screens, end),
		cmocka_unit_test_teardown(test_help, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
