#include "base/files_parts.h"
#include "base/words.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

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
	return file_fail(w->diags, "F21", "write", w->path, error);
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
		return files_refuse(w->diags, "F21", "write", w->path, "it is a symbolic link",
			"give the file that the link leads to, or remove the link");
	w->target = is_link ? path_real(w->path) : xstrdup(w->path);
	if (w->target == NULL && errno == ENOENT)
		return files_refuse(w->diags, "F21", "write", w->path,
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
	char chunk[16 * 1024];
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

int write_all(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t done = write(fd, at, length);
		if (done > 0) {
			at += done;
			length -= (size_t)done;
		} else if (done < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			struct pollfd ready = {.fd = fd, .events = POLLOUT};
			poll(&ready, 1, -1);
		} else if (done == 0 || errno != EINTR) {
			return done == 0 ? EIO : errno;
		}
	}
	return 0;
}

/* Writes everything out to the disk and closes fd; gives 0 or an errno. Some file systems report
 * a full disk or quota only at fsync() or close(). */
static int fill(int fd, const char *bytes, size_t length, bool sync)
{
	int error = write_all(fd, bytes, length);

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

/* A secret does not become public because a file of that name was. */
static bool is_public_secret(const struct writing *w, const struct stat *old)
{
	return (w->mode & 077) == 0 && (old->st_mode & 0777 & ~w->mode) != 0;
}

/* Writes the new content; `old` is the file that it replaces, or NULL. */
static bool put(const struct writing *w, const struct stat *old)
{
	bool keep_bits = old != NULL && !is_public_secret(w, old);
	mode_t bits = keep_bits ? old->st_mode & 0777 : w->mode;
	char temporary[NAME_MAX + 1];
	int fd, error;

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

/* The same content, which only its owner may read from now on. */
static bool hide(struct writing *w, const struct stat *old)
{
	w->flags |= FILE_REPLACE;
	return put(w, old);
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
		good = files_refuse_kind(diags, "F21", "write", path);
	else if (!has_content(&w))
		good = flags & FILE_REPLACE ? put(&w, &old) : fail_exists(&w);
	else
		good = !is_public_secret(&w, &old) || hide(&w, &old);
	if (w.folder >= 0)
		close(w.folder);
	free(w.target);
	return good;
}
