#include "testing.h"

#include "build/quota.h"

static void test_answers_of_lfs(void **state)
{
	static const struct {
		const char *answer;
		struct quota quota;
	} cases[] = {
		/* With a project, and one that is over its limit (the star). */
		{"     /scratch/project_465000001 1048576       0 52428800       -    1200       0 "
		 "2000000       -\n",
			{1ull << 30, 50ull << 30, 1200, 2000000}},
		{"/pfs/lustrep1 52428801* 52428800 0 6d23h 2000001* 2000000 0 6d\n",
			{52428801ull << 10, 50ull << 30, 2000001, 2000000}},
		/* A long path stands on a line of its own. */
		{"/a/long/path\n 1 0 0 - 2 0 0 -\n", {1024, 0, 2, 0}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct quota quota;
		assert_true(quota_read(cases[i].answer, &quota));
		assert_int_equal(quota.bytes_used, cases[i].quota.bytes_used);
		assert_int_equal(quota.bytes_limit, cases[i].quota.bytes_limit);
		assert_int_equal(quota.files_used, cases[i].quota.files_used);
		assert_int_equal(quota.files_limit, cases[i].quota.files_limit);
	}
}

static void test_other_answers(void **state)
{
	static const char *const answers[] = {"", "\n", "/x 1 2 3", "/x a 0 0 - 1 0 0 -",
		"/x -1 0 0 - 1 0 0 -", "/x 1 0 0 - 1 0 x -",
		"/x 99999999999999999999 0 0 - 1 0 0 -", "permission denied"};
	struct quota quota;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(answers); i++)
		assert_false(quota_read(answers[i], &quota));
}

static void test_projects(void **state)
{
	(void)state;
	assert_int_equal(quota_read_project("462000002 P /scratch/project_462000002\n"), 462000002);
	assert_int_equal(quota_read_project("    0 - /x\n"), 0);
	assert_int_equal(quota_read_project("lfs: no such thing\n"), 0);
	assert_int_equal(quota_read_project(""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers_of_lfs),
		cmocka_unit_test(test_other_answers),
		cmocka_unit_test(test_projects),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
