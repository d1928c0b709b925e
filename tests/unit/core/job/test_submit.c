#include "testing.h"

#include "job/submit.h"

/* What the step of a hand-over looks like in a saved script. */
static void assert_step(const struct job_hand_over *what, const char *line)
{
	struct plan plan;
	struct text text = TEXT_INIT;

	plan_init(&plan, "A job");
	job_plan_sbatch(&plan, what);
	assert_int_equal(plan.count, 1);
	assert_true(plan.items[0].deadline_ms > 0);
	plan_script(&plan, &text);
	if (strstr(text_string(&text), line) == NULL)
		fail_msg("no '%s' in:\n%s", line, text_string(&text));
	text_release(&text);
	plan_release(&plan);
}

static void test_steps(void **state)
{
	static const char *const after[] = {"1", "2_3"};

	(void)state;
	assert_step(&(struct job_hand_over){.file = "/a/b.sh", .test = true},
		"sbatch --test-only /a/b.sh < /dev/null\n");
	assert_step(&(struct job_hand_over){.file = "pieces/b.sh"},
		"sbatch --parsable pieces/b.sh < /dev/null\n");
	/* A name alone is a file here, never one of PATH and never an option. */
	assert_step(&(struct job_hand_over){.file = "-x y.sh", .after = after, .after_count = 2},
		"sbatch --parsable --dependency=afterok:1:2_3 './-x y.sh' < /dev/null\n");
	assert_step(&(struct job_hand_over){.folder = "the pieces", .file = "job.sh"},
		"(cd 'the pieces' && sbatch --parsable ./job.sh < /dev/null)\n");
	assert_step(&(struct job_hand_over){.script = "#!/bin/bash\n"},
		"printf '%s' '#!/bin/bash\n' |\n  sbatch --parsable\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
