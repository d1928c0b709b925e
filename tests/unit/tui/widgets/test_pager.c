#include "pressing.h"

#include "tui/widgets/pager.h"

static struct pager pager;
static struct surface surface;

static int begin(void **state)
{
	(void)state;
	pager = (struct pager){0};
	return 0;
}

static int end(void **state)
{
	(void)state;
	pager_release(&pager);
	surface_release(&surface);
	return 0;
}

static void press(const char *names)
{
	PRESS(names, pager_take(&pager, &pressed));
}

static void set(const char *text)
{
	pager_set(&pager, text, strlen(text));
}

static void draw_at(int width, int height)
{
	surface_resize(&surface, width, height);
	pager_draw(&pager, &surface, surface_rect(&surface), true);
}

static void append_numbers(unsigned first, unsigned last)
{
	for (unsigned i = first; i <= last; i++) {
		char line[32];
		int length = snprintf(line, sizeof line, "line %u\n", i);
		pager_append(&pager, line, (size_t)length);
	}
}

static void assert_status(const char *wanted)
{
	struct text text = TEXT_INIT;

	pager_status(&pager, &text);
	assert_text_equal(&text, wanted);
	text_release(&text);
}

static void test_lines(void **state)
{
	static const struct {
		const char *text;
		size_t lines;
	} cases[] = {{"", 0}, {"a", 1}, {"a\n", 1}, {"a\nb", 2}, {"\n", 1}, {"\n\n", 2},
		{"a\r\nb\r\n", 2}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		set(cases[i].text);
		assert_int_equal(pager.lines.count, cases[i].lines);
		/* The same, byte by byte. */
		set("");
		for (const char *at = cases[i].text; *at != '\0'; at++)
			pager_append(&pager, at, 1);
		assert_int_equal(pager.lines.count, cases[i].lines);
	}
	set("one\r\ntwo\n");
	draw_at(8, 3);
	assert_lines(&surface, "one\ntwo\n\n");
	assert_status("line 2 of 2");
	set("");
	assert_status("empty");
}

static void test_motion(void **state)
{
	(void)state;
	append_numbers(1, 100);
	draw_at(20, 10);
	assert_status("line 10 of 100");
	press("down j");
	assert_int_equal(pager.first, 2);
	press("space ctrl-d");
	assert_int_equal(pager.first, 17);
	press("G down page-down");
	assert_int_equal(pager.first, 90);
	press("page-up ctrl-u up");
	assert_int_equal(pager.first, 74);
	press("g up page-up");
	assert_int_equal(pager.first, 0);
	press("right l left");
	assert_int_equal(pager.left, 8);
	pager_show_line(&pager, 50);
	assert_true(pager.first <= 50 && pager.first + 10 > 50);
	pager_show_line(&pager, 1000);
	assert_int_equal(pager.first, 90);
}

static void test_cursor(void **state)
{
	(void)state;
	append_numbers(1, 100);
	pager.cursor = true;
	draw_at(20, 10);
	press("down down page-down");
	assert_int_equal(pager.chosen, 12);
	draw_at(20, 10);
	assert_int_equal(pager.first, 3);
	assert_status("line 13 of 100");
	/* It stays in sight when the screen gets smaller. */
	draw_at(20, 4);
	assert_true(pager.first <= 12 && pager.first + 4 > 12);
	press("G");
	draw_at(20, 4);
	assert_int_equal(pager.chosen, 99);
	assert_int_equal(pager.first, 96);
	struct key click = clicked(3, 1, BUTTON_LEFT), wheel = clicked(3, 1, BUTTON_WHEEL_UP);
	pager_take(&pager, &click);
	assert_int_equal(pager.chosen, 97);
	pager_take(&pager, &wheel);
	pager_take(&pager, &wheel);
	assert_int_equal(pager.first, 90);
	assert_int_equal(pager.chosen, 93);
}

static void test_following(void **state)
{
	(void)state;
	pager.follow = true;
	append_numbers(1, 50);
	draw_at(20, 10);
	assert_int_equal(pager.first, 40);
	assert_status("line 50 of 50, following");
	append_numbers(51, 60);
	draw_at(20, 10);
	assert_int_equal(pager.first, 50);
	press("up");
	append_numbers(61, 70);
	draw_at(20, 10);
	assert_int_equal(pager.first, 49);
	press("G");
	append_numbers(71, 80);
	draw_at(20, 10);
	assert_int_equal(pager.first, 70);
}

