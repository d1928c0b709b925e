#include "image/squashfs_xattr.h"

#include "image/squashfs_parts.h"

#include <inttypes.h>

enum {
	SUPER_XATTR_TABLE = 56, /* offset within the superblock */
	TABLE_SIZE = 16,        /* position of the names, number of sets */
	SET_SIZE = 16,          /* reference of the first attribute, how many, their length */
	SETS_PER_BLOCK = SQUASHFS_METADATA_SIZE / SET_SIZE,
	PREFIX_USER = 0,
	PREFIX_TRUSTED = 1,
	/* What Linux allows. */
	NAME_MAX_BYTES = 255,
	VALUE_MAX_BYTES = 65536,
	ATTRIBUTES_MAX = 65536 / 8,
};

static const char mark[] = "overlay.opaque"; /* without its prefix */

static bool load(struct squashfs *fs, struct squashfs_xattrs *xattrs, struct diags *diags)
{
	unsigned char bytes[TABLE_SIZE];

	if (xattrs->loaded)
		return true;
	if (!squashfs_read_at(fs, SUPER_XATTR_TABLE, bytes, sizeof(uint64_t), diags))
		return false;
	uint64_t table = load_le64(bytes);
	if (table > fs->size || fs->size - table < sizeof bytes)
		return squashfs_damaged(fs, diags,
			"a folder has extended attributes, but '%s' has no table of them",
			fs->path);
	if (!squashfs_read_at(fs, table, bytes, sizeof bytes, diags))
		return false;
	uint64_t names = load_le64(bytes);
	uint32_t count = load_le32(bytes + 8);
	uint64_t blocks = ((uint64_t)count + SETS_PER_BLOCK - 1) / SETS_PER_BLOCK;
	uint64_t length = blocks * sizeof(uint64_t), place = table + sizeof bytes;
	if (names >= fs->size || length > fs->size - place)
		return squashfs_damaged(fs, diags,
			"the table of %" PRIu32 " extended attributes at byte %" PRIu64
			" ends beyond the %" PRIu64 " bytes that are there",
			count, table, fs->size);
	unsigned char *index = xmalloc((size_t)length);
	if (!squashfs_read_at(fs, place, index, (size_t)length, diags)) {
		free(index);
		return false;
	}
	*xattrs = (struct squashfs_xattrs){
		.loaded = true, .names = names, .count = count, .index = index};
	return true;
}

static bool skip(struct squashfs_cursor *cursor, uint32_t length)
{
	unsigned char scratch[512];

	while (length > 0) {
		uint32_t part = length < sizeof scratch ? length : (uint32_t)sizeof scratch;
		if (squashfs_take(cursor, part, scratch) == NULL)
			return false;
		length -= part;
	}
	return true;
}

/* Reads one attribute. A prefix with the bit 0x100 says that the value is stored elsewhere, which is
 * only done for long ones; that of the mark is "y". */
static bool read_attribute(struct squashfs_cursor *cursor, bool *is_mark)
{
	unsigned char scratch[NAME_MAX_BYTES];
	const unsigned char *bytes = squashfs_take(cursor, 4, scratch);

	if (bytes == NULL)
		return false;
	unsigned prefix = load_le16(bytes), length = load_le16(bytes + 2);
	if (length > NAME_MAX_BYTES)
		return squashfs_damaged(cursor->fs, cursor->diags,
			"an extended attribute has a name of %u bytes", length);
	bytes = squashfs_take(cursor, length, scratch);
	if (bytes == NULL)
		return false;
	*is_mark = (prefix == PREFIX_USER || prefix == PREFIX_TRUSTED) &&
		length == sizeof mark - 1 && memcmp(bytes, mark, length) == 0;
	bytes = squashfs_take(cursor, 4, scratch);
	if (bytes == NULL)
		return false;
	uint32_t size = load_le32(bytes);
	if (size > VALUE_MAX_BYTES)
		return squashfs_damaged(cursor->fs, cursor->diags,
			"an extended attribute has a value of %" PRIu32 " bytes", size);
	if (!*is_mark || size != 1) {
		*is_mark = false;
		return skip(cursor, size);
	}
	bytes = squashfs_take(cursor, 1, scratch);
	*is_mark = bytes != NULL && *bytes == 'y';
	return bytes != NULL;
}

bool squashfs_is_opaque(struct squashfs *fs, struct squashfs_xattrs *xattrs, uint32_t xattr,
	bool *opaque, struct diags *diags)
{
	struct squashfs_cursor cursor = {.fs = fs, .diags = diags};
	unsigned char scratch[SET_SIZE];

	*opaque = false;
	if (xattr == SQUASHFS_NO_XATTR)
		return true;
	if (!load(fs, xattrs, diags))
		return false;
	if (xattr >= xattrs->count)
		return squashfs_damaged(fs, diags,
			"a folder has the set %" PRIu32 " of %" PRIu32 " extended attributes",
			xattr, xattrs->count);
	uint64_t block = load_le64(xattrs->index + xattr / SETS_PER_BLOCK * sizeof(uint64_t));
	if (!squashfs_seek(&cursor, 0, fs->size, block, xattr % SETS_PER_BLOCK * SET_SIZE))
		return false;
	const unsigned char *set = squashfs_take(&cursor, SET_SIZE, scratch);
	if (set == NULL)
		return false;
	uint64_t reference = load_le64(set);
	uint32_t count = load_le32(set + 8);
	if (count > ATTRIBUTES_MAX)
		return squashfs_damaged(
			fs, diags, "a folder has %" PRIu32 " extended attributes", count);
	if (count > 0 && !squashfs_seek(&cursor, xattrs->names, fs->size, reference >> 16,
				 (uint32_t)(reference & 0xffff)))
		return false;
	for (uint32_t i = 0; i < count && !*opaque; i++)
		if (!read_attribute(&cursor, opaque))
			return false;
	return true;
}

void squashfs_xattrs_release(struct squashfs_xattrs *xattrs)
{
	free(xattrs->index);
	*xattrs = (struct squashfs_xattrs){0};
}
