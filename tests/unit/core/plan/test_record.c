#include "testing.h"

#include "base/files.h"
#include "plan/log.h"
#include "plan/record.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char scratch[64];

static int make_scratch(void **state)
{
	(void)state;
	snprintf(scratch, sizeof scratch, "/tmp/berth-record-XXXXXX");
	if (mkdtemp(scratch) == NULL)
		return -1;
	return setenv("XDG_STATE_HOME", scratch, 1);
}

static int remove_scratch(void **state)
{
	char *argv[] = {(char[]){"rm"}, (char[]){"-rf"}, scratch, NULL};
	struct process process = {.argv = argv};
	struct process_result result;
	struct diags diags = {0};
	bool fine = process_run(&process, &result, &diags);

	(void)state;
	process_result_release(&result);
	diags_release(&diags);
	return fine ? 0 : -1;
}

static void add_shell(struct plan *plan, const char *title, const char *script)
{
	struct plan_step *step = plan_add(plan, title);
	strings_add(&step->argv, "sh");
	strings_add(&step->argv, "-c");
	strings_add(&step->argv, script);
}

static void assert_log(const struct run_record *record, const char *wanted, bool there)
{
	char *path = run_log_path(record);
	struct text text = TEXT_INIT;
	struct diags diags = {0};

	assert_true(file_read(path, 1 << 20, &text, &diags));
	if ((strstr(text_string(&text), wanted) != NULL) != there)
		assert_string_equal(text_string(&text), wanted);
	text_release(&text);
	free(path);
}

/* Three steps of which the second fails until a file is there. */
static void make(struct run_record *record, struct diags *diags)
{
	struct plan plan;
	char *script = xasprintf("echo in two; pwd; test -e '%s/allowed'", scratch);

	plan_init(&plan, "Three steps");
	add_shell(&plan, "One", "echo in one");
	add_shell(&plan, "Two", script);
	add_shell(&plan, "Three", "echo in three >&2");
	assert_true(run_create(&plan, record, diags));
	plan_release(&plan);
	free(script);
}

