#ifndef BERTH_IMAGE_CATALOG_H
#define BERTH_IMAGE_CATALOG_H

/*
 * All images below the site's roots (or the user's folders): one entry per file (device and
 * inode), however many links lead to it. Links to folders are not followed; special files are
 * never opened. The catalog owns its images.
 */

#include "image/image.h"

struct catalog {
	struct arena arena; /* owns every string but those of facts */
	struct arena facts; /* what index_attach() gave the images; its next call makes it anew */
	struct image *items;
	size_t count, capacity;
};

enum catalog_flags {
	CATALOG_KINDS = 1u << 0, /* also read each file's head to tell its kind (level 1) */
	/* Only paths, for those who are in a hurry: no file is looked at, so that nothing else is known of
	 * an image, not even by its name, and a file with two paths is two images. */
	CATALOG_PATHS = 1u << 1,
};

/* Walks `folders` (count of them), or the site's roots when count is 0. Roots that do not exist
 * are passed over in silence; folders that the user named are an error (I10), and one that
 * cannot be read is a warning (I11). Files count as images by their ending: .sif, .sqsh,
 * .squashfs, .sqfs, .img. Folders that the user names are searched four folders deep; names that
 * begin with a dot are passed over, and so are links that lead nowhere and files that vanish
 * (note I12). A link to a file outside of the folders is an entry of its own, with that file as
 * its target. The result is sorted by path. The caller ends it with catalog_release(), also
 * after false. */
bool catalog_scan(struct catalog *catalog, const struct site *site, char *const *folders,
	size_t count, unsigned flags, struct diags *diags) MUST_USE;
void catalog_release(struct catalog *catalog);

/* Adds the one file at `path` (with its kind) and gives it. It may be a sandbox folder, which a scan
 * never finds; its size and times are those of the folder itself. NULL with a diagnostic (I01 cannot
 * open, I02 no image, ...) when it cannot be used. The address holds until the next image is
 * added or a scan ends. */
const struct image *catalog_add(struct catalog *catalog, const struct site *site, const char *path,
	struct diags *diags) MUST_USE;

/*
 * What a person means by IMAGE: a path (when it has a slash or exists as a file), a file name, a
 * unique part of a file name, or a query (query.h) of which `newest` or `oldest` picks one.
 * Scans only when it must: a path is opened and nothing else. Links are resolved; a moving link
 * is noted (I30), and so is that the labels tell what the name of the file does not (I31). NULL
 * with I20 nothing matches (with the nearest names), I21 several match (naming them), I22 bad
 * query, or what catalog_add() says. The image belongs to `catalog`, which the caller has zeroed
 * and releases.
 */
const struct image *catalog_resolve(struct catalog *catalog, const struct site *site,
	const char *what, char *const *folders, size_t folder_count, struct diags *diags) MUST_USE;

#endif
