#ifndef BERTH_IMAGE_INDEX_H
#define BERTH_IMAGE_INDEX_H

/*
 * What is known of images that were looked at before, kept in a folder of the user's:
 *
 *   images.db   of each file, what its head says (level 1): kind, compression, architecture
 *   facts.db    of each image, what is inside (level 2): facts, environments, packages
 *
 * Both are snapshots (index_file.h) in the format of SQLite, in $BERTH_CACHE_DIR or else Berth's
 * cache folder. $BERTH_INDEX may name another folder with such files that is only read: one that
 * a centre keeps for all its users. An image is known by inode, size and the times of its last
 * change in nanoseconds, together with its device or its path (nodes may number the devices of one
 * file system differently). All of it can be thrown away at any time.
 *
 * Trouble with the index is never an error: I80 (note) it cannot be written, I81 (note) it was
 * damaged and is made anew.
 */

#include "image/catalog.h"
#include "image/facts.h"
#include "image/query.h"

#include <stdatomic.h>

struct index; /* opaque; one thread at a time uses it */

/* Opens the index; nothing is read yet. Where there is no folder for it ($HOME is not set), it is
 * always empty. The caller frees it with index_free(). */
struct index *index_open(void) RETURNS_NEW;
void index_free(struct index *index);

/* Level 1: gives all images of the catalog their kind, compression, architecture and marks,
 * from the index or, where it does not know them, from the files (several threads when they are many);
 * what was read is published. Files that cannot be read stay IMAGE_UNKNOWN. */
void index_read_heads(
	struct index *index, struct catalog *catalog, const atomic_bool *cancel, struct diags *diags);

#endif
