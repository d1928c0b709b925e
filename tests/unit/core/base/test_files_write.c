#include "testing.h"

#include "core/base/files_folder.h"

/*
 * files_write.c calls renameat2 through syscall(). This one stands in its place, so that a test can
 * play a file system that does not know the flag, and somebody who is faster.
 */
static enum { RENAME_WORKS, RENAME_LACKS_FLAGS } rename_mode;
static const char *faster_content; /* appears at the target just before the rename */

long syscall(long number, ...)
{
	va_list args;
	int from_folder, to_folder;
	const char *from, *to;
	unsigned flags;

	assert_int_equal(number, SYS_renameat2);
	va_start(args, number);
	from_folder = va_arg(args, int);
	from = va_arg(args, const char *);
	to_folder = va_arg(args, int);
	to = va_arg(args, const char *);
	flags = va_arg(args, unsigned);
	va_end(args);
	if (faster_content != NULL) {
		int fd = openat(to_folder, to, O_WRONLY | O_CREAT | O_EXCL, 0644);
		size_t length = strlen(faster_content);
		assert_true(fd >= 0);
		assert_int_equal(write(fd, faster_content, length), length);
		close(fd);
	}
	if (rename_mode == RENAME_LACKS_FLAGS) {
		errno = EINVAL;
		return -1;
	}
	return renameat2(from_folder, from, to_folder, to, flags);
}

static int set_up_names(void **state)
{
	rename_mode = RENAME_WORKS;
	faster_content = NULL;
	return set_up(state);
}

static void test_write_new(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "new");
	assert_true(write_string(f, path, "content", 0644, 0));
	assert_no_diags(&f->diags);
	assert_content(path, "content");
	assert_int_equal(bits(path), 0644);
	assert_int_equal(count_entries(f->folder), 1);
}

static void test_write_odd_content(void **state)
{
	struct fixture *f = *state;
	const char *empty = in(f, "empty"), *zeros = in(f, "zeros");
	assert_true(file_write(empty, "", 0, 0644, 0, &f->diags));
	assert_true(file_read(empty, 0, &f->text, &f->diags));
	assert_true(file_write(zeros, "a\0b\0", 4, 0644, 0, &f->diags));
	assert_true(file_read(zeros, 4, &f->text, &f->diags));
	assert_int_equal(f->text.length, 4);
	assert_memory_equal(f->text.data, "a\0b\0", 5);
	/* the same up to the NUL is not the same */
	assert_false(file_write(zeros, "a\0c\0", 4, 0644, 0, &f->diags));
}

static void test_write_respects_umask(void **state)
{
	struct fixture *f = *state;
	const char *plain = in(f, "plain"), *program = in(f, "program"), *secret = in(f, "secret");
	umask(027);
	assert_true(write_string(f, plain, "x", 0666, 0));
	assert_true(write_string(f, program, "x", 0777, 0));
	assert_int_equal(bits(plain), 0640);
	assert_int_equal(bits(program), 0750);
	umask(0);
	assert_true(write_string(f, secret, "x", 0600, 0));
	assert_int_equal(bits(secret), 0600);
}

static void test_write_same_content_touches_nothing(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "file");
	struct stat before, after;
	struct timespec old[2] = {{1000, 0}, {1000, 0}};

	put_file(path, "same", 0640);
	assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
	assert_int_equal(stat(path, &before), 0);
	assert_true(write_string(f, path, "same", 0644, 0));
	assert_true(write_string(f, path, "same", 0644, FILE_REPLACE));
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(after.st_mtime, 1000);
	assert_int_equal(bits(path), 0640);
	assert_no_diags(&f->diags);
}

static void test_write_does_not_replace_unasked(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "file");
	static const char *const others[] = {"", "ol", "old plus", "OLD"};

	put_file(path, "old", 0644);
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		assert_false(write_string(f, path, others[i], 0644, 0));
		assert_said(f, "F22", path, "exists already", "--force");
		assert_content(path, "old");
	}
	assert_int_equal(count_entries(f->folder), 1);
}

static void test_write_replaces_and_keeps_bits(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "file");

	put_file(path, "old", 0664); /* wider than the umask would give */
	assert_true(write_string(f, path, "new", 0644, FILE_REPLACE));
	assert_content(path, "new");
	assert_int_equal(bits(path), 0664);
	chmod(path, 0600);
	assert_true(write_string(f, path, "newer", 0644, FILE_REPLACE));
	assert_int_equal(bits(path), 0600);
	assert_int_equal(count_entries(f->folder), 1);
	assert_no_diags(&f->diags);
}

