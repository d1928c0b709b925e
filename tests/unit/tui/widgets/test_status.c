#include "pressing.h"

#include "tui/widgets/status.h"

static struct surface surface;

static void begin(int width, bool ascii)
{
	surface.ascii = ascii;
	surface_resize(&surface, width, 1);
}

static void test_news(void **state)
{
	(void)state;
	begin(40, false);
	news_draw(&surface, surface_rect(&surface), SEVERITY_ERROR, "cannot open '\u6f22': no\x1b",
		0, "m");
	assert_lines(&surface, "\u2717 cannot open '\u6f22': no\\x1b\n");
	assert_roles(&surface, "EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE\n");
	news_draw(&surface, surface_rect(&surface), SEVERITY_WARNING,
		"something that is too long for the line", 3, "m");
	assert_lines(&surface, "\u25b2 something that is too lon\u2026 (3 more: m)\n");
	begin(12, true);
	news_draw(&surface, surface_rect(&surface), SEVERITY_NOTE, "saved berth.yaml", 3, "m");
	assert_lines(&surface, "* saved ber~\n");
	for (int width = -1; width < 12; width++)
		news_draw(&surface, (struct rect){0, 0, width, 1}, SEVERITY_NOTE, "saved", 9, "m");
}

static void test_nothing(void **state)
{
	(void)state;
	begin(12, true);
	surface_resize(&surface, 12, 3);
	nothing_draw(&surface, (struct rect){1, 0, 11, 2}, "no runs yet\nn makes one and more");
	assert_lines(&surface, " no runs yet\n n makes one\n\n");
	assert_roles(&surface, ".ddddddddddd\n.ddddddddddd\n............\n");
	for (int size = -1; size < 3; size++)
		nothing_draw(&surface, (struct rect){0, 0, size, size}, "no runs yet");
}

static void test_busy(void **state)
{
	struct text text = TEXT_INIT;

	(void)state;
	busy_append(&text, "a", 12000);
	busy_append(&text, ", b", 61999);
	assert_text_equal(&text, "a 12 s, b 1 min 1 s");
	text_release(&text);
	assert_string_not_equal(spinner_sign(0, true), spinner_sign(SPINNER_STEP, true));
	assert_string_equal(spinner_sign(0, true), spinner_sign(4 * SPINNER_STEP, true));
	assert_string_equal(spinner_sign(-5, true), "|");
}

static void test_progress(void **state)
{
	static const struct {
		uint64_t done, total;
		const char *label, *line;
	} cases[] = {
		{0, 10, NULL, "...............   0%\n"},
		{5, 10, NULL, "#######........  50%\n"},
		{999, 1000, NULL, "##############.  99%\n"},
		{10, 10, NULL, "############### 100%\n"},
		{20, 10, NULL, "############### 100%\n"},
		{UINT64_MAX, UINT64_MAX, NULL, "############### 100%\n"},
		{3, 0, NULL, "...............\n"},
		{5, 10, "facts", "####.....  50% facts\n"},
		{5, 10, "a label that is long", "##...  50% a label ~\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		begin(20, true);
		progress_draw(&surface, surface_rect(&surface), cases[i].done, cases[i].total,
			cases[i].label);
		assert_lines(&surface, cases[i].line);
	}
	for (int width = -1; width < 20; width++)
		progress_draw(&surface, (struct rect){0, 0, width, 1}, 1, 3, "label");
}

static int release(void **state)
{
	(void)state;
	surface_release(&surface);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_news),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_busy),
		cmocka_unit_test(test_progress),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
