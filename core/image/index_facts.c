#include "image/index_parts.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>

/* Level 2 of the index. Names and versions of packages are in dictionaries, as images are much
 * alike; packages are ordered by name, as that is what is asked. `identity` is index_image_id().
 * Numbers of kinds and sources are those of facts.h: to change them is a new version. */
const struct snapshot_kind index_facts_kind = {
	.file = "facts.db",
	.application_id = 0x42727446, /* "BrtF" */
	.version = 3,
	.schema =
		"CREATE TABLE images(id INTEGER PRIMARY KEY, identity INTEGER UNIQUE,"
		" inode INTEGER, size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, device INTEGER, path TEXT,"
		" scanned INTEGER, readable INTEGER, files INTEGER, cut INTEGER);"
		"CREATE TABLE facts(fact TEXT, image INTEGER, value TEXT, version TEXT, path TEXT,"
		" version_path TEXT, PRIMARY KEY(fact, image)) WITHOUT ROWID;"
		"CREATE TABLE environments(image INTEGER, number INTEGER, kind INTEGER,"
		" prefix TEXT, python TEXT, path TEXT, active INTEGER,"
		" PRIMARY KEY(image, number)) WITHOUT ROWID;"
		"CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT UNIQUE, key TEXT);"
		"CREATE INDEX names_of_key ON names(key);"
		"CREATE TABLE versions(id INTEGER PRIMARY KEY, version TEXT UNIQUE);"
		"CREATE TABLE packages(name INTEGER, image INTEGER, environment INTEGER,"
		" source INTEGER, version INTEGER,"
		" PRIMARY KEY(name, image, environment, source, version)) WITHOUT ROWID;",
};

/* Statements that live as long as one writing; in the order of `sources`. */
enum { PUT_IMAGE, PUT_FACT, PUT_ENVIRONMENT, PUT_NAME, PUT_VERSION, PUT_PACKAGE, PUT_COUNT };

static const char *const sources[PUT_COUNT] = {
	[PUT_IMAGE] = "INSERT INTO images(identity, inode, size, mtime_ns, ctime_ns, device, path,"
		      " scanned, readable, files, cut) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
	[PUT_FACT] = "INSERT INTO facts VALUES(?,?,?,?,?,?)",
	[PUT_ENVIRONMENT] = "INSERT INTO environments VALUES(?,?,?,?,?,?,?)",
	[PUT_NAME] = "INSERT OR IGNORE INTO names(name, key) VALUES(?,?)",
	[PUT_VERSION] = "INSERT OR IGNORE INTO versions(version) VALUES(?)",
	/* A version that is not known is number 0, which no version has. */
	[PUT_PACKAGE] = "INSERT OR IGNORE INTO packages SELECT id, ?, ?, ?,"
			" ifnull((SELECT id FROM versions WHERE version=?), 0)"
			" FROM names WHERE name=?",
};

struct writing {
	sqlite3 *database;
	sqlite3_stmt *put[PUT_COUNT];
	const struct index_reading *readings;
	size_t count;
	char *folder; /* the working folder; owned */
	bool prune;   /* also drop images that are no longer there */
};

/* The caller frees it. */
static char *absolute_path(const struct writing *writing, const struct image *image)
{
	return image->target[0] == '/' ? xstrdup(image->target)
				       : xasprintf("%s/%s", writing->folder, image->target);
}

