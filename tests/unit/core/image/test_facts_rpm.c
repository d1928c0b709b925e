#include "testing.h"

#include "core/image/facts_maker.h"

#include <sqlite3.h>

static void put_be(struct text *text, uint32_t value)
{
	const unsigned char bytes[] = {(unsigned char)(value >> 24), (unsigned char)(value >> 16),
		(unsigned char)(value >> 8), (unsigned char)value};
	text_append_bytes(text, bytes, sizeof bytes);
}

static void append_word(struct text *text, uint32_t value)
{
	char bytes[4];
	put_le(bytes, value, sizeof bytes);
	text_append_bytes(text, bytes, sizeof bytes);
}

/* The header of a package: an index of three strings, the strings, and bytes that no tag names. */
static void append_padded(struct text *text, const char *name, const char *version,
	const char *release, size_t padding)
{
	const char *const strings[] = {name, version, release};
	uint32_t at = 0;

	put_be(text, 3);
	put_be(text, (uint32_t)(strlen(name) + strlen(version) + strlen(release) + 3 + padding));
	for (uint32_t i = 0; i < 3; i++) {
		put_be(text, 1000 + i);
		put_be(text, 6);
		put_be(text, at);
		put_be(text, 1);
		at += (uint32_t)strlen(strings[i]) + 1;
	}
	for (size_t i = 0; i < 3; i++)
		text_append_bytes(text, strings[i], strlen(strings[i]) + 1);
	text_append_repeated(text, "x", padding);
}

static void append_header(
	struct text *text, const char *name, const char *version, const char *release)
{
	append_padded(text, name, version, release, 0);
}

static const struct {
	const char *name, *version, *release;
} rows[] = {
	{"glibc", "2.31", "150300.63.1"},
	{"gpg-pubkey", "1", "2"},
	{"libstdc++6", "13.2.1+git", "1"},
};

/* A data base in the form ndb: one page of slots, then the blobs. */
static void make_ndb(struct text *file)
{
	struct text blobs = TEXT_INIT;

	text_append_bytes(file, "RpmP", 4);
	append_word(file, 0);
	append_word(file, 1);
	append_word(file, 1);
	text_append_repeated(file, "xxxx", 4);
	for (uint32_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct text header = TEXT_INIT;
		append_header(&header, rows[i].name, rows[i].version, rows[i].release);
		text_append_bytes(file, "Slot", 4);
		append_word(file, i + 1);
		append_word(file, (uint32_t)(4096 + blobs.length) / 16);
		append_word(file, 1);
		text_append_bytes(&blobs, "BlbS", 4);
		append_word(&blobs, i + 1);
		append_word(&blobs, 1);
		append_word(&blobs, (uint32_t)header.length);
		text_append_bytes(&blobs, header.data, header.length);
		while (blobs.length % 16 != 0)
			text_append_char(&blobs, '\0');
		text_release(&header);
	}
	while (file->length < 4096) {
		text_append_bytes(file, "Slot", 4);
		append_word(file, 0);
		append_word(file, 0);
		append_word(file, 0);
	}
	text_append_bytes(file, blobs.data, blobs.length);
	text_release(&blobs);
}

/* Packs the bytes as FILE of an image and reads its facts. */
static void read_with(struct yard *yard, const char *file, const struct text *bytes)
{
	char *script = xasprintf("put %s; cp ../db %s", file, file);

	free(write_bytes(yard->grove.folder, "db", text_string(bytes), bytes->length));
	yard_facts(yard, script, FACTS_DATABASES);
	free(script);
}

#define WANTED "glibc=2.31-150300.63.1@:rpm libstdc++6=13.2.1+git-1@:rpm"

static void ndb_is_read(void **state)
{
	struct yard *yard = *state;
	struct text file = TEXT_INIT;

	make_ndb(&file);
	read_with(yard, "usr/lib/sysimage/rpm/Packages.db", &file);
	assert_string_equal(yard_packages(yard), WANTED);
	assert_no_diags(&yard->grove.diags);
	read_with(yard, "home/x/Packages.db", &file);
	assert_string_equal(yard_packages(yard), "");
	text_release(&file);
}

