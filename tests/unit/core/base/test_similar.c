#include "testing.h"

#include "base/similar.h"

static void test_distance(void **state)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} examples[] = {
		{"", "", 0},
		{"abc", "abc", 0},
		{"", "abc", 3},
		{"abc", "ab", 1},
		{"abc", "abxc", 1},
		{"abc", "axc", 1},
		{"abc", "acb", 1},
		{"abcd", "badc", 2},
		{"ca", "abc", 3}, /* a swapped pair is not edited again */
		{"kitten", "sitting", 3},
		{"Nodes", "nODES", 0},
		{"partiton", "partition", 1},
		{"abcdef", "uvwxyz", 6},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++) {
		const char *a = examples[i].a, *b = examples[i].b;
		assert_int_equal(similar_distance(a, b), examples[i].distance);
		assert_int_equal(similar_distance(b, a), examples[i].distance);
	}
}

static void test_long_strings_are_far(void **state)
{
	char longest[65], longer[66];
	(void)state;
	memset(longest, 'a', sizeof longest - 1);
	longest[64] = '\0';
	memset(longer, 'a', sizeof longer - 1);
	longer[65] = '\0';
	assert_int_equal(similar_distance(longest, longest), 0);
	assert_int_equal(similar_distance(longest, ""), 64);
	assert_true(similar_distance(longest, longer) == SIZE_MAX);
	assert_true(similar_distance(longer, "a") == SIZE_MAX);
	assert_true(similar_distance(longer, longer) == SIZE_MAX);
}

static const char *best(const char *word)
{
	static const char *const candidates[] = {
		"nodes", NULL, "ntasks", "partition", "gpus-per-node", "time", "mem", "account"};
	return similar_best(word, candidates, ARRAY_LENGTH(candidates));
}

static void check_none(const char *word)
{
	const char *found = best(word);
	if (found != NULL)
		fail_msg("'%s' was taken for '%s'", word, found);
}

static void test_best(void **state)
{
	(void)state;
	assert_string_equal(best("node"), "nodes");
	assert_string_equal(best("ndoes"), "nodes");
	assert_string_equal(best("partion"), "partition");
	assert_string_equal(best("TIME"), "time");
	assert_string_equal(best("tmie"), "time");
	assert_string_equal(best("gpu-per-nodes"), "gpus-per-node");
	/* the beginning of a word */
	assert_string_equal(best("gpus"), "gpus-per-node");
	assert_string_equal(best("acc"), "account");
}

static void test_best_is_none(void **state)
{
	(void)state;
	check_none("");
	check_none("x");
	check_none("ac"); /* too short a beginning */
	check_none("walltime");
	check_none("completely-different");
	check_none("zzzzz");
	assert_null(similar_best("word", NULL, 0));
}

static void test_one_letter_has_nothing_to_be_near_to(void **state)
{
	static const char *const one[] = {"q"};
	(void)state;
	assert_null(similar_best("x", one, 1));
	assert_string_equal(similar_best("Q", one, 1), "q");
}

static void test_nearest_wins_and_first_of_equals(void **state)
{
	static const char *const candidates[] = {"torch-rocm", "torchs", "torch", "torchx"};
	static const char *const equals[] = {"cat", "bat"};
	(void)state;
	assert_string_equal(similar_best("torch", candidates, 4), "torch");
	assert_string_equal(similar_best("torch", candidates, 2), "torchs");
	assert_string_equal(similar_best("rat", equals, 2), "cat");
}

static void test_long_candidates(void **state)
{
	char path[200];
	const char *candidates[] = {path};
	(void)state;
	memset(path, 'p', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	assert_ptr_equal(similar_best("ppp", candidates, 1), path);
	assert_null(similar_best("qqq", candidates, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_long_strings_are_far),
		cmocka_unit_test(test_best),
		cmocka_unit_test(test_best_is_none),
		cmocka_unit_test(test_one_letter_has_nothing_to_be_near_to),
		cmocka_unit_test(test_nearest_wins_and_first_of_equals),
		cmocka_unit_test(test_long_candidates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