static void test_write_narrows_secrets(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "password");

	put_file(path, "old", 0644);
	assert_true(write_string(f, path, "new", 0600, FILE_REPLACE));
	assert_int_equal(bits(path), 0600);
	chmod(path, 0400);
	assert_true(write_string(f, path, "newer", 0600, FILE_REPLACE));
	assert_int_equal(bits(path), 0400);
	/* Also one that is written there already. */
	chmod(path, 0604);
	assert_true(write_string(f, path, "newer", 0600, 0));
	assert_content(path, "newer");
	assert_int_equal(bits(path), 0600);
}

/* Who has the old file open goes on reading the old content. */
static void test_write_leaves_open_readers_alone(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "file");
	char bytes[16] = "";
	int fd;

	put_file(path, "old", 0644);
	fd = open(path, O_RDONLY);
	assert_true(write_string(f, path, "brand new", 0644, FILE_REPLACE));
	assert_int_equal(read(fd, bytes, sizeof bytes), 3);
	assert_string_equal(bytes, "old");
	close(fd);
}

static void test_write_missing_folder(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "no such/deep/file");
	struct text wanted = TEXT_INIT;

	assert_false(write_string(f, path, "x", 0644, 0));
	/* The hint can be copied: the folder with a blank in its name is quoted. */
	text_append_format(&wanted, "mkdir -p '%s/no such/deep'", f->folder);
	assert_said(f, "F21", path, "No such file", text_string(&wanted));
	text_release(&wanted);
	assert_int_equal(count_entries(f->folder), 0);
}

static void test_write_where_no_file_can_be(void **state)
{
	struct fixture *f = *state;
	const char *file = in(f, "file"), *below = in(f, "file/x"), *fifo = in(f, "fifo");
	struct text slash = TEXT_INIT;

	put_file(file, "x", 0644);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	text_append_format(&slash, "%s/new/", f->folder);
	alarm(20);
	assert_false(write_string(f, f->folder, "y", 0644, FILE_REPLACE));
	assert_said(f, "F21", f->folder, "Is a directory", "name of a file");
	assert_false(write_string(f, text_string(&slash), "y", 0644, FILE_REPLACE));
	assert_said(f, "F21", text_string(&slash), "Is a directory", "name of a file");
	assert_false(write_string(f, below, "y", 0644, FILE_REPLACE));
	assert_said(f, "F21", below, "Not a directory", "file where a folder");
	assert_false(write_string(f, fifo, "y", 0644, FILE_REPLACE));
	assert_said(f, "F21", fifo, "not a regular file", "plain file");
	alarm(0);
	assert_false(write_string(f, "", "y", 0644, FILE_REPLACE));
	assert_only_diag(&f->diags, "F21");
	assert_int_equal(count_entries(f->folder), 2);
	text_release(&slash);
}

static void test_write_long_names(void **state)
{
	struct fixture *f = *state;
	char name[NAME_MAX + 2];
	const char *path;

	memset(name, 'n', sizeof name - 1);
	name[NAME_MAX] = '\0';
	path = in(f, name);
	assert_true(write_string(f, path, "x", 0644, 0));
	assert_content(path, "x");
	name[NAME_MAX] = 'n';
	name[NAME_MAX + 1] = '\0';
	path = in(f, name);
	assert_false(write_string(f, path, "x", 0644, 0));
	assert_said(f, "F21", path, "too long", "shorter");
	assert_int_equal(count_entries(f->folder), 1);
}

static void test_write_relative(void **state)
{
	struct fixture *f = *state;
	int before = open(".", O_RDONLY | O_DIRECTORY);
	assert_int_equal(chdir(f->folder), 0);
	bool good = write_string(f, "plain", "x", 0644, 0);
	bool dotted = write_string(f, "./-odd name%s", "y", 0644, 0);
	assert_int_equal(fchdir(before), 0);
	close(before);
	assert_true(good);
	assert_true(dotted);
	assert_content(in(f, "plain"), "x");
	assert_content(in(f, "-odd name%s"), "y");
}

static void test_write_refuses_links(void **state)
{
	struct fixture *f = *state;
	const char *target = in(f, "target"), *link = in(f, "link"), *dangling = in(f, "dangling");

	put_file(target, "old", 0644);
	assert_int_equal(symlink("target", link), 0);
	assert_int_equal(symlink("nothing", dangling), 0);
	assert_false(write_string(f, link, "new", 0644, FILE_REPLACE));
	assert_said(f, "F21", link, "symbolic link", "link leads to");
	/* not even when the content would be the same */
	assert_false(write_string(f, link, "old", 0644, 0));
	assert_said(f, "F21", link, "symbolic link", "link leads to");
	assert_false(write_string(f, dangling, "new", 0644, 0));
	assert_said(f, "F21", dangling, "symbolic link", "link");
	assert_content(target, "old");
	assert_int_equal(count_entries(f->folder), 3);
}

