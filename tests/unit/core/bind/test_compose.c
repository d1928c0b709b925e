#include "testing.h"

#include "harbour.h"

static struct bind_set compose(const struct bind_wish *wish, struct diags *diags)
{
	struct bind_set set = {0};

	assert_true(bind_compose(&harbour, wish, &set, diags));
	return set;
}

static void recipe_then_presets_then_specs(void **state)
{
	char *presets[] = {(char[]){"here"}, NULL};
	char *specs[] = {(char[]){"/data:/d:ro"}, NULL};
	struct bind_wish wish = {.image = &harbour_old_image, .presets = presets, .specs = specs};
	struct diags diags = {0};
	struct bind_set set;

	(void)state;
	setenv("BERTH_TEST_PLACE", "/some/place", 1);
	set = compose(&wish, &diags);
	assert_no_diags(&diags);
	assert_specs(&set, "/opt/cray,/pfs,/scratch,/some/place:/here,/data:/d:ro");
	assert_string_equal(set.items[0].origin, "recipe old-images, preset stack");
	assert_null(set.items[0].why);
	assert_string_equal(set.items[2].origin, "recipe old-images, preset files");
	assert_string_equal(set.items[2].why, "your files live there");
	assert_string_equal(set.items[2].without, "files are not found");
	assert_false(set.items[2].optional);
	assert_string_equal(set.items[3].origin, "preset here");
	assert_true(set.items[3].optional);
	assert_string_equal(set.items[4].origin, "--bind");
	bind_set_release(&set);
}

static void recipe_can_be_left_out(void **state)
{
	struct bind_wish wish = {.image = &harbour_old_image, .no_recipe = true};
	struct diags diags = {0};
	struct bind_set set = compose(&wish, &diags);

	(void)state;
	assert_no_diags(&diags);
	assert_int_equal(set.count, 0);
	bind_set_release(&set);
}

static void image_of_no_known_family_needs_nothing(void **state)
{
	struct image image = {.path = (char[]){"/mine.sif"}, .file = "mine.sif"};
	struct bind_wish wish = {.image = &image};
	struct diags diags = {0};
	struct bind_set set = compose(&wish, &diags);

	(void)state;
	assert_no_diags(&diags);
	assert_int_equal(set.count, 0);
	bind_set_release(&set);
}

static void same_bind_stands_once(void **state)
{
	char *presets[] = {(char[]){"files"}, NULL};
	char *specs[] = {(char[]){"/pfs/,/x"}, NULL};
	struct bind_wish wish = {.image = &harbour_new_image, .presets = presets, .specs = specs};
	struct diags diags = {0};
	struct bind_set set = compose(&wish, &diags);

	(void)state;
	assert_specs(&set, "/pfs,/scratch,/x");
	assert_string_equal(set.items[0].origin, "recipe new-images, preset files");
	assert_only_diag(&diags, "M20");
	assert_int_equal(diags.items[0].severity, SEVERITY_NOTE);
	assert_string_equal(diags.items[0].field, "--bind /pfs/");
	assert_non_null(strstr(diags.items[0].message, "recipe new-images, preset files"));
	diags_release(&diags);
	bind_set_release(&set);
}

static void first_of_two_sources_stays(void **state)
{
	char *specs[] = {(char[]){"/flash/x:/scratch"}, (char[]){"/pfs:/pfs:ro"}, NULL};
	struct bind_wish wish = {.image = &harbour_new_image, .specs = specs};
	struct diags diags = {0};
	struct bind_set set = compose(&wish, &diags);

	(void)state;
	assert_specs(&set, "/pfs,/scratch");
	assert_int_equal(diags.count, 2);
	assert_string_equal(diags.items[0].id, "M05");
	assert_int_equal(diags.items[0].severity, SEVERITY_WARNING);
	assert_string_equal(diags.items[0].field, "--bind /flash/x:/scratch");
	assert_non_null(strstr(diags.items[0].message, "preset files"));
	assert_string_equal(diags.items[1].id, "M05");
	diags_release(&diags);
	bind_set_release(&set);
}

static void asking_by_name_makes_an_optional_bind_wanted(void **state)
{
	char *presets[] = {(char[]){"here"}, NULL};
	char *specs[] = {(char[]){"/some/place:/here"}, NULL};
	struct bind_wish wish = {.presets = presets, .specs = specs};
	struct diags diags = {0};
	struct bind_set set;

	(void)state;
	setenv("BERTH_TEST_PLACE", "/some/place", 1);
	set = compose(&wish, &diags);
	assert_int_equal(set.count, 1);
	assert_false(set.items[0].optional);
	diags_release(&diags);
	bind_set_release(&set);
}