/* Every cut, and every byte of head, slots and blobs changed: no crash, and what is sound is read. */
static void damaged_ndb_does_no_harm(void **state)
{
	struct yard *yard = *state;
	struct facts facts = {0};
	struct diags diags = {0};
	struct facts_reader reader = {
		.facts = &facts, .diags = &diags, .bytes_left = 1 << 30, .depth = FACTS_DATABASES};
	struct text file = TEXT_INIT;
	const struct facts_detector *ndb = facts_rpm.detectors;

	(void)yard;
	make_ndb(&file);
	for (size_t length = 0; length <= file.length; length += length < 4090 ? 409 : 1) {
		struct text cut = TEXT_INIT;
		text_append_bytes(&cut, file.data, length);
		ndb->content(&reader, "usr/lib/sysimage/rpm/Packages.db", &cut);
		text_release(&cut);
	}
	for (size_t at = 0; at < file.length; at += at < 96 || at >= 4096 ? 1 : 500) {
		char kept = file.data[at];
		for (int value = 0; value < 256; value += 51) {
			file.data[at] = (char)value;
			ndb->content(&reader, "usr/lib/sysimage/rpm/Packages.db", &file);
		}
		file.data[at] = kept;
	}
	assert_non_null(find_diag(&diags, "I42"));
	assert_non_null(find_diag(&diags, "I48"));
	diags_release(&diags);
	text_release(&file);
	vector_release(&reader.packages);
	vector_release(&reader.environments);
	facts_release(&facts);
}

/* As rpm makes it: the table, and a journal of the kind WAL. */
static void make_sqlite(struct yard *yard, struct text *file, bool junk)
{
	char *path = path_join(yard->grove.folder, "rpmdb.sqlite");
	sqlite3 *db;
	sqlite3_stmt *insert;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				 "PRAGMA journal_mode=WAL; CREATE TABLE 'Packages' (hnum INTEGER "
				 "PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)",
				 NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "INSERT INTO Packages (blob) VALUES (?)", -1,
				 &insert, NULL),
		SQLITE_OK);
	for (size_t i = 0; i < ARRAY_LENGTH(rows) + junk; i++) {
		struct text header = TEXT_INIT;
		if (i < ARRAY_LENGTH(rows))
			append_header(&header, rows[i].name, rows[i].version, rows[i].release);
		else
			text_append(&header, "\377\377\377\377junk");
		sqlite3_bind_blob(
			insert, 1, header.data, (int)header.length, SQLITE_TRANSIENT);
		assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
		sqlite3_reset(insert);
		text_release(&header);
	}
	sqlite3_finalize(insert);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	read_bytes(yard->grove.folder, "rpmdb.sqlite", file);
	assert_int_equal(remove(path), 0);
	free(path);
}

static void sqlite_is_read(void **state)
{
	struct yard *yard = *state;
	struct text file = TEXT_INIT;

	make_sqlite(yard, &file, false);
	assert_int_equal(file.data[18], 2);
	read_with(yard, "var/lib/rpm/rpmdb.sqlite", &file);
	assert_string_equal(yard_packages(yard), WANTED);
	assert_no_diags(&yard->grove.diags);
	text_release(&file);
}

/* What an rpm that was killed has left is not read, and that is said. */
static void a_log_beside_it_is_said(void **state)
{
	struct yard *yard = *state;

	yard_facts(yard, "put var/lib/rpm/rpmdb.sqlite-wal x; put opt/rpmdb.sqlite-wal x", FACTS_NAMES);
	assert_no_diags(&yard->grove.diags);
	yard_facts(yard, "put var/lib/rpm/rpmdb.sqlite-wal x; put opt/rpmdb.sqlite-wal x", FACTS_DATABASES);
	assert_only_diag(&yard->grove.diags, "I48");
	diags_release(&yard->grove.diags);
	yard_facts(yard, "put var/lib/rpm/rpmdb.sqlite-wal", FACTS_DATABASES);
	assert_no_diags(&yard->grove.diags);
}

static void damaged_sqlite_is_said(void **state)
{
	struct yard *yard = *state;
	struct text file = TEXT_INIT;

	make_sqlite(yard, &file, true);
	read_with(yard, "var/lib/rpm/rpmdb.sqlite", &file);
	assert_string_equal(yard_packages(yard), WANTED);
	assert_only_diag(&yard->grove.diags, "I42");
	text_truncate(&file, 700);
	read_with(yard, "var/lib/rpm/rpmdb.sqlite", &file);
	assert_only_diag(&yard->grove.diags, "I42");
	text_truncate(&file, 0);
	text_append_repeated(&file, "no data base. ", 100);
	read_with(yard, "var/lib/rpm/rpmdb.sqlite", &file);
	assert_only_diag(&yard->grove.diags, "I42");
	assert_string_equal(yard_packages(yard), "");
	text_release(&file);
}

