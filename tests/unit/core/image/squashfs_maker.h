#ifndef BERTH_TESTS_UNIT_CORE_IMAGE_SQUASHFS_MAKER_H
#define BERTH_TESTS_UNIT_CORE_IMAGE_SQUASHFS_MAKER_H

/* What the tests of the squashfs reader share: real images by mksquashfs, and images written byte by
 * byte, with metadata blocks that are not compressed, for what mksquashfs would never write. */

#include "image/squashfs_parts.h"

#include "base/files.h"

#include "core/image/sif_maker.h"

/* An opened image with the folder in which it was made. */
struct harbour {
	char *folder;
	int fd;
	struct squashfs *fs;
	struct diags diags;
};

static inline int harbour_set_up(void **state)
{
	struct harbour *harbour = xcalloc(1, sizeof *harbour);
	harbour->folder = make_folder();
	harbour->fd = -1;
	*state = harbour;
	return 0;
}

static inline void harbour_close(struct harbour *harbour)
{
	squashfs_close(harbour->fs);
	harbour->fs = NULL;
	if (harbour->fd >= 0)
		close(harbour->fd);
	harbour->fd = -1;
	diags_release(&harbour->diags);
}

static inline int harbour_tear_down(void **state)
{
	struct harbour *harbour = *state;
	harbour_close(harbour);
	remove_folder(harbour->folder);
	free(harbour);
	return 0;
}

/* Opens what is at the descriptor, which the harbour takes over; false when it cannot. */
static inline bool harbour_open_fd(struct harbour *harbour, int fd, uint64_t bulk)
{
	harbour_close(harbour);
	harbour->fd = fd;
	harbour->fs =
		squashfs_open_bulk(fd, 0, UINT64_MAX, "x.sqfs", bulk, &harbour->diags);
	return harbour->fs != NULL;
}

