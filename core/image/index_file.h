#ifndef BERTH_IMAGE_INDEX_FILE_H
#define BERTH_IMAGE_INDEX_FILE_H

/*
 * A snapshot: one SQLite database in one file that is never changed, only replaced. Cluster file
 * systems do not promise locks that reach all login nodes, so SQLite never opens a file here:
 *
 *   - a reader reads the whole file, closes it and hands the bytes to SQLite;
 *   - a writer changes such a copy in memory, writes it under a name of its own beside the
 *     snapshot, and renames it over that, when the snapshot is still the one that it has read; else
 *     it begins anew, so that what others have published meanwhile is kept. Between that last look
 *     and the rename lie microseconds: what is lost when two meet in them costs reading those
 *     images again. A lock of the folder, where there are locks, spares most of the new beginnings.
 *
 * Behind the database stands a trailer with a checksum, which SQLite's own tools pass over: a flipped
 * bit is found before SQLite sees it. What is damaged, of another version or no snapshot at all
 * is replaced by the next writer, and never an error.
 *
 * Shared by the files of the index and their tests.
 */

#include "base/base.h"
#include "base/diag.h"

#include <sqlite3.h>

enum {
	SNAPSHOT_LIMIT = 48 * 1024 * 1024, /* bytes: larger ones are neither read nor written */
	SNAPSHOT_TRAILER = 32,             /* bytes */
};

struct snapshot_kind {
	const char *file;       /* "images.db" */
	int32_t application_id; /* PRAGMA application_id */
	int32_t version;        /* PRAGMA user_version; every change of the schema is a new one */
	const char *schema;     /* makes the empty database */
};

enum snapshot_state {
	SNAPSHOT_MISSING,
	SNAPSHOT_GOOD,
	SNAPSHOT_OTHER,      /* of another version of Berth, or of another program */
	SNAPSHOT_DAMAGED,
	SNAPSHOT_UNREADABLE, /* errno tells why */
};

/* Reads the snapshot in `folder` and opens it for reading, or for changes in memory when
 * `writable`. NULL, with *state saying why, when there is none that can be used. The caller ends
 * it with sqlite3_close(). */
sqlite3 *snapshot_load(const char *folder, const struct snapshot_kind *kind, bool writable,
	enum snapshot_state *state) MUST_USE;

/* An empty database in memory. */
sqlite3 *snapshot_empty(const struct snapshot_kind *kind) RETURNS_NEW;

/* Loads the current snapshot (or the empty database when there is none that can be used), lets
 * `change` work on it, and publishes the result when that gives true. It may be called several
 * times, each time with another database. *result (may be NULL) gets the changed database, also
 * when it could not be written; the caller closes it. False with note I80 when it could not be written: without the index everything works, but slower. A note I81
 * tells of a snapshot that was damaged and is replaced. */
bool snapshot_publish(const char *folder, const struct snapshot_kind *kind,
	bool (*change)(sqlite3 *database, void *context), void *context, sqlite3 **result,
	struct diags *diags);

/* Removes the snapshot and what writers that died have left, not what one is writing; gives how many files went, and
 * false with F21 when one could not be removed. */
bool snapshot_remove(
	const char *folder, const struct snapshot_kind *kind, size_t *removed, struct diags *diags);

/* Removes temporary files of this host's writers that are gone, and any that are older than an
 * hour; gives how many. */
size_t snapshot_sweep(const char *folder, const struct snapshot_kind *kind);

/* Runs statements without results, and prepares one. False and NULL tell of damage, and of tables
 * that are not ours: somebody else may have made the file. With a full memory the program ends. */
bool snapshot_run(sqlite3 *database, const char *sql) MUST_USE;
sqlite3_stmt *snapshot_prepare(sqlite3 *database, const char *sql) MUST_USE;
/* One step: whether it gives a row, and whether it is the last. Without memory SQLite takes a whole
 * transaction back in silence, so that ends the program here. */
bool snapshot_row(sqlite3_stmt *statement) MUST_USE;
bool snapshot_done(sqlite3_stmt *statement) MUST_USE;
/* Ends the program when the last call for the database, or one that gave `result`, had no memory: want of
 * memory is nobody's mistake, and no damage of a file. */
void snapshot_stop_without_memory(sqlite3 *database, int result);

/* Of bytes, in eight-byte steps; for finding damage, not for security. */
uint64_t snapshot_checksum(const void *bytes, size_t length);

#endif
