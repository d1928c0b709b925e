#include "image/index_parts.h"

#include "image/query_parts.h"

#include <time.h>

/* Rows with larger numbers than this are of no database that we made. */
enum { ID_LIMIT = 10000000, ENVIRONMENT_LIMIT = FACTS_ENVIRONMENTS_MAX };

struct numbered {
	int64_t id;
	size_t image;
};

struct attaching {
	struct catalog *catalog;
	sqlite3 *database;
	struct arena *arena;
	/* The image of each row of the table `images`, by its number; owned. */
	struct facts **by_row;
	size_t row_count;
	bool fresh; /* arrays of this database may be put into the facts */
};

static int compare_numbered(const void *a, const void *b)
{
	int64_t left = ((const struct numbered *)a)->id, right = ((const struct numbered *)b)->id;
	return (left > right) - (left < right);
}

/* Images with their identities, in order. */
static struct numbered *number_images(const struct image *const *images, size_t count)
{
	struct numbered *order = xcalloc(count, sizeof *order);

	for (size_t i = 0; i < count; i++)
		order[i] = (struct numbered){index_image_id(images[i]), i};
	if (count > 0)
		qsort(order, count, sizeof *order, compare_numbered);
	return order;
}

enum { AT_ID, AT_IDENTITY, AT_INODE, AT_SIZE, AT_MTIME, AT_CTIME, AT_DEVICE, AT_PATH, AT_READABLE,
	AT_FILES, AT_CUT };
#define SELECT_IMAGES                                                                              \
	"SELECT id, identity, inode, size, mtime_ns, ctime_ns, device, path, readable, files,"     \
	" cut FROM images ORDER BY identity"

static bool is_row_of(sqlite3_stmt *row, const struct image *image, const char *folder)
{
	const char *path = (const char *)sqlite3_column_text(row, AT_PATH);
	size_t length = strlen(folder);

	if ((uint64_t)sqlite3_column_int64(row, AT_INODE) != image->inode ||
		(uint64_t)sqlite3_column_int64(row, AT_SIZE) != image->size ||
		sqlite3_column_int64(row, AT_MTIME) != image->mtime_ns ||
		sqlite3_column_int64(row, AT_CTIME) != image->ctime_ns)
		return false;
	if ((uint64_t)sqlite3_column_int64(row, AT_DEVICE) == image->device)
		return true;
	if (path == NULL)
		return false;
	if (image->target[0] != '/' && strncmp(path, folder, length) == 0 && path[length] == '/')
		path += length + 1;
	return string_equal(path, image->target);
}

/* Calls `found` for each image that has a row. */
static void match_rows(sqlite3 *database, const struct image *const *images, size_t count,
	void (*found)(void *context, size_t image, sqlite3_stmt *row), void *context)
{
	struct numbered *order = number_images(images, count);
	char *folder = index_working_folder();
	sqlite3_stmt *rows = snapshot_prepare(database, SELECT_IMAGES);
	size_t at = 0;

	while (rows != NULL && at < count && snapshot_row(rows)) {
		int64_t id = sqlite3_column_int64(rows, AT_IDENTITY);
		while (at < count && order[at].id < id)
			at++;
		for (; at < count && order[at].id == id; at++)
			if (is_row_of(rows, images[order[at].image], folder))
				found(context, order[at].image, rows);
	}
	sqlite3_finalize(rows);
	free(folder);
	free(order);
}

static void mark_known(void *context, size_t image, sqlite3_stmt *row)
{
	bool *known = context;

	(void)row;
	known[image] = true;
}

/* Of the newest days first, and there the smallest. */
static int compare_worth(const void *a, const void *b)
{
	enum { DAY = 86400 };
	const struct image *left = *(const struct image *const *)a;
	const struct image *right = *(const struct image *const *)b;
	int64_t left_day = left->mtime / DAY, right_day = right->mtime / DAY;

	if (left_day != right_day)
		return left_day < right_day ? 1 : -1;
	return (left->size > right->size) - (left->size < right->size);
}

