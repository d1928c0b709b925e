#include "image/tree_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(SYS_openat2) && defined(__has_include)
#if __has_include(<linux/openat2.h>)
#include <linux/openat2.h>
#define HAVE_OPENAT2
#endif
#endif

/*
 * A sandbox folder. Its files belong to anybody: links in it lead wherever somebody wanted, and the
 * running system must not be read in place of the image, or a device be opened. So paths
 * are resolved in tree_find.c, name by name, and the kernel only ever sees paths without links.
 */

enum { PIECE = 256 * 1024 };

static int open_at_once(const struct image_tree *tree, const char *path, int flags)
{
#ifdef HAVE_OPENAT2
	struct open_how how = {
		.flags = (uint64_t)(unsigned)flags,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};

	if (!tree->step_by_step)
		return (int)syscall(SYS_openat2, tree->fd, *path != '\0' ? path : ".", &how,
			sizeof how);
#else
	(void)path;
	(void)flags;
	(void)tree;
#endif
	errno = ENOSYS;
	return -1;
}

/* The same where the kernel (or a sandbox around us) does not offer it, and for paths of more than
 * PATH_MAX bytes. */
static int open_step_by_step(const struct image_tree *tree, const char *path, int flags)
{
	int fd = openat(tree->fd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct text name = TEXT_INIT;

	while (fd >= 0) {
		size_t length = strcspn(path, "/");
		bool final = path[length] == '\0';
		text_truncate(&name, 0);
		text_append_bytes(&name, path, length);
		bool up = string_equal(text_string(&name), "..");
		int next = up ? -1
			      : openat(fd, length > 0 ? text_string(&name) : ".",
					final ? flags | O_NOFOLLOW
					      : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		int error = up ? EXDEV : errno;
		close(fd);
		errno = error;
		fd = next;
		if (final)
			break;
		path += length + 1;
	}
	text_release(&name);
	return fd;
}

int tree_folder_open(const struct image_tree *tree, const char *path, int flags)
{
	int fd = open_at_once(tree, path, flags | O_CLOEXEC);

	if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != EINVAL &&
			       errno != ENAMETOOLONG && errno != EAGAIN))
		return fd;
	return open_step_by_step(tree, path, flags | O_CLOEXEC);
}

static enum squashfs_type type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return SQUASHFS_FOLDER;
	case S_IFREG:
		return SQUASHFS_REGULAR;
	case S_IFLNK:
		return SQUASHFS_SYMLINK;
	case S_IFBLK:
		return SQUASHFS_BLOCK_DEVICE;
	case S_IFCHR:
		return SQUASHFS_CHARACTER_DEVICE;
	case S_IFIFO:
		return SQUASHFS_FIFO;
	default:
		return SQUASHFS_SOCKET;
	}
}

void tree_folder_fill(struct tree_entry *entry, const struct stat *status)
{
	struct squashfs_entry inner = {
		.path = entry->path,
		.name = entry->name,
		.type = type_of(status->st_mode),
		.mode = (uint16_t)(status->st_mode & 07777),
		.inode = (uint32_t)status->st_ino,
		.xattr = SQUASHFS_NO_XATTR,
		.modified = status->st_mtime,
		.reference = (uint64_t)status->st_ino,
	};

	if ((S_ISREG(status->st_mode) || S_ISLNK(status->st_mode)) && status->st_size > 0)
		inner.size = (uint64_t)status->st_size;
	tree_fill_entry(entry, 0, &inner);
}

static bool fail(const struct image_tree *tree, struct diags *diags, const char *what,
	const char *path)
{
	return tree_fail(tree, diags, "I01",
		errno == EACCES ? "its owner can let you read it" : NULL,
		"cannot %s '%s/%s': %s", what, tree->path, path, strerror(errno));
}

static bool root(struct tree_search *search, struct tree_entry *entry)
{
	struct stat status;

	if (fstat(search->tree->fd, &status) != 0)
		return fail(search->tree, search->diags, "look at", "");
	tree_folder_fill(entry, &status);
	return true;
}

static enum tree_found look_up(
	struct tree_search *search, const char *name, struct tree_entry *entry)
{
	struct image_tree *tree = search->tree;
	const char *path = text_string(&search->path);
	struct stat status;

	int folder = tree_folder_open(tree, path, O_PATH | O_DIRECTORY);
	if (folder < 0) {
		fail(tree, search->diags, "look into", path);
		return TREE_BROKEN;
	}
	bool fine = fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
	int error = errno;
	close(folder);
	if (fine) {
		tree_folder_fill(entry, &status);
		return TREE_FOUND;
	}
	errno = error;
	/* No file system holds names that are too long. */
	if (error == ENOENT || error == ENAMETOOLONG)
		return TREE_ABSENT;
	fail(tree, search->diags, "look at a name in", path);
	return TREE_BROKEN;
}

