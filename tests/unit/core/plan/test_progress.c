#include "testing.h"

#include "plan/progress.h"

static void test_lines(void **state)
{
	static const struct {
		const char *line, *phase;
		int percent;
	} cases[] = {
		{"INFO:    Starting build...", "starting", -1},
		{"Copying blob sha256:0123 done", "downloading", -1},
		{"INFO:    Creating SIF file...", "packing", -1},
		{"INFO:    Build complete: /x/y.sif", "done", -1},
		{"INFO:    Downloading library image", "downloading", -1},
		{"26.7MiB / 28.4MiB [=====================>--] 94 % 5.1 MiB/s 0s", "downloading", 94},
		{"[=====================|    ] 1234/5678  21%", "packing", 21},
		{"[|                         ]    0/5678   0%", "packing", 0},
		{"[==========================/] 5678/5678 100%", "packing", 100},
		{"Collecting torch==2.7.1", "resolving", -1},
		{"  Downloading torch-2.7.1-cp312.whl (812.3 MB)", "downloading", -1},
		{"     \xe2\x94\x81\xe2\x94\x81\xe2\x94\x81 40.0/80.0 MB 8.8 MB/s eta 0:00:05",
			"downloading", 50},
		{"Installing collected packages: a, b", "installing", -1},
		{"Collecting package metadata (repodata.json): done", "reading the channels", -1},
		{"Solving environment: done", "solving the environment", -1},
		{"python-3.12.3        | 30.1 MB   | #####4     |  54% ", "downloading", 54},
		{"Executing transaction: done", "installing", -1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct plan_progress progress;
		assert_true(plan_progress(cases[i].line, strlen(cases[i].line), &progress));
		assert_string_equal(progress.phase, cases[i].phase);
		assert_int_equal(progress.percent, cases[i].percent);
	}
}

static void test_other_lines(void **state)
{
	static const char *const lines[] = {"", "hello", "100%", "I am 50% sure", "[=== nothing",
		"== 999999999999% ==", "==/==", "== 1/0 MB ==", "== 5/2 MB =="};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
		struct plan_progress progress;
		/* At the very end of its memory, so that reading behind it is seen. */
		size_t length = strlen(lines[i]);
		char *copy = xmalloc(length);
		memcpy(copy, lines[i], length);
		assert_false(plan_progress(copy, length, &progress));
		free(copy);
	}
}

static void note_line(void *context, const char *line, size_t length, char end)
{
	text_append_format(context, "%.*s%s", (int)(length < 10 ? length : 10), line,
		end == '\r' ? "<" : "|");
}

static void test_stream_is_cut_into_lines(void **state)
{
	struct plan_lines lines = {0};
	struct text seen = TEXT_INIT;
	char flood[5000];

	(void)state;
	memset(flood, 'x', sizeof flood);
	plan_lines_feed(&lines, "on", 2, note_line, &seen);
	plan_lines_feed(&lines, "e\ntwo\rthr", 9, note_line, &seen);
	plan_lines_feed(&lines, "ee\n", 3, note_line, &seen);
	plan_lines_feed(&lines, flood, sizeof flood, note_line, &seen);
	plan_lines_feed(&lines, "\nend\n", 5, note_line, &seen);
	assert_text_equal(&seen, "one|two<three|xxxxxxxxxx|end|");
	text_release(&seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_other_lines),
		cmocka_unit_test(test_stream_is_cut_into_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
