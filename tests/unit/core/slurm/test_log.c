#include "testing.h"

#include "slurm/log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/berth-log-XXXXXX";
static char *path, *other;

static int make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	path = xasprintf("%s/log", folder);
	other = xasprintf("%s/log.1", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	unlink(other);
	free(path);
	free(other);
	return rmdir(folder);
}

static int clear(void **state)
{
	(void)state;
	unlink(path);
	unlink(other);
	return 0;
}

static void write_to(const char *file, int flags, const char *bytes)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	close(fd);
}

static void open_log(struct slurm_log *log)
{
	struct diags diags = {0};

	assert_true(slurm_log_open(log, path, &diags));
	assert_no_diags(&diags);
}

static void expect(struct slurm_log *log, enum slurm_log_event event, const char *bytes)
{
	struct text out = TEXT_INIT;

	assert_int_equal(slurm_log_read(log, &out), event);
	assert_text_equal(&out, bytes);
	text_release(&out);
}

static void expect_tail(size_t lines, const char *bytes)
{
	struct slurm_log log;
	struct text out = TEXT_INIT;
	struct diags diags = {0};

	open_log(&log);
	assert_true(slurm_log_tail(&log, lines, &out, &diags));
	assert_text_equal(&out, bytes);
	expect(&log, SLURM_LOG_SAME, "");
	slurm_log_close(&log);
	text_release(&out);
}

static void test_tail(void **state)
{
	(void)state;
	write_to(path, 0, "");
	expect_tail(3, "");
	write_to(path, O_TRUNC, "1\n2\n3\n4\n");
	expect_tail(0, "");
	expect_tail(1, "4\n");
	expect_tail(2, "3\n4\n");
	expect_tail(4, "1\n2\n3\n4\n");
	expect_tail(100, "1\n2\n3\n4\n");
	write_to(path, O_APPEND, "half");
	expect_tail(1, "half");
	expect_tail(2, "4\nhalf");
	write_to(path, O_TRUNC, "\n\n\n");
	expect_tail(2, "\n\n");
}

static void test_tail_over_blocks(void **state)
{
	struct slurm_log log;
	struct text out = TEXT_INIT;
	struct diags diags = {0};
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	(void)state;
	for (int i = 0; i < 100000; i++)
		dprintf(fd, "line %d\n", i);
	close(fd);
	open_log(&log);
	assert_true(slurm_log_tail(&log, 50000, &out, &diags));
	assert_int_equal(strncmp(out.data, "line 50000\n", 11), 0);
	slurm_log_close(&log);
	text_release(&out);
}

/* 50 GB, nearly all of it a hole: only the end is read. */
static void test_huge(void **state)
{
	struct slurm_log log;
	struct text out = TEXT_INIT;
	struct diags diags = {0};
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	(void)state;
	if (ftruncate(fd, (off_t)50000000000) != 0) {
		close(fd);
		skip();
	}
	close(fd);
	write_to(path, O_APPEND, "\nlast\n");
	open_log(&log);
	assert_int_equal(slurm_log_size(&log), 50000000006);
	assert_true(slurm_log_tail(&log, 10, &out, &diags));
	assert_int_equal(out.length, SLURM_LOG_TAIL_MAX);
	assert_string_equal(out.data + out.length - 6, "\nlast\n");
	/* Seeking goes to the beginning of a line. */
	slurm_log_seek(&log, 49999999990);
	expect(&log, SLURM_LOG_GREW, "last\n");
	slurm_log_close(&log);
	text_release(&out);
}

static void test_growing(void **state)
{
	struct slurm_log log;

	(void)state;
	write_to(path, 0, "one\n");
	open_log(&log);
	expect(&log, SLURM_LOG_GREW, "one\n");
	expect(&log, SLURM_LOG_SAME, "");
	write_to(path, O_APPEND, "two");
	expect(&log, SLURM_LOG_GREW, "two");
	write_to(path, O_APPEND, "!\n");
	expect(&log, SLURM_LOG_GREW, "!\n");
	slurm_log_close(&log);
}

