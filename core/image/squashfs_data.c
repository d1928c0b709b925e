#include "image/squashfs_parts.h"

#include <inttypes.h>

enum {
	BLOCK_PLAIN = 1 << 24, /* bit of a stored size: not compressed */
	NO_FRAGMENT = -1,
	FRAGMENT_RECORD = 16,
	FRAGMENTS_PER_BLOCK = SQUASHFS_METADATA_SIZE / FRAGMENT_RECORD,
};

/* The positions of the blocks of the fragment table, read once. */
static bool load_fragment_index(struct squashfs *fs, struct diags *diags)
{
	uint64_t blocks =
		((uint64_t)fs->fragment_count + FRAGMENTS_PER_BLOCK - 1) / FRAGMENTS_PER_BLOCK;
	uint64_t length = blocks * sizeof(uint64_t);

	if (fs->fragment_index != NULL)
		return true;
	if (fs->fragment_table > fs->size || length > fs->size - fs->fragment_table)
		return squashfs_damaged(fs, diags,
			"the table of %" PRIu32 " fragments at byte %" PRIu64
			" ends beyond the %" PRIu64 " bytes that are there",
			fs->fragment_count, fs->fragment_table, fs->size);
	unsigned char *index = xmalloc((size_t)length);
	if (!squashfs_read_at(fs, fs->fragment_table, index, (size_t)length, diags)) {
		free(index);
		return false;
	}
	fs->fragment_index = index;
	return true;
}

bool squashfs_find_fragment(struct squashfs *fs, uint32_t fragment, uint64_t *position,
	uint32_t *packed_size, struct diags *diags)
{
	unsigned char scratch[FRAGMENT_RECORD];
	struct squashfs_cursor cursor = {.fs = fs, .diags = diags};

	if (fragment >= fs->fragment_count)
		return squashfs_damaged(fs, diags,
			"a file ends in fragment %" PRIu32 " of %" PRIu32, fragment,
			fs->fragment_count);
	if (!load_fragment_index(fs, diags))
		return false;
	uint64_t block = load_le64(
		fs->fragment_index + fragment / FRAGMENTS_PER_BLOCK * sizeof(uint64_t));
	/* Most often they lie behind the folders, in the region that was read already. */
	uint64_t end = block >= fs->inode_table && block < fs->folder_end ? fs->folder_end
									  : fs->size;
	uint32_t at = fragment % FRAGMENTS_PER_BLOCK * FRAGMENT_RECORD;
	if (!squashfs_seek(&cursor, 0, end, block, at))
		return false;
	const unsigned char *record = squashfs_take(&cursor, FRAGMENT_RECORD, scratch);
	if (record == NULL)
		return false;
	*position = load_le64(record);
	*packed_size = load_le32(record + 8);
	return true;
}

static unsigned char *buffer(struct squashfs *fs, unsigned char **where)
{
	if (*where == NULL)
		*where = xmalloc(fs->block_size);
	return *where;
}

/* Reads the data block at a position and unpacks it to `out`, which takes a block. */
static bool load_block(struct squashfs *fs, uint64_t position, uint32_t packed_size,
	unsigned char *out, size_t *length, struct diags *diags)
{
	bool plain = (packed_size & BLOCK_PLAIN) != 0;
	uint32_t size = packed_size & ~(uint32_t)BLOCK_PLAIN;

	if (size == 0 || size > fs->block_size)
		return squashfs_damaged(fs, diags,
			"the data block at byte %" PRIu64 " has an impossible size (%" PRIu32 ")",
			position, size);
	unsigned char *packed = plain ? out : buffer(fs, &fs->packed);
	if (!squashfs_read_at(fs, position, packed, size, diags))
		return false;
	if (plain)
		*length = size;
	else if (!squashfs_codec_decode(fs->codec, packed, size, out, fs->block_size, length))
		return squashfs_damaged(fs, diags,
			"the data block at byte %" PRIu64 " cannot be unpacked", position);
	return true;
}

static bool load_fragment(struct squashfs *fs, uint32_t fragment, struct diags *diags)
{
	uint64_t position;
	uint32_t packed_size;

	if (!squashfs_find_fragment(fs, fragment, &position, &packed_size, diags))
		return false;
	if (fs->fragment_length > 0 && fs->fragment_position == position)
		return true;
	fs->fragment_length = 0;
	if (!load_block(fs, position, packed_size, buffer(fs, &fs->fragment),
		    &fs->fragment_length, diags)) {
		fs->fragment_length = 0;
		return false;
	}
	fs->fragment_position = position;
	return true;
}

