#include "testing.h"

#include "core/image/query_maker.h"

/* What a query leaves of several images, and in which order. */

/* What the query leaves of these images, by file name, joined by blanks. */
static char *filter(const char *text, const struct image *images, size_t count)
{
	const struct image *found[16];
	struct diags diags = {0};
	struct query *query = query_new(text, &diags);
	struct text names = TEXT_INIT;
	size_t kept;

	assert_non_null(query);
	assert_true(count <= ARRAY_LENGTH(found));
	for (size_t i = 0; i < count; i++)
		found[i] = &images[i];
	kept = query_filter(query, found, count);
	if (query_picks_one(query))
		assert_true(kept <= 1);
	for (size_t i = 0; i < kept; i++)
		text_append_format(&names, "%s%s", i > 0 ? " " : "", found[i]->file);
	query_free(query);
	return text_detach(&names);
}

#define assert_filter(text, images, wanted)                                                        \
	do {                                                                                       \
		char *left_ = filter(text, images, ARRAY_LENGTH(images));                          \
		assert_string_equal(left_, wanted);                                                \
		free(left_);                                                                       \
	} while (0)

static void test_newest_and_oldest(void **state)
{
	struct arena arena = {0};
	struct image images[] = {
		make_image(&arena, torch_201),
		make_image(&arena, laif_full),
		make_image(&arena, torch_day),
		make_image(&arena, torch_271),
		make_image(&arena, laif_mpich),
		make_image(&arena, mine),
	};

	(void)state;
	images[5].mtime += 100;
	/* 2.10 is newer than 2.9 and than a build of a day, whatever the time of the file. */
	assert_filter("pytorch newest", images, laif_full);
	assert_filter("framework=torch oldest", images, torch_day);
	assert_filter("torch>=0 oldest", images, torch_201);
	assert_filter("family:lumi NEWEST", images, torch_271);
	assert_filter("newest newest family:lumi", images, torch_271);
	assert_filter("jax newest", images, "");
	/* MPICH 5.0 is not newer than PyTorch 2.10. */
	assert_filter("family:laif newest", images, laif_full);
	assert_filter("family:laif oldest", images, laif_mpich);
	/* Without a version, the time of the file counts, to the second and through the centuries. */
	images[5].mtime = 4102444799; /* 2099-12-31T23:59:59Z */
	assert_filter("newest", images, mine);
	images[5].mtime = -62135596801; /* the year 0 */
	assert_filter("oldest", images, mine);
	images[5].mtime = INT64_MAX; /* no year at all */
	assert_filter("my-torch newest", images, mine);
	arena_release(&arena);
}

static void test_filter_keeps_the_order(void **state)
{
	struct arena arena = {0};
	struct image images[] = {make_image(&arena, torch_271), make_image(&arena, jax),
		make_image(&arena, torch_201)};
	struct text wanted = TEXT_INIT;

	(void)state;
	text_append_format(&wanted, "%s %s", torch_271, torch_201);
	assert_filter("torch", images, text_string(&wanted));
	text_release(&wanted);
	arena_release(&arena);
}

static void test_orders(void **state)
{
	struct arena arena = {0};
	struct image images[] = {make_image(&arena, torch_271), make_image(&arena, jax),
		make_image(&arena, torch_201), make_image(&arena, mine)};
	struct text wanted = TEXT_INIT;

	(void)state;
	images[1].size = 1;
	images[2].mtime_ns = 5;
#define assert_order(text, ...)                                                                    \
	do {                                                                                       \
		text_truncate(&wanted, 0);                                                         \
		text_append_format(&wanted, __VA_ARGS__);                                          \
		assert_filter(text, images, text_string(&wanted));                                 \
	} while (0)
	assert_order("sort:size", "%s %s %s %s", jax, torch_271, torch_201, mine);
	assert_order("sort:-size", "%s %s %s %s", torch_271, torch_201, mine, jax);
	assert_order("sort:-mtime", "%s %s %s %s", torch_201, torch_271, jax, mine);
	/* What is unknown comes last, either way. */
	assert_order("sort:version", "%s %s %s %s", jax, torch_201, torch_271, mine);
	assert_order("sort:-version", "%s %s %s %s", torch_271, torch_201, jax, mine);
	assert_order("SORT:-rocm", "%s %s %s %s", torch_271, jax, torch_201, mine);
	assert_order("sort:framework sort:-version", "%s %s %s %s", jax, torch_271, torch_201, mine);
	assert_order("torch sort:name", "%s %s %s", torch_201, torch_271, mine);
	assert_order("torch sort:match", "%s %s %s", mine, torch_271, torch_201);
	/* One image has no order. */
	assert_order("torch sort:size newest family:lumi", "%s", torch_271);
	text_release(&wanted);
	arena_release(&arena);
}

