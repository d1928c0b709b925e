#include "image/index_file.h"

#include "base/bytes.h"
#include "base/files.h"
#include "base/pages.h"
#include "image/index_write.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER = 100, VERSION_AT = 60, APPLICATION_AT = 68, READ_ATTEMPTS = 3 };

static const char trailer_mark[8] = "berthix1";

static void store_64(unsigned char *bytes, uint64_t value)
{
	for (int i = 0; i < 8; i++, value >>= 8)
		bytes[i] = (unsigned char)value;
}

/* SQLite keeps its header in big-endian order. */
static int32_t load_header(const unsigned char *bytes)
{
	return (int32_t)load_be32(bytes);
}

static uint64_t mix(uint64_t state, uint64_t word)
{
	state = (state ^ word) * 0x9e3779b97f4a7c15u;
	return state ^ state >> 29;
}

uint64_t snapshot_checksum(const void *bytes, size_t length)
{
	/* Four sums side by side, so that the processor need not wait for one product after the
	 * other. */
	uint64_t sums[4] = {1, 2, 3, length};
	const unsigned char *at = bytes;
	uint64_t word;

	for (; length >= 32; length -= 32, at += 32)
		for (int i = 0; i < 4; i++) {
			memcpy(&word, at + 8 * i, 8);
			sums[i] = mix(sums[i], word);
		}
	for (; length > 0; length--, at++)
		sums[0] = mix(sums[0], *at);
	return mix(mix(mix(sums[0], sums[1]), sums[2]), sums[3]);
}

void snapshot_make_trailer(const void *bytes, size_t length, unsigned char *trailer)
{
	memset(trailer, 0, SNAPSHOT_TRAILER);
	memcpy(trailer, trailer_mark, sizeof trailer_mark);
	store_64(trailer + 8, length);
	store_64(trailer + 16, snapshot_checksum(bytes, length));
}

/* SQLite wants to move what it writes to; what is only read fills large pages. */
static unsigned char *new_bytes(size_t length, bool writable)
{
	unsigned char *bytes = writable ? sqlite3_malloc64(length) : pages_new(length);

	if (bytes == NULL)
		fatal("out of memory (%zu bytes asked)", length);
	return bytes;
}

static void free_bytes(unsigned char *bytes, bool writable)
{
	if (writable)
		sqlite3_free(bytes);
	else
		free(bytes);
}

/* Gives the bytes, to be freed with free_bytes(); NULL with errno. */
static unsigned char *read_open(int fd, bool writable, size_t *length)
{
	struct stat status;
	unsigned char *bytes;
	size_t done = 0;

	if (fstat(fd, &status) != 0)
		return NULL;
	if (!S_ISREG(status.st_mode) || status.st_size > SNAPSHOT_LIMIT + SNAPSHOT_TRAILER) {
		errno = S_ISREG(status.st_mode) ? EFBIG : EINVAL;
		return NULL;
	}
	*length = (size_t)status.st_size;
	bytes = new_bytes(*length + 1, writable);
	while (done < *length) {
		ssize_t got = read(fd, bytes + done, *length - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			int error = got < 0 ? errno : EIO;
			free_bytes(bytes, writable);
			errno = error;
			return NULL;
		}
		done += (size_t)got;
	}
	return bytes;
}

static unsigned char *read_whole(const char *path, bool writable, size_t *length)
{
	unsigned char *bytes = NULL;

	/* A server may have forgotten a file that was replaced between two calls. */
	for (int attempt = 0; attempt < READ_ATTEMPTS && bytes == NULL; attempt++) {
		/* O_NONBLOCK: a FIFO in its place must not stop us. */
		int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), error;
		if (fd < 0) {
			if (errno == ESTALE)
				continue;
			return NULL;
		}
		bytes = read_open(fd, writable, length);
		error = errno;
		close(fd);
		errno = error;
		if (bytes == NULL && error != ESTALE)
			return NULL;
	}
	return bytes;
}

/* *length becomes that of the database alone. */
static enum snapshot_state judge(
	const struct snapshot_kind *kind, const unsigned char *bytes, size_t *length)
{
	const unsigned char *trailer;

	if (*length < HEADER + SNAPSHOT_TRAILER)
		return SNAPSHOT_DAMAGED;
	trailer = bytes + *length - SNAPSHOT_TRAILER;
	if (memcmp(bytes, "SQLite format 3", 16) == 0 &&
		(load_header(bytes + APPLICATION_AT) != kind->application_id ||
			load_header(bytes + VERSION_AT) != kind->version))
		return SNAPSHOT_OTHER;
	if (memcmp(trailer, trailer_mark, sizeof trailer_mark) != 0 ||
		load_le64(trailer + 8) != *length - SNAPSHOT_TRAILER ||
		load_le64(trailer + 16) != snapshot_checksum(bytes, *length - SNAPSHOT_TRAILER))
		return SNAPSHOT_DAMAGED;
	*length -= SNAPSHOT_TRAILER;
	return SNAPSHOT_GOOD;
}

