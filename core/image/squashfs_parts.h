#ifndef BERTH_IMAGE_SQUASHFS_PARTS_H
#define BERTH_IMAGE_SQUASHFS_PARTS_H

/*
 * What the files of the squashfs reader share: squashfs.c opens, squashfs_blocks.c decodes and keeps
 * metadata blocks, squashfs_unpack.c decodes all of them ahead of a walk, squashfs_inode.c and
 * squashfs_dir.c parse what is in them, squashfs_walk.c and squashfs_find.c go through the tree,
 * squashfs_data.c reads content, squashfs_codec.c unpacks. Nobody else includes this but their
 * tests.
 *
 * Positions are bytes from the start of the squashfs. A reference is what the format calls so: the
 * position of a metadata block within the inode table, shifted left by 16, plus the offset within
 * the decoded block.
 */

#include "base/bytes.h"
#include "image/squashfs.h"

enum {
	SQUASHFS_METADATA_SIZE = 8192, /* decoded bytes of a metadata block, at most */
	SQUASHFS_NAME_MAX = 256,       /* bytes of a name */
	SQUASHFS_TARGET_MAX = 4096,    /* bytes of a symlink's target: PATH_MAX */
	SQUASHFS_ENTRIES_MAX = 10000000, /* names that one call looks at */
	SQUASHFS_DEPTH_MAX = 1000,
	SQUASHFS_LINKS_MAX = 40,
	SQUASHFS_DECODES_MAX = 300000, /* metadata blocks that one call unpacks */
	/* Unpacked metadata blocks are kept in 16 sets of 8, together 1 MiB: enough that a walk
	 * through an image unpacks hardly any block twice, and small enough for the processor's
	 * cache. */
	SQUASHFS_SETS = 16,
	SQUASHFS_WAYS = 8,
};

#define SQUASHFS_HINT_DAMAGED "the image is damaged: copy or download it again, or build it again"

/* From an offset to a number; all zero is the empty map. Offsets are below UINT64_MAX. */
struct squashfs_map {
	struct squashfs_slot {
		uint64_t key; /* offset + 1; 0 is a free slot */
		uint32_t value;
	} *slots; /* owned */
	size_t count, capacity; /* capacity is 0 or a power of two */
};

bool squashfs_map_find(const struct squashfs_map *map, uint64_t offset, uint32_t *value);
/* The offset must not be there yet. */
void squashfs_map_add(struct squashfs_map *map, uint64_t offset, uint32_t value);
void squashfs_map_release(struct squashfs_map *map);

struct squashfs_codec;

/* The decoder for a compression by its number in the superblock; NULL with I41. */
struct squashfs_codec *squashfs_codec_new(unsigned id, const char *path, struct diags *diags);
void squashfs_codec_free(struct squashfs_codec *codec);
const char *squashfs_codec_name(const struct squashfs_codec *codec);
/* Another decoder for the same compression, for another thread. */
struct squashfs_codec *squashfs_codec_copy(const struct squashfs_codec *codec);
/* Unpacks into `out` (`capacity` bytes); false when the bytes make no sense or need more room. */
bool squashfs_codec_decode(struct squashfs_codec *codec, const unsigned char *bytes, size_t length,
	unsigned char *out, size_t capacity, size_t *out_length) MUST_USE;

/* Room for an unpacked metadata block. */
struct squashfs_block {
	uint64_t position; /* of the block that is there; 0, where none can be, for none */
	uint64_t next;     /* position behind it */
	uint32_t length;
	unsigned char *bytes; /* owned; NULL until needed, then for good */
};

/* All metadata blocks of the region, unpacked; all zero before squashfs_unpack_region(). */
struct squashfs_unpacked {
	struct squashfs_block *blocks; /* owned; without their bytes */
	size_t count;
	unsigned char *bytes;      /* owned */
	struct squashfs_map index; /* from the position to the block, of those that make sense */
};

