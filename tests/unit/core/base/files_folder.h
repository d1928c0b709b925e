#ifndef BERTH_TESTS_UNIT_CORE_BASE_FILES_FOLDER_H
#define BERTH_TESTS_UNIT_CORE_BASE_FILES_FOLDER_H

/* A folder for each test of files, and looks at it without the code under test. */

#include "base/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct fixture {
	char folder[PATH_MAX / 2];
	struct diags diags;
	struct text text;
};

/* A path in the folder of the test; there may be a few at a time. */
static const char *in(const struct fixture *f, const char *name)
{
	static char paths[4][PATH_MAX];
	static size_t turn;
	char *path = paths[turn++ % 4];
	snprintf(path, PATH_MAX, "%s/%s", f->folder, name);
	return path;
}

static inline int set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	const char *base = getenv("TMPDIR");
	snprintf(f->folder, sizeof f->folder, "%s/berth-files-XXXXXX",
		base != NULL ? base : "/tmp");
	if (mkdtemp(f->folder) == NULL)
		return -1;
	umask(022);
	*state = f;
	return 0;
}

static inline int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	diags_release(&f->diags);
	text_release(&f->text);
	chmod(f->folder, 0700);
	nftw(f->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(f);
	return 0;
}

/* Makes a file without the code under test. */
static inline void put_file(const char *path, const char *content, mode_t mode)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

static inline void assert_content(const char *path, const char *wanted)
{
	char bytes[4096] = "";
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t length = fread(bytes, 1, sizeof bytes - 1, file);
	fclose(file);
	assert_int_equal(length, strlen(wanted));
	assert_memory_equal(bytes, wanted, length);
}

static inline mode_t bits(const char *path)
{
	struct stat status;
	assert_int_equal(lstat(path, &status), 0);
	return status.st_mode & 07777;
}

static inline int count_entries(const char *path)
{
	DIR *folder = opendir(path);
	int count = 0;
	assert_non_null(folder);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
		count += !string_equal(entry->d_name, ".") && !string_equal(entry->d_name, "..");
	closedir(folder);
	return count;
}

static inline bool write_string(
	struct fixture *f, const char *path, const char *content, mode_t mode, unsigned flags)
{
	return file_write(path, content, strlen(content), mode, flags, &f->diags);
}

/* One error of this id, at this file, whose message and hint have these parts. */
static inline void assert_said(
	struct fixture *f, const char *id, const char *file, const char *message, const char *hint)
{
	assert_only_diag(&f->diags, id);
	const struct diag *diag = &f->diags.items[0];
	assert_int_equal(diag->severity, SEVERITY_ERROR);
	assert_string_equal(diag->file, file);
	if (strstr(diag->message, message) == NULL)
		fail_msg("'%s' is not in '%s'", message, diag->message);
	assert_non_null(strstr(diag->message, file));
	assert_non_null(diag->hint);
	if (strstr(diag->hint, hint) == NULL)
		fail_msg("'%s' is not in '%s'", hint, diag->hint);
	diags_release(&f->diags);
}

/* Runs `test` as somebody without root's rights, in a process of its own. */
static inline void without_rights(struct fixture *f, void (*test)(struct fixture *f))
{
	int status;
	pid_t child;

	if (geteuid() != 0) {
		test(f);
		return;
	}
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (setgid(65534) != 0 || setuid(65534) != 0)
			_exit(77);
		test(f);
		_exit(f->diags.count == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

#endif