/* Somebody else may have made the file: it must not run code of its own (views, triggers). */
static sqlite3 *open_memory(void)
{
	sqlite3 *database;

	if (sqlite3_open_v2(":memory:", &database,
		    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) !=
		SQLITE_OK)
		fatal("out of memory (an SQLite database)");
	sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	return database;
}

static void answer_nothing(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)values;
	(void)count;
	sqlite3_result_null(context);
}

/* SQLite frees at the end only what it has allocated itself. For other bytes it is told to, as what
 * belongs to a function, which goes when the database is closed. */
static bool free_at_end(sqlite3 *database, unsigned char *bytes)
{
	return sqlite3_create_function_v2(database, "berth_bytes", 0, SQLITE_UTF8, bytes,
		       answer_nothing, NULL, NULL, free) == SQLITE_OK;
}

void snapshot_stop_without_memory(sqlite3 *database, int result)
{
	if (result == SQLITE_NOMEM || (sqlite3_errcode(database) & 0xff) == SQLITE_NOMEM)
		fatal("out of memory (an SQLite database)");
}

/* Takes the bytes over, from new_bytes(). */
static sqlite3 *open_bytes(unsigned char *bytes, size_t length, bool writable)
{
	sqlite3 *database = open_memory();
	int result = SQLITE_OK;
	unsigned flags = writable ? SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE
				  : SQLITE_DESERIALIZE_READONLY;

	if ((writable || free_at_end(database, bytes)) &&
		(result = sqlite3_deserialize(database, "main", bytes, (sqlite3_int64)length,
			 (sqlite3_int64)length, flags)) == SQLITE_OK &&
		snapshot_run(database, "PRAGMA cell_size_check=1"))
		return database;
	snapshot_stop_without_memory(database, result);
	sqlite3_close(database);
	return NULL;
}

sqlite3 *snapshot_load(const char *folder, const struct snapshot_kind *kind, bool writable,
	enum snapshot_state *state)
{
	char *path = path_join(folder, kind->file);
	size_t length = 0;
	unsigned char *bytes = read_whole(path, writable, &length);
	sqlite3 *database = NULL;

	free(path);
	if (bytes == NULL) {
		*state = errno == ENOENT || errno == ENOTDIR ? SNAPSHOT_MISSING
			: errno == EFBIG || errno == EINVAL  ? SNAPSHOT_DAMAGED
							     : SNAPSHOT_UNREADABLE;
		return NULL;
	}
	*state = judge(kind, bytes, &length);
	if (*state != SNAPSHOT_GOOD) {
		free_bytes(bytes, writable);
		return NULL;
	}
	database = open_bytes(bytes, length, writable);
	if (database == NULL)
		*state = SNAPSHOT_DAMAGED;
	return database;
}

sqlite3 *snapshot_empty(const struct snapshot_kind *kind)
{
	sqlite3 *draft = open_memory(), *database;
	char *sql = xasprintf("PRAGMA page_size=4096; PRAGMA application_id=%d;"
			      "PRAGMA user_version=%d; %s",
		kind->application_id, kind->version, kind->schema);
	sqlite3_int64 length = 0;
	unsigned char *bytes;

	if (!snapshot_run(draft, sql)) {
		snapshot_stop_without_memory(draft, SQLITE_OK);
		BUG("the schema of %s: %s", kind->file, sqlite3_errmsg(draft));
	}
	free(sql);
	bytes = sqlite3_serialize(draft, "main", &length, 0);
	if (bytes == NULL)
		fatal("out of memory (an SQLite database)");
	sqlite3_close(draft);
	/* One of bytes again, as then publishing needs no copy. */
	database = open_bytes(bytes, (size_t)length, true);
	if (database == NULL)
		BUG("the empty %s cannot be opened", kind->file);
	return database;
}

bool snapshot_run(sqlite3 *database, const char *sql)
{
	int result = sqlite3_exec(database, sql, NULL, NULL, NULL);

	if (result == SQLITE_NOMEM)
		fatal("out of memory (SQLite)");
	return result == SQLITE_OK;
}

sqlite3_stmt *snapshot_prepare(sqlite3 *database, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_NOMEM)
		fatal("out of memory (SQLite)");
	return statement;
}

static int step(sqlite3_stmt *statement)
{
	int result = sqlite3_step(statement);

	if (result == SQLITE_NOMEM)
		fatal("out of memory (SQLite)");
	return result;
}

bool snapshot_row(sqlite3_stmt *statement)
{
	return step(statement) == SQLITE_ROW;
}

bool snapshot_done(sqlite3_stmt *statement)
{
	return step(statement) == SQLITE_DONE;
}