static void test_words_by_their_letters(void **state)
{
	struct arena arena = {0};
	struct image images[] = {make_image(&arena, torch_271), make_image(&arena, jax),
		make_image(&arena, mine)};
	static const struct {
		const char *query;
		size_t count;
		const char *first;
		bool fuzzy;
	} cases[] = {
		{"torch", 2, torch_271, false},
		{"mtrch", 2, mine, true},
		{"ljx", 1, jax, true},
		{"ljx !jax", 0, NULL, false},
		{"ljx rocm<6", 0, NULL, false},
		{"ljx rocm>6", 1, jax, true},
		{"qqq", 0, NULL, false},
		/* Frameworks are no words to guess at. */
		{"alphafold", 0, NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct image *found[] = {&images[0], &images[1], &images[2]};
		struct diags diags = {0};
		struct query *query = query_new(cases[i].query, &diags);
		bool fuzzy = !cases[i].fuzzy;
		size_t count = query_search(query, found, ARRAY_LENGTH(found), NULL, &fuzzy);
		if (count != cases[i].count || fuzzy != cases[i].fuzzy ||
			(count > 0 && !string_equal(found[0]->file, cases[i].first)))
			fail_msg("'%s': %zu images", cases[i].query, count);
		/* Filtering never guesses. */
		for (size_t k = 0; k < ARRAY_LENGTH(found); k++)
			found[k] = &images[k];
		if (fuzzy)
			assert_int_equal(query_filter(query, found, ARRAY_LENGTH(found)), 0);
		query_free(query);
	}
	arena_release(&arena);
}

static void test_age(void **state)
{
	struct arena arena = {0};
	struct image old = make_image(&arena, torch_271), new = make_image(&arena, torch_271);
	struct image first = make_image(&arena,
		"lumi-multitorch-full-u24r70f21m50t210-20260513_121430.sif");
	struct image second = make_image(&arena,
		"lumi-multitorch-full-u24r70f21m50t210-20260513_121431.sif");

	(void)state;
	assert_int_equal(image_compare_age(&old, &new), 0);
	new.mtime++;
	assert_true(image_compare_age(&old, &new) < 0);
	assert_true(image_compare_age(&new, &old) > 0);
	/* A release's stamp counts more than the time of a copy. */
	first.mtime += 1000;
	assert_true(image_compare_age(&first, &second) < 0);
	/* Times that no calendar has. */
	old.mtime = INT64_MAX;
	assert_true(image_compare_age(&old, &new) != 0);
	arena_release(&arena);
}

static void test_recipes(void **state)
{
	char *modern[] = {(char[]){"framework=jax version>=0.4.28"}, (char[]){"framework=pytorch"}};
	char *wrong[] = {(char[]){"nonsense=1"}};
	struct site_recipe recipes[] = {
		{.family = (char[]){"lumi"}, .when = {wrong, 1}},
		{.family = (char[]){"lumi"}, .when = {modern, 2}},
		{.family = (char[]){"lumi"}},
		{.family = NULL},
	};
	struct site site = {.recipes = {recipes, ARRAY_LENGTH(recipes)}};
	struct arena arena = {0};
	struct image image = make_image(&arena, jax);

	(void)state;
	assert_ptr_equal(image_recipe(&site, &image), &recipes[1]);
	image = make_image(&arena, torch_201);
	assert_ptr_equal(image_recipe(&site, &image), &recipes[1]);
	image = make_image(&arena, tf);
	assert_ptr_equal(image_recipe(&site, &image), &recipes[2]);
	image = make_image(&arena, mine);
	assert_ptr_equal(image_recipe(&site, &image), &recipes[3]);
	image = make_image(&arena, laif_full);
	assert_null(image_recipe(&site, &image));
	arena_release(&arena);
}

/* Every recipe of the built-in site can be read. */
static void test_the_recipes_of_lumi(void **state)
{
	(void)state;
	YAML_EACH (const struct site_recipe, recipe, &lumi.recipes) {
		for (size_t i = 0; i < recipe->when.count; i++) {
			struct diags diags = {0};
			struct query *query = query_new(recipe->when.items[i], &diags);
			assert_no_diags(&diags);
			query_free(query);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_newest_and_oldest),
		cmocka_unit_test(test_filter_keeps_the_order),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_words_by_their_letters),
		cmocka_unit_test(test_age),
		cmocka_unit_test(test_recipes),
		cmocka_unit_test(test_the_recipes_of_lumi),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
