#include "testing.h"

#include "core/image/sif_maker.h"
#include "base/files.h"
#include "image/index_file.h"
#include "image/index_write.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

/* Rows come in groups of GROUP with one number each, so that half a change can be told. */
enum { GROUP = 50, KILLS = 40 };

static const struct snapshot_kind kind = {
	.file = "test.db",
	.application_id = 0x54657374,
	.version = 3,
	.schema = "CREATE TABLE rows(number INTEGER, place INTEGER, filling TEXT,"
		  " PRIMARY KEY(number, place)) WITHOUT ROWID",
};

struct shelf {
	char *folder, *file;
	struct diags diags;
};

static int set_up(void **state)
{
	struct shelf *shelf = xcalloc(1, sizeof *shelf);

	shelf->folder = make_folder();
	shelf->file = path_join(shelf->folder, kind.file);
	*state = shelf;
	return 0;
}

static int tear_down(void **state)
{
	struct shelf *shelf = *state;

	diags_release(&shelf->diags);
	free(shelf->file);
	remove_folder(shelf->folder);
	free(shelf);
	return 0;
}

static int64_t ask(sqlite3 *database, const char *sql)
{
	sqlite3_stmt *row = snapshot_prepare(database, sql);
	int64_t number = -1;

	if (row != NULL && sqlite3_step(row) == SQLITE_ROW)
		number = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return number;
}

static bool add_group(sqlite3 *database, void *context)
{
	char *sql = xasprintf(
		"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i<%d)"
		" INSERT OR REPLACE INTO rows SELECT %d, i, 'filling of some length' FROM n",
		GROUP - 1, *(int *)context);
	bool good = snapshot_run(database, sql);

	free(sql);
	return good;
}

static bool publish(struct shelf *shelf, int number)
{
	return snapshot_publish(shelf->folder, &kind, add_group, &number, NULL, &shelf->diags);
}

static enum snapshot_state state_of(struct shelf *shelf, int64_t *rows)
{
	enum snapshot_state state;
	sqlite3 *database = snapshot_load(shelf->folder, &kind, false, &state);

	assert_int_equal(database != NULL, state == SNAPSHOT_GOOD);
	if (rows != NULL)
		*rows = database != NULL ? ask(database, "SELECT count(*) FROM rows") : -1;
	sqlite3_close(database);
	return state;
}

static size_t files_in(const char *folder)
{
	char *command = xasprintf("test $(ls -A %s | wc -l) = 1", folder);
	int status = system(command);

	free(command);
	return status == 0 ? 1 : 0;
}

static void test_writers_keep_what_others_wrote(void **state)
{
	struct shelf *shelf = *state;
	int64_t rows;

	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_MISSING);
	assert_true(publish(shelf, 1));
	assert_true(publish(shelf, 2));
	assert_true(publish(shelf, 1));
	assert_no_diags(&shelf->diags);
	assert_int_equal(state_of(shelf, &rows), SNAPSHOT_GOOD);
	assert_int_equal(rows, 2 * GROUP);
	assert_int_equal(files_in(shelf->folder), 1);
}

struct intruding {
	int number;
	int times; /* how often another writer is faster */
	struct shelf *shelf;
};

/* On a node where our lock is not seen: a snapshot that was made before takes the place of the
 * current one. */
static bool add_group_late(sqlite3 *database, void *context)
{
	struct intruding *intruding = context;

	if (intruding->times-- > 0) {
		char *other = path_join(intruding->shelf->folder, "other");
		assert_int_equal(rename(other, intruding->shelf->file), 0);
		free(other);
	}
	return add_group(database, &intruding->number);
}

static void test_a_faster_writer_is_found_out(void **state)
{
	struct shelf *shelf = *state;
	struct intruding intruding = {.number = 3, .times = 1, .shelf = shelf};
	char *other = path_join(shelf->folder, "other");
	int64_t rows;

	assert_true(publish(shelf, 2));
	assert_int_equal(rename(shelf->file, other), 0);
	assert_true(publish(shelf, 1));
	assert_true(snapshot_publish(
		shelf->folder, &kind, add_group_late, &intruding, NULL, &shelf->diags));
	assert_int_equal(intruding.times, -1);
	assert_no_diags(&shelf->diags);
	/* What the faster one has, and ours; the snapshot before it was not ours to bring back. */
	assert_int_equal(state_of(shelf, &rows), SNAPSHOT_GOOD);
	assert_int_equal(rows, 2 * GROUP);
	assert_int_equal(files_in(shelf->folder), 1);
	free(other);
}

