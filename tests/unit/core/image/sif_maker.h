#ifndef BERTH_TESTS_UNIT_CORE_IMAGE_SIF_MAKER_H
#define BERTH_TESTS_UNIT_CORE_IMAGE_SIF_MAKER_H

/* Makes images for the tests of the SIF reader: byte by byte in memory (also those that no tool
 * would write), or with the real tools in a folder of their own. */

#include "base/text.h"
#include "image/sif.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAKER_TABLE = 4096, MAKER_RECORD = 585 };

/* A SIF in the making: `records` slots, of which `used` are filled. */
struct maker {
	struct text bytes;
	size_t records, used;
};

static inline void put_le(char *to, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = (char)(value >> (8 * i) & 0xff);
}

static inline struct maker maker_begin(size_t records)
{
	struct maker maker = {.records = records};
	size_t size = MAKER_TABLE + records * MAKER_RECORD;

	text_append_repeated(&maker.bytes, " ", size);
	char *header = maker.bytes.data;
	memset(header, 0, size);
	memcpy(header, "#!/usr/bin/env run-singularity\n", 31);
	memcpy(header + 32, "SIF_MAGIC\0" "01\0" "02", 16);
	memset(header + 48, 0xab, 16);
	put_le(header + 64, 1700000000, 8);
	put_le(header + 72, 1700000001, 8);
	put_le(header + 80, records, 8);
	put_le(header + 88, records, 8);
	put_le(header + 96, MAKER_TABLE, 8);
	put_le(header + 104, records * MAKER_RECORD, 8);
	put_le(header + 112, size, 8);
	return maker;
}

/* Where record `index` begins in the bytes. */
static inline char *maker_record(struct maker *maker, size_t index)
{
	return maker->bytes.data + MAKER_TABLE + index * MAKER_RECORD;
}

/* Appends an object and its record; gives the record, to patch its type's own fields. */
static inline char *maker_add(
	struct maker *maker, int32_t type, const char *name, const void *bytes, size_t length)
{
	size_t offset = maker->bytes.length;

	text_append_bytes(&maker->bytes, bytes, length);
	char *record = maker_record(maker, maker->used++);
	put_le(record, (uint64_t)type, 4);
	record[4] = 1;
	put_le(record + 5, maker->used, 4);
	put_le(record + 9, 0xf0000001, 4);
	put_le(record + 17, offset, 8);
	put_le(record + 25, length, 8);
	put_le(record + 33, length, 8);
	memcpy(record + 73, name, strnlen(name, 128));
	return record;
}

static inline char *maker_add_text(
	struct maker *maker, int32_t type, const char *name, const char *text)
{
	return maker_add(maker, type, name, text, strlen(text));
}

static inline void maker_add_partition(struct maker *maker, int32_t filesystem, int32_t role,
	const void *bytes, size_t length)
{
	char *record = maker_add(maker, SIF_PARTITION, "squashfs-1", bytes, length);
	put_le(record + 201, (uint64_t)filesystem, 4);
	put_le(record + 205, (uint64_t)role, 4);
	memcpy(record + 209, "02", 2);
}

static inline void maker_add_blob(
	struct maker *maker, int32_t type, const char *digest, const void *bytes, size_t length)
{
	char *record = maker_add(maker, type, ".", bytes, length);
	memcpy(record + 201, digest, strlen(digest));
}

/* The head of a squashfs that claims `used` bytes; 96 bytes. */
static inline void make_superblock(char block[96], uint16_t compression, uint64_t used)
{
	memset(block, 0, 96);
	memcpy(block, "hsqs", 4);
	put_le(block + 20, compression, 2);
	put_le(block + 28, 4, 2);
	put_le(block + 40, used, 8);
}

/* A whole small SIF: definition, metadata with these attributes, and a gzip squashfs. */
static inline struct maker make_small_sif(const char *attributes)
{
	struct maker maker = maker_begin(5);
	struct text json = TEXT_INIT;
	char block[96];

	maker_add_text(&maker, SIF_DEFINITION, "def", "Bootstrap: docker\nFrom: demo\n");
	text_append_format(
		&json, "{\"data\":{\"attributes\":%s},\"type\":\"container\"}", attributes);
	maker_add_text(&maker, SIF_JSON, "inspect-metadata.json", text_string(&json));
	text_release(&json);
	make_superblock(block, 1, sizeof block);
	maker_add_partition(&maker, SIF_FILESYSTEM_SQUASHFS, SIF_ROLE_PRIMARY, block, sizeof block);
	return maker;
}

/* A file in memory with these bytes; the caller closes it. */
static inline int open_bytes(const void *bytes, size_t length)
{
	int fd = memfd_create("sif", MFD_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, length), (ssize_t)length);
	return fd;
}

/* A new folder below $TMPDIR or /tmp; the caller ends it with remove_folder(). */
static inline char *make_folder(void)
{
	const char *parent = getenv("TMPDIR");
	char *folder = xasprintf("%s/berth-sif-XXXXXX", parent != NULL ? parent : "/tmp");
	assert_non_null(mkdtemp(folder));
	return folder;
}

static inline int remove_entry(
	const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	return remove(path);
}

static inline void remove_folder(char *folder)
{
	assert_int_equal(nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(folder);
}

static inline char *write_bytes(
	const char *folder, const char *name, const void *bytes, size_t length)
{
	char *path = xasprintf("%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	return path;
}

static inline void write_text(const char *folder, const char *name, const char *text)
{
	free(write_bytes(folder, name, text, strlen(text)));
}

/* Appends a file's content to `out`. */
static inline void read_bytes(const char *folder, const char *name, struct text *out)
{
	char *path = xasprintf("%s/%s", folder, name), buffer[4096];
	FILE *file = fopen(path, "r");
	size_t n;
	assert_non_null(file);
	while ((n = fread(buffer, 1, sizeof buffer, file)) > 0)
		text_append_bytes(out, buffer, n);
	fclose(file);
	free(path);
}

/* Runs "TOOL ARGUMENT ..." (words without blanks inside) in the folder; its output goes to the
 * file tool.log there. The test fails when the tool is missing or fails. */
static inline void run_tool(const char *folder, const char *command)
{
	struct strings words = {0};
	int status;

	strings_split(&words, command, ' ');
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (chdir(folder) != 0)
			_exit(126);
		int log = open("tool.log", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (log < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0)
			_exit(126);
		execvp(words.items[0], strings_argv(&words));
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		struct text log = TEXT_INIT;
		read_bytes(folder, "tool.log", &log);
		print_error("'%s' ended with status %d: %s\n", command, status, text_string(&log));
		text_release(&log);
		fail();
	}
	strings_release(&words);
}

#endif
