#ifndef BERTH_IMAGE_INDEX_PARTS_H
#define BERTH_IMAGE_INDEX_PARTS_H

/* What the files of the index share. Nobody else includes this but their tests. */

#include "image/index.h"
#include "image/index_file.h"

/* Bounds: images at level 1 and at level 2, packages of one image. */
enum { INDEX_HEAD_LIMIT = 200000, INDEX_FACTS_LIMIT = 20000, INDEX_PACKAGES_LIMIT = 20000 };
/* Bytes of facts.db: homes are small. */
enum { INDEX_FACTS_BYTES = 24 * 1024 * 1024 };

struct index {
	char *folder; /* owned; NULL: none */
	char *shared; /* owned; $BERTH_INDEX, or NULL */
	sqlite3 *facts[2]; /* the own and the shared facts.db, once loaded; NULL when not there */
	bool facts_loaded;
	bool afresh;      /* heads are read although they are known */
	bool pruned;      /* images that are gone were dropped from facts.db */
	bool memory_only; /* facts.db cannot be written */
};

/* The facts of one image on their way into the index. */
struct index_reading {
	struct image image; /* its identity and target; strings belong to whoever made it */
	struct facts *facts; /* owned; NULL: it cannot be read */
};

/* Loads both facts.db, once. */
void index_load_facts(struct index *index);
/* Writes the readings into facts.db and publishes it; afterwards the index knows them, even when
 * the file could not be written. */
void index_store_facts(struct index *index, const struct index_reading *readings, size_t count,
	struct diags *diags);

extern const struct snapshot_kind index_images_kind, index_facts_kind;

/* The two folders in the order in which they are asked; NULL for one that is not there. */
static inline const char *index_folder_at(const struct index *index, size_t i)
{
	return i == 0 ? index->folder : index->shared;
}

/* Whether what was read of the file, with these diagnostics, is worth remembering. A file system that
 * failed (I01) may work tomorrow; a file that this user may not read stays so. */
bool index_is_lasting(const char *path, const struct diags *diags);

/* The number by which an image is found: of inode, size and times. */
int64_t index_image_id(const struct image *image);
/* Of the absolute path of the file; `folder` is the working folder. */
int64_t index_path_hash(const struct image *image, const char *folder);
/* The working folder, or ""; the caller frees it. */
char *index_working_folder(void);

#endif