/* The tools of SQLite read it like any other database. */
static void test_the_file_is_a_database(void **state)
{
	struct shelf *shelf = *state;
	sqlite3 *database;

	assert_true(publish(shelf, 1));
	assert_int_equal(
		sqlite3_open_v2(shelf->file, &database, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(ask(database, "SELECT count(*) FROM rows"), GROUP);
	assert_int_equal(ask(database, "SELECT count(*) FROM pragma_integrity_check"
				       " WHERE integrity_check='ok'"), 1);
	sqlite3_close(database);
	/* One that they have changed is no longer trusted. */
	assert_int_equal(sqlite3_open(shelf->file, &database), SQLITE_OK);
	assert_true(snapshot_run(database, "DELETE FROM rows WHERE place=1"));
	sqlite3_close(database);
	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_DAMAGED);
}

static void overwrite(struct shelf *shelf, const void *bytes, size_t length)
{
	free(write_bytes(shelf->folder, kind.file, bytes, length));
}

static void test_every_flipped_bit_is_found(void **state)
{
	struct shelf *shelf = *state;
	struct text bytes = TEXT_INIT;

	assert_true(publish(shelf, 1));
	read_bytes(shelf->folder, kind.file, &bytes);
	for (size_t at = 0; at < bytes.length; at += at < 128 ? 1 : 37) {
		bytes.data[at] = (char)(bytes.data[at] ^ (1 << at % 8));
		overwrite(shelf, bytes.data, bytes.length);
		if (state_of(shelf, NULL) == SNAPSHOT_GOOD)
			fail_msg("a flipped bit at %zu", at);
		bytes.data[at] = (char)(bytes.data[at] ^ (1 << at % 8));
	}
	for (size_t i = 0; i < SNAPSHOT_TRAILER; i++) {
		size_t at = bytes.length - 1 - i;
		bytes.data[at] = (char)~bytes.data[at];
		overwrite(shelf, bytes.data, bytes.length);
		/* The last eight bytes are kept for later. */
		assert_int_equal(state_of(shelf, NULL),
			i < 8 ? SNAPSHOT_GOOD : SNAPSHOT_DAMAGED);
		bytes.data[at] = (char)~bytes.data[at];
	}
	text_release(&bytes);
}

static void test_every_cut_is_found_and_mended(void **state)
{
	struct shelf *shelf = *state;
	struct text bytes = TEXT_INIT;
	int64_t rows;

	assert_true(publish(shelf, 1));
	read_bytes(shelf->folder, kind.file, &bytes);
	for (size_t length = 0; length < bytes.length; length += length < 200 ? 1 : 501) {
		overwrite(shelf, bytes.data, length);
		assert_int_equal(state_of(shelf, NULL), SNAPSHOT_DAMAGED);
	}
	text_append(&bytes, "more");
	overwrite(shelf, bytes.data, bytes.length);
	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_DAMAGED);
	assert_true(publish(shelf, 7));
	assert_only_diag(&shelf->diags, "I81");
	assert_int_equal(shelf->diags.items[0].severity, SEVERITY_NOTE);
	assert_int_equal(state_of(shelf, &rows), SNAPSHOT_GOOD);
	assert_int_equal(rows, GROUP);
	text_release(&bytes);
}

static void test_other_things_in_its_place(void **state)
{
	struct shelf *shelf = *state;
	struct snapshot_kind newer = kind, foreign = kind;
	int number = 1;
	sqlite3 *database;

	/* Of another version of Berth, either way; that is no damage. */
	newer.version++;
	assert_true(snapshot_publish(
		shelf->folder, &newer, add_group, &number, NULL, &shelf->diags));
	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_OTHER);
	foreign.application_id = 1;
	assert_true(snapshot_publish(
		shelf->folder, &foreign, add_group, &number, NULL, &shelf->diags));
	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_OTHER);
	assert_no_diags(&shelf->diags);
	/* A database of another program. */
	assert_int_equal(unlink(shelf->file), 0);
	assert_int_equal(sqlite3_open(shelf->file, &database), SQLITE_OK);
	assert_true(snapshot_run(database, "CREATE TABLE x(y)"));
	sqlite3_close(database);
	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_OTHER);
	/* Nothing waits for a FIFO. */
	assert_int_equal(unlink(shelf->file), 0);
	assert_int_equal(mkfifo(shelf->file, 0600), 0);
	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_DAMAGED);
	assert_true(publish(shelf, 1));
	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_GOOD);
	/* A sparse file of any size is not read. */
	assert_int_equal(truncate(shelf->file, 1ll << 40), 0);
	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_DAMAGED);
	assert_true(publish(shelf, 1));
	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_GOOD);
	/* A folder cannot be replaced. */
	assert_int_equal(unlink(shelf->file), 0);
	assert_int_equal(mkdir(shelf->file, 0700), 0);
	diags_release(&shelf->diags);
	assert_int_equal(state_of(shelf, NULL), SNAPSHOT_DAMAGED);
	assert_false(publish(shelf, 1));
	assert_non_null(find_diag(&shelf->diags, "I80"));
	assert_int_equal(files_in(shelf->folder), 1);
}

