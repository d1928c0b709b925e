#include "image/squashfs.h"

#include "base/pages.h"
#include "image/squashfs_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SUPERBLOCK_SIZE = 96,
	BLOCK_LOG_MIN = 12,
	BLOCK_LOG_MAX = 20,
	BULK_MAX = 32 * 1024 * 1024,
};

enum { /* offsets within the superblock */
	SUPER_BLOCK_SIZE = 12,
	SUPER_FRAGMENTS = 16,
	SUPER_COMPRESSION = 20,
	SUPER_BLOCK_LOG = 22,
	SUPER_MAJOR = 28,
	SUPER_MINOR = 30,
	SUPER_ROOT = 32,
	SUPER_BYTES_USED = 40,
	SUPER_ID_TABLE = 48,
	SUPER_XATTR_TABLE = 56,
	SUPER_INODE_TABLE = 64,
	SUPER_FOLDER_TABLE = 72,
	SUPER_FRAGMENT_TABLE = 80,
	SUPER_EXPORT_TABLE = 88,
};

bool squashfs_fail(const struct squashfs *fs, struct diags *diags, const char *id, const char *hint,
	const char *format, ...)
{
	struct place place = {.file = fs->path};
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = diags_vadd(diags, SEVERITY_ERROR, id, &place, format, args);
	va_end(args);
	if (hint != NULL)
		diag_hint(diag, "%s", hint);
	return false;
}

bool squashfs_read_at(struct squashfs *fs, uint64_t position, void *bytes, size_t length,
	struct diags *diags)
{
	unsigned char *to = bytes;

	if (position > fs->size || length > fs->size - position)
		return squashfs_damaged(fs, diags,
			"its squashfs names %zu bytes at %" PRIu64 ", but only %" PRIu64
			" of %" PRIu64 " are there",
			length, position, fs->size, fs->claimed);
	while (length > 0) {
		ssize_t got = pread(fs->fd, to, length, (off_t)(fs->offset + position));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return squashfs_fail(fs, diags, "I01", NULL, "cannot read '%s': %s",
				fs->path, strerror(errno));
		if (got == 0)
			return squashfs_damaged(
				fs, diags, "'%s' became shorter while it was read", fs->path);
		to += got;
		position += (uint64_t)got;
		length -= (size_t)got;
	}
	return true;
}

/* Whether a squashfs that Berth knows begins with these bytes. */
static bool check_magic(struct squashfs *fs, const unsigned char *super, struct diags *diags)
{
	if (memcmp(super, "sqsh", 4) == 0)
		return squashfs_fail(fs, diags, "I40",
			"unpack it with an old unsquashfs and pack it again with mksquashfs",
			"the squashfs in '%s' is big-endian, as before version 4; only 4.0 is known",
			fs->path);
	if (memcmp(super, "hsqs", 4) != 0)
		return squashfs_fail(fs, diags, "I40", NULL,
			"no squashfs begins at byte %" PRIu64 " of '%s'", fs->offset, fs->path);
	unsigned major = load_le16(super + SUPER_MAJOR);
	unsigned minor = load_le16(super + SUPER_MINOR);
	if (major != 4 || minor != 0)
		return squashfs_fail(fs, diags, "I40",
			"unpack it with a matching unsquashfs and pack it again with mksquashfs",
			"the squashfs in '%s' is of version %u.%u; only 4.0 is known", fs->path,
			major, minor);
	return true;
}

/* Inodes lie before folders, and these before the first of all other tables: as the kernel also
 * demands. */
static bool place_tables(struct squashfs *fs, const unsigned char *super, struct diags *diags)
{
	static const int others[] = {
		SUPER_ID_TABLE, SUPER_XATTR_TABLE, SUPER_FRAGMENT_TABLE, SUPER_EXPORT_TABLE};

	fs->inode_table = load_le64(super + SUPER_INODE_TABLE);
	fs->folder_table = load_le64(super + SUPER_FOLDER_TABLE);
	fs->fragment_table = load_le64(super + SUPER_FRAGMENT_TABLE);
	fs->folder_end = fs->size;
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		uint64_t table = load_le64(super + others[i]);
		if (table > fs->folder_table && table < fs->folder_end)
			fs->folder_end = table;
	}
	if (fs->claimed > fs->size && fs->folder_table >= fs->size)
		return squashfs_damaged(fs, diags,
			"the squashfs in '%s' is cut off: %" PRIu64 " of %" PRIu64
			" bytes are there, and its list of files lies at the end",
			fs->path, fs->size, fs->claimed);
	if (fs->inode_table < SUPERBLOCK_SIZE || fs->inode_table >= fs->folder_table ||
		fs->folder_table >= fs->size)
		return squashfs_damaged(fs, diags,
			"the tables of the squashfs in '%s' lie at impossible places (%" PRIu64
			" and %" PRIu64 " of %" PRIu64 " bytes)",
			fs->path, fs->inode_table, fs->folder_table, fs->size);
	return true;
}

