#include "answers.h"

static void test_recorded_by_22_05(void **state)
{
	struct text answer = TEXT_INIT;
	struct slurm_jobs jobs = {0};
	const struct slurm_job *job;

	(void)state;
	read_fixture("22.05.8/squeue", &answer);
	slurm_squeue_read(answer.data, answer.length, &jobs);
	assert_int_equal(jobs.unread, 0);
	assert_int_equal(jobs.count, 19);
	job = find_job(&jobs, "1");
	/* A bar, a line break and the field separator itself, all in a name. */
	assert_string_equal(job->name, "we|ird\nname \x1f UserId=x");
	assert_string_equal(job->state, "COMPLETED");
	assert_int_equal(job->elapsed, 61);
	assert_int_equal(job->limit, 300);
	assert_int_equal(job->started, 1795644686);
	assert_int_equal(job->ended, 1795644747);
	assert_string_equal(job->nodes, "nid001000");
	assert_int_equal(job->array, SLURM_UNKNOWN);
	assert_null(job->index);
	assert_null(job->qos);
	job = find_job(&jobs, "16_1");
	assert_int_equal(job->array, 16);
	assert_int_not_equal(job->number, 16);
	assert_string_equal(job->index, "1");
	job = find_job(&jobs, "15_[1-20%2]");
	assert_string_equal(job->state, "PENDING");
	assert_string_equal(job->reason, "JobHeldUser");
	assert_int_equal(job->number, 15);
	job = find_job(&jobs, "11");
	assert_string_equal(job->gres, "gres:gpu:2");
	job = find_job(&jobs, "13");
	assert_string_equal(job->name, "wait for, it");
	assert_int_equal(job->node_count, 4);
	job = find_job(&jobs, "5");
	assert_string_equal(job->dependency, "afterok:4(failed)");
	slurm_jobs_release(&jobs);
	text_release(&answer);
}

static void test_recorded_by_24_05(void **state)
{
	/* The order of that recording; %t and %R tell nothing that others do not, so they are read
	 * as what stands in their place here. */
	const struct slurm_layout layout = {
		.columns = "iPjuTTMlDCbrNNVSeQaZm", .free = 2, .field = '|', .record = '\n'};
	struct text answer = TEXT_INIT;
	struct slurm_jobs jobs = {0};
	const struct slurm_job *job;

	(void)state;
	read_fixture("24.05.8/squeue", &answer);
	slurm_table_read(&layout, answer.data, answer.length, &jobs);
	assert_int_equal(jobs.unread, 0);
	assert_int_equal(jobs.count, 4);
	job = find_job(&jobs, "1");
	assert_string_equal(job->state, "RUNNING");
	assert_string_equal(job->gres, "gres/gpu:2");
	assert_int_equal(job->elapsed, 33);
	assert_int_equal(job->limit, 1200);
	assert_string_equal(job->memory, "60G");
	/* Local times, as without Berth's question. */
	assert_int_equal(job->started - job->submitted, 1);
	assert_int_equal(job->ended - job->started, 1200);
	job = find_job(&jobs, "2");
	assert_int_equal(job->cpus, 512);
	assert_string_equal(job->nodes, "nid[001000-001001]");
	job = find_job(&jobs, "3_[1-3%1]");
	assert_int_equal(job->number, 3);
	assert_int_equal(job->array, 3);
	assert_int_equal(job->limit, 86400);
	job = find_job(&jobs, "4");
	assert_int_equal(job->started, 0);
	assert_null(job->gres);
	slurm_jobs_release(&jobs);
	text_release(&answer);
}

static void read_string(const char *answer, struct slurm_jobs *jobs)
{
	slurm_squeue_read(answer, strlen(answer), jobs);
}

#define R "\x1e"
#define F "\x1f"
#define BEFORE(id, number) R id F number F number F "N/A" F "p" F "a" F "u" F "q" F
#define BEHIND(name)                                                                               \
	F "None" F F "0:01" F "1:00" F "1" F "2" F "N/A" F "1G" F "n1" F "1" F "2" F "3" F "4" F \
	  "/w" F name