/* A schema that somebody has made to run code of his own; the checksum is right. */
static void test_a_crafted_schema_runs_nothing(void **state)
{
	static const struct snapshot_kind evil = {
		.file = "test.db",
		.application_id = 0x54657374,
		.version = 3,
		.schema = "CREATE TABLE real(a, b, c); CREATE VIEW rows AS SELECT a AS number,"
			  " b AS place, c AS filling FROM real",
	};
	struct shelf *shelf = *state;
	enum snapshot_state at;
	sqlite3 *database = snapshot_empty(&evil);

	sqlite3_close(database);
	int number = 1;
	/* The change of the right kind does not work on it, so that it is made anew. */
	assert_true(snapshot_publish(shelf->folder, &kind, add_group, &number, NULL, &shelf->diags));
	database = snapshot_load(shelf->folder, &kind, true, &at);
	assert_non_null(database);
	assert_true(snapshot_run(database, "CREATE VIEW v AS SELECT 1"));
	assert_null(snapshot_prepare(database, "SELECT * FROM v"));
	sqlite3_close(database);
}

/* Every byte of the header that may be wrong in a file whose checksum is right: the database is good,
 * or it is made anew, and a schema format that SQLite does not know is damage too. */
static void test_a_crafted_header_is_made_anew(void **state)
{
	struct shelf *shelf = *state;
	unsigned char trailer[SNAPSHOT_TRAILER];
	struct text bytes = TEXT_INIT;
	size_t schema_format_at = 47;
	int64_t rows;

	assert_true(publish(shelf, 1));
	read_bytes(shelf->folder, kind.file, &bytes);
	for (size_t at = 16; at < 100; at++) {
		char before = bytes.data[at];
		bytes.data[at] = (char)0x80;
		snapshot_make_trailer(bytes.data, bytes.length - sizeof trailer, trailer);
		memcpy(bytes.data + bytes.length - sizeof trailer, trailer, sizeof trailer);
		overwrite(shelf, bytes.data, bytes.length);
		diags_release(&shelf->diags);
		assert_true(publish(shelf, 1));
		if (at == schema_format_at)
			assert_only_diag(&shelf->diags, "I81");
		assert_int_equal(state_of(shelf, &rows), SNAPSHOT_GOOD);
		assert_int_equal(rows, GROUP);
		bytes.data[at] = before;
	}
	text_release(&bytes);
}

static void make_left_over(struct shelf *shelf, const char *name, time_t age)
{
	struct timespec times[2] = {{.tv_sec = time(NULL) - age}, {.tv_sec = time(NULL) - age}};
	char *path = path_join(shelf->folder, name);

	write_text(shelf->folder, name, "half");
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	free(path);
}

