/*
 * Any bytes as an image file whose tree is opened: the layers of an OCI-SIF are merged, a bare
 * squashfs or the one in a SIF is walked. All that was visited must be found again by its path.
 */

#include "image/tree.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	ENTRIES = 20000, /* visited of one input */
	FILES = 20,      /* read, and looked up, of one input */
	CONTENT = 64 * 1024,
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

struct run {
	struct image_tree *tree;
	struct diags diags;
	size_t entries, files;
};

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void read_entry(struct run *run, const struct tree_entry *entry)
{
	struct text content = TEXT_INIT;
	struct tree_entry again;
	size_t before = run->diags.count;
	bool fine = image_tree_find(
		run->tree, entry->path, SQUASHFS_NO_FOLLOW, &again, &run->diags);

	require(fine == (run->diags.count == before));
	/* A listing may hold a name twice, and then the first of them is found. */
	if (fine)
		require(string_equal(again.path, entry->path));
	before = run->diags.count;
	if (entry->type == SQUASHFS_SYMLINK)
		fine = image_tree_target(run->tree, entry, &content, &run->diags);
	else
		fine = image_tree_read(run->tree, entry, CONTENT, &content, &run->diags);
	require(fine == (run->diags.count == before));
	require(content.length <= CONTENT);
	text_release(&content);
}

static enum squashfs_visit visit(void *context, const struct tree_entry *entry)
{
	struct run *run = context;

	require(string_ends(entry->path, entry->name) && entry->name[0] != '\0');
	require(strchr(entry->name, '/') == NULL && !string_equal(entry->name, ".."));
	if (run->files++ < FILES)
		read_entry(run, entry);
	return ++run->entries < ENTRIES ? SQUASHFS_CONTINUE : SQUASHFS_STOP;
}

static void go_through(struct run *run)
{
	static const char *const paths[] = {
		"etc/os-release", "etc/up", "/usr/bin/python3.12", "file", ""};
	struct tree_entry entry;
	size_t before = run->diags.count;

	require(image_tree_walk(run->tree, visit, run, &run->diags) ||
		run->diags.count > before);
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		before = run->diags.count;
		bool fine = image_tree_find(run->tree, paths[i], 0, &entry, &run->diags);
		require(fine == (run->diags.count == before));
		if (fine && entry.type == SQUASHFS_FOLDER)
			require(image_tree_list(run->tree, &entry, visit, run, &run->diags) ||
				run->diags.count > before);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static int fd = -1;
	static char path[64];
	struct run run = {0};
	struct sif sif;

	if (fd < 0) {
		fd = memfd_create("image", MFD_CLOEXEC);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	}
	if (ftruncate(fd, 0) != 0 || pwrite(fd, bytes, length, 0) != (ssize_t)length)
		return 0;
	if (sif_read(path, &sif, &run.diags)) {
		size_t before = run.diags.count;
		run.tree = image_tree_open(path, &sif, &run.diags);
		if (run.tree != NULL)
			go_through(&run);
		else
			require(run.diags.count > before);
	}
	image_tree_close(run.tree);
	sif_release(&sif);
	diags_release(&run.diags);
	return 0;
}
