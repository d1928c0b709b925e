#include "image/facts_parts.h"

#include <sqlite3.h>

/*
 * rpm's data base in its form "sqlite" (Fedora, RHEL 9, newer openSUSE): the table Packages holds a header
 * for each. The file comes from an image, so SQLite works on a copy in memory, writes nothing, and is
 * told to distrust the schema.
 */

enum {
	HEADER_MAX = 64 << 20,
	STEPS_MAX = 100000000, /* of SQLite's machine: a data base of 10,000 packages takes some 100,000 */
};

static int count_steps(void *context)
{
	long *left = context;
	return --*left <= 0;
}

static bool prepare(sqlite3 *db, const struct text *content, long *steps)
{
	unsigned char *copy = sqlite3_malloc64(content->length);

	if (copy == NULL)
		return false;
	memcpy(copy, content->data, content->length);
	/* A data base in memory has no journal: bytes 18 and 19 say that there is none. */
	copy[18] = copy[19] = 1;
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, HEADER_MAX);
	/* Called after each thousand steps. */
	sqlite3_progress_handler(db, 1000, count_steps, steps);
	return sqlite3_deserialize(db, "main", copy, (sqlite3_int64)content->length,
		       (sqlite3_int64)content->length,
		       SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY) == SQLITE_OK;
}

/* Adds all packages; false when the data base is damaged, and those before it are added. */
static bool read_packages(
	struct facts_reader *reader, sqlite3 *db, const char *path, size_t *broken)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(db, "SELECT blob FROM Packages", -1, &statement, NULL);

	while (result == SQLITE_OK || result == SQLITE_ROW) {
		result = sqlite3_step(statement);
		if (result == SQLITE_ROW) {
			const unsigned char *blob = sqlite3_column_blob(statement, 0);
			int length = sqlite3_column_bytes(statement, 0);
			if (blob == NULL ||
				!facts_add_rpm(reader, blob, (size_t)length, path))
				++*broken;
		}
	}
	sqlite3_finalize(statement);
	return result == SQLITE_DONE;
}

bool facts_read_rpm_sqlite(
	struct facts_reader *reader, const char *path, const struct text *content)
{
	sqlite3 *db = NULL;
	long steps = STEPS_MAX / 1000;
	size_t broken = 0;
	bool fine = content->length > 100 &&
		sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
		prepare(db, content, &steps) && read_packages(reader, db, path, &broken);

	sqlite3_close(db);
	return fine && broken == 0;
}
