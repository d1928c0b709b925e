#include "plan/place.h"

#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NOTE_LIMIT = 64 };

/* The bytes of a file reach the disk before its name does. */
static int sync_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int error = 0;

	if (fd < 0)
		return errno == ELOOP ? 0 : errno;
	if (fsync(fd) != 0 && errno != EINVAL)
		error = errno;
	close(fd);
	return error;
}

static int rename_new(const char *from, const char *to)
{
	const unsigned no_replace = 1; /* RENAME_NOREPLACE, which not every libc declares */
	struct stat status;

	if (syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, no_replace) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
		return errno;
	/* Lustre and NFS know no flags of rename. A link never replaces; folders have no links. */
	if (lstat(from, &status) != 0)
		return errno;
	if (S_ISREG(status.st_mode)) {
		if (link(from, to) != 0)
			return errno;
		unlink(from);
		return 0;
	}
	if (lstat(to, &status) == 0)
		return EEXIST;
	return rename(from, to) == 0 ? 0 : errno;
}

/* Beside what is moved lies a note of which file it was: a run that is killed right behind the rename cannot
 * say so any more. The caller frees the path. */
static char *note_path(const char *from)
{
	return xasprintf("%s.moving", from);
}

static char *note_text(const struct stat *status)
{
	return xasprintf("%ju %ju\n", (uintmax_t)status->st_dev, (uintmax_t)status->st_ino);
}

/* Where no note can be kept, a run that is killed just here cannot be resumed; nothing else is lost. */
static void leave_note(const char *from, const struct stat *status)
{
	char *path = note_path(from), *text = note_text(status);
	struct diags unheard = {0};
	bool fine = !place_is_own(path) ||
		file_write(path, text, strlen(text), 0600, FILE_REPLACE, &unheard);

	(void)fine;
	diags_release(&unheard);
	free(path);
	free(text);
}

bool place_was_moved(const struct plan_move *move)
{
	struct stat from, to;
	struct text note = TEXT_INIT;
	struct diags unheard = {0};
	char *path, *text;
	bool same;

	if (lstat(move->from, &from) == 0 || errno != ENOENT || lstat(move->to, &to) != 0)
		return false;
	path = note_path(move->from);
	text = note_text(&to);
	same = file_read(path, NOTE_LIMIT, &note, &unheard) &&
		string_equal(text_string(&note), text);
	diags_release(&unheard);
	text_release(&note);
	free(path);
	free(text);
	return same;
}

bool place_move(const struct plan_move *move, struct diags *diags)
{
	struct stat from, to;
	struct place place = {.file = move->to};
	int error;

	if (lstat(move->from, &from) != 0)
		return file_fail(diags, "F21", "find what the program should have made,", move->from, errno);
	error = sync_path(move->from);
	if (error == 0)
		leave_note(move->from, &from);
	if (error == 0 && move->replace && (lstat(move->to, &to) != 0 || S_ISREG(to.st_mode)))
		error = rename(move->from, move->to) == 0 ? 0 : errno;
	else if (error == 0)
		error = rename_new(move->from, move->to);
	if (error == EEXIST || error == ENOTEMPTY) {
		diag_hint(diags_add(diags, SEVERITY_ERROR, "F22", &place, "'%s' exists already",
				  move->to),
			"what was made is at '%s'; move it yourself, or remove the old one and resume",
			move->from);
		return false;
	}
	return error == 0 || file_fail(diags, "F21", "move into place", move->to, error);
}
