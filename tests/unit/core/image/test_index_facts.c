#include "testing.h"

#include "core/image/index_maker.h"

static void make_images(struct store *store)
{
	store_make_sif(store, "a.sif");
	store_make_sif(store, "b.sif");
	store_make_sif(store, "c.sif");
	store_scan(store);
}

static void test_what_is_kept(void **state)
{
	struct store *store = *state;
	struct arena arena = {0};
	struct query *query = query_new("has:flash-attn rocm<7 os:ubuntu", &store->diags);
	const struct facts *facts;

	make_images(store);
	store_put(store, "a.sif",
		facts_by_hand(&arena, "6.2.4", PACKAGES("Flash_Attn 2.7.4", "torch 2.7.1+rocm6.2.4", "vllm ")));
	/* Another program reads it. */
	store_open(store);
	index_attach(store->index, &store->catalog, query);
	facts = store_image(store, "a.sif")->facts;
	assert_non_null(facts);
	assert_null(store_image(store, "b.sif")->facts);
	assert_string_equal(facts->values[FACT_ROCM].value, "rocm");
	assert_string_equal(facts->values[FACT_ROCM].version, "6.2.4");
	assert_string_equal(facts->values[FACT_ROCM].path, "opt/rocm/.info/version");
	assert_null(facts->values[FACT_ROCM].version_path);
	/* What was not asked for is not there. */
	assert_null(facts->values[FACT_PYTHON].value);
	assert_int_equal(facts->package_count, 1);
	assert_string_equal(facts->packages[0].name, "Flash_Attn");
	assert_string_equal(facts->packages[0].key, "flash-attn");
	assert_string_equal(facts->packages[0].version, "2.7.4");
	assert_int_equal(facts->packages[0].source, PACKAGE_PYTHON);
	assert_int_equal(facts->environment_count, 1);
	assert_string_equal(facts->environments[0].prefix, "opt/venv");
	assert_string_equal(facts->environments[0].python, "3.12.4");
	assert_true(facts->environments[0].active);
	assert_no_diags(&store->diags);
	/* Asked again, as at each key that is typed, it takes the place of the facts before: none of the
	 * catalog's own memory is used. */
	{
		struct arena_block *before = store->catalog.arena.blocks;
		for (int i = 0; i < 2000; i++)
			index_attach(store->index, &store->catalog, query);
		assert_ptr_equal(store->catalog.arena.blocks, before);
		assert_non_null(store_image(store, "a.sif")->facts);
	}
	query_free(query);
	arena_release(&arena);
}

static void test_queries(void **state)
{
	static const struct {
		const char *query, *left;
	} cases[] = {
		{"has:flash-attn", "a.sif"},
		{"has:Flash_Attn", "a.sif"},
		{"!has:flash-attn", "b.sif"}, /* c is unknown, and never guessed */
		{"has!=flash-attn", "b.sif"},
		{"has:torch", "a.sif b.sif"},
		{"flash-attn>=2.5", "a.sif"},
		{"flash_attn<2.5", ""},
		{"has:flash-attn>=2.8", ""},
		{"torch>=2.6", "a.sif"},
		{"torch=2.7", "a.sif"},
		{"torch=2.7.1+rocm6.2.4", "a.sif"},
		{"torch<2.6", "b.sif"},
		{"torch!=2.7", "b.sif"},
		{"!torch>=2.6", "b.sif c.sif"},
		{"vllm>=0", ""},
		{"has:vllm", "a.sif"},
		{"rocm<6.4", "a.sif"},
		{"rocm>=6.4", "b.sif"},
		{"has:rocm", "a.sif b.sif"},
		{"rocm!=6.2", "b.sif"},
		{"os:ubuntu", "a.sif b.sif"},
		{"os=24.04", "a.sif b.sif"},
		{"os:sles", ""},
		{"os!=sles", "a.sif b.sif"},
		{"!os:ubuntu", ""},
		{"mpi:mpich", ""},
		{"has:torch rocm>6.3", "b.sif"},
		{"sort:-name", "c.sif b.sif a.sif"},
		{"has:torch sort:-name", "b.sif a.sif"},
		{"libc6>=2.30", "b.sif"},
	};
	struct store *store = *state;
	struct arena arena = {0};
	struct query_says says = {0};

	make_images(store);
	store_put(store, "a.sif",
		facts_by_hand(&arena, "6.2.4", PACKAGES("Flash_Attn 2.7.4", "torch 2.7.1+rocm6.2.4", "vllm ")));
	store_put(store, "b.sif",
		facts_by_hand(&arena, "6.4", PACKAGES("libc6 2.31-0ubuntu9.16", "torch 2.5.1")));
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char *left = store_query(store, cases[i].query, NULL);
		if (!string_equal(left, cases[i].left))
			fail_msg("'%s' leaves '%s'", cases[i].query, left);
		free(left);
	}
	free(store_query(store, "has:flash-attn", &says));
	assert_int_equal(says.untold, 1);
	assert_false(says.natural);
	says = (struct query_says){0};
	free(store_query(store, "name=a has:flash-attn", &says));
	assert_int_equal(says.untold, 0);
	free(store_query(store, "libc6>=2.30", &says));
	assert_true(says.natural);
	assert_string_equal(says.natural_name, "libc6");
	arena_release(&arena);
}