static inline bool harbour_open(struct harbour *harbour, const char *name, uint64_t bulk)
{
	char *path = path_join(harbour->folder, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	free(path);
	return harbour_open_fd(harbour, fd, bulk);
}

/* Makes folder/x.sqfs of folder/tree. Options have no blanks but between them. */
static inline void make_squashfs(const char *folder, const char *options)
{
	char *command = xasprintf("mksquashfs tree x.sqfs -noappend -all-root -no-progress%s%s",
		options[0] != '\0' ? " " : "", options);
	run_tool(folder, command);
	free(command);
}

/*
 * An image by hand. Inodes and listings are appended to `inodes` and `listings`; hand_finish()
 * splits them into plain blocks. The reference of the inode that begins at byte N of `inodes` is
 * hand_reference(N), and the same holds for listings.
 */
struct hand {
	struct text inodes, listings, fragments;
	uint64_t root;
	uint32_t numbers;
};

static inline uint64_t hand_reference(size_t at)
{
	return (uint64_t)(at / SQUASHFS_METADATA_SIZE * (SQUASHFS_METADATA_SIZE + 2)) << 16 |
		at % SQUASHFS_METADATA_SIZE;
}

static inline void append_le(struct text *text, uint64_t value, size_t size)
{
	char bytes[8];
	put_le(bytes, value, size);
	text_append_bytes(text, bytes, size);
}

/* The 16 bytes that all inodes begin with; returns the reference. */
static inline uint64_t hand_inode(struct hand *hand, unsigned type)
{
	uint64_t reference = hand_reference(hand->inodes.length);
	append_le(&hand->inodes, type, 2);
	append_le(&hand->inodes, 0755, 2);
	append_le(&hand->inodes, 0, 4);
	append_le(&hand->inodes, 1700000000, 4);
	append_le(&hand->inodes, ++hand->numbers, 4);
	return reference;
}

/* A folder whose listing begins at byte `listing` of hand->listings and has `size` bytes. */
static inline uint64_t hand_folder(struct hand *hand, size_t listing, size_t size)
{
	uint64_t place = hand_reference(listing);
	uint64_t reference = hand_inode(hand, SQUASHFS_FOLDER);
	append_le(&hand->inodes, place >> 16, 4);
	append_le(&hand->inodes, 2, 4);
	append_le(&hand->inodes, size + 3, 2);
	append_le(&hand->inodes, place & 0xffff, 2);
	append_le(&hand->inodes, 1, 4);
	return reference;
}

static inline uint64_t hand_link(struct hand *hand, const char *target, size_t length)
{
	uint64_t reference = hand_inode(hand, SQUASHFS_SYMLINK);
	append_le(&hand->inodes, 1, 4);
	append_le(&hand->inodes, length, 4);
	text_append_bytes(&hand->inodes, target, length);
	return reference;
}

/* A regular file of the extended form; the sizes of its blocks are to be appended. */
static inline uint64_t hand_file(struct hand *hand, uint64_t size, uint64_t data,
	uint32_t fragment, uint32_t fragment_offset)
{
	uint64_t reference = hand_inode(hand, SQUASHFS_REGULAR + 7);
	append_le(&hand->inodes, data, 8);
	append_le(&hand->inodes, size, 8);
	append_le(&hand->inodes, 0, 8);
	append_le(&hand->inodes, 1, 4);
	append_le(&hand->inodes, fragment, 4);
	append_le(&hand->inodes, fragment_offset, 4);
	append_le(&hand->inodes, UINT32_MAX, 4);
	return reference;
}

/* One name in a run of its own; returns the bytes that it takes. */
static inline size_t hand_name(
	struct hand *hand, const char *name, size_t length, uint64_t reference)
{
	append_le(&hand->listings, 0, 4);
	append_le(&hand->listings, reference >> 16, 4);
	append_le(&hand->listings, 1, 4);
	append_le(&hand->listings, reference & 0xffff, 2);
	append_le(&hand->listings, 0, 2);
	append_le(&hand->listings, SQUASHFS_FOLDER, 2);
	append_le(&hand->listings, length - 1, 2);
	text_append_bytes(&hand->listings, name, length);
	return 20 + length;
}

static inline void hand_add_blocks(struct text *image, const struct text *table)
{
	for (size_t at = 0; at < table->length; at += SQUASHFS_METADATA_SIZE) {
		size_t size = table->length - at;
		if (size > SQUASHFS_METADATA_SIZE)
			size = SQUASHFS_METADATA_SIZE;
		append_le(image, size | 0x8000, 2);
		text_append_bytes(image, table->data + at, size);
	}
}

/* The whole image, with blocks of 4 KiB; frees what the hand holds. */
static inline struct text hand_finish(struct hand *hand)
{
	struct text image = TEXT_INIT;
	char super[96];

	make_superblock(super, 1, 0);
	put_le(super + 12, 4096, 4);
	put_le(super + 16, hand->fragments.length / 16, 4);
	put_le(super + 22, 12, 2);
	put_le(super + 32, hand->root, 8);
	put_le(super + 48, UINT64_MAX, 8);
	put_le(super + 56, UINT64_MAX, 8);
	put_le(super + 64, sizeof super, 8);
	put_le(super + 88, UINT64_MAX, 8);
	text_append_bytes(&image, super, sizeof super);
	hand_add_blocks(&image, &hand->inodes);
	put_le(image.data + 72, image.length, 8);
	hand_add_blocks(&image, &hand->listings);
	uint64_t fragments = image.length;
	hand_add_blocks(&image, &hand->fragments);
	put_le(image.data + 80, image.length, 8);
	append_le(&image, fragments, 8);
	put_le(image.data + 40, image.length, 8);
	text_release(&hand->inodes);
	text_release(&hand->listings);
	text_release(&hand->fragments);
	*hand = (struct hand){0};
	return image;
}

/* Opens the image of the hand, which is then empty again. */
static inline bool harbour_open_hand(struct harbour *harbour, struct hand *hand)
{
	struct text image = hand_finish(hand);
	int fd = open_bytes(image.data, image.length);
	text_release(&image);
	return harbour_open_fd(harbour, fd, UINT64_MAX);
}

#endif
