#include "image/tree_parts.h"

#include "image/squashfs_parts.h"

/*
 * Going through several layers at once: each folder is read from all layers that have a part of
 * it, side by side, as all of them are sorted by name. Nothing but the next name of each is kept.
 */

/* One layer's part of a folder, and the name in it that comes next. */
struct head {
	size_t layer;
	struct squashfs_listing listing;
	bool ended;
	uint64_t reference;
	size_t length;
	char name[SQUASHFS_NAME_MAX + 1];
};

/* A folder whose names are being visited. */
struct frame {
	size_t heads;       /* where its parts begin; they go to the end of all, or the next frame */
	size_t path_length; /* of its own path */
};

struct walk {
	struct image_tree *tree;
	struct diags *diags;
	tree_visitor *visitor;
	void *context;
	struct VECTOR_OF(struct frame) frames;
	struct VECTOR_OF(struct head) heads; /* of a frame upper to lower */
	struct squashfs_map *seen; /* for each layer: references of the folders that were entered */
	struct tree_sources sources; /* of the name that is visited */
	struct text path;
	uint32_t entries_left;
	bool stopped;
};

/* Moves on to the next name of a part. Merging relies on their order. */
static bool advance(struct walk *walk, struct head *head)
{
	struct squashfs_name name;

	switch (squashfs_listing_next(&head->listing, &name)) {
	case SQUASHFS_BROKEN:
		return false;
	case SQUASHFS_END:
		head->ended = true;
		return true;
	case SQUASHFS_NAME:
		break;
	}
	char before[sizeof head->name];
	memcpy(before, head->name, head->length + 1);
	memcpy(head->name, name.bytes, name.length);
	head->name[name.length] = '\0';
	head->length = name.length;
	head->reference = name.reference;
	if (strcmp(before, head->name) < 0)
		return true;
	return squashfs_damaged(head->listing.cursor.fs, walk->diags,
		"the names in the folder '/%s' are not sorted", text_string(&walk->path));
}

static bool add_head(struct walk *walk, const struct tree_source *source)
{
	struct squashfs *fs = walk->tree->layers.items[source->layer].fs;
	struct squashfs_map *seen = &walk->seen[source->layer];
	struct squashfs_cursor cursor;
	struct squashfs_inode inode;
	uint32_t first;

	if (squashfs_map_find(seen, source->reference, &first))
		return squashfs_damaged(fs, walk->diags, "the folder '%s' occurs twice in a layer",
			text_string(&walk->path));
	squashfs_map_add(seen, source->reference, 0);
	if (!squashfs_load_inode(fs, source->reference, &cursor, &inode, walk->diags))
		return false;
	if (inode.type != SQUASHFS_FOLDER)
		return squashfs_damaged(fs, walk->diags, "'/%s' is not a folder in layer %zu",
			text_string(&walk->path), source->layer + 1);
	struct head *head = vector_add(&walk->heads);
	head->layer = source->layer;
	return squashfs_listing_open(
		       &head->listing, fs, &inode, &walk->entries_left, walk->diags) &&
		advance(walk, head);
}

static bool enter(struct walk *walk, const struct tree_source *sources, size_t count)
{
	if (walk->frames.count >= TREE_DEPTH_MAX)
		return tree_fail(walk->tree, walk->diags, "I43", NULL,
			"the folders in '%s' are more than %d levels deep", walk->tree->path,
			TREE_DEPTH_MAX);
	vector_push(&walk->frames, (struct frame){walk->heads.count, walk->path.length});
	for (size_t i = 0; i < count; i++)
		if (!add_head(walk, &sources[i]))
			return false;
	return true;
}

/* The first of all next names; NULL when there is none any more. */
static const struct head *first_head(const struct walk *walk, const struct frame *frame)
{
	const struct head *first = NULL;

	for (size_t i = frame->heads; i < walk->heads.count; i++) {
		const struct head *head = &walk->heads.items[i];
		if (!head->ended && (first == NULL || strcmp(head->name, first->name) < 0))
			first = head;
	}
	return first;
}

/* Takes a name from all parts that have it. */
static bool merge(struct walk *walk, const struct frame *frame, const char *name,
	struct tree_merge *result)
{
	walk->sources.count = 0;
	for (size_t i = frame->heads; i < walk->heads.count; i++) {
		struct head *head = &walk->heads.items[i];
		struct squashfs_entry inner = {0};
		struct squashfs_inode inode;
		if (head->ended || !string_equal(head->name, name))
			continue;
		if (!result->done) {
			if (!squashfs_listing_inode(&head->listing, head->reference, &inode))
				return false;
			squashfs_fill_entry(&inode, head->reference, &inner);
			if (!tree_merge_add(result, walk->tree, head->layer, &inner,
				    &walk->sources, walk->diags))
				return false;
		}
		if (!advance(walk, head))
			return false;
	}
	return true;
}

static bool visit_next(struct walk *walk, bool deep)
{
	const struct frame *frame = &walk->frames.items[walk->frames.count - 1];
	struct tree_merge result = {0};
	struct tree_entry entry;

	text_truncate(&walk->path, frame->path_length);
	const struct head *first = first_head(walk, frame);
	if (first == NULL) {
		walk->heads.count = frame->heads;
		walk->frames.count--;
		return true;
	}
	char name[sizeof first->name];
	memcpy(name, first->name, first->length + 1);
	if (!merge(walk, frame, name, &result))
		return false;
	if (!result.found)
		return true;
	if (frame->path_length > 0)
		text_append_char(&walk->path, '/');
	size_t start = walk->path.length;
	text_append(&walk->path, name);
	entry.path = result.inner.path = text_string(&walk->path);
	entry.name = result.inner.name = entry.path + start;
	tree_fill_entry(&entry, result.layer, &result.inner);
	enum squashfs_visit answer = walk->visitor(walk->context, &entry);
	walk->stopped = answer == SQUASHFS_STOP;
	if (answer == SQUASHFS_CONTINUE && deep && entry.type == SQUASHFS_FOLDER)
		return enter(walk, walk->sources.items, walk->sources.count);
	return true;
}

bool tree_merge_walk(struct image_tree *tree, const char *path, const struct tree_source *sources,
	size_t count, bool deep, tree_visitor *visitor, void *context, struct diags *diags)
{
	struct walk walk = {.tree = tree,
		.diags = diags,
		.visitor = visitor,
		.context = context,
		.entries_left = TREE_ENTRIES_MAX};

	text_append(&walk.path, path);
	walk.seen = xcalloc(tree->layers.count, sizeof *walk.seen);
	bool fine = enter(&walk, sources, count);
	while (fine && !walk.stopped && walk.frames.count > 0)
		fine = visit_next(&walk, deep);
	for (size_t i = 0; i < tree->layers.count; i++)
		squashfs_map_release(&walk.seen[i]);
	free(walk.seen);
	vector_release(&walk.sources);
	vector_release(&walk.frames);
	vector_release(&walk.heads);
	text_release(&walk.path);
	return fine;
}
