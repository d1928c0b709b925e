#ifndef BERTH_IMAGE_TREE_PARTS_H
#define BERTH_IMAGE_TREE_PARTS_H

/*
 * What the files of the tree share: tree.c opens and dispatches, tree_find.c resolves paths,
 * tree_layers.c looks names up in layers and tree_merge.c goes through them, tree_folder.c and
 * tree_folder_walk.c do the same in a sandbox folder. Nobody else includes this but their tests.
 */

#include "image/squashfs_xattr.h"
#include "image/tree.h"

enum {
	TREE_ENTRIES_MAX = 10000000, /* names that one call looks at: as squashfs_walk() */
	TREE_DEPTH_MAX = 1000,
	TREE_LINKS_MAX = 40,
};

struct tree_layer {
	struct squashfs *fs; /* owned */
	struct squashfs_xattrs xattrs;
};

struct tree_search;
enum tree_found { TREE_FOUND, TREE_ABSENT, TREE_BROKEN /* with a diagnostic */ };

/* How one kind of tree does it; the last functions are as those of tree.h. */
struct tree_ops {
	/* For tree_resolve(), and NULL where find is not tree_find(): fills the entry of the root,
	 * or that of a name in the folder that the search has come to, all but path and name; and
	 * adds the sources of a folder to those of the search. */
	bool (*root)(struct tree_search *search, struct tree_entry *entry);
	enum tree_found (*look_up)(
		struct tree_search *search, const char *name, struct tree_entry *entry);

	bool (*walk)(struct image_tree *tree, tree_visitor *visitor, void *context,
		struct diags *diags);
	bool (*find)(struct image_tree *tree, const char *path, unsigned flags,
		struct tree_entry *entry, struct diags *diags);
	bool (*list)(struct image_tree *tree, const struct tree_entry *folder,
		tree_visitor *visitor, void *context, struct diags *diags);
	bool (*target)(struct image_tree *tree, const struct tree_entry *entry, struct text *out,
		struct diags *diags);
	bool (*read)(struct image_tree *tree, const struct tree_entry *entry, uint64_t limit,
		struct text *out, struct diags *diags);
	bool (*stream)(struct image_tree *tree, const struct tree_entry *entry,
		squashfs_sink *sink, void *context, struct diags *diags);
};

extern const struct tree_ops tree_layers_ops, tree_folder_ops;

struct image_tree {
	const struct tree_ops *ops;
	char *path; /* owned; of the image */
	int fd;     /* owned; of the file, or of the sandbox folder */
	struct VECTOR_OF(struct tree_layer) layers; /* lower to upper; none of a folder */
	struct text found; /* path of the entry of the last find */
	bool step_by_step; /* a sandbox folder is opened part by part even where openat2() is */
};

/* Adds an error about this image and returns false; `hint` may be NULL. */
bool tree_fail(const struct image_tree *tree, struct diags *diags, const char *id, const char *hint,
	const char *format, ...) PRINTF_LIKE(5, 6);

/* Takes type, mode, time and size over from `inner`, which becomes a part of the entry. */
void tree_fill_entry(struct tree_entry *entry, size_t layer, const struct squashfs_entry *inner);

/* One layer's part of a folder. */
struct tree_source {
	size_t layer;
	uint64_t reference; /* of its inode there */
};

struct tree_sources VECTOR_OF(struct tree_source);

/* What is on the way from the root to where a search stands. */
struct tree_step {
	struct tree_entry entry; /* all but path and name */
	size_t path_length;      /* of its path within search->path */
	size_t sources;          /* end of its sources, which begin where those of the one above end */
};

struct tree_search {
	struct image_tree *tree;
	struct diags *diags;
	const char *wanted; /* as the caller wrote it */
	struct text rest;   /* what is still to be resolved, from `at` on */
	size_t at;
	struct text path;   /* what is resolved */
	struct VECTOR_OF(struct tree_step) trail; /* the root first; never empty */
	struct tree_sources sources; /* upper to lower for each step; none in a folder */
	unsigned links;
	uint32_t entries_left; /* what squashfs_listing_next() may still look at */
};

/* Resolves a path as image_tree_find() says; false with a diagnostic. The caller ends the search
 * with tree_search_release(), also then. */
bool tree_resolve(struct tree_search *search, struct image_tree *tree, const char *path,
	unsigned flags, struct diags *diags) MUST_USE;
void tree_search_release(struct tree_search *search);
static inline const struct tree_step *tree_search_last(const struct tree_search *search)
{
	return &search->trail.items[search->trail.count - 1];
}
/* Of the last step; sets *count. */
const struct tree_source *tree_search_sources(const struct tree_search *search, size_t *count);

/* image_tree_find() by tree_resolve(). */
bool tree_find(struct image_tree *tree, const char *path, unsigned flags, struct tree_entry *entry,
	struct diags *diags);

/* Content of layers, for tree.c and tree_layers.c. */
bool tree_squashfs_target(struct image_tree *tree, const struct tree_entry *entry,
	struct text *out, struct diags *diags);
bool tree_squashfs_read(struct image_tree *tree, const struct tree_entry *entry, uint64_t limit,
	struct text *out, struct diags *diags);
bool tree_squashfs_stream(struct image_tree *tree, const struct tree_entry *entry,
	squashfs_sink *sink, void *context, struct diags *diags);

/*
 * What several layers make of one name. They are told from the uppermost down; all zero is
 * the beginning.
 */
struct tree_merge {
	bool found;  /* `layer` and `inner` say what the name is */
	bool done;   /* layers further down say nothing any more */
	size_t layer;
	struct squashfs_entry inner;
};

/* Takes what one layer has under the name. Parts of a folder are added to `sources`. False with a
 * diagnostic. */
bool tree_merge_add(struct tree_merge *merge, struct image_tree *tree, size_t layer,
	const struct squashfs_entry *inner, struct tree_sources *sources, struct diags *diags)
	MUST_USE;

/* The parts of the root. */
void tree_layers_root(struct image_tree *tree, struct tree_sources *sources);

/* Visits what is in a folder of several layers, and with `deep` what is below it, too. `path` is
 * the folder's. */
bool tree_merge_walk(struct image_tree *tree, const char *path, const struct tree_source *sources,
	size_t count, bool deep, tree_visitor *visitor, void *context, struct diags *diags) MUST_USE;

/* Opens what lies at a path below the sandbox folder ("" is the folder itself) without following
 * any link; -1 with errno. */
int tree_folder_open(const struct image_tree *tree, const char *path, int flags) MUST_USE;
/* Fills an entry, all but path and name. */
struct stat;
void tree_folder_fill(struct tree_entry *entry, const struct stat *status);
bool tree_folder_walk(struct image_tree *tree, tree_visitor *visitor, void *context,
	struct diags *diags);
bool tree_folder_list(struct image_tree *tree, const struct tree_entry *folder,
	tree_visitor *visitor, void *context, struct diags *diags);

#endif
