#include "testing.h"

#include "base/files.h"

static void check_string(char *got, const char *wanted)
{
	assert_non_null(got);
	assert_string_equal(got, wanted);
	free(got);
}

static void test_join(void **state)
{
	(void)state;
	check_string(path_join("a", "b"), "a/b");
	check_string(path_join("a/", "b"), "a/b");
	check_string(path_join("a//", "b"), "a/b");
	check_string(path_join("a", "/b"), "a/b");
	check_string(path_join("/", "b"), "/b");
	check_string(path_join("/", "/b"), "/b");
	check_string(path_join("", "b"), "b");
	check_string(path_join("", "/b"), "/b");
	check_string(path_join("a", ""), "a");
	check_string(path_join("/", ""), "/");
	check_string(path_join("", ""), "");
	check_string(path_join("/x y/\xff", "%s"), "/x y/\xff/%s");
}

static void test_base(void **state)
{
	const char *path = "/a/b.sif";
	(void)state;
	assert_ptr_equal(path_base(path), path + 3);
	assert_string_equal(path_base("b.sif"), "b.sif");
	assert_string_equal(path_base("a/"), "");
	assert_string_equal(path_base(""), "");
}

static int set_variables(void **state)
{
	(void)state;
	setenv("HOME", "/home/me", 1);
	setenv("PROJECT", "project_1", 1);
	setenv("DOLLAR", "$PROJECT", 1);
	setenv("EMPTY", "", 1);
	unsetenv("UNSET");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_CACHE_HOME");
	unsetenv("XDG_STATE_HOME");
	return 0;
}

static void test_expand_home(void **state)
{
	(void)state;
	check_string(path_expand("~/x"), "/home/me/x");
	check_string(path_expand("~"), "/home/me");
	check_string(path_expand("~other/x"), "~other/x");
	check_string(path_expand("a/~/x"), "a/~/x");
	setenv("HOME", "/", 1);
	check_string(path_expand("~/x"), "/x");
	check_string(path_expand("~"), "/");
	unsetenv("HOME");
	check_string(path_expand("~/x"), "~/x");
}

static void test_expand_variables(void **state)
{
	(void)state;
	check_string(path_expand(""), "");
	check_string(path_expand("/plain"), "/plain");
	check_string(path_expand("/scratch/$PROJECT/x"), "/scratch/project_1/x");
	check_string(path_expand("/scratch/${PROJECT}_b"), "/scratch/project_1_b");
	check_string(path_expand("$PROJECT$PROJECT"), "project_1project_1");
	check_string(path_expand("~/$PROJECT"), "/home/me/project_1");
	check_string(path_expand("a$UNSET/b${UNSET}c"), "a/bc");
	check_string(path_expand("a${EMPTY}b"), "ab");
	/* A value is taken as it is, once. */
	check_string(path_expand("$DOLLAR"), "$PROJECT");
}

static void test_expand_leaves_other_forms(void **state)
{
	static const char *const same[] = {
		"$", "a$", "$$", "$1", "${}", "${PROJECT", "${PROJECT:-x}", "${1}", "$(id)",
		"`id`", "$/x", "${", "x$-y",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(same); i++)
		check_string(path_expand(same[i]), same[i]);
	check_string(path_expand("$$PROJECT"), "$project_1");
}

static void test_folders_below_home(void **state)
{
	(void)state;
	setenv("HOME", "/usr", 1);
	check_string(folder_config(), "/usr/.config/berth");
	check_string(folder_cache(), "/usr/.cache/berth");
	check_string(folder_state(), "/usr/.local/state/berth");
}

static void test_none_below_a_home_that_is_not_there(void **state)
{
	static const char *const homes[] = {
		"/nonexistent", "/nonexistent/me", "/dev/null", "/dev/null/me"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(homes); i++) {
		setenv("HOME", homes[i], 1);
		assert_null(folder_config());
		assert_null(folder_cache());
		assert_null(folder_state());
	}
	setenv("XDG_CACHE_HOME", "/nonexistent/cache", 1);
	check_string(folder_cache(), "/nonexistent/cache/berth");
}

static void test_folders_of_xdg(void **state)
{
	(void)state;
	setenv("XDG_CONFIG_HOME", "/c", 1);
	setenv("XDG_CACHE_HOME", "/cache/", 1);
	setenv("XDG_STATE_HOME", "/s", 1);
	check_string(folder_config(), "/c/berth");
	check_string(folder_cache(), "/cache/berth");
	check_string(folder_state(), "/s/berth");
	unsetenv("HOME");
	check_string(folder_config(), "/c/berth");
}

static void test_folders_ignore_useless_values(void **state)
{
	(void)state;
	setenv("HOME", "/usr", 1);
	setenv("XDG_CONFIG_HOME", "", 1);
	setenv("XDG_CACHE_HOME", "relative/path", 1);
	check_string(folder_config(), "/usr/.config/berth");
	check_string(folder_cache(), "/usr/.cache/berth");
	setenv("HOME", "", 1);
	assert_null(folder_config());
	unsetenv("HOME");
	assert_null(folder_config());
	assert_null(folder_cache());
	assert_null(folder_state());
}

static void test_self(void **state)
{
	char *path = path_self();

	(void)state;
	assert_non_null(path);
	assert_string_equal(path_base(path), "unit.core.base.paths");
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_self),
		cmocka_unit_test_setup(test_expand_home, set_variables),
		cmocka_unit_test_setup(test_expand_variables, set_variables),
		cmocka_unit_test_setup(test_expand_leaves_other_forms, set_variables),
		cmocka_unit_test_setup(test_folders_below_home, set_variables),
		cmocka_unit_test_setup(test_none_below_a_home_that_is_not_there, set_variables),
		cmocka_unit_test_setup(test_folders_of_xdg, set_variables),
		cmocka_unit_test_setup(test_folders_ignore_useless_values, set_variables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