static void append_hex(FILE *file, const void *bytes, size_t length)
{
	fputc(' ', file);
	for (size_t i = 0; i < length; i++)
		fprintf(file, "%02x", ((const unsigned char *)bytes)[i]);
	fputc('\n', file);
}

/* As rpm makes it, by Berkeley DB's own tool: numbers in the order of bytes of the machine are keys, of
 * which that of 0 has the highest one. Headers of all lengths: within a page and over several. */
static void make_bdb(struct yard *yard, struct text *file, uint32_t page_size, size_t padding)
{
	char *path = path_join(yard->grove.folder, "dump");
	FILE *dump = fopen(path, "w");
	uint32_t number = 0, highest = ARRAY_LENGTH(rows);

	assert_non_null(dump);
	fprintf(dump, "VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize=%u\nHEADER=END\n",
		page_size);
	append_hex(dump, &number, sizeof number);
	append_hex(dump, &highest, sizeof highest);
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct text header = TEXT_INIT;
		number++;
		append_padded(&header, rows[i].name, rows[i].version, rows[i].release, i * padding);
		append_hex(dump, &number, sizeof number);
		append_hex(dump, header.data, header.length);
		text_release(&header);
	}
	fputs("DATA=END\n", dump);
	assert_int_equal(fclose(dump), 0);
	grove_run(&yard->grove, "rm -f Packages; db5.3_load -f dump Packages");
	text_truncate(file, 0);
	read_bytes(yard->grove.folder, "Packages", file);
	free(path);
}

static void berkeley_is_read(void **state)
{
	static const uint32_t page_sizes[] = {512, 4096, 65536};
	struct yard *yard = *state;
	struct text file = TEXT_INIT;

	for (size_t i = 0; i < ARRAY_LENGTH(page_sizes); i++) {
		make_bdb(yard, &file, page_sizes[i], 40000);
		read_with(yard, "var/lib/rpm/Packages", &file);
		assert_string_equal(yard_packages(yard), WANTED);
		assert_no_diags(&yard->grove.diags);
	}
	yard_facts(yard, "put var/lib/rpm/Packages x", FACTS_DATABASES);
	assert_only_diag(&yard->grove.diags, "I48");
	yard_facts(yard, "put var/lib/rpm/Packages x", FACTS_NAMES);
	assert_no_diags(&yard->grove.diags);
	yard_facts(yard, "put var/lib/rpm/Packages ''; put usr/share/Packages x", FACTS_DATABASES);
	assert_no_diags(&yard->grove.diags);
	text_release(&file);
}

/* Every cut, and every byte of pages that are in use changed: no crash, and what is sound is read. */
static void damaged_berkeley_does_no_harm(void **state)
{
	struct yard *yard = *state;
	struct facts facts = {0};
	struct diags diags = {0};
	struct facts_reader reader = {
		.facts = &facts, .diags = &diags, .bytes_left = 1 << 30, .depth = FACTS_DATABASES};
	struct text file = TEXT_INIT;
	size_t damaged = 0;

	make_bdb(yard, &file, 512, 1000);
	assert_int_equal(
		facts_read_rpm_bdb(&reader, "var/lib/rpm/Packages", &file), FACTS_READ);
	for (size_t length = 0; length < file.length; length += 37) {
		struct text cut = TEXT_INIT;
		text_append_bytes(&cut, file.data, length);
		damaged += facts_read_rpm_bdb(&reader, "var/lib/rpm/Packages", &cut) != FACTS_READ;
		text_release(&cut);
	}
	assert_in_range(damaged, file.length / 37 - file.length / 512, file.length / 37 + 1);
	for (size_t at = 0; at < file.length; at++) {
		char kept = file.data[at];
		for (int value = 0; value < 256; value += 51) {
			file.data[at] = (char)value;
			(void)facts_read_rpm_bdb(&reader, "var/lib/rpm/Packages", &file);
		}
		file.data[at] = kept;
		reader.packages.count = 0;
	}
	text_release(&file);
	diags_release(&diags);
	vector_release(&reader.packages);
	vector_release(&reader.environments);
	facts_release(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		YARD(ndb_is_read),
		YARD(damaged_ndb_does_no_harm),
		YARD(sqlite_is_read),
		YARD(a_log_beside_it_is_said),
		YARD(damaged_sqlite_is_said),
		YARD(berkeley_is_read),
		YARD(damaged_berkeley_does_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
