#include "image/squashfs_parts.h"

#include "base/pages.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

enum {
	UNPACKED_MAX = 24 * 1024 * 1024 / SQUASHFS_METADATA_SIZE, /* blocks; about 400,000 files */
	BLOCKS_PER_WORKER = 128, /* for fewer, starting a thread takes longer than it saves */
	WORKERS_MAX = 4,
	BATCH = 8, /* blocks that a worker takes at once */
	STACK = 256 * 1024,
};

/* What the workers share: each takes the next batch of blocks until there is none. */
struct work {
	const struct squashfs *fs;
	struct squashfs_block *blocks;
	size_t count, folders; /* those from `folders` on are of the folder table */
	atomic_size_t next;
};

/* Lists the blocks of one table by their headers, as far as these make sense; false when there are
 * too many. */
static bool list_blocks(
	const struct squashfs *fs, uint64_t position, uint64_t end, struct squashfs_unpacked *all)
{
	size_t size;

	while (squashfs_stored_size(fs->region + (position - fs->inode_table),
		(size_t)(end - position), &size)) {
		if (all->count == UNPACKED_MAX)
			return false;
		all->blocks[all->count++].position = position;
		position += size;
	}
	return true;
}

/* What cannot be unpacked keeps the length 0, and is complained about by whoever needs it. */
static void unpack_blocks(struct work *work, struct squashfs_codec *codec)
{
	const struct squashfs *fs = work->fs;
	struct diags ignored = {0};
	size_t at;

	while ((at = atomic_fetch_add(&work->next, BATCH)) < work->count)
		for (size_t i = at; i < at + BATCH && i < work->count; i++) {
			struct squashfs_block *block = &work->blocks[i];
			uint64_t end = i < work->folders ? fs->folder_table : fs->folder_end;
			if (!squashfs_unpack_block(fs, codec, block->position, end,
				    fs->region + (block->position - fs->inode_table), block,
				    &ignored))
				block->length = 0;
		}
	diags_release(&ignored);
}

static void *run_worker(void *argument)
{
	struct work *work = argument;
	struct squashfs_codec *codec = squashfs_codec_copy(work->fs->codec);

	unpack_blocks(work, codec);
	squashfs_codec_free(codec);
	return NULL;
}

static size_t count_workers(size_t blocks)
{
	cpu_set_t cpus;
	size_t count = blocks / BLOCKS_PER_WORKER;

	if (count > WORKERS_MAX)
		count = WORKERS_MAX;
	size_t there =
		sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? (size_t)CPU_COUNT(&cpus) : 1;
	return count < there ? count : there;
}

/* This thread is the first worker; the others see no signal, which belong to the program. */
static void run_workers(struct work *work, struct squashfs_codec *codec)
{
	pthread_t threads[WORKERS_MAX];
	size_t wanted = count_workers(work->count), started = 0;
	pthread_attr_t attributes;
	sigset_t all, before;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (started + 1 < wanted &&
		pthread_create(&threads[started], &attributes, run_worker, work) == 0)
		started++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	unpack_blocks(work, codec);
	while (started > 0)
		pthread_join(threads[--started], NULL);
}

void squashfs_unpack_region(struct squashfs *fs)
{
	struct squashfs_unpacked *all = &fs->unpacked;

	if (fs->region == NULL || all->blocks != NULL)
		return;
	all->blocks = xcalloc(UNPACKED_MAX, sizeof *all->blocks);
	if (!list_blocks(fs, fs->inode_table, fs->folder_table, all)) {
		all->count = 0;
		return;
	}
	size_t folders = all->count;
	if (!list_blocks(fs, fs->folder_table, fs->folder_end, all) || all->count == 0) {
		all->count = 0;
		return;
	}
	all->bytes = pages_new(all->count * SQUASHFS_METADATA_SIZE);
	for (size_t i = 0; i < all->count; i++)
		all->blocks[i].bytes = all->bytes + i * SQUASHFS_METADATA_SIZE;
	struct work work = {
		.fs = fs, .blocks = all->blocks, .count = all->count, .folders = folders};
	run_workers(&work, fs->codec);
	for (size_t i = 0; i < all->count; i++)
		if (all->blocks[i].length > 0)
			squashfs_map_add(&all->index, all->blocks[i].position, (uint32_t)i);
}

void squashfs_unpacked_release(struct squashfs_unpacked *all)
{
	squashfs_map_release(&all->index);
	free(all->bytes);
	free(all->blocks);
	*all = (struct squashfs_unpacked){0};
}