static void test_hostile(void **state)
{
	static const char *const garbage[] = {
		"", "\n", "no jobs here", R, R R R, R "1" F "2", "<html>404</html>\n",
		"{\"jobs\": [{\"job_id\": 1, \"na", R "x" F "y\n" R "\xff\xfe",
		/* All fields, but no number and no state. */
		BEFORE("job", "1") "RUNNING" BEHIND("n"), BEFORE("1", "1") BEHIND("n"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(garbage); i++) {
		struct slurm_jobs jobs = {0};
		read_string(garbage[i], &jobs);
		assert_int_equal(jobs.count, 0);
		assert_int_equal(jobs.unread > 0, strspn(garbage[i], "\n" R) < strlen(garbage[i]));
		slurm_jobs_release(&jobs);
	}
}

static void test_half_an_answer(void **state)
{
	const char answer[] = BEFORE("1", "1") "RUNNING" BEHIND("n") "\n" BEFORE("2", "2") "RUNN";
	struct slurm_jobs jobs = {0};

	(void)state;
	read_string(answer, &jobs);
	assert_int_equal(jobs.count, 1);
	assert_int_equal(jobs.unread, 1);
	assert_string_equal(jobs.items[0].name, "n");
	slurm_jobs_release(&jobs);
}

static void test_numbers_that_are_none(void **state)
{
	static const char *const numbers[] = {"9223372036854775808", "99999999999999999999999", "-1",
		"1e400", "0x10", "", "NaN", "1.5.5", "12345678901234567890K"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
		char *answer = xasprintf(R "7" F "%s" F "%s" F "N/A" F "p" F "a" F "u" F "q" F "RUNNING" F
					   "None" F F "%s" F "%s" F "%s" F "%s" F "N/A" F "1G" F "n" F
					   "%s" F "%s" F "%s" F "%s" F "/w" F "name\n",
			numbers[i], numbers[i], numbers[i], numbers[i], numbers[i], numbers[i],
			numbers[i], numbers[i], numbers[i], numbers[i]);
		struct slurm_jobs jobs = {0};
		read_string(answer, &jobs);
		assert_int_equal(jobs.count, 1);
		assert_int_equal(jobs.items[0].number, 7);
		assert_int_equal(jobs.items[0].node_count, SLURM_UNKNOWN);
		assert_int_equal(jobs.items[0].limit, SLURM_UNKNOWN);
		assert_int_equal(jobs.items[0].started, 0);
		slurm_jobs_release(&jobs);
		free(answer);
	}
	struct slurm_jobs jobs = {0};
	read_string(R "99999999999999999999" F "99999999999999999999" F "1" F "N/A" F "p" F "a" F "u" F
		      "q" F "RUNNING" BEHIND("n"), &jobs);
	assert_int_equal(jobs.count, 0);
	assert_int_equal(jobs.unread, 1);
	slurm_jobs_release(&jobs);
}

static void test_ten_megabytes_of_garbage(void **state)
{
	struct text answer = TEXT_INIT;
	struct slurm_jobs jobs = {0};
	uint32_t random = 1;

	(void)state;
	for (size_t i = 0; i < 10u << 20; i++) {
		random = random * 1664525u + 1013904223u;
		text_append_char(&answer, (char)(random >> 24));
	}
	slurm_squeue_read(answer.data, answer.length, &jobs);
	assert_int_equal(jobs.count, 0);
	assert_true(jobs.unread > 0);
	/* And of rows without end. */
	text_truncate(&answer, 0);
	for (size_t i = 0; i < SLURM_ROWS_MAX + 10; i++)
		text_append(&answer, BEFORE("1", "1") "RUNNING" BEHIND("n") "\n");
	slurm_jobs_release(&jobs);
	slurm_squeue_read(answer.data, answer.length, &jobs);
	assert_int_equal(jobs.count, SLURM_ROWS_MAX);
	assert_int_equal(jobs.unread, 10);
	slurm_jobs_release(&jobs);
	text_release(&answer);
}

static void test_who_is_meant(void **state)
{
	static const struct {
		const char *id, *index, *asked;
		int64_t number, array;
		bool is;
	} cases[] = {
		{"7", NULL, "7", 7, SLURM_UNKNOWN, true},
		{"7", NULL, "70", 7, SLURM_UNKNOWN, false},
		{"7", NULL, "7_1", 7, SLURM_UNKNOWN, false},
		{"7_1", "1", "7", 9, 7, true},
		{"7_1", "1", "9", 9, 7, true},
		{"7_1", "1", "7_1", 9, 7, true},
		{"7_1", "1", "7_11", 9, 7, false},
		{"7_[2-9%2]", "2-9%2", "7_9", 7, 7, true},
		{"7_[2-9%2]", "2-9%2", "7_10", 7, 7, false},
		{"7_[1,3,8-9]", "1,3,8-9", "7_3", 7, 7, true},
		{"7_[1,3,8-9]", "1,3,8-9", "7_4", 7, 7, false},
		{"7_[0-8:4]", "0-8:4", "7_4", 7, 7, true},
		{"7_[0-8:4]", "0-8:4", "7_5", 7, 7, false},
		{"7_[1,3,...]", "1,3,...", "7_5", 7, 7, true},
		{"7_[2-9%2]", "2-9%2", "8_3", 7, 7, false},
		{"7_[2-9%2]", "2-9%2", "7_[2-9%2]", 7, 7, true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct slurm_job job = {.id = (char *)(uintptr_t)cases[i].id,
			.index = (char *)(uintptr_t)cases[i].index, .number = cases[i].number,
			.array = cases[i].array};
		if (slurm_job_is(&job, cases[i].asked) != cases[i].is)
			fail_msg("%s %s", cases[i].id, cases[i].asked);
	}
}

static void test_json(void **state)
{
	struct slurm_jobs jobs = {0};
	json_t *object;

	(void)state;
	read_string(BEFORE("1", "1") "RUNNING" BEHIND("\x1b[2Jn\xff"), &jobs);
	object = slurm_job_json(&jobs.items[0]);
	assert_string_equal(json_string_value(json_object_get(object, "id")), "1");
	assert_string_equal(json_string_value(json_object_get(object, "name")), "\x1b[2Jn\xef\xbf\xbd");
	assert_int_equal(json_integer_value(json_object_get(object, "limit")), 60);
	assert_string_equal(json_string_value(json_object_get(object, "started")),
		"1970-01-01T00:00:02Z");
	assert_true(json_is_null(json_object_get(object, "array")));
	assert_true(json_is_null(json_object_get(object, "exit_code")));
	json_decref(object);
	slurm_jobs_release(&jobs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recorded_by_22_05),
		cmocka_unit_test(test_recorded_by_24_05),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_half_an_answer),
		cmocka_unit_test(test_numbers_that_are_none),
		cmocka_unit_test(test_ten_megabytes_of_garbage),
		cmocka_unit_test(test_who_is_meant),
		cmocka_unit_test(test_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