static void test_write_follows_links(void **state)
{
	struct fixture *f = *state;
	const char *target = in(f, "below/target"), *link = in(f, "link");
	struct stat status;

	assert_int_equal(mkdir(in(f, "below"), 0755), 0);
	put_file(target, "old", 0644);
	assert_int_equal(symlink("below/target", link), 0);
	assert_false(write_string(f, link, "new", 0644, FILE_FOLLOW));
	assert_said(f, "F22", link, "exists already", "--force");
	assert_true(write_string(f, link, "new", 0644, FILE_FOLLOW | FILE_REPLACE));
	assert_content(target, "new");
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(count_entries(f->folder), 2);
	assert_int_equal(count_entries(in(f, "below")), 1);
}

static void test_write_through_bad_links(void **state)
{
	struct fixture *f = *state;
	const char *loop = in(f, "loop"), *dangling = in(f, "dangling");
	unsigned flags = FILE_FOLLOW | FILE_REPLACE;

	assert_int_equal(symlink("loop", loop), 0);
	assert_int_equal(symlink("nothing", dangling), 0);
	assert_false(write_string(f, loop, "x", 0644, flags));
	assert_said(f, "F21", loop, "symbolic links", "circle");
	assert_false(write_string(f, dangling, "x", 0644, flags));
	assert_said(f, "F21", dangling, "leads nowhere", "link");
	assert_int_equal(count_entries(f->folder), 2);
}

static void write_forbidden(struct fixture *f)
{
	const char *fresh = in(f, "new"), *old = in(f, "old");
	assert_false(write_string(f, fresh, "x", 0644, 0));
	assert_said(f, "F21", fresh, "Permission denied", "ls -ld");
	assert_false(write_string(f, old, "x", 0644, FILE_REPLACE));
	assert_said(f, "F21", old, "Permission denied", "ls -ld");
}

static void test_write_forbidden(void **state)
{
	struct fixture *f = *state;
	put_file(in(f, "old"), "old", 0666);
	chmod(f->folder, 0555);
	without_rights(f, write_forbidden);
	assert_content(in(f, "old"), "old");
	assert_int_equal(count_entries(f->folder), 1);
}

/* A drop box: one may write into it, but not list it. */
static void write_unlisted(struct fixture *f)
{
	assert_true(write_string(f, in(f, "new"), "x", 0644, 0));
}

static void test_write_into_unlisted_folder(void **state)
{
	struct fixture *f = *state;
	chmod(f->folder, geteuid() == 0 ? 0703 : 0300);
	without_rights(f, write_unlisted);
	chmod(f->folder, 0700);
	assert_content(in(f, "new"), "x");
}

/* As on a full disk: writing fails in the middle. */
static void test_failed_write_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "file"), *fresh = in(f, "new");
	struct rlimit before, small;
	char *bytes = xcalloc(1, 100 * 1000);
	void (*old_handler)(int) = signal(SIGXFSZ, SIG_IGN);
	bool fresh_good, replace_good;

	put_file(path, "old", 0644);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 50 * 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	fresh_good = file_write(fresh, bytes, 100 * 1000, 0644, 0, &f->diags);
	replace_good = file_write(path, bytes, 100 * 1000, 0644, FILE_REPLACE, &f->diags);
	setrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, old_handler);
	free(bytes);

	assert_false(fresh_good);
	assert_false(replace_good);
	assert_int_equal(f->diags.count, 2);
	assert_string_equal(f->diags.items[0].id, "F21");
	assert_non_null(strstr(f->diags.items[0].message, "File too large"));
	assert_content(path, "old");
	assert_int_equal(count_entries(f->folder), 1);
}

/* Races */

static void check_somebody_was_faster(struct fixture *f)
{
	const char *path = in(f, "file");

	faster_content = "theirs";
	assert_false(write_string(f, path, "ours", 0644, 0));
	assert_said(f, "F22", path, "exists already", "--force");
	assert_content(path, "theirs");
	assert_int_equal(count_entries(f->folder), 1);
	/* When they wrote the same, all is well. */
	assert_int_equal(unlink(path), 0);
	faster_content = "ours";
	assert_true(write_string(f, path, "ours", 0644, 0));
	assert_no_diags(&f->diags);
	assert_content(path, "ours");
	assert_int_equal(count_entries(f->folder), 1);
}

