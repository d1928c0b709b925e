#include "answers.h"

static void test_recorded_by_22_05(void **state)
{
	struct text answer = TEXT_INIT;
	struct slurm_jobs jobs = {0};
	const struct slurm_job *job;

	(void)state;
	read_fixture("22.05.8/scontrol-jobs", &answer);
	slurm_scontrol_read(answer.data, answer.length, &jobs);
	assert_int_equal(jobs.unread, 0);
	assert_int_equal(jobs.count, 19);
	job = find_job(&jobs, "1");
	/* The name imitates a key and breaks the line. */
	assert_string_equal(job->name, "we|ird\nname \x1f UserId=x");
	assert_string_equal(job->user, "root");
	assert_string_equal(job->output, "/tmp/slurm-1.out");
	assert_string_equal(job->command, "/tmp/slurm-s.sh");
	assert_int_equal(job->exit_code, 0);
	assert_int_equal(job->elapsed, 61);
	job = find_job(&jobs, "4");
	assert_int_equal(job->exit_code, 3);
	assert_int_equal(job->exit_signal, 0);
	assert_string_equal(job->reason, "NonZeroExitCode");
	assert_null(job->command);
	job = find_job(&jobs, "14");
	assert_int_equal(job->exit_signal, 53);
	assert_string_equal(job->output, "/nonexistent/dir/x.out");
	job = find_job(&jobs, "16_1");
	assert_int_equal(job->array, 16);
	assert_string_equal(job->output, "/tmp/arr-16_1.out");
	/* It runs, so it has no exit code yet. */
	assert_int_equal(job->exit_code, SLURM_UNKNOWN);
	job = find_job(&jobs, "15_[1-20%2]");
	assert_string_equal(job->index, "1-20%2");
	job = find_job(&jobs, "13");
	assert_string_equal(job->name, "wait for, it");
	assert_string_equal(job->gres, "gres:gpu:8");
	assert_int_equal(job->node_count, 4);
	assert_null(job->nodes);
	slurm_jobs_release(&jobs);
	text_release(&answer);
}

static void test_recorded_by_24_05(void **state)
{
	struct text answer = TEXT_INIT;
	struct slurm_jobs jobs = {0};
	const struct slurm_job *job;

	(void)state;
	read_fixture("24.05.8/scontrol-job", &answer);
	slurm_scontrol_read(answer.data, answer.length, &jobs);
	assert_int_equal(jobs.unread, 0);
	assert_int_equal(jobs.count, 1);
	job = find_job(&jobs, "1");
	assert_string_equal(job->name, "gpu1");
	assert_string_equal(job->state, "RUNNING");
	assert_string_equal(job->partition, "small-g");
	assert_string_equal(job->nodes, "nid005000");
	assert_string_equal(job->folder, "/users/user/jobs");
	assert_string_equal(job->output, "/users/user/jobs/slurm-1.out");
	assert_string_equal(job->gres, "gres/gpu:2");
	assert_int_equal(job->cpus, 28);
	assert_int_equal(job->limit, 1200);
	slurm_jobs_release(&jobs);
	text_release(&answer);
}

static void test_hostile(void **state)
{
	static const struct {
		const char *answer;
		size_t count, unread;
	} cases[] = {
		{"", 0, 0},
		{"\n\n", 0, 0},
		{"slurm_load_jobs error: Unable to contact slurm controller\n", 0, 1},
		{"JobId=", 0, 1},
		{"JobId=1", 0, 1},
		{"JobId=1 JobName=", 0, 1},
		{"JobId=x JobState=RUNNING ", 0, 1},
		{"JobId=99999999999999999999 JobState=RUNNING ", 0, 1},
		{"JobId=1 JobName=a JobState=RUN", 1, 0},
		{"JobId=1 JobState=RUNNING\nJobId=2 JobState=RUNNING\n", 2, 0},
		{"{\"jobs\": [", 0, 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct slurm_jobs jobs = {0};
		slurm_scontrol_read(cases[i].answer, strlen(cases[i].answer), &jobs);
		assert_int_equal(jobs.count, cases[i].count);
		assert_int_equal(jobs.unread, cases[i].unread);
		slurm_jobs_release(&jobs);
	}
}

static void test_values(void **state)
{
	static const char answer[] =
		"JobId=5 JobName=a JobState=FAILED UserId=me(1000) GroupId=g(1) "
		"Priority=4294901759 "
		"Account=(null) QOS=normal JobState=COMPLETED Reason=None Dependency=(null) "
		"ExitCode=9223372036854775808:0 RunTime=1-02:03:04 TimeLimit=UNLIMITED "
		"SubmitTime=2026-11-23T01:36:59 StartTime=Unknown NumNodes=3-4 NumCPUs=2K "
		"WorkDir=/a b/c=d StdOut=/a b/%x.out Power=\n";
	struct slurm_jobs jobs = {0};
	const struct slurm_job *job;

	(void)state;
	slurm_scontrol_read(answer, sizeof answer - 1, &jobs);
	job = find_job(&jobs, "5");
	assert_string_equal(job->user, "me");
	assert_null(job->account);
	assert_string_equal(job->qos, "normal");
	assert_int_equal(job->exit_code, SLURM_UNKNOWN);
	assert_int_equal(job->elapsed, 86400 + 2 * 3600 + 3 * 60 + 4);
	assert_int_equal(job->limit, SLURM_UNLIMITED);
	assert_true(job->submitted > 0);
	assert_int_equal(job->started, 0);
	assert_int_equal(job->node_count, 3);
	assert_int_equal(job->cpus, 2048);
	assert_string_equal(job->folder, "/a b/c=d");
	assert_string_equal(job->output, "/a b/%x.out");
	slurm_jobs_release(&jobs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recorded_by_22_05),
		cmocka_unit_test(test_recorded_by_24_05),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