static bool done(sqlite3_stmt *statement)
{
	return snapshot_done(statement) && sqlite3_reset(statement) == SQLITE_OK;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
	sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static bool put_facts(struct writing *writing, const struct facts *facts, int64_t image)
{
	sqlite3_stmt *put = writing->put[PUT_FACT];

	for (size_t i = 0; i < FACT_COUNT; i++) {
		const struct fact_value *value = &facts->values[i];
		if (value->value == NULL)
			continue;
		bind_text(put, 1, fact_table[i].key);
		sqlite3_bind_int64(put, 2, image);
		bind_text(put, 3, value->value);
		bind_text(put, 4, value->version);
		bind_text(put, 5, value->path);
		bind_text(put, 6, value->version_path);
		if (!done(put))
			return false;
	}
	return true;
}

static bool put_environments(struct writing *writing, const struct facts *facts, int64_t image)
{
	sqlite3_stmt *put = writing->put[PUT_ENVIRONMENT];

	for (size_t i = 0; i < facts->environment_count; i++) {
		const struct package_environment *environment = &facts->environments[i];
		sqlite3_bind_int64(put, 1, image);
		sqlite3_bind_int64(put, 2, (int64_t)i);
		sqlite3_bind_int(put, 3, (int)environment->kind);
		bind_text(put, 4, environment->prefix);
		bind_text(put, 5, environment->python);
		bind_text(put, 6, environment->path);
		sqlite3_bind_int(put, 7, environment->active);
		if (!done(put))
			return false;
	}
	return true;
}

static bool put_package(struct writing *writing, const struct package *package, int64_t image)
{
	sqlite3_stmt *name = writing->put[PUT_NAME], *version = writing->put[PUT_VERSION];
	sqlite3_stmt *put = writing->put[PUT_PACKAGE];

	bind_text(name, 1, package->name);
	bind_text(name, 2, package->key);
	if (!done(name))
		return false;
	if (package->version != NULL) {
		bind_text(version, 1, package->version);
		if (!done(version))
			return false;
	}
	sqlite3_bind_int64(put, 1, image);
	sqlite3_bind_int64(put, 2, package->environment);
	sqlite3_bind_int(put, 3, (int)package->source);
	bind_text(put, 4, package->version);
	bind_text(put, 5, package->name);
	return done(put);
}

static bool put_image(struct writing *writing, const struct index_reading *reading)
{
	const struct image *image = &reading->image;
	const struct facts *facts = reading->facts;
	char *path = absolute_path(writing, image);
	size_t packages = facts != NULL ? facts->package_count : 0;
	sqlite3_stmt *put = writing->put[PUT_IMAGE];
	int64_t id;
	bool good;

	if (packages > INDEX_PACKAGES_LIMIT)
		packages = INDEX_PACKAGES_LIMIT;
	sqlite3_bind_int64(put, 1, index_image_id(image));
	sqlite3_bind_int64(put, 2, (int64_t)image->inode);
	sqlite3_bind_int64(put, 3, (int64_t)image->size);
	sqlite3_bind_int64(put, 4, image->mtime_ns);
	sqlite3_bind_int64(put, 5, image->ctime_ns);
	sqlite3_bind_int64(put, 6, (int64_t)image->device);
	bind_text(put, 7, path);
	sqlite3_bind_int64(put, 8, (int64_t)time(NULL));
	sqlite3_bind_int(put, 9, facts != NULL);
	sqlite3_bind_int64(put, 10, facts != NULL ? (int64_t)facts->file_count : 0);
	sqlite3_bind_int(put, 11,
		facts != NULL && (facts->cut || packages < facts->package_count));
	good = done(put);
	free(path);
	if (!good || facts == NULL)
		return good;
	id = sqlite3_last_insert_rowid(writing->database);
	good = put_facts(writing, facts, id) && put_environments(writing, facts, id);
	for (size_t i = 0; good && i < packages; i++)
		good = put_package(writing, &facts->packages[i], id);
	return good;
}

static int64_t count_rows(sqlite3 *database, const char *sql)
{
	sqlite3_stmt *row = snapshot_prepare(database, sql);
	int64_t count = 0;

	if (row != NULL && snapshot_row(row))
		count = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return count;
}

/* Removes the images in `gone` with all that belongs to them. */
static bool drop_gone(sqlite3 *database)
{
	if (count_rows(database, "SELECT count(*) FROM gone") == 0)
		return true;
	return snapshot_run(database,
		"DELETE FROM images WHERE id IN gone;"
		"DELETE FROM facts WHERE image IN gone;"
		"DELETE FROM environments WHERE image IN gone;"
		"DELETE FROM packages WHERE image IN gone;"
		"DELETE FROM names WHERE id NOT IN (SELECT name FROM packages);"
		"DELETE FROM versions WHERE id NOT IN (SELECT version FROM packages);"
		"DELETE FROM gone;");
}

static bool mark_missing(sqlite3 *database)
{
	sqlite3_stmt *rows = snapshot_prepare(database, "SELECT id, path FROM images");
	sqlite3_stmt *mark = snapshot_prepare(database, "INSERT OR IGNORE INTO gone VALUES(?)");
	bool good = rows != NULL && mark != NULL;

	while (good && snapshot_row(rows)) {
		const char *path = (const char *)sqlite3_column_text(rows, 1);
		struct stat status;
		if (path != NULL && (stat(path, &status) == 0 || errno != ENOENT))
			continue;
		sqlite3_bind_int64(mark, 1, sqlite3_column_int64(rows, 0));
		good = done(mark);
	}
	sqlite3_finalize(rows);
	sqlite3_finalize(mark);
	return good;
}

/* What the images to be written were before. */
static bool mark_former(struct writing *writing)
{
	sqlite3_stmt *mark = snapshot_prepare(writing->database,
		"INSERT OR IGNORE INTO gone SELECT id FROM images WHERE identity=? OR path=?");
	bool good = mark != NULL;

	for (size_t i = 0; good && i < writing->count; i++) {
		char *path = absolute_path(writing, &writing->readings[i].image);
		sqlite3_bind_int64(mark, 1, index_image_id(&writing->readings[i].image));
		bind_text(mark, 2, path);
		good = done(mark);
		free(path);
	}
	sqlite3_finalize(mark);
	return good;
}

/* The oldest readings go when there are too many, or when they take too much room. */
static bool bound_size(sqlite3 *database)
{
	int64_t images = count_rows(database, "SELECT count(*) FROM images");
	int64_t keep = images > INDEX_FACTS_LIMIT ? INDEX_FACTS_LIMIT : images;
	sqlite3_int64 length = 0;

	for (;;) {
		char *sql = xasprintf("INSERT INTO gone SELECT id FROM images"
				      " ORDER BY scanned DESC, id DESC LIMIT -1 OFFSET %lld",
			(long long)keep);
		bool good = snapshot_run(database, sql) && drop_gone(database);
		free(sql);
		if (!good || (keep < images && !snapshot_run(database, "VACUUM")))
			return false;
		sqlite3_serialize(database, "main", &length, SQLITE_SERIALIZE_NOCOPY);
		if (length <= INDEX_FACTS_BYTES || keep == 0)
			return true;
		images = keep;
		keep = keep * 3 / 4;
	}
}

static bool store(sqlite3 *database, void *context)
{
	struct writing *writing = context;
	bool good;

	writing->database = database;
	if (!snapshot_run(database, "PRAGMA temp_store=MEMORY; BEGIN;"
				    "CREATE TEMP TABLE gone(id INTEGER PRIMARY KEY)"))
		return false;
	good = mark_former(writing) && (!writing->prune || mark_missing(database)) &&
		drop_gone(database);
	for (size_t i = 0; good && i < PUT_COUNT; i++)
		good = (writing->put[i] = snapshot_prepare(database, sources[i])) != NULL;
	for (size_t i = 0; good && i < writing->count; i++)
		good = put_image(writing, &writing->readings[i]);
	for (size_t i = 0; i < PUT_COUNT; i++) {
		sqlite3_finalize(writing->put[i]);
		writing->put[i] = NULL;
	}
	return good && snapshot_run(database, "COMMIT") && bound_size(database) &&
		snapshot_run(database, "DROP TABLE temp.gone");
}

void index_store_facts(struct index *index, const struct index_reading *readings, size_t count,
	struct diags *diags)
{
	struct writing writing = {.readings = readings, .count = count};

	if (count == 0)
		return;
	index_load_facts(index);
	writing.folder = index_working_folder();
	writing.prune = !index->pruned;
	index->pruned = true;
	if (index->folder != NULL && !index->memory_only) {
		sqlite3_close(index->facts[0]);
		index->memory_only = !snapshot_publish(index->folder, &index_facts_kind, store,
			&writing, &index->facts[0], diags);
	} else {
		/* What could not be written serves this program as long as it runs. */
		if (index->facts[0] == NULL)
			index->facts[0] = snapshot_empty(&index_facts_kind);
		if (!store(index->facts[0], &writing)) {
			snapshot_stop_without_memory(index->facts[0], SQLITE_OK);
			BUG("facts.db: %s", sqlite3_errmsg(index->facts[0]));
		}
	}
	free(writing.folder);
}

void index_load_facts(struct index *index)
{
	enum snapshot_state state;

	for (size_t i = 0; i < 2 && !index->facts_loaded; i++)
		if (index_folder_at(index, i) != NULL)
			index->facts[i] = snapshot_load(
				index_folder_at(index, i), &index_facts_kind, false, &state);
	index->facts_loaded = true;
}
