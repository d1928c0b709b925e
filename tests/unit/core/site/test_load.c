/* Layers: which files make a site, and what happens when one of them is wrong. */

#include "testing.h"

#include "core/site/scratch.h"

static void test_user_file_lies_over_lumi(void **state)
{
	struct site site;
	const struct site_partition *standard, *small;
	char *mine = path_join(scratch, "images");

	(void)state;
	scratch_user_file("partitions:\n"
			  "  standard: {max-nodes: 100}\n"
			  "  debug: null\n"
			  "roots:\n"
			  "  mine: ~/images\n");
	load_clean("lumi", &site);
	standard = site_partition(&site, "standard");
	small = site_partition(&site, "small");
	assert_int_equal(standard->max_nodes, 100);
	assert_int_equal(standard->max_time, 2 * 86400);
	assert_string_equal(standard->node_type, "lumi-c");
	assert_int_equal(small->max_nodes, 4);
	assert_null(site_partition(&site, "debug"));
	assert_int_equal(site.partitions.count, 13);
	assert_int_equal(site.roots.count, 6);
	assert_string_equal(site_root(&site, "mine")->path, mine);
	assert_int_equal(site_root(&site, "mine")->stability, ROOT_YOURS);
	assert_int_equal(site_root(&site, "mine")->depth, 2);
	assert_string_equal(site.name, "lumi");
	assert_int_equal(site.layers.count, 2);
	assert_string_equal(site.layers.items[0], "built-in lumi");
	assert_true(string_ends(site.layers.items[1], "/.config/berth/site.yaml"));
	site_release(&site);
	free(mine);
}

static void test_user_folder_follows_xdg(void **state)
{
	char *folder = path_join(scratch, "elsewhere");
	struct site site;

	(void)state;
	scratch_user_file("title: not this one\n");
	free(scratch_file("elsewhere/berth/site.yaml", "title: this one\n"));
	setenv("XDG_CONFIG_HOME", folder, 1);
	load_clean(NULL, &site);
	assert_string_equal(site.title, "this one");
	site_release(&site);
	free(folder);
}

static void test_no_home_is_fine(void **state)
{
	struct site site;

	(void)state;
	unsetenv("HOME");
	load_clean(NULL, &site);
	assert_string_equal(site.name, "lumi");
	site_release(&site);
}

static void test_environment_names_the_site(void **state)
{
	char *path = scratch_file("team.yaml", "extends: lumi\n"
					       "name: team\n"
					       "container-command: apptainer\n"
					       "unreachable: [/tmp, /local]\n");
	struct site site;

	(void)state;
	setenv("BERTH_SITE", path, 1);
	scratch_user_file("title: Mine\n");
	load_clean(NULL, &site);
	assert_string_equal(site.name, "team");
	assert_string_equal(site.title, "Mine");
	assert_string_equal(site.container_command, "apptainer");
	assert_string_equal(site.extends, "lumi");
	assert_int_equal(site.unreachable.count, 2);
	assert_int_equal(site.partitions.count, 14);
	assert_int_equal(site.layers.count, 3);
	assert_string_equal(site.layers.items[0], "built-in lumi");
	assert_string_equal(site.layers.items[1], path);
	site_release(&site);

	setenv("BERTH_SITE", "demo", 1);
	setenv("BERTH_DEMO_IMAGES", scratch, 1);
	load_clean(NULL, &site);
	assert_string_equal(site.name, "demo");
	site_release(&site);

	setenv("BERTH_SITE", "", 1);
	load_clean(NULL, &site);
	assert_string_equal(site.name, "lumi");
	site_release(&site);
	free(path);
}

static void test_path_stands_alone(void **state)
{
	char *path = scratch_file("tiny.yaml", "roots:\n  here: {path: /images, depth: 3}\n");
	struct site site;

	(void)state;
	scratch_user_file("title: not for a site that was named by its path\n");
	setenv("BERTH_SITE", "demo", 1);
	load_clean(path, &site);
	assert_string_equal(site.name, "tiny");
	assert_string_equal(site.title, "tiny");
	assert_string_equal(site.container_command, "singularity");
	assert_int_equal(site.format, 1);
	assert_int_equal(site.partitions.count, 0);
	assert_int_equal(site_root(&site, "here")->depth, 3);
	assert_int_equal(site.layers.count, 1);
	site_release(&site);
	free(path);
}

static void test_new_recipes_come_first(void **state)
{
	struct diags diags = {0};
	struct site site;
	const struct site_recipe *recipes;
	const struct site_name_form *forms;

	(void)state;
	scratch_user_file("recipes:\n"
			  "  mine: {family: laif, presets: [slurm]}\n"
			  "  second: {family: laif, when: layer=mpich, presets: [slurm]}\n"
			  "  laif-mpich: null\n"
			  "  lumi-2025: {start: run}\n"
			  "name-forms:\n"
			  "  own: {family: lumi, form: 'x.sif'}\n");
	assert_true(site_load("lumi", &site, &diags));
	/* "mine" hides "second" of the same file; hiding those of lumi is meant. */
	assert_only_diag(&diags, "F19");
	assert_int_equal(diags.items[0].line, 3);
	diags_release(&diags);
	recipes = site.recipes.items;
	forms = site.name_forms.items;
	assert_string_equal(recipes[0].record.name, "mine");
	assert_string_equal(recipes[1].record.name, "second");
	assert_string_equal(recipes[2].record.name, "lumi-before-2025");
	assert_string_equal(forms[0].record.name, "own");
	assert_string_equal(forms[1].record.name, "lumi-pytorch");
	assert_null(yaml_record_find(&site.recipes, sizeof *recipes, "laif-mpich"));
	recipes = yaml_record_find(&site.recipes, sizeof *recipes, "lumi-2025");
	assert_int_equal(recipes->start, START_RUN);
	assert_int_equal(recipes->presets.count, 4);
	site_release(&site);
}

