#include "image/index_parts.h"

#include "image/crew.h"
#include "image/sif.h"

#include <time.h>

/* Level 1 of the index. `id` is index_image_id(), `path` a hash: of 100,000 images the paths
 * would take more room than all the rest. */
const struct snapshot_kind index_images_kind = {
	.file = "images.db",
	.application_id = 0x42727448, /* "BrtH" */
	.version = 1,
	.schema = "CREATE TABLE images(id INTEGER PRIMARY KEY, inode INTEGER, size INTEGER,"
		  " mtime_ns INTEGER, ctime_ns INTEGER, device INTEGER, path INTEGER,"
		  " scanned INTEGER, kind INTEGER, marks INTEGER, compression TEXT, arch TEXT)",
};

enum { MARK_SIGNED = 1, MARK_OVERLAY = 2 };
/* Below this a thread costs more than it saves; above, a slow file system wants several questions
 * at once, whatever the number of processors. */
enum { THREADS_FROM = 32, THREADS = 4 };
/* Point look-ups instead of a whole scan when the index knows this many times more images. */
enum { BYTES_OF_ROW = 50, SCAN_FACTOR = 16 };

struct heads {
	struct index *index;
	struct catalog *catalog;
	const atomic_bool *cancel;
	char *folder;            /* the working folder; owned */
	int64_t *ids;            /* of the images; owned */
	struct VECTOR_OF(size_t) unknown; /* images that must be read */
	bool *good;              /* of the unknown: it was read, to be remembered; owned */
};

/* The same words as static ones; what the format does not know is NULL. */
static const char *known_word(const char *word)
{
	static const char *const words[] = {"gzip", "amd64", "zstd", "lz4", "xz", "lzo", "lzma",
		"arm64", "386", "arm", "ppc64", "ppc64le", "mips", "mipsle", "mips64", "mips64le",
		"s390x", "riscv64", "loong64"};

	if (word == NULL)
		return NULL;
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		if (string_equal(words[i], word))
			return words[i];
	return NULL;
}

/* The columns of a SELECT below, in their order. */
enum { AT_ID, AT_INODE, AT_SIZE, AT_MTIME, AT_CTIME, AT_DEVICE, AT_PATH, AT_KIND, AT_MARKS,
	AT_COMPRESSION, AT_ARCH };
#define COLUMNS "id, inode, size, mtime_ns, ctime_ns, device, path, kind, marks, compression, arch"

static bool is_row_of(sqlite3_stmt *row, const struct image *image, const char *folder)
{
	return (uint64_t)sqlite3_column_int64(row, AT_INODE) == image->inode &&
		(uint64_t)sqlite3_column_int64(row, AT_SIZE) == image->size &&
		sqlite3_column_int64(row, AT_MTIME) == image->mtime_ns &&
		sqlite3_column_int64(row, AT_CTIME) == image->ctime_ns &&
		((uint64_t)sqlite3_column_int64(row, AT_DEVICE) == image->device ||
			sqlite3_column_int64(row, AT_PATH) == index_path_hash(image, folder));
}

static void take_row(struct heads *heads, sqlite3_stmt *row, struct image *image)
{
	int kind = sqlite3_column_int(row, AT_KIND), marks = sqlite3_column_int(row, AT_MARKS);

	if (kind <= IMAGE_UNKNOWN || kind > IMAGE_NONE || !is_row_of(row, image, heads->folder))
		return;
	image->kind = (enum image_kind)kind;
	image->is_signed = (marks & MARK_SIGNED) != 0;
	image->has_overlay = (marks & MARK_OVERLAY) != 0;
	image->compression = known_word((const char *)sqlite3_column_text(row, AT_COMPRESSION));
	image->arch = known_word((const char *)sqlite3_column_text(row, AT_ARCH));
}

struct numbered {
	int64_t id;
	size_t image;
};

static int compare_numbered(const void *a, const void *b)
{
	int64_t left = ((const struct numbered *)a)->id, right = ((const struct numbered *)b)->id;
	return (left > right) - (left < right);
}