struct squashfs {
	int fd;
	char *path;      /* owned */
	uint64_t offset; /* of the squashfs within the file */
	uint64_t size;   /* bytes that are really there */
	uint64_t claimed; /* what the superblock says about that; only said in diagnostics */
	struct squashfs_codec *codec; /* owned */
	uint32_t block_size;
	uint64_t root; /* reference */
	uint64_t inode_table, folder_table, folder_end, fragment_table;
	uint32_t fragment_count;

	/* The bytes from inode_table to folder_end, packed; NULL when they are read block by
	 * block. */
	unsigned char *region; /* owned */
	struct squashfs_unpacked unpacked;
	struct squashfs_block blocks[SQUASHFS_SETS][SQUASHFS_WAYS];
	unsigned char turn[SQUASHFS_SETS]; /* the way that is used next */
	uint32_t decodes_left;             /* in the running call */

	unsigned char *fragment_index; /* owned; NULL until it is needed */
	/* The unpacked fragment block that was used last, and where it lies; many small files in a
	 * row share one. */
	unsigned char *fragment; /* owned; NULL until it is needed */
	size_t fragment_length;
	uint64_t fragment_position;
	unsigned char *packed, *content; /* owned; one data block each; NULL until needed */
	struct text found;                /* path of the entry of the last squashfs_find() */
};

/* As squashfs_open(), but metadata of more than `bulk` bytes are read block by block. */
struct squashfs *squashfs_open_bulk(int fd, uint64_t offset, uint64_t limit, const char *path,
	uint64_t bulk, struct diags *diags) MUST_USE;

/* Adds an error about this image and returns false. */
bool squashfs_fail(const struct squashfs *fs, struct diags *diags, const char *id, const char *hint,
	const char *format, ...) PRINTF_LIKE(5, 6);
/* The same for I42. */
#define squashfs_damaged(fs, diags, ...)                                                           \
	squashfs_fail((fs), (diags), "I42", SQUASHFS_HINT_DAMAGED, __VA_ARGS__)

/* Reads exactly `length` bytes; I42 when they lie beyond the end, I01 when reading fails. */
bool squashfs_read_at(struct squashfs *fs, uint64_t position, void *bytes, size_t length,
	struct diags *diags) MUST_USE;

/* A place in the bytes that a chain of metadata blocks holds. */
struct squashfs_cursor {
	struct squashfs *fs;
	struct diags *diags;
	uint64_t position; /* of the block */
	uint64_t end;      /* where the table ends */
	/* Where the block was put; another one may be there by now. */
	const struct squashfs_block *block;
	uint32_t at; /* at most the block's length */
};

/* Sets all but fs and diags, to the offset in the block that begins `start` bytes into the table at
 * [table, end); false with a diagnostic when there is no such place. */
bool squashfs_seek(struct squashfs_cursor *cursor, uint64_t table, uint64_t end, uint64_t start,
	uint32_t offset) MUST_USE;
/* Sets the offset within the same block. */
bool squashfs_move(struct squashfs_cursor *cursor, uint32_t offset) MUST_USE;
/* The rest of squashfs_take(). */
const unsigned char *squashfs_take_across(
	struct squashfs_cursor *cursor, uint32_t length, unsigned char *scratch) MUST_USE;

/* The next `length` bytes, where they lie or copied to `scratch`; they hold until anything else is
 * taken or sought. NULL with a diagnostic when the table ends before. */
static inline const unsigned char *squashfs_take(
	struct squashfs_cursor *cursor, uint32_t length, unsigned char *scratch)
{
	const struct squashfs_block *block = cursor->block;

	if (block->position != cursor->position || length > block->length - cursor->at)
		return squashfs_take_across(cursor, length, scratch);
	const unsigned char *bytes = block->bytes + cursor->at;
	cursor->at += length;
	return bytes;
}

void squashfs_blocks_release(struct squashfs *fs);

/* Whether a metadata block can begin at `stored`, of which `available` bytes are there; sets the
 * bytes that it takes with its header. */
