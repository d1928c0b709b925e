#include "image/facts_parts.h"

#include "base/bytes.h"

/*
 * rpm's data bases. All of them hold, for each package, the header of the package as it is; what
 * differs is the file around these headers: ndb (SLES, openSUSE) is read here, sqlite in
 * facts_rpm_sqlite.c, Berkeley DB in facts_rpm_bdb.c. Formats: rpm's lib/header.c and
 * lib/backend/ndb/rpmpkg.c.
 */

enum {
	DATABASE_MAX = 256 << 20, /* some 100 MiB hold 3000 packages */
	TAG_NAME = 1000,
	TAG_VERSION = 1001,
	TAG_RELEASE = 1002,
	TYPE_STRING = 6,
	INDEX_ENTRY = 16, /* bytes: tag, type, offset, count */
	TAGS_MAX = 1 << 16,
	NDB_PAGE = 4096,
	NDB_SLOT = 16,
	NDB_BLOCK = 16,
	NDB_BLOB_HEAD = 16,
};

/* A header without its lead: the number of index entries and of data bytes, then both. */
struct header {
	const unsigned char *index, *data;
	size_t tags, size;
};

/* The string of a tag, or NULL. */
static const char *string_of(const struct header *header, uint32_t tag)
{
	for (size_t i = 0; i < header->tags; i++) {
		const unsigned char *entry = header->index + i * INDEX_ENTRY;
		uint32_t offset = load_be32(entry + 8);
		if (load_be32(entry) != tag || load_be32(entry + 4) != TYPE_STRING)
			continue;
		if (offset >= header->size ||
			memchr(header->data + offset, '\0', header->size - offset) == NULL)
			return NULL;
		return (const char *)header->data + offset;
	}
	return NULL;
}

bool facts_add_rpm(struct facts_reader *reader, const unsigned char *bytes, size_t length,
	const char *path)
{
	struct header header;
	const char *name, *version, *release;
	char *full;

	if (length < 8)
		return false;
	header.tags = load_be32(bytes);
	header.size = load_be32(bytes + 4);
	if (header.tags > TAGS_MAX || header.tags * INDEX_ENTRY > length - 8 ||
		header.size > length - 8 - header.tags * INDEX_ENTRY)
		return false;
	header.index = bytes + 8;
	header.data = header.index + header.tags * INDEX_ENTRY;
	name = string_of(&header, TAG_NAME);
	version = string_of(&header, TAG_VERSION);
	release = string_of(&header, TAG_RELEASE);
	/* Keys of signers are kept like packages. */
	if (name == NULL || name[0] == '\0' || string_equal(name, "gpg-pubkey"))
		return name != NULL;
	full = version == NULL ? NULL
	     : release == NULL ? xstrdup(version)
			       : xasprintf("%s-%s", version, release);
	facts_add_package(reader, name, strlen(name), full, full != NULL ? strlen(full) : 0,
		PACKAGE_RPM, facts_environment_at(reader, "", 0, ENVIRONMENT_SYSTEM, path), path);
	free(full);
	return true;
}

static void say_unread(struct facts_reader *reader, const char *path, const char *kind)
{
	diags_add(reader->diags, SEVERITY_NOTE, "I48", NULL,
		"the packages of rpm are not listed: '/%s' is %s", path, kind);
}

/*
 * ndb: a page of 4096 bytes begins with "RpmP", a version, a generation and the number of pages with
 * slots. All slots (16 bytes: "Slot", package, block, blocks) but the first two, where that head
 * lies, tell where the blob of a package begins, in blocks of 16 bytes; a blob begins with "BlbS",
 * package, generation and length.
 */
static void read_ndb(struct facts_reader *reader, const char *path, const struct text *content)
{
	const unsigned char *bytes = (const unsigned char *)content->data;
	size_t size = content->length, pages, slots, broken = 0, used = 0;

	if (size < NDB_PAGE || memcmp(bytes, "RpmP", 4) != 0) {
		say_unread(reader, path, "no data base of the kind ndb");
		return;
	}
	pages = load_le32(bytes + 12);
	slots = pages < size / NDB_PAGE ? pages * (NDB_PAGE / NDB_SLOT) : size / NDB_SLOT;
	for (size_t i = 2; i < slots; i++) {
		const unsigned char *slot = bytes + i * NDB_SLOT;
		uint64_t offset = (uint64_t)load_le32(slot + 8) * NDB_BLOCK;
		if (memcmp(slot, "Slot", 4) != 0 || offset == 0)
			continue;
		used++;
		if (offset > size - NDB_BLOB_HEAD ||
			memcmp(bytes + offset, "BlbS", 4) != 0) {
			broken++;
			continue;
		}
		uint64_t length = load_le32(bytes + offset + 12);
		if (length > size - offset - NDB_BLOB_HEAD ||
			!facts_add_rpm(reader, bytes + offset + NDB_BLOB_HEAD, (size_t)length, path))
			broken++;
	}
	if (broken > 0)
		diags_add(reader->diags, SEVERITY_WARNING, "I42", NULL,
			"%zu of %zu packages in '/%s' cannot be read: they are damaged", broken,
			used, path);
}

static bool see_database(struct facts_reader *reader, const struct tree_entry *entry)
{
	static const char *const folders[] = {"usr/lib/sysimage/rpm/", "var/lib/rpm/"};

	(void)reader;
	if (entry->type != SQUASHFS_REGULAR || entry->size == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(folders); i++)
		if (string_starts(entry->path, folders[i]) &&
			entry->path + strlen(folders[i]) == entry->name)
			return true;
	return false;
}

static void say_damaged(struct facts_reader *reader, const char *path)
{
	diags_add(reader->diags, SEVERITY_WARNING, "I42", NULL,
		"some or all packages in '/%s' cannot be read: it is damaged", path);
}

static void read_bdb(struct facts_reader *reader, const char *path, const struct text *content)
{
	enum facts_reading reading = facts_read_rpm_bdb(reader, path, content);

	if (reading == FACTS_OTHER_FORM)
		say_unread(reader, path, "no data base of a kind that is known");
	else if (reading == FACTS_DAMAGED)
		say_damaged(reader, path);
}

static void read_sqlite(struct facts_reader *reader, const char *path, const struct text *content)
{
	if (!facts_read_rpm_sqlite(reader, path, content))
		say_damaged(reader, path);
}

/* An rpm that was killed has left its last changes beside the data base. */
static bool see_log(struct facts_reader *reader, const struct tree_entry *entry)
{
	if (reader->depth >= FACTS_DATABASES && see_database(reader, entry))
		diags_add(reader->diags, SEVERITY_NOTE, "I48", NULL,
			"the packages of rpm may not all be listed: the last changes are in '/%s', "
			"which is not read",
			entry->path);
	return false;
}

static const struct facts_detector detectors[] = {
	{MATCH_NAME, "Packages.db", see_database, read_ndb, DATABASE_MAX, FACTS_DATABASES},
	{MATCH_NAME, "Packages", see_database, read_bdb, DATABASE_MAX, FACTS_DATABASES},
	{MATCH_NAME, "rpmdb.sqlite", see_database, read_sqlite, DATABASE_MAX, FACTS_DATABASES},
	{MATCH_NAME, "rpmdb.sqlite-wal", see_log, NULL, 0, FACTS_DATABASES},
	{.pattern = NULL},
};

const struct facts_module facts_rpm = {.detectors = detectors};