static bool target(struct image_tree *tree, const struct tree_entry *entry, struct text *out,
	struct diags *diags)
{
	/* One byte more than any target has. */
	char bytes[4097];
	struct stat status;

	int link = tree_folder_open(tree, entry->path, O_PATH | O_NOFOLLOW);
	if (link < 0)
		return fail(tree, diags, "look at", entry->path);
	bool is_link = fstat(link, &status) == 0 && S_ISLNK(status.st_mode);
	ssize_t length = is_link ? readlinkat(link, "", bytes, sizeof bytes) : 0;
	int error = errno;
	close(link);
	if (!is_link)
		return tree_fail(
			tree, diags, "I45", NULL, "'/%s' is not a symlink", entry->path);
	errno = error;
	if (length < 0)
		return fail(tree, diags, "read the link", entry->path);
	text_append_bytes(out, bytes, (size_t)length);
	return true;
}

/* Opens a regular file. What is none is looked at without opening it, as that alone can block, or
 * make a device do something. */
static int open_regular(
	const struct image_tree *tree, const char *path, struct stat *status, struct diags *diags)
{
	int fd = tree_folder_open(tree, path, O_PATH | O_NOFOLLOW);
	bool regular = fd >= 0 && fstat(fd, status) == 0 && S_ISREG(status->st_mode);

	if ((fd >= 0 && !regular) || (fd < 0 && errno == ELOOP)) {
		if (fd >= 0)
			close(fd);
		tree_fail(tree, diags, "I45", NULL, "'/%s' is not a regular file", path);
		return -1;
	}
	if (fd >= 0)
		close(fd);
	if (regular)
		fd = tree_folder_open(tree, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		fail(tree, diags, "open", path);
		return -1;
	}
	/* Another one may lie there by now. */
	if (fstat(fd, status) == 0 && S_ISREG(status->st_mode))
		return fd;
	close(fd);
	tree_fail(tree, diags, "I45", NULL, "'/%s' is not a regular file", path);
	return -1;
}

static bool stream_descriptor(struct image_tree *tree, int fd, const char *path,
	squashfs_sink *sink, void *context, struct diags *diags)
{
	char *piece = xmalloc(PIECE);
	ssize_t got;

	do {
		got = read(fd, piece, PIECE);
	} while ((got < 0 && errno == EINTR) ||
		(got > 0 && sink(context, piece, (size_t)got)));
	free(piece);
	return got >= 0 || fail(tree, diags, "read", path);
}

static bool stream(struct image_tree *tree, const struct tree_entry *entry, squashfs_sink *sink,
	void *context, struct diags *diags)
{
	struct stat status;
	int fd = open_regular(tree, entry->path, &status, diags);

	if (fd < 0)
		return false;
	bool fine = stream_descriptor(tree, fd, entry->path, sink, context, diags);
	close(fd);
	return fine;
}

struct appending {
	struct text *out;
	uint64_t left;
	bool overflow;
};

static bool append(void *context, const void *bytes, size_t length)
{
	struct appending *appending = context;

	appending->overflow = length > appending->left;
	if (appending->overflow)
		return false;
	text_append_bytes(appending->out, bytes, length);
	appending->left -= length;
	return true;
}

static bool read_file(struct image_tree *tree, const struct tree_entry *entry, uint64_t limit,
	struct text *out, struct diags *diags)
{
	struct appending appending = {out, limit, false};
	size_t before = out->length;
	struct stat status;
	int fd = open_regular(tree, entry->path, &status, diags);

	if (fd < 0)
		return false;
	/* The size is only believed when it says too much: the file may be growing. */
	appending.overflow = status.st_size > 0 && (uint64_t)status.st_size > limit;
	bool fine = appending.overflow ||
		stream_descriptor(tree, fd, entry->path, append, &appending, diags);
	close(fd);
	if (appending.overflow)
		fine = tree_fail(tree, diags, "I43", NULL,
			"'/%s' is too large: the limit is %" PRIu64 " bytes", entry->path, limit);
	if (!fine)
		text_truncate(out, before);
	return fine;
}

const struct tree_ops tree_folder_ops = {
	.root = root,
	.look_up = look_up,
	.walk = tree_folder_walk,
	.find = tree_find,
	.list = tree_folder_list,
	.target = target,
	.read = read_file,
	.stream = stream,
};