/* Rows and images in the same order, side by side. Both are long. */
static void take_all(struct heads *heads, sqlite3 *database)
{
	sqlite3_stmt *rows =
		snapshot_prepare(database, "SELECT " COLUMNS " FROM images ORDER BY id");
	size_t count = heads->catalog->count, at = 0;
	struct numbered *order = xcalloc(count, sizeof *order);

	for (size_t i = 0; i < count; i++)
		order[i] = (struct numbered){heads->ids[i], i};
	qsort(order, count, sizeof *order, compare_numbered);
	while (rows != NULL && at < count && snapshot_row(rows)) {
		int64_t id = sqlite3_column_int64(rows, AT_ID);
		while (at < count && order[at].id < id)
			at++;
		for (; at < count && order[at].id == id; at++)
			take_row(heads, rows, &heads->catalog->items[order[at].image]);
	}
	sqlite3_finalize(rows);
	free(order);
}

static void take_each(struct heads *heads, sqlite3 *database)
{
	sqlite3_stmt *row = snapshot_prepare(database, "SELECT " COLUMNS " FROM images WHERE id=?");

	for (size_t i = 0; row != NULL && i < heads->catalog->count; i++) {
		if (heads->catalog->items[i].kind != IMAGE_UNKNOWN)
			continue;
		sqlite3_bind_int64(row, 1, heads->ids[i]);
		if (snapshot_row(row))
			take_row(heads, row, &heads->catalog->items[i]);
		sqlite3_reset(row);
	}
	sqlite3_finalize(row);
}

static void take_from(struct heads *heads, const char *folder)
{
	enum snapshot_state state;
	sqlite3 *database =
		folder != NULL ? snapshot_load(folder, &index_images_kind, false, &state) : NULL;
	sqlite3_int64 pages = 0;
	sqlite3_stmt *size;

	if (database == NULL)
		return;
	size = snapshot_prepare(database, "PRAGMA page_count");
	if (size != NULL && snapshot_row(size))
		pages = sqlite3_column_int64(size, 0);
	sqlite3_finalize(size);
	if ((size_t)pages * 4096 / BYTES_OF_ROW / SCAN_FACTOR > heads->catalog->count)
		take_each(heads, database);
	else
		take_all(heads, database);
	sqlite3_close(database);
}

/* Diagnostics are dropped: a listing shows the kind itself, and "unknown" for what cannot be
 * read. */
static void read_head(void *context, size_t item)
{
	struct heads *heads = context;
	struct image *image = &heads->catalog->items[heads->unknown.items[item]];
	struct diags diags = {0};
	struct sif sif = {0};

	if (sif_read_brief(image->path, &sif, &diags)) {
		heads->good[item] = index_is_lasting(image->path, &diags);
		image->kind = sif.kind;
		image->compression = sif.compression;
		image->is_signed = sif.is_signed;
		image->has_overlay = sif.has_overlay;
		image->arch = known_word(sif.arch);
	}
	sif_release(&sif);
	diags_release(&diags);
}

static bool bind_row(sqlite3_stmt *row, const struct heads *heads, size_t i, int64_t now)
{
	const struct image *image = &heads->catalog->items[i];
	int marks = (image->is_signed ? MARK_SIGNED : 0) | (image->has_overlay ? MARK_OVERLAY : 0);

	sqlite3_bind_int64(row, 1, heads->ids[i]);
	sqlite3_bind_int64(row, 2, (int64_t)image->inode);
	sqlite3_bind_int64(row, 3, (int64_t)image->size);
	sqlite3_bind_int64(row, 4, image->mtime_ns);
	sqlite3_bind_int64(row, 5, image->ctime_ns);
	sqlite3_bind_int64(row, 6, (int64_t)image->device);
	sqlite3_bind_int64(row, 7, index_path_hash(image, heads->folder));
	sqlite3_bind_int64(row, 8, now);
	sqlite3_bind_int(row, 9, (int)image->kind);
	sqlite3_bind_int(row, 10, marks);
	sqlite3_bind_text(row, 11, image->compression, -1, SQLITE_STATIC);
	sqlite3_bind_text(row, 12, image->arch, -1, SQLITE_STATIC);
	if (!snapshot_done(row))
		return false;
	return sqlite3_reset(row) == SQLITE_OK;
}

static int64_t count_images(sqlite3 *database)
{
	sqlite3_stmt *row = snapshot_prepare(database, "SELECT count(*) FROM images");
	int64_t count = 0;

	if (row != NULL && snapshot_row(row))
		count = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return count;
}

/* What the paths had before goes. */
static bool forget_former(sqlite3 *database)
{
	return snapshot_run(database,
		"DELETE FROM images WHERE id NOT IN fresh AND path IN"
		" (SELECT path FROM images WHERE id IN fresh)");
}

