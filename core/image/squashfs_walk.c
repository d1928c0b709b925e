#include "image/squashfs_parts.h"

/* A folder whose names are being visited. */
struct frame {
	struct squashfs_listing listing;
	size_t names; /* where the names in it begin in the path of the walk */
};

enum {
	/* No two inodes of folders begin within so many bytes: it is the size of the smallest. */
	INODE_SPACING = 32,
	MARKS = SQUASHFS_METADATA_SIZE / INODE_SPACING + 1,
};

/* The inodes of the folders that were entered: one bit for each possible place. */
struct marks {
	unsigned char bits[(MARKS + 7) / 8];
};

struct seen {
	struct squashfs_map index; /* from the start of a metadata block to its marks */
	struct VECTOR_OF(struct marks) marks;
};

struct walk {
	struct squashfs *fs;
	struct diags *diags;
	squashfs_visitor *visitor;
	void *context;
	struct VECTOR_OF(struct frame) frames;
	struct seen seen;
	struct text path;
	uint32_t entries_left;
	bool stopped;
};

/* Marks the place of an inode; false when it was marked already. */
static bool mark(struct seen *seen, uint64_t reference)
{
	uint32_t index, bit = (uint32_t)(reference & 0xffff) / INODE_SPACING;

	if (!squashfs_map_find(&seen->index, reference >> 16, &index)) {
		index = (uint32_t)seen->marks.count;
		squashfs_map_add(&seen->index, reference >> 16, index);
		(void)vector_add(&seen->marks);
	}
	unsigned char *byte = &seen->marks.items[index].bits[bit / 8];
	unsigned char mask = (unsigned char)(1u << bit % 8);
	if ((*byte & mask) != 0)
		return false;
	*byte |= mask;
	return true;
}

static bool enter(struct walk *walk, const struct squashfs_inode *folder, uint64_t reference)
{
	if (walk->frames.count >= SQUASHFS_DEPTH_MAX)
		return squashfs_fail(walk->fs, walk->diags, "I43", NULL,
			"the folders in '%s' are more than %d levels deep", walk->fs->path,
			SQUASHFS_DEPTH_MAX);
	if (!mark(&walk->seen, reference))
		return squashfs_damaged(walk->fs, walk->diags,
			"the folder '%s' occurs twice in the image", text_string(&walk->path));
	struct frame *frame = vector_add(&walk->frames);
	if (walk->path.length > 0)
		text_append_char(&walk->path, '/');
	frame->names = walk->path.length;
	return squashfs_listing_open(
		&frame->listing, walk->fs, folder, &walk->entries_left, walk->diags);
}

/* Visits one name of the innermost folder; with `deep`, a folder of this name becomes the innermost
 * one. False on damage. */
static bool visit_next(struct walk *walk, bool deep)
{
	struct frame *frame = &walk->frames.items[walk->frames.count - 1];
	struct squashfs_name name;
	struct squashfs_inode inode;
	struct squashfs_entry entry;
	enum squashfs_step step = squashfs_listing_next(&frame->listing, &name);

	if (step != SQUASHFS_NAME) {
		walk->frames.count--;
		return step == SQUASHFS_END;
	}
	text_truncate(&walk->path, frame->names);
	text_append_bytes(&walk->path, name.bytes, name.length);
	if (!squashfs_listing_inode(&frame->listing, name.reference, &inode))
		return false;
	entry.path = text_string(&walk->path);
	entry.name = entry.path + frame->names;
	squashfs_fill_entry(&inode, name.reference, &entry);
	enum squashfs_visit answer = walk->visitor(walk->context, &entry);
	walk->stopped = answer == SQUASHFS_STOP;
	if (answer == SQUASHFS_CONTINUE && deep && inode.type == SQUASHFS_FOLDER)
		return enter(walk, &inode, name.reference);
	return true;
}

static bool run(struct walk *walk, uint64_t reference, bool deep)
{
	struct squashfs_cursor cursor;
	struct squashfs_inode inode;
	bool fine = true;

	walk->fs->decodes_left = SQUASHFS_DECODES_MAX;
	walk->entries_left = SQUASHFS_ENTRIES_MAX;
	if (!squashfs_load_inode(walk->fs, reference, &cursor, &inode, walk->diags))
		return false;
	if (inode.type != SQUASHFS_FOLDER)
		return squashfs_fail(walk->fs, walk->diags, "I45", NULL, "'/%s' is not a folder",
			text_string(&walk->path));
	fine = enter(walk, &inode, reference);
	while (fine && !walk->stopped && walk->frames.count > 0)
		fine = visit_next(walk, deep);
	return fine;
}

static bool run_and_release(struct walk *walk, uint64_t reference, bool deep)
{
	bool fine = run(walk, reference, deep);

	vector_release(&walk->frames);
	squashfs_map_release(&walk->seen.index);
	vector_release(&walk->seen.marks);
	text_release(&walk->path);
	return fine;
}

bool squashfs_walk(
	struct squashfs *fs, squashfs_visitor *visitor, void *context, struct diags *diags)
{
	struct walk walk = {.fs = fs, .diags = diags, .visitor = visitor, .context = context};

	squashfs_unpack_region(fs);
	return run_and_release(&walk, fs->root, true);
}

bool squashfs_list_dir(struct squashfs *fs, const struct squashfs_entry *folder,
	squashfs_visitor *visitor, void *context, struct diags *diags)
{
	struct walk walk = {.fs = fs, .diags = diags, .visitor = visitor, .context = context};

	text_append(&walk.path, folder->path);
	return run_and_release(&walk, folder->reference, false);
}
