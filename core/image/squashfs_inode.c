#include "image/squashfs_parts.h"

#include <inttypes.h>

enum {
	HEADER_SIZE = 16, /* what all inodes begin with */
	LARGEST_BODY = 40,
	EXTENDED = 7, /* added to a type for the form that has more fields */
	TYPE_LAST = 2 * EXTENDED,
};

/* Bytes between the header and what varies, by the type as it is stored. */
static const unsigned char body_size[TYPE_LAST + 1] = {
	0, 16, 16, 8, 8, 8, 4, 4,  /* nothing, folder, regular, symlink, devices, FIFO, socket */
	24, 40, 8, 12, 12, 8, 8, /* the same, extended */
};

static void parse_folder(struct squashfs_inode *inode, const unsigned char *body, bool extended)
{
	if (extended) {
		inode->listing_size = load_le32(body + 4);
		inode->listing_block = load_le32(body + 8);
		inode->index_count = load_le16(body + 16);
		inode->listing_offset = load_le16(body + 18);
		inode->xattr = load_le32(body + 20);
	} else {
		inode->listing_block = load_le32(body);
		inode->listing_size = load_le16(body + 8);
		inode->index_count = 0;
		inode->listing_offset = load_le16(body + 10);
	}
}

static void parse_regular(struct squashfs_inode *inode, const unsigned char *body, bool extended)
{
	if (extended) {
		inode->data = load_le64(body);
		inode->size = load_le64(body + 8);
		inode->fragment = load_le32(body + 28);
		inode->fragment_offset = load_le32(body + 32);
		inode->xattr = load_le32(body + 36);
	} else {
		inode->data = load_le32(body);
		inode->fragment = load_le32(body + 4);
		inode->fragment_offset = load_le32(body + 8);
		inode->size = load_le32(body + 12);
	}
}

static void parse_body(struct squashfs_inode *inode, const unsigned char *body, bool extended)
{
	switch (inode->type) {
	case SQUASHFS_FOLDER:
		parse_folder(inode, body, extended);
		break;
	case SQUASHFS_REGULAR:
		parse_regular(inode, body, extended);
		break;
	case SQUASHFS_SYMLINK: /* its attributes stand behind the target */
		inode->size = load_le32(body + 4);
		break;
	case SQUASHFS_BLOCK_DEVICE:
	case SQUASHFS_CHARACTER_DEVICE:
		inode->device = load_le32(body + 4);
		if (extended)
			inode->xattr = load_le32(body + 8);
		break;
	case SQUASHFS_FIFO:
	case SQUASHFS_SOCKET:
		if (extended)
			inode->xattr = load_le32(body + 4);
		break;
	}
}

bool squashfs_parse_inode(struct squashfs_cursor *cursor, struct squashfs_inode *inode)
{
	unsigned char scratch[LARGEST_BODY];
	const unsigned char *bytes = squashfs_take(cursor, HEADER_SIZE, scratch);

	if (bytes == NULL)
		return false;
	unsigned type = load_le16(bytes);
	if (type == 0 || type > TYPE_LAST)
		return squashfs_damaged(cursor->fs, cursor->diags,
			"an inode is of the unknown type %u (in the block at byte %" PRIu64 ")",
			type, cursor->position);
	bool extended = type > EXTENDED;
	inode->type = (enum squashfs_type)(extended ? type - EXTENDED : type);
	inode->mode = load_le16(bytes + 2) & 07777;
	inode->modified = load_le32(bytes + 8);
	inode->number = load_le32(bytes + 12);
	inode->xattr = SQUASHFS_NO_XATTR;
	inode->device = 0;
	inode->size = 0;
	bytes = squashfs_take(cursor, body_size[type], scratch);
	if (bytes == NULL)
		return false;
	parse_body(inode, bytes, extended);
	return true;
}

bool squashfs_load_inode(struct squashfs *fs, uint64_t reference, struct squashfs_cursor *cursor,
	struct squashfs_inode *inode, struct diags *diags)
{
	cursor->fs = fs;
	cursor->diags = diags;
	return squashfs_seek(cursor, fs->inode_table, fs->folder_table, reference >> 16,
		       (uint32_t)(reference & 0xffff)) &&
		squashfs_parse_inode(cursor, inode);
}

void squashfs_fill_entry(
	const struct squashfs_inode *inode, uint64_t reference, struct squashfs_entry *entry)
{
	entry->type = inode->type;
	entry->mode = inode->mode;
	entry->inode = inode->number;
	entry->device = inode->device;
	entry->xattr = inode->xattr;
	entry->modified = inode->modified;
	entry->size = inode->size;
	entry->reference = reference;
}

bool squashfs_append_target(
	struct squashfs_cursor *cursor, const struct squashfs_inode *inode, struct text *out)
{
	unsigned char scratch[SQUASHFS_TARGET_MAX];

	if (inode->size == 0 || inode->size > sizeof scratch)
		return squashfs_damaged(cursor->fs, cursor->diags,
			"a symlink has a target of %" PRIu64 " bytes", inode->size);
	uint32_t length = (uint32_t)inode->size;
	const unsigned char *target = squashfs_take(cursor, length, scratch);
	if (target == NULL)
		return false;
	if (memchr(target, '\0', length) != NULL)
		return squashfs_damaged(
			cursor->fs, cursor->diags, "the target of a symlink has a zero byte");
	text_append_bytes(out, target, length);
	return true;
}

bool squashfs_target(struct squashfs *fs, const struct squashfs_entry *entry, struct text *out,
	struct diags *diags)
{
	struct squashfs_cursor cursor;
	struct squashfs_inode inode;

	fs->decodes_left = SQUASHFS_DECODES_MAX;
	if (!squashfs_load_inode(fs, entry->reference, &cursor, &inode, diags))
		return false;
	if (inode.type != SQUASHFS_SYMLINK)
		return squashfs_fail(fs, diags, "I45", NULL, "'%s' is not a symlink", entry->path);
	return squashfs_append_target(&cursor, &inode, out);
}