static bool is_there(struct shelf *shelf, const char *name)
{
	char *path = path_join(shelf->folder, name);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static void test_what_the_dead_left(void **state)
{
	struct shelf *shelf = *state;
	char host[65] = "", *dead, *alive;
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(gethostname(host, 64), 0);
	for (char *c = host; *c != '\0'; c++)
		*c = *c == '.' ? '-' : *c;
	dead = xasprintf("test.db.%s.%ld.00000001.tmp", host, (long)child);
	alive = xasprintf("test.db.%s.%ld.00000001.tmp", host, (long)getpid());
	make_left_over(shelf, dead, 0);
	make_left_over(shelf, alive, 0);
	make_left_over(shelf, "test.db.elsewhere.1.00000001.tmp", 60);
	make_left_over(shelf, "test.db.elsewhere.2.00000001.tmp", 7200);
	make_left_over(shelf, "test.db.bak", 100000);
	make_left_over(shelf, "mine.tmp", 100000);
	assert_true(publish(shelf, 1));
	assert_false(is_there(shelf, dead));
	assert_true(is_there(shelf, alive));
	assert_true(is_there(shelf, "test.db.elsewhere.1.00000001.tmp"));
	assert_false(is_there(shelf, "test.db.elsewhere.2.00000001.tmp"));
	assert_true(is_there(shelf, "test.db.bak"));
	assert_true(is_there(shelf, "mine.tmp"));
	size_t removed = 0;
	assert_true(snapshot_remove(shelf->folder, &kind, &removed, &shelf->diags));
	assert_int_equal(removed, 1);
	assert_true(is_there(shelf, alive));
	assert_true(is_there(shelf, "test.db.bak"));
	assert_true(snapshot_remove(shelf->folder, &kind, &removed, &shelf->diags));
	assert_int_equal(removed, 0);
	free(dead);
	free(alive);
}

static void test_a_file_that_cannot_be_written(void **state)
{
	struct shelf *shelf = *state;
	struct rlimit before, small = {.rlim_cur = 4096, .rlim_max = RLIM_INFINITY};
	int64_t rows;
	int number = 2;
	sqlite3 *database = NULL;

	assert_true(publish(shelf, 1));
	/* The disk is full in the midst of it. */
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(snapshot_publish(
		shelf->folder, &kind, add_group, &number, &database, &shelf->diags));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_only_diag(&shelf->diags, "I80");
	assert_int_equal(shelf->diags.items[0].severity, SEVERITY_NOTE);
	/* What was changed is there all the same, and the old file as well. */
	assert_int_equal(ask(database, "SELECT count(*) FROM rows"), 2 * GROUP);
	sqlite3_close(database);
	assert_int_equal(state_of(shelf, &rows), SNAPSHOT_GOOD);
	assert_int_equal(rows, GROUP);
	assert_int_equal(files_in(shelf->folder), 1);
	/* Where there is no folder, and where none can be made. */
	diags_release(&shelf->diags);
	assert_false(snapshot_publish(
		"/dev/null/x", &kind, add_group, &number, NULL, &shelf->diags));
	assert_only_diag(&shelf->diags, "I80");
}

/* Publishes without an end; its parent kills it. */
static void NORETURN write_on(struct shelf *shelf, int number)
{
	for (;;) {
		struct diags diags = {0};
		int group = number;
		snapshot_publish(shelf->folder, &kind, add_group, &group, NULL, &diags);
		number = number % 40 + 1;
		if (diags.count > 0)
			_exit(3);
	}
}

/* Reads until told to stop; 0 when every snapshot was whole. */
static int read_on(struct shelf *shelf, const atomic_bool *stop)
{
	int loads = 0;

	while (!atomic_load(stop) || loads == 0) {
		enum snapshot_state state;
		sqlite3 *database = snapshot_load(shelf->folder, &kind, false, &state);
		if (database == NULL)
			return 1;
		if (ask(database, "SELECT count(*) FROM pragma_quick_check WHERE quick_check='ok'") !=
				1 ||
			ask(database, "SELECT count(*) % 50 FROM rows") != 0)
			return 2;
		sqlite3_close(database);
		loads++;
	}
	return 0;
}

/* Writers that are killed at any moment, and readers beside them. */
static void test_kill_9(void **state)
{
	enum { WRITERS = 3, READERS = 2 };
	struct shelf *shelf = *state;
	struct timespec moment = {.tv_nsec = 0};
	pid_t writers[WRITERS], readers[READERS];
	int status;
	atomic_bool *stop = mmap(NULL, sizeof *stop, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(stop != MAP_FAILED);
	atomic_init(stop, false);

	assert_true(publish(shelf, 1));
	for (int i = 0; i < READERS; i++)
		if ((readers[i] = fork()) == 0)
			_exit(read_on(shelf, stop));
	for (int i = 0; i < WRITERS; i++)
		if ((writers[i] = fork()) == 0)
			write_on(shelf, 1 + i * 13);
	for (int killed = 0; killed < KILLS; killed++) {
		int i = killed % WRITERS;
		moment.tv_nsec = (7 + killed * 5 % 23) * 1000000L;
		nanosleep(&moment, NULL);
		assert_int_equal(kill(writers[i], SIGKILL), 0);
		assert_int_equal(waitpid(writers[i], &status, 0), writers[i]);
		assert_true(WIFSIGNALED(status));
		if ((writers[i] = fork()) == 0)
			write_on(shelf, 1 + killed % 40);
	}
	for (int i = 0; i < WRITERS; i++) {
		kill(writers[i], SIGKILL);
		assert_int_equal(waitpid(writers[i], NULL, 0), writers[i]);
	}
	atomic_store(stop, true);
	for (int i = 0; i < READERS; i++) {
		assert_int_equal(waitpid(readers[i], &status, 0), readers[i]);
		assert_int_equal(status, 0);
	}
	/* The next writer clears up. */
	assert_true(publish(shelf, 1));
	assert_int_equal(files_in(shelf->folder), 1);
	assert_no_diags(&shelf->diags);
	munmap(stop, sizeof *stop);
}

#define SHELF(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SHELF(test_writers_keep_what_others_wrote),
		SHELF(test_a_faster_writer_is_found_out),
		SHELF(test_the_file_is_a_database),
		SHELF(test_every_flipped_bit_is_found),
		SHELF(test_every_cut_is_found_and_mended),
		SHELF(test_other_things_in_its_place),
		SHELF(test_a_crafted_schema_runs_nothing),
		SHELF(test_a_crafted_header_is_made_anew),
		SHELF(test_what_the_dead_left),
		SHELF(test_a_file_that_cannot_be_written),
		SHELF(test_kill_9),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