size_t index_unknown(struct index *index, const struct image **images, size_t count)
{
	bool *known = xcalloc(count, sizeof *known);
	const struct image **sorted = xcalloc(count, sizeof *sorted);
	size_t unknown = 0, rest;

	index_load_facts(index);
	for (size_t i = 0; i < 2; i++)
		if (index->facts[i] != NULL)
			match_rows(index->facts[i], images, count, mark_known, known);
	for (size_t i = 0; i < count; i++)
		if (!known[i])
			sorted[unknown++] = images[i];
	rest = unknown;
	for (size_t i = 0; i < count; i++)
		if (known[i])
			sorted[rest++] = images[i];
	if (count > 0)
		memcpy(images, sorted, count * sizeof *images);
	if (unknown > 0)
		qsort(images, unknown, sizeof *images, compare_worth);
	free(sorted);
	free(known);
	return unknown;
}

static const char *keep(struct attaching *attaching, sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	return text != NULL ? arena_strdup(attaching->arena, text) : NULL;
}

static void attach_image(void *context, size_t i, sqlite3_stmt *row)
{
	struct attaching *attaching = context;
	struct image *image = &attaching->catalog->items[i];
	int64_t id = sqlite3_column_int64(row, AT_ID);
	struct facts *facts;

	if (image->facts != NULL || id < 0 || id > ID_LIMIT ||
		sqlite3_column_int(row, AT_READABLE) == 0)
		return;
	facts = arena_alloc(attaching->arena, sizeof *facts);
	facts->file_count = (size_t)sqlite3_column_int64(row, AT_FILES);
	facts->cut = sqlite3_column_int(row, AT_CUT) != 0;
	image->facts = facts;
	if ((size_t)id >= attaching->row_count) {
		size_t wanted = (size_t)id + 64;
		attaching->by_row =
			xreallocarray(attaching->by_row, wanted, sizeof *attaching->by_row);
		memset(attaching->by_row + attaching->row_count, 0,
			(wanted - attaching->row_count) * sizeof *attaching->by_row);
		attaching->row_count = wanted;
	}
	attaching->by_row[id] = facts;
}

static struct facts *facts_of(const struct attaching *attaching, int64_t id)
{
	return id >= 0 && (uint64_t)id < attaching->row_count ? attaching->by_row[id] : NULL;
}

static void attach_fact(struct attaching *attaching, sqlite3_stmt *rows, enum fact fact)
{
	sqlite3_bind_text(rows, 1, fact_table[fact].key, -1, SQLITE_STATIC);
	while (snapshot_row(rows)) {
		struct facts *facts = facts_of(attaching, sqlite3_column_int64(rows, 0));
		if (facts == NULL)
			continue;
		facts->values[fact] = (struct fact_value){keep(attaching, rows, 1),
			keep(attaching, rows, 2), keep(attaching, rows, 3),
			keep(attaching, rows, 4)};
	}
	sqlite3_reset(rows);
}

static void attach_facts(struct attaching *attaching, const struct query *query)
{
	sqlite3_stmt *rows = snapshot_prepare(attaching->database,
		"SELECT image, value, version, path, version_path FROM facts WHERE fact=?");

	for (int fact = 0; rows != NULL && fact < FACT_COUNT; fact++)
		if (query_asks_fact(query, (enum fact)fact))
			attach_fact(attaching, rows, (enum fact)fact);
	sqlite3_finalize(rows);
}

/* A list that grows in the arena: what it leaves behind is less than what it holds. */
static void *grow(struct arena *arena, void *items, size_t count, size_t size)
{
	void *grown;

	if (count != 0 && (count < 4 || (count & (count - 1)) != 0))
		return items;
	grown = arena_alloc(arena, (count < 4 ? 4 : count * 2) * size);
	if (count > 0)
		memcpy(grown, items, count * size);
	return grown;
}

static void attach_environments(struct attaching *attaching)
{
	sqlite3_stmt *rows = snapshot_prepare(attaching->database,
		"SELECT image, number, kind, prefix, python, path, active FROM environments"
		" ORDER BY image, number");

	while (rows != NULL && snapshot_row(rows)) {
		struct facts *facts = facts_of(attaching, sqlite3_column_int64(rows, 0));
		int kind = sqlite3_column_int(rows, 2);
		if (facts == NULL || facts->environment_count == ENVIRONMENT_LIMIT || kind < 0 ||
			kind > ENVIRONMENT_FOLDER ||
			sqlite3_column_int64(rows, 1) != (int64_t)facts->environment_count)
			continue;
		facts->environments = grow(attaching->arena, facts->environments,
			facts->environment_count, sizeof *facts->environments);
		facts->environments[facts->environment_count++] = (struct package_environment){
			.kind = (enum environment_kind)kind,
			.prefix = keep(attaching, rows, 3),
			.python = keep(attaching, rows, 4),
			.path = keep(attaching, rows, 5),
			.active = sqlite3_column_int(rows, 6) != 0,
		};
	}
	sqlite3_finalize(rows);
}

