#include "image/squashfs_parts.h"

#include <inttypes.h>

/*
 * A listing is a sequence of runs: a header with the metadata block that holds the inodes of the
 * names of the run, and at most 256 names.
 */

enum {
	LISTING_EXTRA = 3, /* the stored size counts "." and "..", which are not stored */
	HEADER_SIZE = 12,
	RECORD_SIZE = 8, /* before each name */
	RUN_MAX = 256,
	INDEX_RECORD_SIZE = 12, /* before each name of the index */
};

/* Opens what begins `skip` bytes into the listing, in the block `block` of the folder table. */
static bool open_at(struct squashfs_listing *listing, const struct squashfs_inode *folder,
	uint32_t block, uint32_t skip)
{
	const struct squashfs *fs = listing->cursor.fs;
	uint32_t size = folder->listing_size;

	listing->left = size > LISTING_EXTRA ? size - LISTING_EXTRA - skip : 0;
	listing->run = 0;
	if (listing->left == 0)
		return true;
	uint32_t offset = (uint32_t)(((uint64_t)folder->listing_offset + skip) %
		SQUASHFS_METADATA_SIZE);
	return squashfs_seek(&listing->cursor, fs->folder_table, fs->folder_end, block, offset);
}

bool squashfs_listing_open(struct squashfs_listing *listing, struct squashfs *fs,
	const struct squashfs_inode *folder, uint32_t *entries_left, struct diags *diags)
{
	listing->cursor.fs = listing->inodes.fs = fs;
	listing->cursor.diags = listing->inodes.diags = diags;
	listing->entries_left = entries_left;
	return open_at(listing, folder, folder->listing_block, 0);
}

/* Finds the last record of the index that is not behind `name`: it stands for the header of a
 * run. */
static bool search_index(struct squashfs_cursor *cursor, const struct squashfs_inode *folder,
	const char *name, uint32_t *block, uint32_t *skip)
{
	unsigned char scratch[SQUASHFS_NAME_MAX];
	size_t length = strlen(name);

	for (unsigned i = 0; i < folder->index_count; i++) {
		const unsigned char *record = squashfs_take(cursor, INDEX_RECORD_SIZE, scratch);
		if (record == NULL)
			return false;
		uint32_t at = load_le32(record), start = load_le32(record + 4);
		uint64_t size = (uint64_t)load_le32(record + 8) + 1;
		if (size > SQUASHFS_NAME_MAX || at > folder->listing_size - LISTING_EXTRA)
			return squashfs_damaged(
				cursor->fs, cursor->diags, "the index of a folder makes no sense");
		const unsigned char *first = squashfs_take(cursor, (uint32_t)size, scratch);
		if (first == NULL)
			return false;
		int order = memcmp(first, name, size < length ? size : length);
		if (order > 0 || (order == 0 && size > length))
			break;
		*block = start;
		*skip = at;
	}
	return true;
}

bool squashfs_listing_open_near(struct squashfs_listing *listing, struct squashfs_cursor *cursor,
	const struct squashfs_inode *folder, const char *name, uint32_t *entries_left)
{
	uint32_t block = folder->listing_block, skip = 0;

	listing->cursor.fs = listing->inodes.fs = cursor->fs;
	listing->cursor.diags = listing->inodes.diags = cursor->diags;
	listing->entries_left = entries_left;
	if (folder->listing_size > LISTING_EXTRA &&
		!search_index(cursor, folder, name, &block, &skip))
		return false;
	return open_at(listing, folder, block, skip);
}

static bool next_run(struct squashfs_listing *listing)
{
	struct squashfs_cursor *cursor = &listing->cursor;
	const struct squashfs *fs = cursor->fs;
	unsigned char scratch[HEADER_SIZE];

	if (listing->left < HEADER_SIZE)
		return squashfs_damaged(fs, cursor->diags,
			"a folder ends within a header (in the block at byte %" PRIu64 ")",
			cursor->position);
	const unsigned char *header = squashfs_take(cursor, HEADER_SIZE, scratch);
	if (header == NULL)
		return false;
	uint32_t count = load_le32(header);
	if (count >= RUN_MAX)
		return squashfs_damaged(fs, cursor->diags,
			"a folder has %" PRIu64 " names in one run (in the block at byte %" PRIu64
			")",
			(uint64_t)count + 1, cursor->position);
	listing->left -= HEADER_SIZE;
	listing->run = count + 1;
	listing->run_block = load_le32(header + 4);
	return squashfs_seek(
		&listing->inodes, fs->inode_table, fs->folder_table, listing->run_block, 0);
}

/* A name that could lead anywhere but to this folder is damage, or an attack. */
static bool check_name(const struct squashfs_listing *listing, const struct squashfs_name *name)
{
	if (memchr(name->bytes, '/', name->length) == NULL &&
		memchr(name->bytes, '\0', name->length) == NULL &&
		!(name->bytes[0] == '.' &&
			(name->length == 1 || (name->length == 2 && name->bytes[1] == '.'))))
		return true;
	return squashfs_damaged(listing->cursor.fs, listing->cursor.diags,
		"a folder holds the impossible name '%.*s' (in the block at byte %" PRIu64 ")",
		(int)name->length, name->bytes, listing->cursor.position);
}

enum squashfs_step squashfs_listing_next(
	struct squashfs_listing *listing, struct squashfs_name *name)
{
	struct squashfs_cursor *cursor = &listing->cursor;

	if (listing->run == 0) {
		if (listing->left == 0)
			return SQUASHFS_END;
		if (!next_run(listing))
			return SQUASHFS_BROKEN;
	}
	if (*listing->entries_left == 0) {
		squashfs_fail(cursor->fs, cursor->diags, "I43", NULL,
			"'%s' holds more than %d names", cursor->fs->path, SQUASHFS_ENTRIES_MAX);
		return SQUASHFS_BROKEN;
	}
	--*listing->entries_left;
	const unsigned char *record = squashfs_take(cursor, RECORD_SIZE, name->scratch);
	if (record == NULL)
		return SQUASHFS_BROKEN;
	uint32_t length = load_le16(record + 6) + UINT32_C(1);
	name->reference = listing->run_block << 16 | load_le16(record);
	if (length > SQUASHFS_NAME_MAX || listing->left < RECORD_SIZE + length) {
		squashfs_damaged(cursor->fs, cursor->diags,
			"a name of %" PRIu32 " bytes in %" PRIu32
			" bytes of a folder (in the block at byte %" PRIu64 ")",
			length, listing->left, cursor->position);
		return SQUASHFS_BROKEN;
	}
	const unsigned char *bytes = squashfs_take(cursor, length, name->scratch);
	if (bytes == NULL)
		return SQUASHFS_BROKEN;
	listing->left -= RECORD_SIZE + length;
	listing->run--;
	name->bytes = (const char *)bytes;
	name->length = length;
	return check_name(listing, name) ? SQUASHFS_NAME : SQUASHFS_BROKEN;
}

bool squashfs_listing_inode(
	struct squashfs_listing *listing, uint64_t reference, struct squashfs_inode *inode)
{
	struct squashfs_cursor *cursor = &listing->inodes;

	if (!squashfs_move(cursor, (uint32_t)(reference & 0xffff)))
		return false;
	/* An inode may go on in the next block; the cursor is to stay. */
	struct squashfs_cursor reader = *cursor;
	return squashfs_parse_inode(&reader, inode);
}
