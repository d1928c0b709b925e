#include "image/index_parts.h"

#include "base/files.h"

#include <sys/stat.h>

static const char *const state_names[] = {
	[SNAPSHOT_MISSING] = "missing",
	[SNAPSHOT_GOOD] = "good",
	[SNAPSHOT_OTHER] = "other-version",
	[SNAPSHOT_DAMAGED] = "damaged",
	[SNAPSHOT_UNREADABLE] = "unreadable",
};

static size_t count(sqlite3 *database, const char *sql)
{
	sqlite3_stmt *row = snapshot_prepare(database, sql);
	size_t rows = 0;

	if (row != NULL && snapshot_row(row))
		rows = (size_t)sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return rows;
}

static void look_at(
	const char *folder, const struct snapshot_kind *kind, struct index_file *file)
{
	enum snapshot_state state;
	sqlite3 *database;
	struct stat status;

	file->state = state_names[SNAPSHOT_MISSING];
	if (folder == NULL)
		return;
	file->path = path_join(folder, kind->file);
	database = snapshot_load(folder, kind, false, &state);
	file->state = state_names[state];
	if (stat(file->path, &status) == 0) {
		file->size = (uint64_t)status.st_size;
		file->changed = status.st_mtime;
	}
	if (database == NULL)
		return;
	/* Seldom asked, so that it may take its time: the checksum tells nothing of a file that was
	 * made to mislead. */
	sqlite3_stmt *check = snapshot_prepare(database, "PRAGMA quick_check(1)");
	if (check == NULL || !snapshot_row(check) ||
		!string_equal((const char *)sqlite3_column_text(check, 0), "ok"))
		file->state = state_names[SNAPSHOT_DAMAGED];
	sqlite3_finalize(check);
	file->images = count(database, "SELECT count(*) FROM images");
	if (kind == &index_facts_kind) {
		file->packages = count(database, "SELECT count(*) FROM packages");
		file->failed = count(database, "SELECT count(*) FROM images WHERE NOT readable");
	}
	sqlite3_close(database);
}

void index_get_status(struct index *index, struct index_status *status)
{
	*status = (struct index_status){0};
	for (size_t i = 0; i < 2; i++) {
		look_at(index_folder_at(index, i), &index_images_kind, &status->files[2 * i]);
		look_at(index_folder_at(index, i), &index_facts_kind, &status->files[2 * i + 1]);
	}
}

void index_status_release(struct index_status *status)
{
	for (size_t i = 0; i < ARRAY_LENGTH(status->files); i++)
		free(status->files[i].path);
	*status = (struct index_status){0};
}

bool index_clear(struct index *index, size_t *removed, struct diags *diags)
{
	size_t images = 0, facts = 0;
	bool good = true;

	if (index->folder != NULL) {
		good = snapshot_remove(index->folder, &index_images_kind, &images, diags);
		good = snapshot_remove(index->folder, &index_facts_kind, &facts, diags) && good;
	}
	*removed = images + facts;
	sqlite3_close(index->facts[0]);
	index->facts[0] = NULL;
	return good;
}
