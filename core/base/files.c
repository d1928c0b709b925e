#include "base/files_parts.h"
#include "base/units.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

static const struct {
	int error;
	const char *id; /* NULL for both directions */
	const char *hint;
} hints[] = {
	{ENOENT, "F20", "look at the spelling, and at the folder that a relative path starts in"},
	{EACCES, "F20", "'ls -l' shows who may read it, and 'ls -ld' who may enter its folder"},
	{EACCES, "F21", "'ls -ld' shows who may write in the folder; choose one of your own"},
	{EPERM, "F21", "'ls -ld' shows who may write in the folder; choose one of your own"},
	{EROFS, "F21", "the file system is read-only here; choose another folder"},
	{ENOSPC, "F21", "the file system is full: free some space or choose another folder"},
	{EDQUOT, "F21",
		"your quota of space or of files is used up: remove what you no longer need, or "
		"choose another folder"},
	{EISDIR, NULL, "give the name of a file, not of a folder"},
	{ENOTDIR, NULL, "one part of the path is a file where a folder is needed"},
	{ELOOP, NULL, "the symbolic links lead in a circle; 'namei -l' shows them"},
	{ENAMETOOLONG, NULL, "choose a shorter name"},
	{EIO, NULL, "the file system has trouble; try again later, or ask your support"},
	{ESTALE, NULL, "the file system has trouble; try again later, or ask your support"},
};

bool file_fail(
	struct diags *diags, const char *id, const char *what, const char *path, int error)
{
	struct place place = {.file = path};
	struct diag *diag = diags_add(diags, SEVERITY_ERROR, id, &place, "cannot %s '%s': %s", what,
		path, strerror(error));

	for (size_t i = 0; i < ARRAY_LENGTH(hints); i++)
		if (hints[i].error == error &&
			(hints[i].id == NULL || string_equal(hints[i].id, id))) {
			diag_hint(diag, "%s", hints[i].hint);
			break;
		}
	return false;
}

bool files_refuse(struct diags *diags, const char *id, const char *what, const char *path,
	const char *reason, const char *hint)
{
	struct place place = {.file = path};

	diag_hint(diags_add(diags, SEVERITY_ERROR, id, &place, "cannot %s '%s': %s", what, path,
			  reason),
		"%s", hint);
	return false;
}

bool files_refuse_kind(struct diags *diags, const char *id, const char *what, const char *path)
{
	return files_refuse(diags, id, what, path, "it is not a regular file",
		"give a plain file; pipes, sockets and devices do not serve here");
}

ssize_t read_some(int fd, void *bytes, size_t length)
{
	for (;;) {
		ssize_t got = read(fd, bytes, length);
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			struct pollfd ready = {.fd = fd, .events = POLLIN};
			poll(&ready, 1, -1);
		} else if (got >= 0 || errno != EINTR) {
			return got;
		}
	}
}

static bool read_all(
	int fd, const char *path, size_t limit, struct text *out, struct diags *diags)
{
	size_t start = out->length;
	ssize_t got;

	do {
		text_reserve(out, CHUNK);
		got = read_some(fd, out->data + out->length, CHUNK);
		if (got < 0)
			return file_fail(diags, "F20", "read", path, errno);
		out->length += (size_t)got;
		out->data[out->length] = '\0';
	} while (got > 0 && out->length - start <= limit);
	if (out->length - start > limit) {
		struct text reason = TEXT_INIT;
		text_append(&reason, "it is larger than the limit of ");
		text_append_size(&reason, limit);
		files_refuse(diags, "F20", "read", path, text_string(&reason),
			"look whether this is the file that you meant");
		text_release(&reason);
		return false;
	}
	return true;
}

/* Standard input, which may be anything that can be read from. */
static bool read_input(size_t limit, struct text *out, struct diags *diags)
{
	size_t start = out->length;
	bool good = true;
	ssize_t got;

	do {
		text_reserve(out, CHUNK);
		got = read_some(STDIN_FILENO, out->data + out->length, CHUNK);
		if (got < 0) {
			good = diags_fail(diags, "F20", NULL, "cannot read standard input: %s",
				strerror(errno));
			break;
		}
		out->length += (size_t)got;
		out->data[out->length] = '\0';
		if (out->length - start > limit)
			good = diags_fail(diags, "F20", NULL,
				"standard input is too long: more than %zu bytes", limit);
	} while (good && got > 0);
	if (!good)
		text_truncate(out, start);
	return good;
}

bool file_or_input_read(const char *path, size_t limit, struct text *out, struct diags *diags)
{
	return string_equal(path, "-") ? read_input(limit, out, diags)
				       : file_read(path, limit, out, diags);
}

/* The descriptor; -1 when there is none, or it is no regular file. */
static int open_regular(const char *path, struct diags *diags)
{
	/* O_NONBLOCK: opening a FIFO would else wait for somebody who writes to it. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) != 0)
		file_fail(diags, "F20", "read", path, errno);
	else if (S_ISDIR(status.st_mode))
		file_fail(diags, "F20", "read", path, EISDIR);
	else if (!S_ISREG(status.st_mode))
		files_refuse_kind(diags, "F20", "read", path);
	else
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

bool file_read(const char *path, size_t limit, struct text *out, struct diags *diags)
{
	int fd = open_regular(path, diags);
	size_t start = out->length;
	bool good;

	if (fd < 0)
		return false;
	good = read_all(fd, path, limit, out, diags);
	if (!good)
		text_truncate(out, start);
	close(fd);
	return good;
}

bool file_read_head(const char *path, size_t most, struct text *out, struct diags *diags)
{
	int fd = open_regular(path, diags);
	size_t start = out->length;
	ssize_t got = 1;

	if (fd < 0)
		return false;
	text_reserve(out, most);
	while (got > 0 && out->length - start < most) {
		got = read_some(fd, out->data + out->length, most - (out->length - start));
		out->length += got > 0 ? (size_t)got : 0;
	}
	out->data[out->length] = '\0';
	if (got < 0) {
		text_truncate(out, start);
		file_fail(diags, "F20", "read", path, errno);
	}
	close(fd);
	return got >= 0;
}

bool folder_exists(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool folder_make(const char *path, mode_t mode, struct diags *diags)
{
	char *partial = xstrdup(path), *end = partial;
	bool good = true;

	/* What exists is asked for first: on a read-only or automounted parent, mkdir() may give
	 * another error than EEXIST. */
	if (folder_exists(path)) {
		free(partial);
		return true;
	}
	do {
		char cut;
		end += strspn(end, "/");
		end += strcspn(end, "/");
		cut = *end;
		*end = '\0';
		if (!folder_exists(partial) && mkdir(partial, mode) != 0) {
			int error = errno;
			if (!folder_exists(partial)) /* somebody else may just have made it */
				good = file_fail(diags, "F21", "make the folder", partial,
					error == EEXIST ? ENOTDIR : error);
		}
		*end = cut;
	} while (good && *end != '\0');
	free(partial);
	return good;
}
