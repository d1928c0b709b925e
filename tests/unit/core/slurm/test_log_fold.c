#include "testing.h"

#include "slurm/log.h"

static void fold_all(const char *bytes, size_t length, size_t piece, struct strings *lines)
{
	struct slurm_log_fold fold = {0};

	for (size_t at = 0; at < length; at += piece)
		slurm_log_fold(&fold, bytes + at, length - at < piece ? length - at : piece, lines);
	slurm_log_fold_end(&fold, lines);
	slurm_log_fold_release(&fold);
}

static void test_lines(void **state)
{
	static const struct {
		const char *bytes, *lines;
	} cases[] = {
		{"", ""},
		{"a\nb\n", "a|b"},
		{"a\n\nb", "a||b"},
		{"dos\r\nline\r\n", "dos|line"},
		/* Progress bars: only what stands there in the end. */
		{"1%\r2%\r3%\n", "3%"},
		{"1%\r2%\r3%", "3%"},
		{"\r1%\r2%", "2%"},
		{"100%\r\r\n", "100%"},
		{"12345\b\b\b67\n", "1267"},
		{"\b\b\n", ""},
		{"\xc3\xa9\b!\n", "!"},
		/* Colours and what else is meant for terminals. */
		{"\033[1;31merror\033[0m: x\n", "error: x"},
		{"\033]0;title\a\033]0;title\033\\text\n", "text"},
		{"\033cclear\n", "clear"},
		{"a\033[\nb\n", "a|b"},
		{"\033[2K\033[1A50%\n", "50%"},
		{"tab\there\n", "tab\\there"},
		{"\x01\x7f\xff\n", "\\x01\\x7f\xef\xbf\xbd"},
		{"\xe2\x80\xaeturned\n", "\\u202eturned"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		/* In whatever pieces it comes. */
		for (size_t piece = 1; piece < 20; piece++) {
			struct strings lines = {0};
			struct text joined = TEXT_INIT;
			fold_all(cases[i].bytes, strlen(cases[i].bytes), piece, &lines);
			strings_join(&lines, "|", &joined);
			assert_text_equal(&joined, cases[i].lines);
			strings_release(&lines);
			text_release(&joined);
		}
	}
}

static void test_nul_bytes_are_holes(void **state)
{
	static const char bytes[] = "a\0\0\0b\n\0\0";
	struct strings lines = {0};

	(void)state;
	fold_all(bytes, sizeof bytes - 1, 3, &lines);
	assert_int_equal(lines.count, 1);
	assert_string_equal(lines.items[0], "ab");
	strings_release(&lines);
}

static void test_lines_without_an_end(void **state)
{
	struct slurm_log_fold fold = {0};
	struct strings lines = {0};
	char block[4096];

	(void)state;
	memset(block, 'x', sizeof block);
	for (int i = 0; i < 1000; i++) {
		slurm_log_fold(&fold, block, sizeof block, &lines);
		assert_true(fold.line.length < SLURM_LOG_LINE_MAX);
	}
	assert_int_equal(lines.count, 1000 * sizeof block / SLURM_LOG_LINE_MAX);
	assert_int_equal(strlen(lines.items[0]), SLURM_LOG_LINE_MAX);
	slurm_log_fold_release(&fold);
	strings_release(&lines);
}

/* A sequence that never ends hides nothing for long. */
static void test_sequences_without_an_end(void **state)
{
	struct slurm_log_fold fold = {0};
	struct strings lines = {0};
	char block[8192];

	(void)state;
	memset(block, '1', sizeof block);
	slurm_log_fold(&fold, "\033]", 2, &lines);
	slurm_log_fold(&fold, block, sizeof block, &lines);
	slurm_log_fold_end(&fold, &lines);
	assert_int_equal(lines.count, 1);
	assert_true(strlen(lines.items[0]) > 4000);
	slurm_log_fold_release(&fold);
	strings_release(&lines);
}

static void test_paths(void **state)
{
	static const struct {
		const char *pattern, *path;
	} cases[] = {
		{"slurm-%j.out", "slurm-4714.out"},
		{"%x-%A_%a.out", "train-4711_3.out"},
		{"%5j.%10A.%2a", "04714."
				 "0000004711.03"},
		{"%u/%N/%n/%t/%s", "me/nid001000/0/0/batch"},
		{"100%%", "100%"},
		{"%", "%"},
		{"%y %5 %", "%y %5 %"},
		{"a\\%j", "a\\%j"},
		{"%999999j", "%999999j"},
		{"", ""},
	};
	struct slurm_job job = {.number = 4714,
		.array = 4711,
		.index = (char[]){"3"},
		.name = (char[]){"train"},
		.user = (char[]){"me"},
		.nodes = (char[]){"nid[001000-001003]"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct text path = TEXT_INIT;
		slurm_log_expand(&job, cases[i].pattern, &path);
		if (string_equal(cases[i].pattern, "%999999j"))
			assert_true(path.length < 20);
		else
			assert_text_equal(&path, cases[i].path);
		text_release(&path);
	}
	/* What is not known stays. */
	struct slurm_job bare = {.number = 1, .array = SLURM_UNKNOWN};
	struct text path = TEXT_INIT;
	slurm_log_expand(&bare, "%x %a %u %N %A", &path);
	assert_text_equal(&path, "%x %a %u %N 1");
	text_release(&path);
}

static void test_where_the_log_is(void **state)
{
	struct slurm_job job = {.id = (char[]){"7"}, .number = 7, .array = SLURM_UNKNOWN};
	struct text path = TEXT_INIT;
	struct diags diags = {0};

	(void)state;
	assert_false(slurm_log_path(&job, false, &path, &diags));
	assert_only_diag(&diags, "Q05");
	diags_release(&diags);
	job.folder = (char[]){"/job"};
	assert_true(slurm_log_path(&job, false, &path, &diags));
	assert_text_equal(&path, "/job/slurm-7.out");
	text_truncate(&path, 0);
	job.output = (char[]){"logs/%j"};
	job.error = (char[]){"/errors/%j"};
	assert_true(slurm_log_path(&job, false, &path, &diags));
	assert_text_equal(&path, "/job/logs/7");
	text_truncate(&path, 0);
	assert_true(slurm_log_path(&job, true, &path, &diags));
	assert_text_equal(&path, "/errors/7");
	text_truncate(&path, 0);
	/* An array as a whole has no output. */
	job.array = 7;
	job.index = (char[]){"1-3%1"};
	job.output = (char[]){"/job/arr-7_4294967294.out"};
	assert_false(slurm_log_path(&job, false, &path, &diags));
	assert_only_diag(&diags, "Q05");
	assert_non_null(strstr(diags.items[0].hint, "7_1"));
	diags_release(&diags);
	text_release(&path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_nul_bytes_are_holes),
		cmocka_unit_test(test_lines_without_an_end),
		cmocka_unit_test(test_sequences_without_an_end),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_where_the_log_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
