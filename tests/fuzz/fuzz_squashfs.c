/*
 * libFuzzer target: any bytes as a squashfs. They are read through a file in memory, so that the
 * reader's own preads are exercised; by turns at once and block by block.
 */

#include "image/squashfs_parts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	ENTRIES = 100000, /* visited of one input */
	FILES = 40,       /* read of one input */
	CONTENT = 64 * 1024,
	PIECES = 40, /* of a file whose size is not limited */
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

struct run {
	struct squashfs *fs;
	struct diags diags;
	size_t entries, files, pieces;
};

static bool count_piece(void *context, const void *bytes, size_t length)
{
	struct run *run = context;

	if (bytes == NULL || length == 0 || length > 1024 * 1024)
		abort();
	return ++run->pieces % PIECES != 0;
}

static void read_entry(struct run *run, const struct squashfs_entry *entry)
{
	struct text content = TEXT_INIT;
	size_t before = run->diags.count;
	bool fine;

	if (entry->type == SQUASHFS_SYMLINK) {
		fine = squashfs_target(run->fs, entry, &content, &run->diags);
		if (fine && content.length != entry->size)
			abort();
	} else {
		fine = squashfs_read(run->fs, entry, CONTENT, &content, &run->diags);
		if (fine && (content.length != entry->size || content.length > CONTENT))
			abort();
		if (entry->type == SQUASHFS_REGULAR)
			fine = squashfs_stream(
				       run->fs, entry, count_piece, run, &run->diags) &&
				fine;
	}
	if (fine != (run->diags.count == before))
		abort();
	text_release(&content);
}

static enum squashfs_visit visit(void *context, const struct squashfs_entry *entry)
{
	struct run *run = context;

	if (!string_ends(entry->path, entry->name) || entry->name[0] == '\0' ||
		strchr(entry->name, '/') != NULL || string_equal(entry->name, ".."))
		abort();
	if (entry->type != SQUASHFS_FOLDER && run->files++ < FILES)
		read_entry(run, entry);
	return ++run->entries < ENTRIES ? SQUASHFS_CONTINUE : SQUASHFS_STOP;
}

static void find(struct run *run, const char *path, unsigned flags)
{
	struct squashfs_entry entry;
	size_t before = run->diags.count;
	bool fine = squashfs_find(run->fs, path, flags, &entry, &run->diags);

	if (fine != (run->diags.count == before))
		abort();
	if (!fine)
		return;
	read_entry(run, &entry);
	before = run->diags.count;
	if (!squashfs_list_dir(run->fs, &entry, visit, run, &run->diags) &&
		run->diags.count == before)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static int fd = -1;
	static const char *const paths[] = {
		"", "link", "a/b/c", "loop", "/many/file-700", "a/../up/x", "big/", "missing"};
	struct run run = {0};
	uint64_t bulk = length % 2 == 0 ? UINT64_MAX : 0;

	if (fd < 0)
		fd = memfd_create("image", MFD_CLOEXEC);
	if (ftruncate(fd, 0) != 0 || pwrite(fd, bytes, length, 0) != (ssize_t)length)
		return 0;
	run.fs = squashfs_open_bulk(fd, 0, UINT64_MAX, "image", bulk, &run.diags);
	if ((run.fs != NULL) != (run.diags.count == 0))
		abort();
	if (run.fs != NULL) {
		size_t before = run.diags.count;
		if (!squashfs_walk(run.fs, visit, &run, &run.diags) && run.diags.count == before)
			abort();
		for (size_t i = 0; i < ARRAY_LENGTH(paths); i++)
			find(&run, paths[i], i % 3 == 1 ? SQUASHFS_NO_FOLLOW : 0);
	}
	squashfs_close(run.fs);
	diags_release(&run.diags);
	return 0;
}