/* The words of neighbouring rows are mostly the same. */
static const char *keep_again(
	struct attaching *attaching, sqlite3_stmt *row, int column, const char *last)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	if (text == NULL)
		return NULL;
	return last != NULL && string_equal(last, text) ? last
							: arena_strdup(attaching->arena, text);
}

static void attach_package(struct attaching *attaching, sqlite3_stmt *rows, const char *key)
{
	const char *name = NULL, *version = NULL;

	sqlite3_bind_text(rows, 1, key, -1, SQLITE_STATIC);
	while (snapshot_row(rows)) {
		struct facts *facts = facts_of(attaching, sqlite3_column_int64(rows, 0));
		int64_t environment = sqlite3_column_int64(rows, 3);
		int source = sqlite3_column_int(rows, 4);
		if (facts == NULL || facts->package_count == INDEX_PACKAGES_LIMIT || source < 0 ||
			source >= PACKAGE_SOURCE_COUNT || environment < 0 ||
			(uint64_t)environment >= facts->environment_count)
			continue;
		name = keep_again(attaching, rows, 1, name);
		version = keep_again(attaching, rows, 2, version);
		facts->packages = grow(attaching->arena, facts->packages, facts->package_count,
			sizeof *facts->packages);
		facts->packages[facts->package_count++] = (struct package){
			.name = name,
			.key = key,
			.version = version,
			.source = (enum package_source)source,
			.environment = (uint32_t)environment,
		};
	}
	sqlite3_reset(rows);
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of the keys, as facts.h says. Where one environment has a package twice, in the
 * order of the database. */
static void attach_packages(struct attaching *attaching, const struct query *query)
{
	const char *keys[QUERY_KEY_LIMIT];
	size_t count = query_package_keys(query, keys);
	sqlite3_stmt *rows = snapshot_prepare(attaching->database,
		"SELECT p.image, n.name, v.version, p.environment, p.source"
		" FROM names AS n CROSS JOIN packages AS p ON p.name=n.id"
		" LEFT JOIN versions AS v ON v.id=p.version"
		" WHERE n.key=? ORDER BY p.image, p.environment, p.source");

	if (count > 0)
		qsort(keys, count, sizeof *keys, compare_keys);
	for (size_t i = 0; rows != NULL && i < count; i++)
		if (i == 0 || !string_equal(keys[i], keys[i - 1]))
			attach_package(attaching, rows, arena_strdup(attaching->arena, keys[i]));
	sqlite3_finalize(rows);
}

void index_attach(struct index *index, struct catalog *catalog, const struct query *query)
{
	const struct image **images = xcalloc(catalog->count, sizeof *images);

	for (size_t i = 0; i < catalog->count; i++) {
		images[i] = &catalog->items[i];
		catalog->items[i].facts = NULL;
	}
	arena_release(&catalog->facts);
	catalog->facts = (struct arena){0};
	index_load_facts(index);
	for (size_t i = 0; i < 2; i++) {
		struct attaching attaching = {
			.catalog = catalog, .database = index->facts[i], .arena = &catalog->facts};
		if (index->facts[i] == NULL)
			continue;
		match_rows(index->facts[i], images, catalog->count, attach_image, &attaching);
		if (query != NULL && attaching.row_count > 0) {
			attach_facts(&attaching, query);
			attach_environments(&attaching);
			attach_packages(&attaching, query);
		}
		free(attaching.by_row);
	}
	free(images);
}

void index_each_key(
	struct index *index, void (*each)(void *context, const char *key), void *context)
{
	index_load_facts(index);
	for (size_t i = 0; i < 2; i++) {
		sqlite3_stmt *rows = index->facts[i] == NULL
			? NULL
			: snapshot_prepare(index->facts[i], "SELECT DISTINCT key FROM names");
		while (rows != NULL && snapshot_row(rows)) {
			const char *key = (const char *)sqlite3_column_text(rows, 0);
			if (key != NULL)
				each(context, key);
		}
		sqlite3_finalize(rows);
	}
}