static void test_search(void **state)
{
	(void)state;
	append_numbers(1, 100);
	draw_at(20, 10);
	assert_true(pager_search(&pager, "line 7", false));
	assert_int_equal(pager.chosen, 6);
	assert_true(pager_search(&pager, NULL, false));
	assert_int_equal(pager.chosen, 69);
	assert_true(pager.first <= 69 && pager.first + 10 > 69);
	press("N");
	assert_int_equal(pager.chosen, 6);
	press("N");
	assert_int_equal(pager.chosen, 78);
	press("n n");
	assert_int_equal(pager.chosen, 69);
	assert_false(pager_search(&pager, "nowhere", false));
	assert_false(pager_search(&pager, "", false));
	assert_false(pager_search(&pager, NULL, false));
	struct key n = {.code = 'n'};
	assert_false(pager_take(&pager, &n));
	/* A hit far to the right is brought into sight. */
	set("0123456789012345678901234567890123456789 hit");
	draw_at(20, 3);
	assert_true(pager_search(&pager, "hit", false));
	draw_at(20, 3);
	struct text drawn = TEXT_INIT;
	surface_dump_text(&surface, &drawn);
	assert_non_null(strstr(text_string(&drawn), "hit"));
	text_release(&drawn);
}

static void test_filter(void **state)
{
	(void)state;
	append_numbers(1, 100);
	draw_at(20, 12);
	pager_filter(&pager, "9");
	draw_at(20, 12);
	assert_status("19 of 100 lines have '9'");
	pager_filter(&pager, "99");
	assert_int_equal(pager.visible.count, 1);
	draw_at(20, 3);
	assert_lines(&surface, "line 99\n\n\n");
	/* What is new is filtered, also a line that comes in pieces. */
	pager_append(&pager, "half a 9", 8);
	assert_int_equal(pager.visible.count, 1);
	pager_append(&pager, "9 line\nand none\n", 16);
	assert_int_equal(pager.visible.count, 2);
	assert_int_equal(pager.visible.items[1], 100);
	pager_filter(&pager, "9");
	assert_int_equal(pager.visible.count, 20);
	pager.cursor = true;
	press("G down");
	assert_int_equal(pager.chosen, 100);
	pager_filter(&pager, "nowhere");
	draw_at(20, 2);
	assert_lines(&surface, "no line has it\n\n");
	press("down up G g space n left right");
	assert_false(pager_search(&pager, "line", false));
	pager_filter(&pager, NULL);
	draw_at(20, 2);
	assert_int_equal(pager.visible.count, 0);
	assert_status("line 101 of 102");
}

static void test_wrapping(void **state)
{
	(void)state;
	pager.wrap = true;
	set("0123456789abcdefghij\n\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57\nend\n");
	/* Nine cells: the last column is for the scroll mark. */
	draw_at(10, 8);
	assert_lines(&surface,
		"012345678\n9abcdefgh\nij\n\u6f22\u5b57\u6f22\u5b57\n\u6f22\u5b57\nend\n\n\n");
	draw_at(10, 3);
	assert_status("line 1 of 3");
	press("down");
	draw_at(10, 3);
	assert_int_equal(pager.first, 0);
	assert_int_equal(pager.skip, 1);
	assert_string_equal(surface_at(&surface, 0, 0)->bytes, "9");
	press("down down");
	draw_at(10, 3);
	assert_int_equal(pager.first, 1);
	press("down down down");
	draw_at(10, 3);
	assert_string_equal(surface_at(&surface, 0, 2)->bytes, "e");
	press("up up up up");
	draw_at(10, 3);
	assert_int_equal(pager.first, 0);
	press("G");
	/* Wider: there are fewer rows. */
	draw_at(40, 3);
	assert_int_equal(pager.first, 0);
	assert_int_equal(pager.skip, 0);
}

static void test_wrapping_at_blanks(void **state)
{
	(void)state;
	pager.wrap = true;
	set("one two three\n    indentedword x\n\nseven77 nine99999 e\n");
	draw_at(10, 9);
	assert_lines(&surface,
		"one two\nthree\n    inden\ntedword x\n\nseven77\nnine99999\ne\n\n");
}

static void test_tabs(void **state)
{
	(void)state;
	set("a\tb\t\tc\n\u6f22\tx");
	draw_at(30, 2);
	assert_lines(&surface, "a       b               c\n\u6f22      x\n");
	pager.left = 4;
	pager.search = xstrdup("c");
	draw_at(30, 2);
	assert_lines(&surface, "    b               c\n    x\n");
	assert_roles(&surface, "....................M.........\n..............................\n");
}

/* A line without an end does not cost what it holds. */
static void test_endless_line(void **state)
{
	struct text text = TEXT_INIT;

	(void)state;
	text_append_repeated(&text, "\u00e4", 500000);
	pager_set(&pager, text.data, text.length);
	assert_int_equal(pager.lines.count, (1000000 + PAGER_LINE_MAX - 1) / PAGER_LINE_MAX);
	struct pager other = {0};
	for (size_t at = 0; at < text.length; at += 997)
		pager_append(
			&other, text.data + at, text.length - at < 997 ? text.length - at : 997);
	assert_int_equal(other.lines.count, pager.lines.count);
	for (size_t i = 0; i < other.lines.count; i++)
		assert_int_equal(other.lines.items[i], pager.lines.items[i]);
	draw_at(10, 2);
	assert_string_equal(surface_at(&surface, 0, 1)->bytes, "\u00e4");
	pager_release(&other);
	text_release(&text);
}

