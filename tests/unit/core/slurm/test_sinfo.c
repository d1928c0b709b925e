#include "answers.h"

static void test_recorded_by_22_05(void **state)
{
	struct text answer = TEXT_INIT;
	struct slurm_partitions partitions = {0};
	const struct slurm_partition *found;

	(void)state;
	read_fixture("22.05.8/sinfo", &answer);
	slurm_sinfo_read(answer.data, answer.length, &partitions);
	assert_int_equal(partitions.unread, 0);
	assert_int_equal(partitions.count, 7);
	found = slurm_partition(&partitions, "standard-g");
	assert_non_null(found);
	assert_true(found->up);
	assert_int_equal(found->limit, 2 * 86400);
	assert_int_equal(found->nodes, 4);
	assert_int_equal(found->gpus, 32);
	/* Two are planned for a job that waits; the others run jobs, one of which left six GPUs. */
	assert_int_equal(found->nodes_idle, 2);
	assert_int_equal(found->nodes_used, 2);
	assert_int_equal(found->gpus_idle, 22);
	found = slurm_partition(&partitions, "debug");
	assert_int_equal(found->limit, 1800);
	assert_int_equal(found->gpus, 0);
	assert_int_equal(found->cpus, 512);
	assert_null(slurm_partition(&partitions, "nonsense"));
	slurm_partitions_release(&partitions);
	text_release(&answer);
}

static void read_row(const char *row, struct slurm_partitions *partitions)
{
	struct text line = TEXT_INIT;

	text_append(&line, row);
	for (size_t i = 0; i < line.length; i++)
		if (line.data[i] == '!')
			line.data[i] = SLURM_FIELD;
	slurm_sinfo_read(line.data, line.length, partitions);
	text_release(&line);
}

