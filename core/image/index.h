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
/* From now on index_read_heads() reads all files, as if the index knew nothing; what is published
 * takes the place of what it knew, and until then the others who use the index have that. */
void index_afresh(struct index *index);

/* Level 1: gives all images of the catalog their kind, compression, architecture and marks, from
 * the index or, where it does not know them, from the files (several threads when they are
 * many); what was read is published. Files that cannot be read stay IMAGE_UNKNOWN. */
void index_read_heads(struct index *index, struct catalog *catalog, const atomic_bool *cancel,
	struct diags *diags);

/*
 * Level 2. `images` are pointers into a catalog, `count` of them.
 */

/* Puts those of which the index knows nothing first, in the order in which they are best read (of
 * the newest days first, and there the smallest), and gives how many they are. Images that were
 * read in vain (encrypted, damaged) count as known. */
size_t index_unknown(struct index *index, const struct image **images, size_t count);

/* Gives the images of the catalog `facts` with what the query (may be NULL) asks for: facts and
 * packages that it names, and all environments. Of images that the index does not know, or could
 * not read, `facts` stays NULL. Packages have no path. The facts belong to the catalog, until
 * the next call. */
void index_attach(struct index *index, struct catalog *catalog, const struct query *query);

/* Puts into `images` (with room for all of the catalog) those of which the query cannot tell and
 * that index_unknown() gives, and gives how many they are: when these are read, it can. */
size_t index_untold(struct index *index, const struct catalog *catalog, const struct query *query,
	const struct image **images);

/* The package keys that the index knows; calls `each` for each of them, in no order. */
void index_each_key(
	struct index *index, void (*each)(void *context, const char *key), void *context);

/* Reading many images in worker threads. It copies what it needs of the images. */
struct index_work; /* opaque */

struct index_work_options {
	size_t threads;            /* 0: one for each processor, four at most */
	/* Called by a worker after each image, to wake whoever waits (a write to an eventfd); it
	 * must not call functions of the index. May be NULL. */
	void (*on_done)(void *context);
	void *context;
};

struct index_progress {
	size_t total, done;
	size_t failed; /* of the done: their inside cannot be read */
};

struct index_work *index_work_start(struct index *index, const struct image *const *images,
	size_t count, const struct index_work_options *options) RETURNS_NEW;
/* Waits until another image is done, for at most that long; whether all are. */
bool index_work_wait(struct index_work *work, int milliseconds);
void index_work_progress(struct index_work *work, struct index_progress *progress);
/* Takes what was read into the index and publishes it, if there is anything; by the thread that
 * uses the index. It is a matter of milliseconds, worth doing every few seconds. */
void index_work_collect(struct index_work *work, struct diags *diags);
/* Gives up what is not done (also images that are being read), collects the rest and frees the
 * work. */
void index_work_end(struct index_work *work, struct diags *diags);

/* What a query reads without being asked to. */
enum { INDEX_AT_ONCE = 16 };

/* For those who only want an answer: attaches what the query asks for, after reading up to
 * INDEX_AT_ONCE images of which it cannot tell. Gives how many it still cannot tell of and that
 * could be read. */
size_t index_answer(struct index *index, struct catalog *catalog, const struct query *query,
	struct diags *diags);

/* What there is, for `berth index status`. */
struct index_status {
	struct index_file {
		char *path;                /* owned; NULL: there is no folder for it */
		const char *state;         /* "good", "missing", "other-version", "damaged",
					    * "unreadable"; static */
		uint64_t size;             /* bytes */
		int64_t changed;           /* Unix seconds */
		size_t images;             /* rows; 0 unless good */
		size_t packages, failed;   /* of facts.db */
	} files[4]; /* images.db and facts.db, the own ones and the shared ones */
};
void index_get_status(struct index *index, struct index_status *status);
void index_status_release(struct index_status *status);

/* Removes the own files; *removed gets how many. False with F21. */
bool index_clear(struct index *index, size_t *removed, struct diags *diags);

#endif