static void test_truncated(void **state)
{
	struct slurm_log log;

	(void)state;
	write_to(path, 0, "old old old\n");
	open_log(&log);
	expect(&log, SLURM_LOG_GREW, "old old old\n");
	write_to(path, O_TRUNC, "new\n");
	expect(&log, SLURM_LOG_TRUNCATED, "new\n");
	expect(&log, SLURM_LOG_SAME, "");
	/* Rewritten, and longer than before by the time of the next look. */
	write_to(path, O_TRUNC, "something much longer\n");
	expect(&log, SLURM_LOG_TRUNCATED, "something much longer\n");
	write_to(path, O_TRUNC, "");
	expect(&log, SLURM_LOG_TRUNCATED, "");
	expect(&log, SLURM_LOG_SAME, "");
	write_to(path, O_APPEND, "on\n");
	expect(&log, SLURM_LOG_GREW, "on\n");
	slurm_log_close(&log);
}

static void test_rotated(void **state)
{
	struct slurm_log log;

	(void)state;
	write_to(path, 0, "old\n");
	open_log(&log);
	expect(&log, SLURM_LOG_GREW, "old\n");
	assert_int_equal(rename(path, other), 0);
	/* The writer still has the old one open. */
	write_to(other, O_APPEND, "rest\n");
	expect(&log, SLURM_LOG_GREW, "rest\n");
	expect(&log, SLURM_LOG_GONE, "");
	expect(&log, SLURM_LOG_SAME, "");
	write_to(path, 0, "new\n");
	expect(&log, SLURM_LOG_ROTATED, "");
	expect(&log, SLURM_LOG_GREW, "new\n");
	expect(&log, SLURM_LOG_SAME, "");
	slurm_log_close(&log);
}

static void test_what_is_no_log(void **state)
{
	struct slurm_log log;
	struct diags diags = {0};

	(void)state;
	assert_false(slurm_log_open(&log, path, &diags));
	assert_only_diag(&diags, "Q05");
	slurm_log_close(&log);
	diags_release(&diags);
	assert_false(slurm_log_open(&log, folder, &diags));
	assert_only_diag(&diags, "F20");
	slurm_log_close(&log);
	diags_release(&diags);
	/* Nobody writes into it; opening it must not wait. */
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(slurm_log_open(&log, path, &diags));
	assert_only_diag(&diags, "F20");
	slurm_log_close(&log);
	diags_release(&diags);
}

/* Pauses grow while nothing happens and are short again when something does. */
static void test_pauses(void **state)
{
	struct slurm_log log;
	int before = 0;

	(void)state;
	write_to(path, 0, "a\n");
	open_log(&log);
	expect(&log, SLURM_LOG_GREW, "a\n");
	assert_int_equal(log.pause, SLURM_LOG_PAUSE);
	for (int i = 0; i < 20; i++) {
		expect(&log, SLURM_LOG_SAME, "");
		assert_true(log.pause > before || log.pause == SLURM_LOG_PAUSE_MAX);
		before = log.pause;
	}
	assert_int_equal(log.pause, SLURM_LOG_PAUSE_MAX);
	/* inotify ends the wait although the pause is long; without it this takes 5 s. */
	slurm_log_wait(&log, 0);
	write_to(path, O_APPEND, "b\n");
	slurm_log_wait(&log, SLURM_LOG_PAUSE_MAX);
	expect(&log, SLURM_LOG_GREW, "b\n");
	assert_int_equal(log.pause, SLURM_LOG_PAUSE);
	slurm_log_close(&log);
	slurm_log_close(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_tail, clear),
		cmocka_unit_test_teardown(test_tail_over_blocks, clear),
		cmocka_unit_test_teardown(test_huge, clear),
		cmocka_unit_test_teardown(test_growing, clear),
		cmocka_unit_test_teardown(test_truncated, clear),
		cmocka_unit_test_teardown(test_rotated, clear),
		cmocka_unit_test_teardown(test_what_is_no_log, clear),
		cmocka_unit_test_teardown(test_pauses, clear),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