static void test_somebody_was_faster(void **state)
{
	check_somebody_was_faster(*state);
}

static void test_file_system_without_rename_flags(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "plain");

	rename_mode = RENAME_LACKS_FLAGS;
	assert_true(write_string(f, path, "content", 0640, 0));
	assert_content(path, "content");
	assert_int_equal(bits(path), 0640);
	assert_int_equal(count_entries(f->folder), 1);
	assert_int_equal(unlink(path), 0);
	check_somebody_was_faster(f);
}

enum { WRITERS = 6, ROUNDS = 40, LONG = 30000 };

static void write_many(const char *path, int letter, unsigned flags)
{
	struct diags diags = {0};
	char *bytes = xmalloc(LONG);
	bool good = true;

	memset(bytes, letter, LONG);
	for (int round = 0; round < ROUNDS && good; round++) {
		good = file_write(path, bytes, LONG, 0644, flags, &diags);
		if (!good && !(flags & FILE_REPLACE)) /* one wins, the others are told so */
			good = diags.count == 1 && string_equal(diags.items[0].id, "F22");
		diags_release(&diags);
	}
	free(bytes);
	_exit(good ? 0 : 1);
}

static void check_many_writers(struct fixture *f, unsigned flags)
{
	const char *path = in(f, "shared");
	pid_t children[WRITERS];
	int running = WRITERS;

	for (int i = 0; i < WRITERS; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] == 0)
			write_many(path, 'a' + i, flags);
	}
	while (running > 0) {
		int status = 0;
		pid_t ended = waitpid(-1, &status, WNOHANG);
		if (ended > 0) {
			assert_int_equal(status, 0);
			running--;
		}
		/* Whoever reads meanwhile sees one whole content or none. */
		text_truncate(&f->text, 0);
		if (!file_read(path, 2 * LONG, &f->text, &f->diags)) {
			assert_only_diag(&f->diags, "F20");
			assert_non_null(strstr(f->diags.items[0].message, "No such file"));
			diags_release(&f->diags);
			continue;
		}
		assert_int_equal(f->text.length, LONG);
		for (size_t i = 1; i < LONG; i++)
			if (f->text.data[i] != f->text.data[0])
				fail_msg("a mixed content, at byte %zu", i);
	}
	assert_int_equal(f->text.length, LONG);
	assert_int_equal(count_entries(f->folder), 1);
}

static void test_many_writers_replace(void **state)
{
	check_many_writers(*state, FILE_REPLACE);
}

static void test_many_writers_one_wins(void **state)
{
	check_many_writers(*state, 0);
}

static void test_write_all_to_a_full_pipe(void **state)
{
	static char bytes[300000];
	int ends[2], status;
	size_t length = 0;
	pid_t child;

	(void)state;
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	child = fork();
	if (child == 0)
		_exit(write_all(ends[1], bytes, sizeof bytes));
	assert_true(child > 0);
	close(ends[1]);
	usleep(50000); /* by now the pipe is full */
	for (ssize_t n; (n = read(ends[0], bytes, sizeof bytes)) != 0;)
		length += n > 0 ? (size_t)n : 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(length, sizeof bytes);
	assert_int_equal(write_all(ends[1], "x", 1), EBADF);
	close(ends[0]);
}

#define WRITE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_names, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WRITE_TEST(test_write_new),
		WRITE_TEST(test_write_odd_content),
		WRITE_TEST(test_write_respects_umask),
		WRITE_TEST(test_write_same_content_touches_nothing),
		WRITE_TEST(test_write_does_not_replace_unasked),
		WRITE_TEST(test_write_replaces_and_keeps_bits),
		WRITE_TEST(test_write_narrows_secrets),
		cmocka_unit_test(test_write_all_to_a_full_pipe),
		WRITE_TEST(test_write_leaves_open_readers_alone),
		WRITE_TEST(test_write_missing_folder),
		WRITE_TEST(test_write_where_no_file_can_be),
		WRITE_TEST(test_write_long_names),
		WRITE_TEST(test_write_relative),
		WRITE_TEST(test_write_refuses_links),
		WRITE_TEST(test_write_follows_links),
		WRITE_TEST(test_write_through_bad_links),
		WRITE_TEST(test_write_forbidden),
		WRITE_TEST(test_write_into_unlisted_folder),
		WRITE_TEST(test_failed_write_leaves_nothing),
		WRITE_TEST(test_somebody_was_faster),
		WRITE_TEST(test_file_system_without_rename_flags),
		WRITE_TEST(test_many_writers_replace),
		WRITE_TEST(test_many_writers_one_wins),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
