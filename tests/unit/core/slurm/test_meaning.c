#include "testing.h"

#include "slurm/meaning.h"

static void test_reasons(void **state)
{
	static const struct {
		const char *state, *reason, *means; /* NULL: nothing is known */
	} cases[] = {
		{"PENDING", "Resources", "at the front of the queue"},
		{"PENDING", "ReqNodeNotAvail, UnavailableNodes:nid[005000-005003]", "maintenance"},
		{"PENDING", "ReqNodeNotAvail,_UnavailableNodes:nid005000", "maintenance"},
		{"PENDING", "QOSMaxJobsPerUserLimit", "as many jobs running"},
		{"PENDING", "QOSMaxSomethingOfTomorrow", "quality of service"},
		{"PENDING", "AssocGrpGRESMinutes", "GPU hours are used up"},
		{"PENDING", "AssocGrpSomethingOfTomorrow", "all jobs of the project"},
		{"PENDING", "(Priority)", "higher priority"},
		{"PENDING", "SomethingOfTomorrow", NULL},
		{"PENDING", NULL, NULL},
		{NULL, "Priority", NULL},
		{"FAILED", "NonZeroExitCode", "ended with an error"},
		{"TIMEOUT", "TimeLimit", "time limit"},
		/* What it waited for is past. */
		{"CANCELLED", "Priority", NULL},
		{"CANCELLED", "Dependency", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct slurm_meaning *meaning =
			slurm_reason_meaning(cases[i].state, cases[i].reason);
		if (cases[i].means == NULL)
			assert_null(meaning);
		else if (meaning == NULL || strstr(meaning->means, cases[i].means) == NULL)
			fail_msg("%s", cases[i].reason);
	}
}

static void test_ends(void **state)
{
	(void)state;
	assert_non_null(strstr(slurm_state_meaning("OUT_OF_MEMORY")->todo, "--mem"));
	assert_null(slurm_state_meaning("NEW_STATE"));
	assert_null(slurm_state_meaning(NULL));
	assert_non_null(strstr(slurm_exit_meaning(127, 0)->means, "not found"));
	assert_non_null(strstr(slurm_exit_meaning(0, 53)->means, "output file"));
	assert_null(slurm_exit_meaning(1, 0));
	assert_non_null(strstr(slurm_refusal_meaning("sbatch: error: Batch job submission failed: "
						     "Invalid account or account/partition "
						     "combination specified\n")
				       ->todo,
		"--account"));
	assert_null(slurm_refusal_meaning(""));
}

/* Every row is a word that no row before it takes, and sentences without a full stop. */
static void check_table(const struct slurm_meaning *table)
{
	for (size_t i = 0; table[i].word != NULL; i++) {
		const char *means = table[i].means, *todo = table[i].todo;
		assert_true(strlen(table[i].word) > 1);
		assert_false(string_ends(means, "."));
		assert_false(todo != NULL && string_ends(todo, "."));
		for (size_t j = 0; j < i; j++) {
			const char *before = table[j].word;
			size_t length = strlen(before);
			if (before[length - 1] == '*'
					? strncmp(before, table[i].word, length - 1) == 0
					: string_equal(before, table[i].word))
				fail_msg("'%s' is hidden by '%s'", table[i].word, before);
		}
	}
}

static void test_tables(void **state)
{
	(void)state;
	check_table(slurm_states);
	check_table(slurm_reasons);
	check_table(slurm_endings);
	for (const struct slurm_meaning *row = slurm_refusals; row->word != NULL; row++)
		assert_non_null(row->todo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