static void parents_come_first_and_the_rest_stays(void **state)
{
	static const char *const pairs[][2] = {
		{"/z,/a", "/z,/a"},
		{"/a/b/c,/x,/a/b,/y,/a", "/a,/a/b,/a/b/c,/x,/y"},
		{"/a/b/c,/x,/a,/a/b", "/a,/a/b,/a/b/c,/x"},
		{"/ab,/a", "/ab,/a"},
		{"/x:/a/b,/a/b/c:/x,/y:/a/", "/y:/a/,/x:/a/b,/a/b/c:/x"},
		{"/a,/b:/", "/b:/,/a"},
		{"/s/../a/b,/a", "/a,/s/../a/b"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		char *spec = xstrdup(pairs[i][0]);
		char *specs[] = {spec, NULL};
		struct bind_wish wish = {.specs = specs};
		struct diags diags = {0};
		struct bind_set set = compose(&wish, &diags);

		assert_no_diags(&diags);
		assert_specs(&set, pairs[i][1]);
		bind_set_release(&set);
		free(spec);
	}
}

static void unknown_preset_names_the_nearest(void **state)
{
	char *presets[] = {(char[]){"fles"}, (char[]){"wxyzvq"}, NULL};
	struct bind_wish wish = {.presets = presets};
	struct bind_set set = {0};
	struct diags diags = {0};

	(void)state;
	assert_false(bind_compose(&harbour, &wish, &set, &diags));
	assert_int_equal(diags.count, 2);
	assert_string_equal(diags.items[0].id, "M22");
	assert_string_equal(diags.items[0].field, "preset fles");
	assert_non_null(strstr(diags.items[0].hint, "'files'"));
	assert_non_null(strstr(diags.items[1].hint, "files, stack, here"));
	assert_int_equal(set.count, 0);
	diags_release(&diags);
}

static void one_wrong_spec_fails_the_whole(void **state)
{
	char *specs[] = {(char[]){"/fine"}, (char[]){"/a:b"}, (char[]){"/a:/b:no"}, NULL};
	struct bind_wish wish = {.image = &harbour_new_image, .specs = specs};
	struct bind_set set = {0};
	struct diags diags = {0};

	(void)state;
	assert_false(bind_compose(&harbour, &wish, &set, &diags));
	assert_int_equal(diags.count, 2);
	assert_int_equal(set.count, 0);
	assert_null(set.items);
	diags_release(&diags);
}

static void expanded_paths_must_be_writable(void **state)
{
	static const char *const places[][2] = {
		{"/with,comma", "M17"}, {"/with:colon", "M17"}, {"", "M21"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
		struct bind_set set = {0};
		struct diags diags = {0};

		setenv("BERTH_TEST_PLACE", places[i][0], 1);
		assert_false(bind_set_add_preset(&set, &harbour, "here", &diags));
		assert_only_diag(&diags, places[i][1]);
		assert_string_equal(diags.items[0].field, "preset here");
		assert_int_equal(set.count, 0);
		diags_release(&diags);
	}
}

static void variables_of_specs_are_left_alone(void **state)
{
	struct bind_set set = {0};
	struct diags diags = {0};

	(void)state;
	setenv("BERTH_TEST_PLACE", "/some/place", 1);
	assert_true(bind_set_add(&set, "$BERTH_TEST_PLACE:/x", "--bind", NULL, NULL, &diags));
	assert_specs(&set, "$BERTH_TEST_PLACE:/x");
	bind_set_release(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recipe_then_presets_then_specs),
		cmocka_unit_test(recipe_can_be_left_out),
		cmocka_unit_test(image_of_no_known_family_needs_nothing),
		cmocka_unit_test(same_bind_stands_once),
		cmocka_unit_test(first_of_two_sources_stays),
		cmocka_unit_test(asking_by_name_makes_an_optional_bind_wanted),
		cmocka_unit_test(parents_come_first_and_the_rest_stays),
		cmocka_unit_test(unknown_preset_names_the_nearest),
		cmocka_unit_test(one_wrong_spec_fails_the_whole),
		cmocka_unit_test(expanded_paths_must_be_writable),
		cmocka_unit_test(variables_of_specs_are_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