/* What the file tells counts, and not what its name says. */
static void test_the_file_overrides_the_name(void **state)
{
	struct store *store = *state;
	struct arena arena = {0};
	struct image *image;

	make_images(store);
	store_put(store, "a.sif", facts_by_hand(&arena, "6.4", PACKAGES("torch 2.5.1")));
	store_put(store, "b.sif", facts_by_hand(&arena, NULL, PACKAGES("numpy 2.0")));
	for (size_t i = 0; i < 2; i++) {
		image = &store->catalog.items[i];
		image->name = (struct image_name){.form = "f", .framework = "pytorch",
			.version = "2.7.1", .rocm = "6.2"};
	}
	assert_query(store, "torch>=2.6", "b.sif");
	assert_query(store, "torch=2.5.1", "a.sif");
	assert_query(store, "rocm=6.2", "b.sif");
	assert_query(store, "rocm=6.4", "a.sif");
	arena_release(&arena);
}

static void test_writers_keep_what_others_wrote(void **state)
{
	struct store *store = *state;
	struct arena arena = {0};
	struct index *other = index_open();
	struct index_reading reading;

	make_images(store);
	store_put(store, "a.sif", facts_by_hand(&arena, "6.0", PACKAGES("one 1")));
	reading = (struct index_reading){*store_image(store, "b.sif"),
		facts_by_hand(&arena, "6.1", PACKAGES("two 2"))};
	index_store_facts(other, &reading, 1, &store->diags);
	store_put(store, "c.sif", facts_by_hand(&arena, "6.2", PACKAGES("three 3")));
	assert_query(store, "has:rocm", "a.sif b.sif c.sif");
	/* A newer reading takes the place of the older one, whole. */
	reading.facts = facts_by_hand(&arena, "7.0", PACKAGES("four 4"));
	index_store_facts(other, &reading, 1, &store->diags);
	store_open(store);
	assert_query(store, "rocm=7", "b.sif");
	assert_query(store, "has:two", "");
	assert_query(store, "has:four", "b.sif");
	index_free(other);
	arena_release(&arena);
}

static void test_what_is_unknown(void **state)
{
	struct store *store = *state;
	struct arena arena = {0};
	const struct image *images[3];

	make_images(store);
	store_put(store, "a.sif", facts_by_hand(&arena, NULL, PACKAGES("one 1")));
	/* b cannot be read, and that is known. */
	store_put(store, "b.sif", NULL);
	for (size_t i = 0; i < 3; i++)
		images[i] = &store->catalog.items[i];
	assert_int_equal(index_unknown(store->index, images, 3), 1);
	assert_string_equal(images[0]->file, "c.sif");
	assert_query(store, "has:one", "a.sif");
	assert_query(store, "!has:one", "");
	arena_release(&arena);
}

