#ifndef BERTH_IMAGE_CATALOG_WALK_H
#define BERTH_IMAGE_CATALOG_WALK_H

/*
 * What the files of the catalog share: finding files that look like images below folders (the
 * walk gives every path; catalog.c makes one image of all paths to the same file), and opening
 * one.
 */

#include "image/catalog.h"

enum { USER_FOLDER_DEPTH = 4 };

/* A folder to look into. */
struct walk_root {
	const char *path, *name;
	int64_t depth;
	enum root_stability stability;
	bool named; /* by the user: it must exist */
};

/* One path to a file; with `paths_only` nothing but path and root is known. */
struct walk_entry {
	char *path; /* the catalog's arena */
	const struct walk_root *root; /* all of a scan lie in one array, in the site's order */
	bool is_link;
	uint64_t device, inode, size;
	int64_t mtime, mtime_ns, ctime_ns; /* as in struct image */
};

struct walk_entries VECTOR_OF(struct walk_entry);

/* Appends what lies below the root. False with I10 when the user named it and it is no folder;
 * warning I11 for folders that cannot be read, note I12 for links that lead nowhere. */
bool walk_folder(const struct walk_root *root, bool paths_only, struct walk_entries *entries,
	struct arena *arena, struct diags *diags) MUST_USE;

/* Opens the file, says what is wrong with it and gives its kind; false when it is no image. */
bool catalog_open_image(const char *path, enum image_kind *kind, struct diags *diags) MUST_USE;

#endif