/* A file while it is read. */
struct reading {
	struct squashfs *fs;
	struct squashfs_cursor cursor; /* stands before the size of the next block */
	struct squashfs_inode inode;
	uint64_t position; /* of the next block */
	uint64_t left;     /* bytes of the file */
	struct diags *diags;
};

/* The next `length` bytes, which one block holds; NULL with a diagnostic. */
static const unsigned char *next_block(struct reading *reading, size_t length)
{
	struct squashfs *fs = reading->fs;
	unsigned char scratch[sizeof(uint32_t)], *out = buffer(fs, &fs->content);
	const unsigned char *word = squashfs_take(&reading->cursor, sizeof scratch, scratch);
	size_t unpacked = 0;

	if (word == NULL)
		return NULL;
	uint32_t packed_size = load_le32(word);
	if (packed_size == 0)
		return memset(out, 0, length); /* a hole */
	uint64_t position = reading->position;
	if (!load_block(fs, position, packed_size, out, &unpacked, reading->diags))
		return NULL;
	if (unpacked != length) {
		squashfs_damaged(fs, reading->diags,
			"the data block at byte %" PRIu64 " unpacks to %zu bytes instead of %zu",
			position, unpacked, length);
		return NULL;
	}
	/* Neither term is above the size of the file: load_block() read them. */
	reading->position = position + (packed_size & ~(uint32_t)BLOCK_PLAIN);
	return out;
}

static const unsigned char *tail(struct reading *reading, size_t length)
{
	struct squashfs *fs = reading->fs;
	uint32_t offset = reading->inode.fragment_offset;

	if (!load_fragment(fs, reading->inode.fragment, reading->diags))
		return NULL;
	if (offset > fs->fragment_length || length > fs->fragment_length - offset) {
		squashfs_damaged(fs, reading->diags,
			"a file ends with bytes %" PRIu32 " to %" PRIu64
			" of a fragment of %zu bytes",
			offset, (uint64_t)offset + length, fs->fragment_length);
		return NULL;
	}
	return fs->fragment + offset;
}

static bool open_reading(struct reading *reading, const struct squashfs_entry *entry)
{
	struct squashfs *fs = reading->fs;

	fs->decodes_left = SQUASHFS_DECODES_MAX;
	if (!squashfs_load_inode(fs, entry->reference, &reading->cursor, &reading->inode,
		    reading->diags))
		return false;
	if (reading->inode.type != SQUASHFS_REGULAR)
		return squashfs_fail(fs, reading->diags, "I45", NULL,
			"'/%s' is not a regular file", entry->path);
	reading->position = reading->inode.data;
	reading->left = reading->inode.size;
	return true;
}

static bool stream(struct reading *reading, squashfs_sink *sink, void *context)
{
	uint32_t block_size = reading->fs->block_size;

	while (reading->left > 0) {
		bool whole = reading->left >= block_size;
		size_t length = whole ? block_size : (size_t)reading->left;
		const unsigned char *bytes =
			whole || reading->inode.fragment == (uint32_t)NO_FRAGMENT
			? next_block(reading, length)
			: tail(reading, length);
		if (bytes == NULL)
			return false;
		if (!sink(context, bytes, length))
			return true;
		reading->left -= length;
	}
	return true;
}

bool squashfs_stream(struct squashfs *fs, const struct squashfs_entry *entry, squashfs_sink *sink,
	void *context, struct diags *diags)
{
	struct reading reading = {.fs = fs, .diags = diags};

	return open_reading(&reading, entry) && stream(&reading, sink, context);
}

static bool append(void *context, const void *bytes, size_t length)
{
	text_append_bytes(context, bytes, length);
	return true;
}

bool squashfs_read(struct squashfs *fs, const struct squashfs_entry *entry, uint64_t limit,
	struct text *out, struct diags *diags)
{
	struct reading reading = {.fs = fs, .diags = diags};
	size_t before = out->length;

	if (!open_reading(&reading, entry))
		return false;
	if (reading.left > limit)
		return squashfs_fail(fs, diags, "I43", NULL,
			"'/%s' is too large: it has %" PRIu64 " bytes, the limit is %" PRIu64,
			entry->path, reading.left, limit);
	if (stream(&reading, append, out))
		return true;
	text_truncate(out, before);
	return false;
}
