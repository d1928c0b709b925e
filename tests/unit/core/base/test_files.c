#include "testing.h"

#include "core/base/files_folder.h"

/* Reading */

static void test_read(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "file");
	put_file(path, "content\n", 0644);
	text_append(&f->text, "before ");
	assert_true(file_read(path, 8, &f->text, &f->diags));
	assert_text_equal(&f->text, "before content\n");
	assert_no_diags(&f->diags);
}

static void test_read_empty(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "empty");
	put_file(path, "", 0644);
	assert_true(file_read(path, 0, &f->text, &f->diags));
	assert_int_equal(f->text.length, 0);
	assert_text_equal(&f->text, "");
}

static void test_read_limit(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "file");
	put_file(path, "123456789", 0644);
	text_append(&f->text, "before");
	assert_false(file_read(path, 8, &f->text, &f->diags));
	assert_said(f, "F20", path, "8 B", "file");
	assert_text_equal(&f->text, "before");
	assert_true(file_read(path, 9, &f->text, &f->diags));
	assert_text_equal(&f->text, "before123456789");
	assert_true(file_read(path, SIZE_MAX, &f->text, &f->diags));
	assert_text_equal(&f->text, "before123456789123456789");
}

static void test_read_head(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "file"), *fifo = in(f, "fifo");

	put_file(path, "123456789", 0644);
	text_append(&f->text, "before");
	assert_true(file_read_head(path, 4, &f->text, &f->diags));
	assert_text_equal(&f->text, "before1234");
	assert_true(file_read_head(path, 100, &f->text, &f->diags));
	assert_text_equal(&f->text, "before1234123456789");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	alarm(20); /* ends the test if the FIFO blocks */
	assert_false(file_read_head(fifo, 4, &f->text, &f->diags));
	alarm(0);
	assert_said(f, "F20", fifo, "not a regular file", "plain file");
	assert_text_equal(&f->text, "before1234123456789");
}

static void test_read_large_with_nul_bytes(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "large");
	size_t length = 300 * 1000 + 7;
	char *bytes = xcalloc(1, length);
	for (size_t i = 0; i < length; i++)
		bytes[i] = (char)(i * 31 % 251);
	assert_true(file_write(path, bytes, length, 0644, 0, &f->diags));
	assert_true(file_read(path, length, &f->text, &f->diags));
	assert_int_equal(f->text.length, length);
	assert_memory_equal(f->text.data, bytes, length);
	assert_false(file_read(path, length - 1, &f->text, &f->diags));
	free(bytes);
}

/* Files below /proc say that their size is 0. */
static void test_read_without_known_size(void **state)
{
	struct fixture *f = *state;
	if (access("/proc/self/status", R_OK) != 0)
		skip();
	assert_true(file_read("/proc/self/status", 1 << 20, &f->text, &f->diags));
	assert_non_null(strstr(text_string(&f->text), "Pid:"));
	text_truncate(&f->text, 0);
	assert_false(file_read("/proc/self/status", 10, &f->text, &f->diags));
	assert_int_equal(f->text.length, 0);
}

static void test_read_what_is_no_file(void **state)
{
	struct fixture *f = *state;
	const char *fifo = in(f, "fifo"), *missing = in(f, "missing"), *loop = in(f, "loop");

	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(symlink("loop", loop), 0);
	alarm(20); /* ends the test if the FIFO blocks */
	assert_false(file_read(fifo, 100, &f->text, &f->diags));
	alarm(0);
	assert_said(f, "F20", fifo, "not a regular file", "plain file");
	assert_false(file_read(missing, 100, &f->text, &f->diags));
	assert_said(f, "F20", missing, "No such file", "spelling");
	assert_false(file_read(f->folder, 100, &f->text, &f->diags));
	assert_said(f, "F20", f->folder, "Is a directory", "file");
	assert_false(file_read("/dev/null", 100, &f->text, &f->diags));
	assert_said(f, "F20", "/dev/null", "not a regular file", "plain file");
	assert_false(file_read(loop, 100, &f->text, &f->diags));
	assert_said(f, "F20", loop, "symbolic links", "circle");
	assert_int_equal(f->text.length, 0);
}

static void read_forbidden(struct fixture *f)
{
	const char *path = in(f, "secret");
	assert_false(file_read(path, 100, &f->text, &f->diags));
	assert_said(f, "F20", path, "Permission denied", "ls -l");
}

static void test_read_forbidden(void **state)
{
	struct fixture *f = *state;
	put_file(in(f, "secret"), "x", 0000);
	chmod(f->folder, 0755);
	without_rights(f, read_forbidden);
}

/* Folders */

static void test_folder_make(void **state)
{
	struct fixture *f = *state;
	const char *deep = in(f, "a/b//c/"), *linked = in(f, "link/d");

	umask(022);
	assert_true(folder_make(deep, 0777, &f->diags));
	assert_int_equal(bits(in(f, "a")), 0755);
	assert_int_equal(bits(in(f, "a/b/c")), 0755);
	assert_true(folder_make(deep, 0777, &f->diags));
	assert_true(folder_make("/", 0700, &f->diags));
	assert_true(folder_make(".", 0700, &f->diags));
	assert_int_equal(symlink("a/b", in(f, "link")), 0);
	assert_true(folder_make(linked, 0700, &f->diags));
	assert_int_equal(bits(in(f, "a/b/d")), 0700);
	assert_no_diags(&f->diags);
}

static void test_folder_make_fails(void **state)
{
	struct fixture *f = *state;
	const char *file = in(f, "file"), *below = in(f, "file/a/b");

	put_file(file, "x", 0644);
	assert_false(folder_make(below, 0755, &f->diags));
	/* The part that is in the way is named. */
	assert_said(f, "F21", file, "Not a directory", "file where a folder");
	assert_false(folder_make(file, 0755, &f->diags));
	assert_said(f, "F21", file, "Not a directory", "file where a folder");
	assert_false(folder_make("", 0755, &f->diags));
	assert_only_diag(&f->diags, "F21");
}

static void make_forbidden(struct fixture *f)
{
	const char *path = in(f, "new");
	struct text deep = TEXT_INIT;
	text_append_format(&deep, "%s/deeper", path);
	assert_false(folder_make(text_string(&deep), 0755, &f->diags));
	assert_said(f, "F21", path, "Permission denied", "ls -ld");
	text_release(&deep);
}

static void test_folder_make_forbidden(void **state)
{
	struct fixture *f = *state;
	chmod(f->folder, 0555);
	without_rights(f, make_forbidden);
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILE_TEST(test_read),
		FILE_TEST(test_read_empty),
		FILE_TEST(test_read_limit),
		FILE_TEST(test_read_head),
		FILE_TEST(test_read_large_with_nul_bytes),
		FILE_TEST(test_read_without_known_size),
		FILE_TEST(test_read_what_is_no_file),
		FILE_TEST(test_read_forbidden),
		FILE_TEST(test_folder_make),
		FILE_TEST(test_folder_make_fails),
		FILE_TEST(test_folder_make_forbidden),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