static void test_states(void **state)
{
	static const struct {
		const char *state;
		int idle, used;
	} cases[] = {
		{"idle", 3, 0}, {"mixed", 0, 3}, {"allocated", 0, 3}, {"planned", 3, 0},
		{"completing", 0, 3}, {"down", 0, 0}, {"down*", 0, 0}, {"drained", 0, 0},
		{"draining", 0, 0}, {"idle*", 0, 0}, {"maint", 0, 0}, {"reserved", 0, 0},
		{"mixed-", 0, 3}, {"IDLE", 3, 0}, {"unknown", 0, 0}, {"failing", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct slurm_partitions partitions = {0};
		char *row = xasprintf("g!up!infinite!%s!3!10/374/0/384!gpu:mi250:8(S:0-3)!"
				      "gpu:mi250:2(IDX:0,5)\n",
			cases[i].state);
		read_row(row, &partitions);
		assert_int_equal(partitions.count, 1);
		assert_int_equal(partitions.items[0].nodes, 3);
		assert_int_equal(partitions.items[0].nodes_idle, cases[i].idle);
		assert_int_equal(partitions.items[0].nodes_used, cases[i].used);
		assert_int_equal(partitions.items[0].gpus, 24);
		assert_int_equal(partitions.items[0].gpus_idle,
			cases[i].idle > 0 || string_starts(cases[i].state, "mixed") ? 18 : 0);
		assert_int_equal(partitions.items[0].limit, SLURM_UNLIMITED);
		slurm_partitions_release(&partitions);
		free(row);
	}
}

static void test_several_kinds_of_gpus(void **state)
{
	struct slurm_partitions partitions = {0};

	(void)state;
	read_row("g!up!1:00:00!mixed!2!1/2/0/3!gpu:a100:4(S:0,1),gpu:h100:2(S:1),shard:16!"
		 "gpu:a100:1(IDX:0),gpu:h100:0(IDX:N/A),shard:0\n",
		&partitions);
	read_row("g!up!1:00:00!idle!1!0/3/0/3!(null)!gpu:0\n", &partitions);
	assert_int_equal(partitions.count, 1);
	assert_int_equal(partitions.items[0].nodes, 3);
	assert_int_equal(partitions.items[0].gpus, 12);
	assert_int_equal(partitions.items[0].gpus_idle, 10);
	slurm_partitions_release(&partitions);
}

static void test_hostile(void **state)
{
	static const char *const rows[] = {"garbage\n", "!!!!!!!\n", "a!up!1!idle!x!1/2/3/4!!\n",
		"a!up!1!idle!1!1/2!!\n", "a!up!1!idle!1!1/2/3/4!!!\n",
		"a!up!1!idle!99999999999999999999!1/2/3/4!!\n", "{\"nodes\": [\n"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct slurm_partitions partitions = {0};
		read_row(rows[i], &partitions);
		assert_int_equal(partitions.count, 0);
		assert_int_equal(partitions.unread, 1);
		slurm_partitions_release(&partitions);
	}
	/* Numbers that would overflow when they are added up. */
	struct slurm_partitions partitions = {0};
	for (int i = 0; i < 100; i++)
		read_row("a!up!1!idle!9999999!9223372036854775807/9223372036854775807/0/"
			 "9223372036854775807!gpu:9223372036854775807,gpu:1024!gpu:x\n",
			&partitions);
	assert_int_equal(partitions.unread, 0);
	assert_int_equal(partitions.items[0].gpus, 100 * INT64_C(1024) * 9999999);
	slurm_partitions_release(&partitions);
}

static void test_limits(void **state)
{
	static const char answer[] = "project_465000001|small-g|normal,debug|10|20|||billing=600000\n"
				     "project_465000002||||||||\n"
				     "garbage\nproject_465000003||||||-|\n";
	struct slurm_limits limits = {0};

	(void)state;
	slurm_sacctmgr_read(answer, sizeof answer - 1, &limits);
	assert_int_equal(limits.count, 2);
	/* One with a field too much. */
	assert_int_equal(limits.unread, 2);
	assert_string_equal(limits.items[0].account, "project_465000001");
	assert_string_equal(limits.items[0].partition, "small-g");
	assert_int_equal(limits.items[0].max_jobs, 10);
	assert_int_equal(limits.items[0].group_jobs, SLURM_UNLIMITED);
	assert_string_equal(limits.items[0].group_minutes, "billing=600000");
	assert_int_equal(limits.items[1].group_submit, SLURM_UNKNOWN);
	slurm_limits_release(&limits);
}

static void test_history(void **state)
{
	static const char answer[] =
		"9_1\x1f" "10\x1fsmall\x1fproject_465000001\x1fme\x1fnormal\x1f" "CANCELLED by 1000\x1f"
		"None\x1f" "00:00:05\x1f" "01:00:00\x1f" "1\x1f" "2\x1f" "1G\x1fnid001000\x1f" "1795644685\x1f"
		"1795644686\x1f" "1795644691\x1f" "7\x1f" "0:15\x1f/tmp\x1f" "a|b\x1f" "c\n"
		"second line\n"
		"half\x1f" "a li";
	struct slurm_jobs jobs = {0};

	(void)state;
	slurm_sacct_read(answer, sizeof answer - 1, &jobs);
	assert_int_equal(jobs.count, 1);
	assert_int_equal(jobs.unread, 1);
	assert_string_equal(jobs.items[0].state, "CANCELLED");
	assert_string_equal(jobs.items[0].name, "a|b\x1f" "c\nsecond line");
	assert_int_equal(jobs.items[0].array, 9);
	assert_int_equal(jobs.items[0].number, 10);
	assert_int_equal(jobs.items[0].exit_signal, 15);
	assert_int_equal(jobs.items[0].ended, 1795644691);
	slurm_jobs_release(&jobs);
}

static void test_accounting_recorded_by_22_05(void **state)
{
	struct text answer = TEXT_INIT;
	struct slurm_jobs jobs = {0};
	struct slurm_limits limits = {0};

	(void)state;
	read_fixture("22.05.8/sacct", &answer);
	slurm_sacct_read(answer.data, answer.length, &jobs);
	assert_int_equal(jobs.unread, 0);
	assert_int_equal(jobs.count, 7);
	assert_string_equal(find_job(&jobs, "1")->name, "a|b\nc");
	assert_int_equal(find_job(&jobs, "3")->exit_code, 127);
	assert_string_equal(find_job(&jobs, "4")->state, "CANCELLED");
	assert_int_equal(find_job(&jobs, "5_2")->number, 7);
	assert_int_equal(find_job(&jobs, "5_2")->array, 5);
	slurm_jobs_release(&jobs);
	text_release(&answer);
	read_fixture("22.05.8/sacctmgr", &answer);
	slurm_sacctmgr_read(answer.data, answer.length, &limits);
	assert_int_equal(limits.unread, 0);
	assert_int_equal(limits.count, 9);
	assert_string_equal(limits.items[3].partition, "debug");
	assert_int_equal(limits.items[3].max_jobs, 1);
	assert_int_equal(limits.items[3].max_submit, 2);
	slurm_limits_release(&limits);
	text_release(&answer);
}

static void test_no_end_of_partitions(void **state)
{
	struct slurm_partitions partitions = {0};

	(void)state;
	for (int i = 0; i < 1500; i++) {
		char *row = xasprintf("p%d!up!1!idle!1!1/2/3/4!!\n", i);
		read_row(row, &partitions);
		free(row);
	}
	assert_int_equal(partitions.count, 1000);
	assert_int_equal(partitions.unread, 500);
	slurm_partitions_release(&partitions);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recorded_by_22_05),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_several_kinds_of_gpus),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_accounting_recorded_by_22_05),
		cmocka_unit_test(test_no_end_of_partitions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