static bool parse_superblock(struct squashfs *fs, const unsigned char *super, struct diags *diags)
{
	unsigned log = load_le16(super + SUPER_BLOCK_LOG);

	fs->claimed = load_le64(super + SUPER_BYTES_USED);
	fs->root = load_le64(super + SUPER_ROOT);
	fs->block_size = load_le32(super + SUPER_BLOCK_SIZE);
	fs->fragment_count = load_le32(super + SUPER_FRAGMENTS);
	if (log < BLOCK_LOG_MIN || log > BLOCK_LOG_MAX || fs->block_size != UINT32_C(1) << log)
		return squashfs_damaged(fs, diags,
			"the squashfs in '%s' has blocks of %" PRIu32
			" bytes (2^%u): that cannot be",
			fs->path, fs->block_size, log);
	return place_tables(fs, super, diags);
}

/* All inodes and folders in one read: on a parallel file system each read costs a round trip. */
static bool read_region(struct squashfs *fs, uint64_t bulk, struct diags *diags)
{
	uint64_t length = fs->folder_end - fs->inode_table;

	if (length > bulk)
		return true;
	fs->region = pages_new((size_t)length);
	return squashfs_read_at(fs, fs->inode_table, fs->region, (size_t)length, diags);
}

static bool open_parts(struct squashfs *fs, uint64_t limit, struct diags *diags)
{
	unsigned char super[SUPERBLOCK_SIZE];
	struct stat status;

	if (fstat(fs->fd, &status) != 0)
		return squashfs_fail(fs, diags, "I01", NULL, "cannot read '%s': %s", fs->path,
			strerror(errno));
	uint64_t size = status.st_size > 0 ? (uint64_t)status.st_size : 0;
	fs->size = fs->offset < size ? size - fs->offset : 0;
	if (fs->size > limit)
		fs->size = limit;
	fs->claimed = fs->size;
	if (fs->size < sizeof super)
		return squashfs_fail(fs, diags, "I40", NULL,
			"no squashfs begins at byte %" PRIu64 " of '%s': only %" PRIu64
			" bytes are there",
			fs->offset, fs->path, fs->size);
	if (!squashfs_read_at(fs, 0, super, sizeof super, diags) ||
		!check_magic(fs, super, diags))
		return false;
	fs->codec = squashfs_codec_new(load_le16(super + SUPER_COMPRESSION), fs->path, diags);
	return fs->codec != NULL && parse_superblock(fs, super, diags);
}

struct squashfs *squashfs_open_bulk(int fd, uint64_t offset, uint64_t limit, const char *path,
	uint64_t bulk, struct diags *diags)
{
	struct squashfs *fs = xcalloc(1, sizeof *fs);

	fs->fd = fd;
	fs->path = xstrdup(path);
	fs->offset = offset;
	if (open_parts(fs, limit, diags) && read_region(fs, bulk, diags))
		return fs;
	squashfs_close(fs);
	return NULL;
}

struct squashfs *squashfs_open(
	int fd, uint64_t offset, uint64_t limit, const char *path, struct diags *diags)
{
	return squashfs_open_bulk(fd, offset, limit, path, BULK_MAX, diags);
}

void squashfs_close(struct squashfs *fs)
{
	if (fs == NULL)
		return;
	squashfs_blocks_release(fs);
	squashfs_codec_free(fs->codec);
	free(fs->region);
	free(fs->fragment_index);
	free(fs->fragment);
	free(fs->packed);
	free(fs->content);
	squashfs_unpacked_release(&fs->unpacked);
	text_release(&fs->found);
	free(fs->path);
	free(fs);
}

const char *squashfs_compression(const struct squashfs *fs)
{
	return squashfs_codec_name(fs->codec);
}