static void test_variables_in_roots(void **state)
{
	struct text said = TEXT_INIT;
	struct site site;

	(void)state;
	setenv("SITE_TEST_PLACE", "/place", 1);
	unsetenv("SITE_TEST_NOWHERE");
	assert_true(load_text("roots:\n"
			      "  good: ${SITE_TEST_PLACE}/images\n"
			      "  lost: $SITE_TEST_NOWHERE/images\n"
			      "  dollar: /a$/b\n",
		&site, &said));
	assert_string_equal(site_root(&site, "good")->path, "/place/images");
	assert_string_equal(site_root(&site, "dollar")->path, "/a$/b");
	assert_null(site_root(&site, "lost"));
	assert_non_null(strstr(text_string(&said), "3:3: warning: "));
	assert_non_null(strstr(text_string(&said), "$SITE_TEST_NOWHERE"));
	assert_non_null(strstr(text_string(&said), "[F18]"));
	site_release(&site);
	text_release(&said);
	unsetenv("SITE_TEST_PLACE");
}

static void assert_empty(const struct site *site)
{
	static const struct site empty;
	assert_memory_equal(site, &empty, sizeof empty);
}

static void test_unknown_names(void **state)
{
	struct diags diags = {0};
	struct site site;

	(void)state;
	assert_false(site_load("lumu", &site, &diags));
	assert_only_diag(&diags, "F16");
	assert_non_null(strstr(diags.items[0].hint, "did you mean 'lumi'?"));
	assert_empty(&site);
	diags_release(&diags);

	setenv("BERTH_SITE", "frontier-xyz", 1);
	assert_false(site_load(NULL, &site, &diags));
	assert_only_diag(&diags, "F16");
	assert_non_null(strstr(diags.items[0].hint, "lumi, demo"));
	diags_release(&diags);

	assert_false(site_load("/no/such/file.yaml", &site, &diags));
	assert_only_diag(&diags, "F20");
	assert_empty(&site);
	diags_release(&diags);
}

static void test_extends(void **state)
{
	struct text said = TEXT_INIT;
	struct diags diags = {0};
	struct site site;

	(void)state;
	assert_false(load_text("name: x\nextends: lumy\n", &site, &said));
	assert_text_equal(&said, "2:10: error: extends: no built-in site 'lumy' [F16]\n"
				 "  hint: did you mean 'lumi'?\n");
	assert_empty(&site);
	text_release(&said);

	/* What is so already may be said, anything else may not. */
	scratch_user_file("extends: lumi\ntitle: Mine\n");
	load_clean("lumi", &site);
	assert_null(site.extends);
	site_release(&site);
	setenv("BERTH_DEMO_IMAGES", scratch, 1);
	load_clean("demo", &site);
	assert_string_equal(site.extends, "lumi");
	site_release(&site);
	scratch_user_file("extends: demo\n");
	assert_false(site_load("lumi", &site, &diags));
	assert_only_diag(&diags, "F11");
	assert_int_equal(diags.items[0].line, 1);
	assert_empty(&site);
	diags_release(&diags);
}

static void test_mistakes_have_their_place(void **state)
{
	static const struct {
		const char *content, *wanted;
	} cases[] = {
		{"partitions:\n  a: {node-type: n, max-node: 4}\n", "2:"},
		{"format: 2\n", "1:"},
		{"roots:\n  a:\n    path: /x\n    stability: moving\n", "4:"},
		{"roots:\n  a: {path: /x, depth: 0}\n", "2:"},
		{"title: [a\n", ""},
		{"- a\n- b\n", "1:"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct text said = TEXT_INIT;
		struct site site;
		assert_false(load_text(cases[i].content, &site, &said));
		assert_true(string_starts(text_string(&said), cases[i].wanted));
		assert_non_null(strstr(text_string(&said), "error: "));
		assert_empty(&site);
		text_release(&said);
	}
}

static void test_broken_user_file_fails(void **state)
{
	struct diags diags = {0};
	struct site site;
	char *path;

	(void)state;
	scratch_user_file("\n\npartitions:\n  standard: {node-type: lumi-x}\n");
	assert_false(site_load("lumi", &site, &diags));
	assert_only_diag(&diags, "F12");
	assert_int_equal(diags.items[0].line, 4);
	assert_true(string_ends(diags.items[0].file, "/site.yaml"));
	assert_empty(&site);
	diags_release(&diags);

	/* A folder in its place is not passed over in silence. */
	path = path_join(scratch, ".config/berth/site.yaml");
	assert_int_equal(unlink(path), 0);
	assert_true(folder_make(path, 0700, &diags));
	assert_false(site_load("lumi", &site, &diags));
	assert_only_diag(&diags, "F20");
	diags_release(&diags);
	free(path);
}

static void test_empty_files(void **state)
{
	struct site site;

	(void)state;
	scratch_user_file("# nothing yet\n");
	load_clean("lumi", &site);
	assert_int_equal(site.partitions.count, 14);
	site_release(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(test_user_file_lies_over_lumi),
		SCRATCH_TEST(test_user_folder_follows_xdg),
		SCRATCH_TEST(test_no_home_is_fine),
		SCRATCH_TEST(test_environment_names_the_site),
		SCRATCH_TEST(test_path_stands_alone),
		SCRATCH_TEST(test_new_recipes_come_first),
		SCRATCH_TEST(test_variables_in_roots),
		SCRATCH_TEST(test_unknown_names),
		SCRATCH_TEST(test_extends),
		SCRATCH_TEST(test_mistakes_have_their_place),
		SCRATCH_TEST(test_broken_user_file_fails),
		SCRATCH_TEST(test_empty_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