/* When there are too many rows the oldest readings go. */
static bool forget_oldest(sqlite3 *database)
{
	char *sql = xasprintf("DELETE FROM images WHERE id NOT IN"
			      " (SELECT id FROM images ORDER BY scanned DESC LIMIT %d)",
		INDEX_HEAD_LIMIT);
	bool good = count_images(database) <= INDEX_HEAD_LIMIT || snapshot_run(database, sql);

	free(sql);
	return good;
}

/* The images that were read, *count of them, by their numbers: a table grows fastest at its end. The
 * caller frees them. */
static struct numbered *order_readings(const struct heads *heads, size_t *count)
{
	struct numbered *order = xcalloc(heads->unknown.count, sizeof *order);

	*count = 0;
	for (size_t i = 0; i < heads->unknown.count; i++) {
		size_t image = heads->unknown.items[i];
		if (heads->good[i])
			order[(*count)++] = (struct numbered){heads->ids[image], image};
	}
	qsort(order, *count, sizeof *order, compare_numbered);
	return order;
}

static bool note_fresh(sqlite3_stmt *fresh, int64_t id)
{
	if (fresh == NULL)
		return true;
	sqlite3_bind_int64(fresh, 1, id);
	return snapshot_done(fresh) && sqlite3_reset(fresh) == SQLITE_OK;
}

/* `fresh` (may be NULL) is given the number of each row. */
static bool put_rows(sqlite3 *database, const struct heads *heads, sqlite3_stmt *fresh)
{
	int64_t now = (int64_t)time(NULL);
	sqlite3_stmt *row = snapshot_prepare(database,
		"INSERT OR REPLACE INTO images(id, inode, size, mtime_ns, ctime_ns, device,"
		" path, scanned, kind, marks, compression, arch)"
		" VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
	bool good = row != NULL;
	size_t count;
	struct numbered *order = order_readings(heads, &count);

	for (size_t i = 0; good && i < count; i++)
		good = note_fresh(fresh, order[i].id) && bind_row(row, heads, order[i].image, now);
	sqlite3_finalize(row);
	free(order);
	return good;
}

static bool replace_rows(sqlite3 *database, const struct heads *heads)
{
	sqlite3_stmt *fresh;
	bool good = snapshot_run(database, "CREATE TEMP TABLE fresh(id INTEGER PRIMARY KEY)");

	if (!good)
		return false;
	fresh = snapshot_prepare(database, "INSERT OR IGNORE INTO fresh VALUES(?)");
	good = fresh != NULL && put_rows(database, heads, fresh);
	sqlite3_finalize(fresh);
	return good && forget_former(database) && snapshot_run(database, "DROP TABLE temp.fresh");
}

static bool store(sqlite3 *database, void *context)
{
	bool good = snapshot_run(database, "PRAGMA temp_store=MEMORY; BEGIN");

	if (good)
		good = count_images(database) == 0 ? put_rows(database, context, NULL)
						   : replace_rows(database, context);
	return good && forget_oldest(database) && snapshot_run(database, "COMMIT");
}

static void read_unknown(struct heads *heads, struct diags *diags)
{
	struct crew crew = {.count = heads->unknown.count, .work = read_head, .context = heads,
		.cancel = heads->cancel};

	heads->good = xcalloc(heads->unknown.count, sizeof *heads->good);
	crew_start(&crew, crew.count < THREADS_FROM ? 0 : THREADS);
	crew_finish(&crew);
	if (heads->index->folder != NULL &&
		memchr(heads->good, true, heads->unknown.count) != NULL)
		snapshot_publish(
			heads->index->folder, &index_images_kind, store, heads, NULL, diags);
	free(heads->good);
}

void index_read_heads(struct index *index, struct catalog *catalog, const atomic_bool *cancel,
	struct diags *diags)
{
	struct heads heads = {.index = index, .catalog = catalog, .cancel = cancel};

	if (catalog->count == 0)
		return;
	heads.folder = index_working_folder();
	heads.ids = xcalloc(catalog->count, sizeof *heads.ids);
	for (size_t i = 0; i < catalog->count; i++)
		heads.ids[i] = index_image_id(&catalog->items[i]);
	for (size_t i = 0; i < 2 && !index->afresh; i++)
		take_from(&heads, index_folder_at(index, i));
	for (size_t i = 0; i < catalog->count; i++)
		if (catalog->items[i].kind == IMAGE_UNKNOWN)
			vector_push(&heads.unknown, i);
	if (heads.unknown.count > 0)
		read_unknown(&heads, diags);
	vector_release(&heads.unknown);
	free(heads.ids);
	free(heads.folder);
}