static void test_limits(void **state)
{
	struct text text = TEXT_INIT;

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		text_append_format(&text, "%0100u\n", i);
	append_numbers(1, 10);
	pager_mark(&pager, 3, ROLE_ERROR, "x");
	pager_filter(&pager, "line");
	for (size_t i = 0; i < 500; i++)
		pager_append(&pager, text.data, text.length);
	assert_true(pager.text.length <= PAGER_BYTES_MAX);
	assert_true(pager.text.length > PAGER_BYTES_MAX / 2);
	assert_int_equal(pager.dropped + pager.lines.count, 500010);
	assert_int_equal(pager.marks.count, 0);
	assert_int_equal(pager.visible.count, 0);
	pager_filter(&pager, NULL);
	assert_int_equal(pager.lines.items[0], 0);
	assert_int_equal(pager.text.data[pager.lines.items[1] - 1], '\n');
	press("G");
	draw_at(10, 2);
	struct text status = TEXT_INIT;
	pager_status(&pager, &status);
	assert_non_null(strstr(text_string(&status), "line 500010 of 500010"));
	assert_non_null(strstr(text_string(&status), " dropped"));
	text_release(&status);
	/* Many short lines are held to a limit as well. */
	text_truncate(&text, 0);
	text_append_repeated(&text, "\n", 5000000);
	pager_set(&pager, text.data, text.length);
	assert_true(pager.lines.count <= PAGER_LINES_MAX);
	assert_int_equal(pager.dropped + pager.lines.count, 5000000);
	text_release(&text);
}

static void test_marks(void **state)
{
	(void)state;
	set("one\ntwo\nthree\n");
	pager_mark(&pager, 2, ROLE_WARNING, "!");
	pager_mark(&pager, 0, ROLE_ERROR, "x");
	pager.numbers = true;
	draw_at(30, 3);
	assert_lines(&surface, "x 1 one\n  2 two\n! 3 three\n");
	assert_roles(&surface, "E.E...........................\n..d...........................\n"
			       "W.W...........................\n");
	pager_clear_marks(&pager);
	draw_at(30, 3);
	assert_lines(&surface, "1 one\n2 two\n3 three\n");
}

static const char script[] =
	"#!/bin/bash -l\n"
	"#SBATCH --job-name=\"train\"  # the name\n"
	"#SBATCH --nodes=4\n"
	"\n"
	"# Threads: one a core.\n"
	"export OMP_NUM_THREADS=\"${SLURM_CPUS_PER_TASK:-1}\" # says $it\n"
	"srun singularity exec 'an image.sif' python \"train $1 \\\" $FOO.py\" \\\n"
	"\t--rank $SLURM_PROCID '\u6f22 $not' ${unfinished\n"
	"echo a#b $? \xff\x1b[31m\n";

static void draw(struct surface *on, struct rect area)
{
	pager_draw(&pager, on, area, true);
}

static void test_screens(void **state)
{
	struct text many = TEXT_INIT;

	(void)state;
	pager.colors = PAGER_SCRIPT;
	pager.numbers = pager.cursor = true;
	set(script);
	pager_mark(&pager, 2, ROLE_WARNING, "!");
	pager_search(&pager, "train", false);
	assert_all_screens("widgets/pager-script", draw);
	pager.cursor = pager.numbers = false;
	pager.wrap = true;
	for (int i = 0; i < 12; i++)
		text_append(&many, script);
	set(text_string(&many));
	pager_search(&pager, "", false);
	assert_all_screens("widgets/pager-wrapped", draw);
	text_release(&many);
	pager.wrap = false;
	pager.colors = PAGER_DIFF;
	set("--- a/job.sh\n+++ b/job.sh\n@@ -1,3 +1,3 @@\n same\n-old\n+new\n\\ No newline\n");
	assert_all_screens("widgets/pager-diff", draw);
	pager.colors = PAGER_YAML;
	set("# What is composed.\nimage:\n  query: \"pytorch:2 # not\" # but this\n  'quoted': [a, "
	    "'b', *c]\n"
	    "job: &anchor\n- nodes: 4\n  time: 12:30:00\nhttp://x\n");
	assert_all_screens("widgets/pager-yaml", draw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lines, begin, end),
		cmocka_unit_test_setup_teardown(test_motion, begin, end),
		cmocka_unit_test_setup_teardown(test_cursor, begin, end),
		cmocka_unit_test_setup_teardown(test_following, begin, end),
		cmocka_unit_test_setup_teardown(test_search, begin, end),
		cmocka_unit_test_setup_teardown(test_filter, begin, end),
		cmocka_unit_test_setup_teardown(test_wrapping, begin, end),
		cmocka_unit_test_setup_teardown(test_wrapping_at_blanks, begin, end),
		cmocka_unit_test_setup_teardown(test_tabs, begin, end),
		cmocka_unit_test_setup_teardown(test_endless_line, begin, end),
		cmocka_unit_test_setup_teardown(test_limits, begin, end),
		cmocka_unit_test_setup_teardown(test_marks, begin, end),
		cmocka_unit_test_setup_teardown(test_screens, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
