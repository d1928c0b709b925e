#include "image/tree_parts.h"

#include "image/squashfs_parts.h"

/* As overlayfs stores it. */
static bool is_whiteout(const struct squashfs_entry *inner)
{
	return inner->type == SQUASHFS_CHARACTER_DEVICE && inner->device == 0;
}

bool tree_merge_add(struct tree_merge *merge, struct image_tree *tree, size_t layer,
	const struct squashfs_entry *inner, struct tree_sources *sources, struct diags *diags)
{
	struct tree_layer *from = &tree->layers.items[layer];
	bool opaque = false;

	merge->done = is_whiteout(inner) || inner->type != SQUASHFS_FOLDER;
	if (is_whiteout(inner) || (merge->found && inner->type != SQUASHFS_FOLDER))
		return true;
	if (!merge->found) {
		merge->found = true;
		merge->layer = layer;
		merge->inner = *inner;
	}
	if (inner->type != SQUASHFS_FOLDER)
		return true;
	vector_push(sources, (struct tree_source){layer, inner->reference});
	if (layer > 0 &&
		!squashfs_is_opaque(from->fs, &from->xattrs, inner->xattr, &opaque, diags))
		return false;
	merge->done = opaque;
	return true;
}

void tree_layers_root(struct image_tree *tree, struct tree_sources *sources)
{
	/* A mark on the root itself says nothing to overlayfs, either. */
	for (size_t layer = tree->layers.count; layer-- > 0;) {
		struct squashfs *fs = tree->layers.items[layer].fs;
		fs->decodes_left = SQUASHFS_DECODES_MAX;
		vector_push(sources, (struct tree_source){layer, fs->root});
	}
}

static bool fail_no_folder(struct image_tree *tree, size_t layer, struct diags *diags)
{
	return tree_fail(tree, diags, "I42", SQUASHFS_HINT_DAMAGED,
		"a folder of layer %zu of '%s' is none", layer + 1, tree->path);
}

static bool root(struct tree_search *search, struct tree_entry *entry)
{
	struct image_tree *tree = search->tree;
	size_t top = tree->layers.count - 1;
	struct squashfs_entry inner;

	if (!squashfs_find(tree->layers.items[top].fs, "", 0, &inner, search->diags))
		return false;
	if (inner.type != SQUASHFS_FOLDER)
		return fail_no_folder(tree, top, search->diags);
	tree_fill_entry(entry, top, &inner);
	tree_layers_root(tree, &search->sources);
	return true;
}

/* Names in a folder are sorted by their bytes. */
static int compare(const struct squashfs_name *name, const char *wanted, size_t length)
{
	size_t common = name->length < length ? name->length : length;
	int order = memcmp(name->bytes, wanted, common);

	return order != 0 ? order : (name->length > length) - (name->length < length);
}

/* Looks a name up in one layer's part of a folder. */
static enum tree_found look_up_in(struct tree_search *search, const struct tree_source *source,
	const char *wanted, struct squashfs_entry *inner)
{
	struct squashfs *fs = search->tree->layers.items[source->layer].fs;
	struct squashfs_cursor cursor;
	struct squashfs_inode inode;
	struct squashfs_listing listing;
	struct squashfs_name name;
	size_t length = strlen(wanted);

	fs->decodes_left = SQUASHFS_DECODES_MAX;
	if (!squashfs_load_inode(fs, source->reference, &cursor, &inode, search->diags))
		return TREE_BROKEN;
	if (inode.type != SQUASHFS_FOLDER) { /* the root of a damaged layer */
		fail_no_folder(search->tree, source->layer, search->diags);
		return TREE_BROKEN;
	}
	if (!squashfs_listing_open_near(&listing, &cursor, &inode, wanted, &search->entries_left))
		return TREE_BROKEN;
	for (;;) {
		enum squashfs_step step = squashfs_listing_next(&listing, &name);
		if (step == SQUASHFS_BROKEN)
			return TREE_BROKEN;
		int order = step == SQUASHFS_END ? 1 : compare(&name, wanted, length);
		if (order > 0)
			return TREE_ABSENT;
		if (order == 0)
			break;
	}
	if (!squashfs_load_inode(fs, name.reference, &cursor, &inode, search->diags))
		return TREE_BROKEN;
	squashfs_fill_entry(&inode, name.reference, inner);
	return TREE_FOUND;
}

static enum tree_found look_up(
	struct tree_search *search, const char *name, struct tree_entry *entry)
{
	size_t count;
	struct tree_merge merge = {0};
	size_t start = (size_t)(tree_search_sources(search, &count) - search->sources.items);

	for (size_t i = 0; i < count && !merge.done; i++) {
		struct tree_source source = search->sources.items[start + i];
		struct squashfs_entry inner = {0};
		enum tree_found found = look_up_in(search, &source, name, &inner);
		if (found == TREE_BROKEN)
			return TREE_BROKEN;
		if (found == TREE_FOUND && !tree_merge_add(&merge, search->tree, source.layer,
						   &inner, &search->sources, search->diags))
			return TREE_BROKEN;
	}
	if (!merge.found)
		return TREE_ABSENT;
	tree_fill_entry(entry, merge.layer, &merge.inner);
	return TREE_FOUND;
}

static bool walk(
	struct image_tree *tree, tree_visitor *visitor, void *context, struct diags *diags)
{
	struct tree_sources sources = {0};

	tree_layers_root(tree, &sources);
	bool fine = tree_merge_walk(
		tree, "", sources.items, sources.count, true, visitor, context, diags);
	vector_release(&sources);
	return fine;
}

static bool list(struct image_tree *tree, const struct tree_entry *folder, tree_visitor *visitor,
	void *context, struct diags *diags)
{
	struct tree_search search;
	size_t count;
	bool fine = tree_resolve(&search, tree, folder->path, SQUASHFS_NO_FOLLOW, diags);

	if (fine && tree_search_last(&search)->entry.type != SQUASHFS_FOLDER)
		fine = tree_fail(
			tree, diags, "I45", NULL, "'/%s' is not a folder", folder->path);
	if (fine) {
		const struct tree_source *sources = tree_search_sources(&search, &count);
		fine = tree_merge_walk(tree, text_string(&search.path), sources, count, false,
			visitor, context, diags);
	}
	tree_search_release(&search);
	return fine;
}

const struct tree_ops tree_layers_ops = {
	.root = root,
	.look_up = look_up,
	.walk = walk,
	.find = tree_find,
	.list = list,
	.target = tree_squashfs_target,
	.read = tree_squashfs_read,
	.stream = tree_squashfs_stream,
};
