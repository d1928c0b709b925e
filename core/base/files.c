#include "base/files.h"
#include "base/units.h"
#include "base/words.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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

/* Adds "cannot WHAT 'PATH': REASON" with the hint for errno; gives false. */
static bool fail(
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

/* The same for reasons that have no errno. */
static bool refuse(struct diags *diags, const char *id, const char *what, const char *path,
	const char *reason, const char *hint)
{
	struct place place = {.file = path};

	diag_hint(diags_add(diags, SEVERITY_ERROR, id, &place, "cannot %s '%s': %s", what, path,
			  reason),
		"%s", hint);
	return false;
}

static bool refuse_kind(struct diags *diags, const char *id, const char *what, const char *path)
{
	return refuse(diags, id, what, path, "it is not a regular file",
		"give a plain file; pipes, sockets and devices do not serve here");
}

static ssize_t read_some(int fd, void *bytes, size_t length)
{
	for (;;) {
		ssize_t got = read(fd, bytes, length);
		if (got >= 0 || errno != EINTR)
			return got;
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
			return fail(diags, "F20", "read", path, errno);
		out->length += (size_t)got;
		out->data[out->length] = '\0';
	} while (got > 0 && out->length - start <= limit);
	if (out->length - start > limit) {
		struct text reason = TEXT_INIT;
		text_append(&reason, "it is larger than the limit of ");
		text_append_size(&reason, limit);
		refuse(diags, "F20", "read", path, text_string(&reason),
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

bool file_read(const char *path, size_t limit, struct text *out, struct diags *diags)
{
	/* O_NONBLOCK: opening a FIFO would else wait for somebody who writes to it. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	size_t start = out->length;
	struct stat status;
	bool good;

	if (fd < 0)
		return fail(diags, "F20", "read", path, errno);
	if (fstat(fd, &status) != 0)
		good = fail(diags, "F20", "read", path, errno);
	else if (S_ISDIR(status.st_mode))
		good = fail(diags, "F20", "read", path, EISDIR);
	else if (!S_ISREG(status.st_mode))
		good = refuse_kind(diags, "F20", "read", path);
	else
		good = read_all(fd, path, limit, out, diags);
	if (!good)
		text_truncate(out, start);
	close(fd);
	return good;
}

static bool is_folder(const char *path)
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
	if (is_folder(path)) {
		free(partial);
		return true;
	}
	do {
		char cut;
		end += strspn(end, "/");
		end += strcspn(end, "/");
		cut = *end;
		*end = '\0';
		if (!is_folder(partial) && mkdir(partial, mode) != 0) {
			int error = errno;
			if (!is_folder(partial)) /* somebody else may just have made it */
				good = fail(diags, "F21", "make the folder", partial,
					error == EEXIST ? ENOTDIR : error);
		}
		*end = cut;
	} while (good && *end != '\0');
	free(partial);
	return good;
}

/* One call of file_write(). */
struct writing {
	const char *path; /* as the caller named it */
	char *target;     /* where it goes once links are followed; owned */
	const char *name; /* the last part of target */
	int folder;       /* descriptor of the folder that holds it */
	const void *bytes;
	size_t length;
	mode_t mode;
	unsigned flags;
	struct diags *diags;
};

static bool fail_write(const struct writing *w, int error)
{
	return fail(w->diags, "F21", "write", w->path, error);
}

static bool fail_exists(const struct writing *w)
{
	struct place place = {.file = w->path};

	diag_hint(diags_add(w->diags, SEVERITY_ERROR, "F22", &place,
			  "'%s' exists already, with other content", w->path),
		"choose another name, or replace it with --force");
	return false;
}

/* Follows a symbolic link at the path, when the caller wants that. */
static bool find_target(struct writing *w)
{
	struct stat status;
	bool is_link = lstat(w->path, &status) == 0 && S_ISLNK(status.st_mode);

	if (is_link && !(w->flags & FILE_FOLLOW))
		return refuse(w->diags, "F21", "write", w->path, "it is a symbolic link",
			"give the file that the link leads to, or remove the link");
	w->target = is_link ? path_real(w->path) : xstrdup(w->path);
	if (w->target == NULL && errno == ENOENT)
		return refuse(w->diags, "F21", "write", w->path,
			"it is a symbolic link that leads nowhere",
			"remove the link, or make the file that it leads to");
	if (w->target == NULL)
		return fail_write(w, errno);
	w->name = path_base(w->target);
	if (w->target[0] != '\0' && w->name[0] == '\0')
		return fail_write(w, EISDIR);
	return true;
}

static bool open_folder(struct writing *w)
{
	size_t length = (size_t)(w->name - w->target);
	char *folder;
	int error;

	while (length > 1 && w->target[length - 1] == '/')
		length--;
	folder = length > 0 ? xstrndup(w->target, length) : xstrdup(".");
	w->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->folder < 0 && errno == EACCES) /* one may be allowed to write but not to list */
		w->folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	error = errno;
	if (w->folder < 0)
		fail_write(w, error);
	if (w->folder < 0 && error == ENOENT && w->target[0] != '\0') {
		struct text word = TEXT_INIT;
		text_append_shell_word(&word, folder);
		diag_hint(&w->diags->items[w->diags->count - 1],
			"make the folder first: mkdir -p %s", text_string(&word));
		text_release(&word);
	}
	free(folder);
	return w->folder >= 0;
}

/* Whether the target is there and holds exactly what is to be written. */
static bool has_content(const struct writing *w)
{
	int fd = openat(
		w->folder, w->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
	char chunk[CHUNK / 4];
	size_t done = 0;
	struct stat status;
	ssize_t got = -1;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
		(uintmax_t)status.st_size == w->length)
		while ((got = read_some(fd, chunk, sizeof chunk)) > 0) {
			if ((size_t)got > w->length - done ||
				memcmp((const char *)w->bytes + done, chunk, (size_t)got) != 0)
				break;
			done += (size_t)got;
		}
	close(fd);
	return got == 0 && done == w->length;
}

/* Makes an empty file of a new name beside the target; gives its descriptor, -1 with errno. */
static int make_temporary(const struct writing *w, mode_t mode, char name[NAME_MAX + 1])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
	int fd = -1;

	for (int attempt = 0; attempt < 100; attempt++) {
		unsigned char noise[6];
		char suffix[sizeof noise + 1] = "";

		if (getrandom(noise, sizeof noise, 0) != (ssize_t)sizeof noise)
			return -1;
		for (size_t i = 0; i < sizeof noise; i++)
			suffix[i] = letters[noise[i] % 32];
		/* A long name is cut: it only tells a person what the leftover of a crash was. */
		snprintf(name, NAME_MAX + 1, ".%.200s.berth-%s", w->name, suffix);
		fd = openat(w->folder, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	return fd;
}

/* Writes everything out to the disk and closes fd; gives 0 or an errno. Some file systems report
 * a full disk or quota only at fsync() or close(). */
static int fill(int fd, const char *bytes, size_t length, bool sync)
{
	int error = 0;

	while (error == 0 && length > 0) {
		ssize_t done = write(fd, bytes, length);
		if (done > 0) {
			bytes += done;
			length -= (size_t)done;
		} else if (done == 0 || errno != EINTR) {
			error = done == 0 ? EIO : errno;
		}
	}
	while (sync && error == 0 && fsync(fd) != 0) {
		if (errno == EINVAL)
			break;
		if (errno != EINTR)
			error = errno;
	}
	if (close(fd) != 0 && error == 0 && errno != EINTR)
		error = errno;
	return error;
}

/* Gives the temporary its final name; 0 or an errno, EEXIST when the name was taken meanwhile
 * and may not be replaced. */
static int publish(const struct writing *w, const char *temporary)
{
	const unsigned no_replace = 1; /* RENAME_NOREPLACE, which not every libc declares */

	if (w->flags & FILE_REPLACE)
		return renameat(w->folder, temporary, w->folder, w->name) == 0 ? 0 : errno;
	if (syscall(SYS_renameat2, w->folder, temporary, w->folder, w->name, no_replace) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
		return errno;
	/* Lustre and NFS know no flags of rename, but a link never replaces either. */
	if (linkat(w->folder, temporary, w->folder, w->name, 0) != 0)
		return errno;
	unlinkat(w->folder, temporary, 0);
	return 0;
}

/* Writes the new content; `old` is the file that it replaces, or NULL. */
static bool put(const struct writing *w, const struct stat *old)
{
	bool keep_bits = old != NULL;
	mode_t bits = old != NULL ? old->st_mode & 0777 : w->mode;
	char temporary[NAME_MAX + 1];
	int fd, error;

	/* A secret does not become public because a file of that name was. */
	if ((w->mode & 077) == 0 && (bits & ~w->mode) != 0) {
		bits = w->mode;
		keep_bits = false;
	}
	fd = make_temporary(w, bits, temporary);
	if (fd < 0)
		return fail_write(w, errno);
	if (keep_bits) /* past the umask; where this fails the bits are only narrower */
		(void)fchmod(fd, bits);
	error = fill(fd, w->bytes, w->length, !(w->flags & FILE_NO_SYNC));
	if (error == 0)
		error = publish(w, temporary);
	if (error != 0) {
		unlinkat(w->folder, temporary, 0);
		if (error != EEXIST)
			return fail_write(w, error);
		/* Somebody else wrote it first; that is fine when it was the same. */
		return has_content(w) || fail_exists(w);
	}
	/* The content is safe and in place. Not every file system can sync a folder, and the
	 * caller could do nothing about it. */
	if (!(w->flags & FILE_NO_SYNC))
		(void)fsync(w->folder);
	return true;
}

bool file_write(const char *path, const void *bytes, size_t length, mode_t mode, unsigned flags,
	struct diags *diags)
{
	struct writing w = {.path = path,
		.folder = -1,
		.bytes = bytes,
		.length = length,
		.mode = mode,
		.flags = flags,
		.diags = diags};
	struct stat old;
	bool good = false;

	if (!find_target(&w) || !open_folder(&w))
		; /* both have said why */
	else if (fstatat(w.folder, w.name, &old, AT_SYMLINK_NOFOLLOW) != 0)
		good = errno == ENOENT && w.name[0] != '\0' ? put(&w, NULL) : fail_write(&w, errno);
	else if (S_ISDIR(old.st_mode))
		good = fail_write(&w, EISDIR);
	else if (!S_ISREG(old.st_mode))
		good = refuse_kind(diags, "F21", "write", path);
	else if (has_content(&w))
		good = true;
	else
		good = flags & FILE_REPLACE ? put(&w, &old) : fail_exists(&w);
	if (w.folder >= 0)
		close(w.folder);
	free(w.target);
	return good;
}