static void test_resume_goes_on_where_it_failed(void **state)
{
	struct run_record record, again;
	struct diags diags = {0};
	char *allowed = path_join(scratch, "allowed");
	struct stat info;

	(void)state;
	make(&record, &diags);
	assert_int_equal(stat(record.folder, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	assert_false(run_execute(&record, NULL, &diags));
	assert_only_diag(&diags, "R03");
	diags_release(&diags);
	diags = (struct diags){0};

	assert_true(run_read(record.id, &again, &diags));
	assert_int_equal(again.state, RUN_FAILED);
	assert_int_equal(again.step_count, 3);
	assert_int_equal(again.steps[0].state, RUN_DONE);
	assert_int_equal(again.steps[1].state, RUN_FAILED);
	assert_int_equal(again.steps[1].exit_code, 1);
	assert_int_equal(again.steps[2].state, RUN_WAITING);
	assert_non_null(strstr(again.message, "exit code 1"));
	assert_log(&again, "== [2/3] Two, ", true);
	assert_log(&again, "in three", false);

	assert_true(file_write(allowed, "", 0, 0600, 0, &diags));
	assert_int_equal(chdir("/tmp"), 0);
	assert_true(run_execute(&again, NULL, &diags));
	assert_no_diags(&diags);
	assert_int_equal(again.state, RUN_DONE);
	assert_int_equal(again.attempts, 2);
	assert_null(again.message);
	assert_log(&again, "in three\n", true);
	/* In the folder where it was made. */
	assert_log(&again, again.where, true);
	assert_int_equal(chdir(again.where), 0);
	/* Done is done. */
	assert_false(run_execute(&again, NULL, &diags));
	assert_only_diag(&diags, "R08");
	run_release(&again);
	run_release(&record);
	diags_release(&diags);
	free(allowed);
}

static void test_find_by_beginning(void **state)
{
	struct run_record one, two, found;
	struct run_records list = {0};
	struct diags diags = {0};
	char *begin;

	(void)state;
	make(&one, &diags);
	make(&two, &diags);
	assert_true(run_read(one.id, &found, &diags));
	assert_string_equal(found.id, one.id);
	run_release(&found);
	assert_true(run_read("last", &found, &diags));
	run_release(&found);
	begin = xstrndup(one.id, 4);
	assert_false(run_read(begin, &found, &diags));
	assert_only_diag(&diags, "R08");
	run_release(&found);
	diags_release(&diags);
	diags = (struct diags){0};
	assert_false(run_read("2", &found, &diags));
	run_release(&found);
	assert_false(run_read("nonsense", &found, &diags));
	assert_non_null(find_diag(&diags, "R07"));
	run_release(&found);
	diags_release(&diags);
	diags = (struct diags){0};
	assert_true(run_list(&list, &diags));
	assert_int_equal(list.count, 2);
	run_records_release(&list);
	assert_true(run_forget(&one, &diags));
	assert_true(run_list(&list, &diags));
	assert_int_equal(list.count, 1);
	run_records_release(&list);
	assert_no_diags(&diags);
	free(begin);
	run_release(&one);
	run_release(&two);
}

static void test_broken_files_are_said(void **state)
{
	static const char *const contents[] = {"", "{", "[]", "{\"title\": 1}",
		"{\"title\":\"t\",\"where\":\"/\",\"state\":\"odd\",\"steps\":[]}",
		"{\"title\":\"t\",\"where\":\"/\",\"state\":\"done\",\"steps\":[{}]}"};
	struct diags diags = {0};
	struct run_record record, found;
	char *path;

	(void)state;
	make(&record, &diags);
	path = path_join(record.folder, "state.json");
	for (size_t i = 0; i < ARRAY_LENGTH(contents); i++) {
		assert_true(file_write(path, contents[i], strlen(contents[i]), 0600, FILE_REPLACE,
			&diags));
		assert_false(run_read(NULL, &found, &diags));
		assert_only_diag(&diags, "R07");
		run_release(&found);
		diags_release(&diags);
		diags = (struct diags){0};
	}
	free(path);
	/* The plan and the state differ. */
	assert_true(run_write_state(&record, &diags));
	path = path_join(record.folder, "plan.json");
	assert_true(file_write(path, "{\"schema\":\"berth.plan/1\",\"title\":\"x\",\"steps\":[]}", 48,
		0600, FILE_REPLACE, &diags));
	assert_false(run_execute(&record, NULL, &diags));
	assert_only_diag(&diags, "R07");
	diags_release(&diags);
	free(path);
	run_release(&record);
}

/* The runner is killed without a chance to say so; its program lives on. */
static void test_killed_runner(void **state)
{
	struct run_record record, found;
	struct diags diags = {0};
	struct plan plan;
	struct timespec pause = {.tv_nsec = 20000000};
	pid_t child;
	int status;

	(void)state;
	plan_init(&plan, "Sleeps");
	add_shell(&plan, "One", "true");
	add_shell(&plan, "Two", "sleep 100");
	assert_true(run_create(&plan, &record, &diags));
	plan_release(&plan);
	child = fork();
	if (child == 0) {
		(void)!run_execute(&record, NULL, &diags);
		_exit(0);
	}
	for (int i = 0; i < 500; i++) {
		nanosleep(&pause, NULL);
		assert_true(run_read(NULL, &found, &diags));
		if (found.state == RUN_RUNNING && found.steps[1].state == RUN_RUNNING &&
			found.group.pid > 0)
			break;
		run_release(&found);
	}
	assert_int_equal(found.state, RUN_RUNNING);
	/* Nobody else may run it meanwhile. */
	assert_false(run_execute(&found, NULL, &diags));
	assert_only_diag(&diags, "R08");
	diags_release(&diags);
	diags = (struct diags){0};
	run_release(&found);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);

	assert_true(run_read(NULL, &found, &diags));
	assert_int_equal(found.state, RUN_INTERRUPTED);
	assert_int_equal(found.steps[0].state, RUN_DONE);
	assert_int_equal(found.steps[1].state, RUN_INTERRUPTED);
	/* The program is at work still. */
	assert_true(run_process_lives(&found.group));
	assert_false(run_execute(&found, NULL, &diags));
	assert_only_diag(&diags, "R08");
	assert_non_null(strstr(diags.items[0].message, "still at work"));
	diags_release(&diags);
	diags = (struct diags){0};
	assert_true(run_cancel(&found, 5000, &diags));
	assert_int_equal(found.state, RUN_CANCELLED);
	assert_no_diags(&diags);
	run_release(&found);
	run_release(&record);
}

static void test_cancel_ends_an_orphaned_group(void **state)
{
	struct run_record record, found;
	struct diags diags = {0};
	struct plan plan;
	struct timespec pause = {.tv_nsec = 20000000};
	char *mark = path_join(scratch, "mark");
	char *script = xasprintf("(sleep 100; touch '%s') & echo $! > '%s'; wait", mark, mark);
	struct text text = TEXT_INIT;
	pid_t child, grandchild;
	int status;

	(void)state;
	plan_init(&plan, "Sleeps");
	add_shell(&plan, "One", script);
	assert_true(run_create(&plan, &record, &diags));
	plan_release(&plan);
	child = fork();
	if (child == 0) {
		(void)!run_execute(&record, NULL, &diags);
		_exit(0);
	}
	for (int i = 0; i < 500 && (access(mark, F_OK) != 0 || text.length == 0); i++) {
		struct diags unheard = {0};
		nanosleep(&pause, NULL);
		text_truncate(&text, 0);
		(void)!file_read(mark, 100, &text, &unheard);
		diags_release(&unheard);
	}
	grandchild = (pid_t)strtol(text_string(&text), NULL, 10);
	assert_true(grandchild > 1);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	assert_true(run_read(NULL, &found, &diags));
	assert_true(run_cancel(&found, 5000, &diags));
	for (int i = 0; i < 250 && kill(grandchild, 0) == 0; i++)
		nanosleep(&pause, NULL);
	assert_int_not_equal(kill(grandchild, 0), 0);
	assert_false(run_cancel(&found, 100, &diags));
	assert_only_diag(&diags, "R08");
	text_release(&text);
	run_release(&found);
	run_release(&record);
	diags_release(&diags);
	free(mark);
	free(script);
}

static void test_no_room_for_a_run(void **state)
{
	const struct rlimit narrow = {100, RLIM_INFINITY}, wide = {RLIM_INFINITY, RLIM_INFINITY};
	char *runs = run_folder();
	struct plan plan;
	struct run_record record;
	struct diags diags = {0};
	bool fine;

	(void)state;
	plan_init(&plan, "Something long");
	add_shell(&plan, "One", "true");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &narrow), 0);
	fine = run_create(&plan, &record, &diags);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &wide), 0);
	assert_false(fine);
	assert_only_diag(&diags, "F21");
	assert_int_equal(rmdir(runs), 0);
	run_release(&record);
	plan_release(&plan);
	diags_release(&diags);
	free(runs);
}

