#ifndef BERTH_TESTS_UNIT_CORE_IMAGE_INDEX_MAKER_H
#define BERTH_TESTS_UNIT_CORE_IMAGE_INDEX_MAKER_H

/* What the tests of the index share: a folder with images and one for the index, and facts that are
 * filled by hand. */

#include "base/files.h"
#include "image/index_parts.h"
#include "image/sif.h"

#include "core/image/sif_maker.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>

/* A file system that fails: reading at or behind this offset gives EIO. */
static off_t store_fails_from = INT64_MAX;

ssize_t pread(int fd, void *bytes, size_t length, off_t offset)
{
	if (offset >= store_fails_from) {
		errno = EIO;
		return -1;
	}
	return syscall(SYS_pread64, fd, bytes, length, offset);
}

struct store {
	char *folder, *images, *cache;
	struct site site; /* knows no name form and no root */
	struct catalog catalog;
	struct index *index;
	struct diags diags;
};

static inline void store_open(struct store *store)
{
	index_free(store->index);
	store->index = index_open();
}

static inline int store_set_up(void **state)
{
	struct store *store = xcalloc(1, sizeof *store);

	store->folder = make_folder();
	store->images = path_join(store->folder, "images");
	store->cache = path_join(store->folder, "cache");
	if (mkdir(store->images, 0700) != 0)
		return -1;
	setenv("BERTH_CACHE_DIR", store->cache, 1);
	unsetenv("BERTH_INDEX");
	store_open(store);
	*state = store;
	return 0;
}

static inline int store_tear_down(void **state)
{
	struct store *store = *state;

	index_free(store->index);
	catalog_release(&store->catalog);
	diags_release(&store->diags);
	free(store->images);
	free(store->cache);
	remove_folder(store->folder);
	free(store);
	return 0;
}

/* Finds the images anew. */
static inline void store_scan(struct store *store)
{
	catalog_release(&store->catalog);
	assert_true(catalog_scan(&store->catalog, &store->site, &store->images, 1, 0, &store->diags));
}

static inline struct image *store_image(struct store *store, const char *name)
{
	vector_each (struct image, image, &store->catalog)
		if (string_equal(image->file, name))
			return image;
	fail_msg("there is no image '%s'", name);
	return NULL;
}

/* A small SIF whose file system cannot be read. */
static inline void store_make_sif(struct store *store, const char *name)
{
	struct maker maker = make_small_sif("{}");
	free(write_bytes(store->images, name, maker.bytes.data, maker.bytes.length));
	text_release(&maker.bytes);
}

/* Facts of one environment with packages "NAME VERSION", ended by NULL; the arena owns them. */
static inline struct facts *facts_by_hand(
	struct arena *arena, const char *rocm, const char *const *packages)
{
	struct facts *facts = arena_alloc(arena, sizeof *facts);
	size_t count = 0;

	facts->values[FACT_OS] = (struct fact_value){"ubuntu", "24.04", "etc/os-release", NULL};
	if (rocm != NULL)
		facts->values[FACT_ROCM] =
			(struct fact_value){"rocm", rocm, "opt/rocm/.info/version", NULL};
	facts->environments = arena_alloc(arena, sizeof *facts->environments);
	facts->environments[0] = (struct package_environment){
		ENVIRONMENT_VENV, "opt/venv", "3.12.4", "opt/venv/pyvenv.cfg", true};
	facts->environment_count = 1;
	while (packages[count] != NULL)
		count++;
	facts->packages = arena_alloc(arena, (count + 1) * sizeof *facts->packages);
	for (size_t i = 0; i < count; i++) {
		const char *blank = strchr(packages[i], ' ');
		char *name = arena_strndup(arena, packages[i], (size_t)(blank - packages[i]));
		facts->packages[i] = (struct package){name, package_key(name, arena),
			blank[1] != '\0' ? blank + 1 : NULL, PACKAGE_PYTHON, 0, "a/path"};
	}
	facts->package_count = count;
	return facts;
}

#define PACKAGES(...) (const char *const[]){__VA_ARGS__, NULL}

/* Puts facts into the index, as a writer of its own would. */
static inline void store_put(struct store *store, const char *name, struct facts *facts)
{
	struct index_reading reading = {*store_image(store, name), facts};
	index_store_facts(store->index, &reading, 1, &store->diags);
}

/* The names that a query leaves, joined by blanks, with what the index knows. */
static inline char *store_query(struct store *store, const char *text, struct query_says *says)
{
	const struct image **images = xcalloc(store->catalog.count, sizeof *images);
	struct query *query = query_new(text, &store->diags);
	struct text names = TEXT_INIT;
	size_t count = 0;
	bool fuzzy;

	assert_non_null(query);
	index_attach(store->index, &store->catalog, query);
	for (size_t i = 0; i < store->catalog.count; i++)
		images[count++] = &store->catalog.items[i];
	count = query_search(query, images, count, says, &fuzzy);
	for (size_t i = 0; i < count; i++)
		text_append_format(&names, "%s%s", i > 0 ? " " : "", images[i]->file);
	query_free(query);
	free(images);
	return text_detach(&names);
}

#define assert_query(store, text, wanted)                                                          \
	do {                                                                                       \
		char *names_ = store_query(store, text, NULL);                                     \
		assert_string_equal(names_, wanted);                                               \
		free(names_);                                                                      \
	} while (0)

#define STORE(test) cmocka_unit_test_setup_teardown(test, store_set_up, store_tear_down)

#endif