/* Newer days first, and small ones before large ones. */
static void test_the_order_of_reading(void **state)
{
	struct image many[] = {
		{.target = (char[]){"/old"}, .mtime = 86400, .size = 1},
		{.target = (char[]){"/large"}, .mtime = 10 * 86400 + 7, .size = 100},
		{.target = (char[]){"/small"}, .mtime = 10 * 86400, .size = 10},
	};
	const struct image *images[] = {&many[0], &many[1], &many[2]};
	struct store *store = *state;

	assert_int_equal(index_unknown(store->index, images, 3), 3);
	assert_string_equal(images[0]->target, "/small");
	assert_string_equal(images[1]->target, "/large");
	assert_string_equal(images[2]->target, "/old");
}

static void test_images_that_are_gone_are_forgotten(void **state)
{
	struct store *store = *state;
	struct arena arena = {0};
	struct index_status status;
	char *path = path_join(store->images, "a.sif");

	make_images(store);
	store_put(store, "a.sif", facts_by_hand(&arena, NULL, PACKAGES("one 1", "both 1")));
	store_put(store, "b.sif", facts_by_hand(&arena, NULL, PACKAGES("both 1")));
	index_get_status(store->index, &status);
	assert_int_equal(status.files[1].images, 2);
	assert_int_equal(status.files[1].packages, 3);
	index_status_release(&status);
	assert_int_equal(unlink(path), 0);
	store_open(store);
	store_put(store, "c.sif", facts_by_hand(&arena, NULL, PACKAGES("both 1")));
	index_get_status(store->index, &status);
	assert_string_equal(status.files[1].state, "good");
	assert_int_equal(status.files[1].images, 2);
	assert_int_equal(status.files[1].packages, 2);
	assert_null(status.files[3].path);
	index_status_release(&status);
	free(path);
	arena_release(&arena);
}

/* More packages than are kept of one image: what is not found may be among the others. */
static void test_too_many_packages(void **state)
{
	struct store *store = *state;
	struct arena arena = {0};
	struct facts *facts = facts_by_hand(&arena, NULL, PACKAGES("one 1"));
	struct query_says says = {0};

	make_images(store);
	facts->packages = arena_alloc(&arena, (INDEX_PACKAGES_LIMIT + 5) * sizeof *facts->packages);
	for (size_t i = 0; i < INDEX_PACKAGES_LIMIT + 5; i++) {
		char *name = arena_format(&arena, "p%06zu", i);
		facts->packages[i] = (struct package){name, name, "1", PACKAGE_DPKG, 0, NULL};
	}
	facts->package_count = INDEX_PACKAGES_LIMIT + 5;
	store_put(store, "a.sif", facts);
	assert_query(store, "has:p000001", "a.sif");
	free(store_query(store, "name=a has:p020004", &says));
	assert_int_equal(says.untold, 1);
	assert_query(store, "!has:p020004", "");
	arena_release(&arena);
}

/* The oldest readings go when the file would take too much of a home. */
static void test_the_size_is_bounded(void **state)
{
	enum { IMAGES = 12 };
	struct store *store = *state;
	struct arena arena = {0};
	struct index_reading readings[IMAGES];
	struct index_status status;

	make_images(store);
	for (int i = 0; i < IMAGES; i++) {
		struct facts *facts = facts_by_hand(&arena, NULL, PACKAGES("one 1"));
		facts->packages =
			arena_alloc(&arena, INDEX_PACKAGES_LIMIT * sizeof *facts->packages);
		facts->package_count = INDEX_PACKAGES_LIMIT;
		for (size_t k = 0; k < INDEX_PACKAGES_LIMIT; k++) {
			char *name = arena_format(&arena, "package-with-a-long-name-%d-%zu", i, k);
			facts->packages[k] =
				(struct package){name, name, "1", PACKAGE_DPKG, 0, NULL};
		}
		readings[i] = (struct index_reading){store->catalog.items[0], facts};
		readings[i].image.inode = 1000 + (uint64_t)i;
		readings[i].image.target = arena_format(&arena, "%s/%d", store->images, i);
	}
	index_store_facts(store->index, readings, IMAGES, &store->diags);
	assert_no_diags(&store->diags);
	index_get_status(store->index, &status);
	assert_string_equal(status.files[1].state, "good");
	assert_true(status.files[1].size <= INDEX_FACTS_BYTES + SNAPSHOT_TRAILER);
	assert_true(status.files[1].images >= IMAGES / 2 && status.files[1].images < IMAGES);
	index_status_release(&status);
	arena_release(&arena);
}

