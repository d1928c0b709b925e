/* The demo site and where its images lie. */

#include "testing.h"

#include "core/site/scratch.h"
#include "site/demo.h"

static void test_folder_is_the_one_named(void **state)
{
	char *missing = path_join(scratch, "missing"), *found;
	char *file = scratch_file("file", "x");

	(void)state;
	setenv("BERTH_DEMO_IMAGES", scratch, 1);
	found = demo_images_folder();
	assert_string_equal(found, scratch);
	free(found);
	/* A wrong name is not answered by some other folder. */
	setenv("BERTH_DEMO_IMAGES", missing, 1);
	assert_null(demo_images_folder());
	setenv("BERTH_DEMO_IMAGES", file, 1);
	assert_null(demo_images_folder());
	free(missing);
	free(file);
}

static void test_roots_lie_below_the_images(void **state)
{
	static const struct {
		const char *name, *below;
	} wanted[] = {
		{"demo-laifs", "appl/local/laifs/containers"},
		{"demo-easybuild", "appl/local/containers/easybuild-sif-images"},
		{"demo-sif-images", "appl/local/containers/sif-images"},
		{"demo-tested", "appl/local/containers/tested-containers"},
		{"demo-cotainr", "appl/local/containers/cotainr-baseimages"},
	};
	struct site site;

	(void)state;
	setenv("BERTH_DEMO_IMAGES", scratch, 1);
	load_clean("demo", &site);
	assert_string_equal(site.name, "demo");
	assert_string_equal(site.extends, "lumi");
	assert_int_equal(site.roots.count, ARRAY_LENGTH(wanted));
	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
		char *path = path_join(scratch, wanted[i].below);
		const struct site_root *root = site_root(&site, wanted[i].name);
		assert_non_null(root);
		assert_string_equal(root->path, path);
		free(path);
	}
	assert_int_equal(site.layers.count, 2);
	assert_string_equal(site.layers.items[0], "built-in lumi");
	assert_string_equal(site.layers.items[1], "built-in demo");
	/* Everything else is LUMI's. */
	assert_int_equal(site_partition(&site, "standard-g")->max_nodes, 1024);
	assert_int_equal(site.recipes.count, 9);
	site_release(&site);
}

static void test_dollars_in_the_folder_stay(void **state)
{
	char *odd = path_join(scratch, "a$HOME"), *wanted;
	struct diags diags = {0};
	struct site site;

	(void)state;
	assert_true(folder_make(odd, 0700, &diags));
	setenv("BERTH_DEMO_IMAGES", odd, 1);
	load_clean("demo", &site);
	wanted = path_join(odd, "appl/local/laifs/containers");
	assert_string_equal(site_root(&site, "demo-laifs")->path, wanted);
	site_release(&site);
	diags_release(&diags);
	free(wanted);
	free(odd);
}

static void test_without_images(void **state)
{
	char *missing = path_join(scratch, "missing");
	struct diags diags = {0};
	struct site site;

	(void)state;
	setenv("BERTH_DEMO_IMAGES", missing, 1);
	assert_true(site_load("demo", &site, &diags));
	assert_only_diag(&diags, "F18");
	assert_int_equal(diags.items[0].severity, SEVERITY_WARNING);
	assert_non_null(strstr(diags.items[0].hint, "BERTH_DEMO_IMAGES"));
	/* Above all, the real /appl is not looked at. */
	assert_int_equal(site.roots.count, 0);
	assert_true(site.partitions.count > 0);
	site_release(&site);
	diags_release(&diags);
	free(missing);
}

static void test_own_roots_survive_without_images(void **state)
{
	char *missing = path_join(scratch, "missing");
	struct diags diags = {0};
	struct site site;

	(void)state;
	setenv("BERTH_DEMO_IMAGES", missing, 1);
	scratch_user_file("roots: {mine: /mine}\n");
	assert_true(site_load("demo", &site, &diags));
	assert_only_diag(&diags, "F18");
	assert_int_equal(site.roots.count, 1);
	assert_string_equal(site_root(&site, "mine")->path, "/mine");
	site_release(&site);
	diags_release(&diags);
	free(missing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(test_folder_is_the_one_named),
		SCRATCH_TEST(test_roots_lie_below_the_images),
		SCRATCH_TEST(test_dollars_in_the_folder_stay),
		SCRATCH_TEST(test_without_images),
		SCRATCH_TEST(test_own_roots_survive_without_images),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
