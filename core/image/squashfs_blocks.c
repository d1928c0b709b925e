#include "image/squashfs_parts.h"

#include <inttypes.h>

enum {
	HEADER_SIZE = 2,
	STORED_PLAIN = 0x8000, /* bit of the header: not compressed */
};

void squashfs_blocks_release(struct squashfs *fs)
{
	for (size_t set = 0; set < SQUASHFS_SETS; set++)
		for (size_t way = 0; way < SQUASHFS_WAYS; way++)
			free(fs->blocks[set][way].bytes);
}

/* The stored block at a position with its header, in the region or read to `scratch`: all that is
 * there before `end`, at most a block and its header. */
static const unsigned char *get_stored(struct squashfs *fs, uint64_t position, uint64_t end,
	unsigned char *scratch, struct diags *diags)
{
	uint64_t most = HEADER_SIZE + SQUASHFS_METADATA_SIZE;
	size_t available = (size_t)(end - position < most ? end - position : most);

	if (fs->region != NULL && position >= fs->inode_table && end <= fs->folder_end)
		return fs->region + (position - fs->inode_table);
	return squashfs_read_at(fs, position, scratch, available, diags) ? scratch : NULL;
}

bool squashfs_stored_size(const unsigned char *stored, size_t available, size_t *size)
{
	if (available <= HEADER_SIZE)
		return false;
	size_t packed = load_le16(stored) & ~(unsigned)STORED_PLAIN;
	*size = HEADER_SIZE + packed;
	return packed > 0 && packed <= SQUASHFS_METADATA_SIZE && *size <= available;
}

bool squashfs_unpack_block(const struct squashfs *fs, struct squashfs_codec *codec,
	uint64_t position, uint64_t end, const unsigned char *stored, struct squashfs_block *block,
	struct diags *diags)
{
	size_t size, length;

	if (end - position < HEADER_SIZE)
		return squashfs_damaged(
			fs, diags, "a table ends within a header at byte %" PRIu64, position);
	unsigned header = load_le16(stored);
	if (!squashfs_stored_size(stored, (size_t)(end - position), &size))
		return squashfs_damaged(fs, diags,
			"the metadata block at byte %" PRIu64 " has an impossible size (%u)",
			position, header & ~(unsigned)STORED_PLAIN);
	stored += HEADER_SIZE;
	length = size - HEADER_SIZE;
	if ((header & STORED_PLAIN) != 0)
		memcpy(block->bytes, stored, length);
	else if (!squashfs_codec_decode(
			 codec, stored, length, block->bytes, SQUASHFS_METADATA_SIZE, &length) ||
		length == 0)
		return squashfs_damaged(fs, diags,
			"the metadata block at byte %" PRIu64 " cannot be unpacked", position);
	block->length = (uint32_t)length;
	block->next = position + size;
	return true;
}

static bool decode(struct squashfs *fs, uint64_t position, uint64_t end,
	struct squashfs_block *block, struct diags *diags)
{
	unsigned char scratch[HEADER_SIZE + SQUASHFS_METADATA_SIZE];
	const unsigned char *stored = get_stored(fs, position, end, scratch, diags);

	return stored != NULL &&
		squashfs_unpack_block(fs, fs->codec, position, end, stored, block, diags);
}

/* Blocks lie close together; the multiplication spreads their positions over the sets. */
static size_t set_of(uint64_t position)
{
	return (size_t)(position * UINT64_C(0x9e3779b97f4a7c15) >> 60) % SQUASHFS_SETS;
}

static bool load(struct squashfs *fs, uint64_t position, uint64_t end,
	struct squashfs_block *block, struct diags *diags)
{
	if (fs->decodes_left == 0)
		return squashfs_fail(fs, diags, "I43", NULL,
			"the list of files in '%s' is too large", fs->path);
	fs->decodes_left--;
	block->position = 0;
	if (block->bytes == NULL)
		block->bytes = xmalloc(SQUASHFS_METADATA_SIZE);
	if (!decode(fs, position, end, block, diags))
		return false;
	block->position = position;
	return true;
}

/* The unpacked metadata block at a position, all of which must lie before `end`; NULL with a
 * diagnostic. */
static const struct squashfs_block *find_block(
	struct squashfs *fs, uint64_t position, uint64_t end, struct diags *diags)
{
	size_t set = set_of(position);
	struct squashfs_block *blocks = fs->blocks[set];

	/* Also what is here already may belong to the next table. */
	if (position == 0 || position >= end || end > fs->size) {
		squashfs_damaged(fs, diags, "a table ends too early, at byte %" PRIu64, end);
		return NULL;
	}
	uint32_t ready;
	if (squashfs_map_find(&fs->unpacked.index, position, &ready))
		return &fs->unpacked.blocks[ready];
	for (size_t way = 0; way < SQUASHFS_WAYS; way++)
		if (blocks[way].position == position)
			return &blocks[way];
	struct squashfs_block *block = &blocks[fs->turn[set]];
	if (!load(fs, position, end, block, diags))
		return NULL;
	fs->turn[set] = (unsigned char)((fs->turn[set] + 1) % SQUASHFS_WAYS);
	return block;
}

/* Makes the block at a position the current one, from its first byte. */
static bool enter(struct squashfs_cursor *cursor, uint64_t position)
{
	const struct squashfs_block *block =
		find_block(cursor->fs, position, cursor->end, cursor->diags);

	if (block == NULL)
		return false;
	cursor->position = position;
	cursor->block = block;
	cursor->at = 0;
	return true;
}

bool squashfs_move(struct squashfs_cursor *cursor, uint32_t offset)
{
	if (cursor->block->position != cursor->position && !enter(cursor, cursor->position))
		return false;
	if (offset > cursor->block->length)
		return squashfs_damaged(cursor->fs, cursor->diags,
			"a reference leads to byte %" PRIu32 " of the block of %" PRIu32
			" bytes at byte %" PRIu64,
			offset, cursor->block->length, cursor->position);
	cursor->at = offset;
	return true;
}

bool squashfs_seek(struct squashfs_cursor *cursor, uint64_t table, uint64_t end, uint64_t start,
	uint32_t offset)
{
	cursor->end = end;
	if (start >= end - table)
		return squashfs_damaged(cursor->fs, cursor->diags,
			"a reference leads to byte %" PRIu64 " of a table of %" PRIu64, start,
			end - table);
	return enter(cursor, table + start) && squashfs_move(cursor, offset);
}

const unsigned char *squashfs_take_across(
	struct squashfs_cursor *cursor, uint32_t length, unsigned char *scratch)
{
	unsigned char *to = scratch;

	/* The block may have gone, and even come back shorter when the file was changed. */
	if (!squashfs_move(cursor, cursor->at))
		return NULL;
	for (;;) {
		uint32_t part = cursor->block->length - cursor->at;
		if (part > length)
			part = length;
		memcpy(to, cursor->block->bytes + cursor->at, part);
		cursor->at += part;
		to += part;
		length -= part;
		if (length == 0)
			return scratch;
		if (!enter(cursor, cursor->block->next))
			return NULL;
	}
}