static void test_without_a_place_to_write(void **state)
{
	struct store *store = *state;
	struct arena arena = {0};

	make_images(store);
	setenv("BERTH_CACHE_DIR", "/dev/null/none", 1);
	store_open(store);
	store_put(store, "a.sif", facts_by_hand(&arena, "6.2", PACKAGES("one 1")));
	store_put(store, "b.sif", facts_by_hand(&arena, "6.4", PACKAGES("one 2")));
	assert_only_diag(&store->diags, "I80");
	/* It serves as long as the program runs. */
	assert_query(store, "has:one", "a.sif b.sif");
	unsetenv("BERTH_CACHE_DIR");
	setenv("HOME", "", 1);
	unsetenv("XDG_CACHE_HOME");
	store_open(store);
	store_put(store, "a.sif", facts_by_hand(&arena, "6.2", PACKAGES("one 1")));
	assert_query(store, "has:one", "a.sif");
	arena_release(&arena);
}

static void test_an_index_of_the_centre(void **state)
{
	struct store *store = *state;
	struct arena arena = {0};
	char *shared = path_join(store->folder, "shared");

	make_images(store);
	store_put(store, "a.sif", facts_by_hand(&arena, "6.2", PACKAGES("one 1")));
	store_put(store, "b.sif", facts_by_hand(&arena, "6.2", PACKAGES("one 1")));
	assert_int_equal(rename(store->cache, shared), 0);
	setenv("BERTH_INDEX", shared, 1);
	store_open(store);
	/* The own one is asked first. */
	store_put(store, "a.sif", facts_by_hand(&arena, "7.0", PACKAGES("two 2")));
	assert_query(store, "has:one", "b.sif");
	assert_query(store, "has:two", "a.sif");
	assert_query(store, "rocm=6.2", "b.sif");
	free(shared);
	arena_release(&arena);
}

/* Statuses that the index never wrote: negative numbers, kinds and environments that there are
 * not, text where a number belongs. */
static bool write_nonsense(sqlite3 *database, void *context)
{
	(void)context;
	return snapshot_run(database,
		"UPDATE packages SET environment=-1 WHERE source=1;"
		"INSERT INTO packages SELECT name, image, 99, 77, version FROM packages;"
		"INSERT INTO packages SELECT name, -5, 0, 1, 0 FROM packages LIMIT 1;"
		"INSERT INTO packages SELECT name, 1 << 60, 0, 1, 0 FROM packages LIMIT 1;"
		"UPDATE environments SET kind=99; UPDATE images SET files='x', readable='yes' WHERE id=2;"
		"INSERT INTO environments VALUES(1, 70000, 1, NULL, NULL, NULL, 'x');"
		"UPDATE facts SET value=NULL, version=x'ff00ff';"
		"INSERT INTO images(id, identity) VALUES(1 << 60, 5)");
}

static void test_nonsense_in_the_index(void **state)
{
	struct store *store = *state;
	struct arena arena = {0};

	make_images(store);
	store_put(store, "a.sif", facts_by_hand(&arena, "6.2", PACKAGES("one 1")));
	store_put(store, "b.sif", facts_by_hand(&arena, "6.2", PACKAGES("one 1")));
	assert_true(snapshot_publish(
		store->cache, &index_facts_kind, write_nonsense, NULL, NULL, &store->diags));
	store_open(store);
	assert_query(store, "has:one", "");
	assert_query(store, "rocm=6.2", "");
	assert_query(store, "os:ubuntu", "");
	/* The next writing goes on with it. */
	store_put(store, "c.sif", facts_by_hand(&arena, "6.2", PACKAGES("one 1")));
	assert_query(store, "has:one", "c.sif");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE(test_what_is_kept),
		STORE(test_queries),
		STORE(test_the_file_overrides_the_name),
		STORE(test_writers_keep_what_others_wrote),
		STORE(test_what_is_unknown),
		STORE(test_the_order_of_reading),
		STORE(test_images_that_are_gone_are_forgotten),
		STORE(test_too_many_packages),
		STORE(test_the_size_is_bounded),
		STORE(test_without_a_place_to_write),
		STORE(test_an_index_of_the_centre),
		STORE(test_nonsense_in_the_index),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
