/*
 * A snapshot of the index in which bytes were changed, but whose checksum is right: as if somebody
 * had made it on purpose. Its input are changes of four bytes each: which of the two files, where,
 * and the new byte. Whatever the index then says, it says without a crash, and it can be written
 * anew.
 */

#include "base/files.h"
#include "image/index_parts.h"
#include "image/index_write.h"

#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static char folder[] = "/tmp/berth-fuzz-index-XXXXXX";

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void clean_up(void)
{
	struct diags diags = {0};
	size_t removed;

	require(snapshot_remove(folder, &index_images_kind, &removed, &diags));
	require(snapshot_remove(folder, &index_facts_kind, &removed, &diags));
	rmdir(folder);
}

/* Two images, known by hand. */
static void fill_catalog(struct catalog *catalog)
{
	static struct image images[2];

	for (size_t i = 0; i < ARRAY_LENGTH(images); i++) {
		char *path = arena_format(&catalog->arena, "/images/%zu.sif", i);
		images[i] = (struct image){.path = path, .target = path, .file = path_base(path),
			.size = 4096, .inode = 7 + i, .mtime = 1700000000, .mtime_ns = 1700000000,
			.ctime_ns = 1700000000, .kind = IMAGE_SIF};
	}
	catalog->items = images;
	catalog->count = ARRAY_LENGTH(images);
}

static struct facts *make_facts(struct arena *arena)
{
	static struct package_environment environment = {
		ENVIRONMENT_VENV, "opt/venv", "3.12.4", "opt/venv/pyvenv.cfg", true};
	static struct package packages[] = {
		{"Flash_Attn", "flash-attn", "2.7.4", PACKAGE_PYTHON, 0, "a"},
		{"torch", "torch", "2.7.1+rocm6.2.4", PACKAGE_PYTHON, 0, "b"},
	};
	struct facts *facts = arena_alloc(arena, sizeof *facts);

	facts->values[FACT_OS] = (struct fact_value){"ubuntu", "24.04", "etc/os-release", NULL};
	facts->values[FACT_ROCM] = (struct fact_value){"rocm", "6.2.4", "opt/rocm/.info/version", NULL};
	facts->environments = &environment;
	facts->environment_count = 1;
	facts->packages = packages;
	facts->package_count = ARRAY_LENGTH(packages);
	return facts;
}

/* The two files as the index writes them, without their trailers. */
static void make_seeds(struct text *seeds)
{
	struct catalog catalog = {0};
	struct diags diags = {0};
	struct index *index;

	require(mkdtemp(folder) != NULL);
	atexit(clean_up);
	setenv("BERTH_CACHE_DIR", folder, 1);
	index = index_open();
	fill_catalog(&catalog);
	index_read_heads(index, &catalog, NULL, &diags);
	for (size_t i = 0; i < catalog.count; i++) {
		struct index_reading reading = {catalog.items[i], make_facts(&catalog.arena)};
		index_store_facts(index, &reading, 1, &diags);
	}
	index_free(index);
	for (int i = 0; i < 2; i++) {
		char *path = path_join(folder, i == 0 ? "facts.db" : "images.db");
		if (access(path, F_OK) == 0) {
			require(file_read(path, SNAPSHOT_LIMIT, &seeds[i], &diags));
			text_truncate(&seeds[i], seeds[i].length - SNAPSHOT_TRAILER);
		}
		free(path);
	}
	require(seeds[0].length > 0);
	diags_release(&diags);
	arena_release(&catalog.facts);
	arena_release(&catalog.arena);
}

static void write_changed(
	const struct text *seed, int which, const char *name, const uint8_t *bytes, size_t length)
{
	unsigned char trailer[SNAPSHOT_TRAILER];
	struct text changed = TEXT_INIT;
	char *path = path_join(folder, name);
	FILE *file;

	text_append_bytes(&changed, seed->data, seed->length);
	for (; length >= 4; length -= 4, bytes += 4)
		if ((bytes[0] >> 7) == which)
			changed.data[((size_t)(bytes[0] & 0x7f) << 16 | (size_t)bytes[1] << 8 | bytes[2]) %
				changed.length] = (char)bytes[3];
	snapshot_make_trailer(changed.data, changed.length, trailer);
	text_append_bytes(&changed, trailer, sizeof trailer);
	/* Not file_write(): its fsync() would be most of the work. */
	file = fopen(path, "wb");
	require(file != NULL && fwrite(changed.data, 1, changed.length, file) == changed.length);
	fclose(file);
	free(path);
	text_release(&changed);
}

static void count_key(void *context, const char *key)
{
	*(size_t *)context += strlen(key) > 0;
}

/* All that reads the index, then (seldom, as it waits for the disk) what writes it. */
static void use(bool write)
{
	struct catalog catalog = {0};
	struct diags diags = {0};
	struct index_status status = {0};
	struct index *index = index_open();
	struct query *query = query_new("has:flash-attn torch>=2 rocm<7 os:ubuntu mpi:mpich", &diags);
	const struct image *images[2];
	size_t keys = 0;

	fill_catalog(&catalog);
	for (size_t i = 0; i < catalog.count; i++)
		images[i] = &catalog.items[i];
	index_read_heads(index, &catalog, NULL, &diags);
	index_attach(index, &catalog, query);
	for (size_t i = 0; i < catalog.count; i++)
		query_matches(query, &catalog.items[i]);
	index_each_key(index, count_key, &keys);
	require(index_unknown(index, images, catalog.count) <= catalog.count);
	index_get_status(index, &status);
	index_status_release(&status);
	if (write) {
		struct index_reading reading = {catalog.items[0], make_facts(&catalog.arena)};
		index_store_facts(index, &reading, 1, &diags);
	}
	index_free(index);
	query_free(query);
	require(!diags_have_errors(&diags));
	diags_release(&diags);
	arena_release(&catalog.facts);
	arena_release(&catalog.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct text seeds[2];

	if (seeds[0].length == 0)
		make_seeds(seeds);
	write_changed(&seeds[0], 0, "facts.db", bytes, length);
	if (seeds[1].length > 0)
		write_changed(&seeds[1], 1, "images.db", bytes, length);
	use(length > 0 && bytes[length - 1] % 32 == 0);
	return 0;
}
