#include "testing.h"

#include "slurm/slurm.h"

/* The programs of Slurm in a bad mood (tests/stand-ins/slurm). */
static int use_stand_ins(void **state)
{
	char *path = xasprintf(FIXTURES "/../stand-ins/slurm:%s", getenv("PATH"));

	(void)state;
	setenv("PATH", path, 1);
	free(path);
	return 0;
}

enum question { QUEUE, DETAILS, HISTORY, PARTITIONS, LIMITS, VERSION, PING, QUESTIONS };

static bool ask(enum question question, struct diags *diags)
{
	const char *mood = getenv("BERTH_MOOD");
	const struct slurm_client client = {
		.deadline_ms = string_equal(mood, "slow") ? 300 : 60000};
	struct slurm_jobs jobs = {0};
	struct slurm_partitions partitions = {0};
	struct slurm_limits limits = {0};
	struct text version = TEXT_INIT;
	bool fine = false;

	switch (question) {
	case QUEUE:
		fine = slurm_queue(&client, false, &jobs, diags);
		break;
	case DETAILS:
		fine = slurm_details(&client, "1", &jobs, diags);
		break;
	case HISTORY:
		fine = slurm_history(&client, "now-7days", NULL, &jobs, diags);
		break;
	case PARTITIONS:
		fine = slurm_partitions_get(&client, &partitions, diags);
		break;
	case LIMITS:
		fine = slurm_limits_get(&client, &limits, diags);
		break;
	case VERSION:
		fine = slurm_version(&client, &version, diags);
		break;
	case PING:
		fine = slurm_ping(&client, diags);
		break;
	case QUESTIONS:
		break;
	}
	slurm_jobs_release(&jobs);
	slurm_partitions_release(&partitions);
	slurm_limits_release(&limits);
	text_release(&version);
	return fine;
}

static void test_bad_moods(void **state)
{
	static const struct {
		const char *mood, *id;
	} cases[] = {
		{"down", "Q01"},
		{"busy", "Q01"},
		{"slow", "R05"},
		{"killed", "R04"},
		{"no-accounting", "Q04"},
		{"garbage", "Q02"},
		{"half", "Q02"},
		{"flood", "Q02"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		for (int question = 0; question < QUESTIONS; question++) {
			struct diags diags = {0};
			const char *id = cases[i].id;
			setenv("BERTH_MOOD", cases[i].mood, 1);
			assert_false(ask((enum question)question, &diags));
			/* A ping only looks for "UP". */
			if (question == PING && string_equal(id, "Q02"))
				id = "Q01";
			if (diags.count != 1 || !string_equal(diags.items[0].id, id))
				fail_msg("%s, question %d: %s", cases[i].mood, question,
					diags.count > 0 ? diags.items[0].id : "nothing");
			diags_release(&diags);
		}
	}
}

static void test_silence_means_nothing_there(void **state)
{
	struct diags diags = {0};

	(void)state;
	setenv("BERTH_MOOD", "silent", 1);
	assert_true(ask(QUEUE, &diags));
	assert_true(ask(HISTORY, &diags));
	assert_true(ask(PARTITIONS, &diags));
	assert_no_diags(&diags);
	assert_false(ask(DETAILS, &diags));
	assert_only_diag(&diags, "Q02");
	diags_release(&diags);
}

static void test_cancelled(void **state)
{
	atomic_bool cancel = true;
	const struct slurm_client client = {.cancel = &cancel};
	struct slurm_jobs jobs = {0};
	struct diags diags = {0};

	(void)state;
	setenv("BERTH_MOOD", "slow", 1);
	assert_false(slurm_queue(&client, false, &jobs, &diags));
	assert_only_diag(&diags, "R06");
	diags_release(&diags);
}

static void test_ids(void **state)
{
	static const char *const good[] = {
		"1", "4711", "4711_3", "4711_[1-3%2]", "4711_[1,4-5]", "4711+1"};
	static const char *const bad[] = {"", "x", "-1", "--help", "1 2", "1;rm", "4711_", "4711+",
		"4711+x", "_1", "1_x", "9999999999999999999", "1\n", "4711_1 --all"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		assert_true(slurm_id_is_valid(good[i]));
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_false(slurm_id_is_valid(bad[i]));
}

static void test_submitted_id(void **state)
{
	static const struct {
		const char *printed, *id;
	} cases[] = {
		{"4711\n", "4711"},
		{"4711;lumi\n", "4711"},
		{"4711", "4711"},
		{"Welcome to the machine\n4711\n", "4711"},
		{"", NULL},
		{"Submitted\n", NULL},
		{"-1\n", NULL},
		{"99999999999999999999999999\n", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char *id = slurm_submitted_id(cases[i].printed);
		if (cases[i].id == NULL)
			assert_null(id);
		else
			assert_string_equal(id, cases[i].id);
		free(id);
	}
}

static void test_plans(void **state)
{
	static const char *const after[] = {"1", "2_3"};
	struct plan plan;
	struct text text = TEXT_INIT;

	(void)state;
	plan_init(&plan, "Jobs");
	slurm_plan_cancel(&plan, after, 2);
	plan_script(&plan, &text);
	assert_non_null(strstr(text.data, "scancel 1 2_3 < /dev/null\n"));
	plan_release(&plan);
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_moods),
		cmocka_unit_test(test_silence_means_nothing_there),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_submitted_id),
		cmocka_unit_test(test_plans),
	};
	return cmocka_run_group_tests(tests, use_stand_ins, NULL);
}