static void test_log_lines(void **state)
{
	struct text text = TEXT_INIT;
	char *path = path_join(scratch, "log");
	struct log_reader reader = {0};
	struct diags diags = {0};
	struct text content = TEXT_INIT;
	size_t length, count = 0;
	const char *line;

	(void)state;
	log_append_line(&text, "10 %\r50 %\r\033[32mdone\033[0m\033[2J\r", 28);
	assert_text_equal(&text, "done\\x1b[2J");
	for (int i = 0; i < 100000; i++)
		text_append_format(&content, "line %d\n", i);
	text_append_repeated(&content, "x", 200000);
	assert_true(file_write(path, content.data, content.length, 0600, 0, &diags));
	reader.fd = open(path, O_RDONLY);
	assert_int_equal(log_find_tail(reader.fd, 1000000), 0);
	/* The last line has no newline. */
	reader.offset = log_find_tail(reader.fd, 3);
	line = log_next(&reader, true, &length);
	assert_int_equal(length, 10);
	assert_memory_equal(line, "line 99998", 10);
	while (log_next(&reader, true, &length) != NULL)
		count += length;
	assert_int_equal(count, 200000 + 10);
	assert_true(reader.rest.capacity < 400000);
	log_reader_release(&reader);
	close(reader.fd);
	text_release(&content);
	text_release(&text);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_resume_goes_on_where_it_failed, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(
			test_find_by_beginning, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(
			test_broken_files_are_said, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(test_killed_runner, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(
			test_cancel_ends_an_orphaned_group, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(
			test_no_room_for_a_run, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(test_log_lines, make_scratch, remove_scratch),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