bool squashfs_stored_size(const unsigned char *stored, size_t available, size_t *size);
/* Unpacks the block that is stored with its header at `stored` and at a position in the squashfs, all
 * of it before `end`; fills the block but for its position. False with I42. */
bool squashfs_unpack_block(const struct squashfs *fs, struct squashfs_codec *codec,
	uint64_t position, uint64_t end, const unsigned char *stored, struct squashfs_block *block,
	struct diags *diags) MUST_USE;

/* Unpacks all of the region, with some threads when it is large, unless that would take more than
 * 24 MiB. A matter of speed only: blocks that make no sense are left to whoever needs them. */
void squashfs_unpack_region(struct squashfs *fs);
void squashfs_unpacked_release(struct squashfs_unpacked *all);

struct squashfs_inode {
	enum squashfs_type type;
	uint16_t mode;
	uint32_t number, modified, xattr, device;
	uint64_t size; /* of regular files and targets */
	/* of folders: where their listing is, how long, and how many index entries follow */
	uint32_t listing_block, listing_size;
	uint16_t listing_offset, index_count;
	/* of regular files */
	uint64_t data;
	uint32_t fragment, fragment_offset;
};

/* Reads the inode at the cursor, which then stands behind its fixed part: before the index of a
 * folder, the sizes of data blocks, or the target. False with I42. */
bool squashfs_parse_inode(struct squashfs_cursor *cursor, struct squashfs_inode *inode) MUST_USE;
/* The same for a reference; sets all of the cursor. */
bool squashfs_load_inode(struct squashfs *fs, uint64_t reference, struct squashfs_cursor *cursor,
	struct squashfs_inode *inode, struct diags *diags) MUST_USE;
/* Fills everything but path and name. */
void squashfs_fill_entry(
	const struct squashfs_inode *inode, uint64_t reference, struct squashfs_entry *entry);

/* The names in a folder while they are read. */
struct squashfs_listing {
	struct squashfs_cursor cursor;
	uint32_t left;    /* bytes of the listing */
	uint32_t run;     /* names before the next header */
	uint64_t run_block; /* of their inodes, within the inode table */
	struct squashfs_cursor inodes; /* stands somewhere in that block */
	uint32_t *entries_left; /* what the running call may still look at */
};

struct squashfs_name {
	const char *bytes; /* not NUL-terminated; holds until another block is needed */
	size_t length;
	uint64_t reference;
	unsigned char scratch[SQUASHFS_NAME_MAX];
};

enum squashfs_step { SQUASHFS_NAME, SQUASHFS_END, SQUASHFS_BROKEN };

bool squashfs_listing_open(struct squashfs_listing *listing, struct squashfs *fs,
	const struct squashfs_inode *folder, uint32_t *entries_left, struct diags *diags) MUST_USE;
/* As squashfs_listing_open(), but passes over what the folder's index shows to lie before `name`.
 * `cursor` stands behind the folder's inode. */
bool squashfs_listing_open_near(struct squashfs_listing *listing, struct squashfs_cursor *cursor,
	const struct squashfs_inode *folder, const char *name, uint32_t *entries_left) MUST_USE;
/* SQUASHFS_BROKEN comes with a diagnostic. */
enum squashfs_step squashfs_listing_next(
	struct squashfs_listing *listing, struct squashfs_name *name) MUST_USE;
/* Reads the inode of the name that came last. */
bool squashfs_listing_inode(struct squashfs_listing *listing, uint64_t reference,
	struct squashfs_inode *inode) MUST_USE;

/* Appends the target of a symlink whose inode was read through `cursor`. */
bool squashfs_append_target(struct squashfs_cursor *cursor, const struct squashfs_inode *inode,
	struct text *out) MUST_USE;

/* Finds the block of a fragment: its position and its size as the format packs it. */
bool squashfs_find_fragment(struct squashfs *fs, uint32_t fragment, uint64_t *position,
	uint32_t *packed_size, struct diags *diags) MUST_USE;

#endif
