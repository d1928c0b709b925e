#include "testing.h"

#include "core/plan/plan_folder.h"
#include "plan/place.h"
#include "plan/plan.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A plan with everything: two files (one with bytes that need care), a program with environment,
 * folder and input. `tag` keeps apart what a run and a saved script write. */
static void fill(struct plan *plan, void **state, const char *tag)
{
	struct folder *folder = *state;
	static const char odd[] = "it's \\ \t\x01 odd\nEND_OF_FILE";
	char *first = path_join(folder->path, tag), *second, *third;
	struct plan_step *step;

	second = xasprintf("%s.odd", first);
	third = xasprintf("%s.out", first);
	plan_init(plan, "A plan\nfor a test");
	step = plan_add(plan, "Write two files");
	strings_add_format(&step->folders, "%s.d/deep", first);
	plan_step_write(step, first, "#!/bin/sh\nEND_OF_FILE\n", 22, 0755, false);
	plan_step_write(step, second, odd, sizeof odd - 1, 0600, true);
	step = plan_add(plan, "Run a program");
	strings_add(&step->argv, "sh");
	strings_add(&step->argv, "-c");
	strings_add_format(&step->argv, "{ echo \"$GREETING\"; pwd; cat; } > '%s'; echo said", third);
	strings_add(&step->env, "GREETING=it's me");
	step->folder = xstrdup("/");
	step->input = xstrdup("from input\n");
	free(first);
	free(second);
	free(third);
}

static void check_effects(void **state, const char *tag)
{
	static const char odd[] = "it's \\ \t\x01 odd\nEND_OF_FILE";
	char *first = in(state, tag), *second = xasprintf("%s.odd", first);
	char *third = xasprintf("%s.out", first);
	struct stat info;

	assert_content(first, "#!/bin/sh\nEND_OF_FILE\n", 22);
	assert_content(second, odd, sizeof odd - 1);
	assert_int_equal(stat(first, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0755);
	assert_int_equal(stat(second, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_content(third, "it's me\n/\nfrom input\n", 21);
	free(first);
	free(second);
	free(third);
}

struct seen {
	struct text text;
};

static void note_event(void *context, const struct plan_event *event)
{
	static const char *const names[] = {[PLAN_STEP_STARTS] = "start",
		[PLAN_FILE_WRITTEN] = "file",
		[PLAN_PROGRAM_STARTS] = "program",
		[PLAN_OUTPUT] = "output",
		[PLAN_MOVED] = "moved",
		[PLAN_STEP_ENDS] = "end"};
	struct seen *seen = context;
	text_append_format(&seen->text, "%s%zu ", names[event->kind], event->step);
}

static void test_run_does_the_steps(void **state)
{
	struct plan plan;
	struct plan_result result;
	struct diags diags = {0};
	struct seen seen = {TEXT_INIT};
	struct plan_listener listener = {.on_event = note_event, .context = &seen};

	fill(&plan, state, "run");
	assert_true(plan_run(&plan, &listener, &result, &diags));
	assert_int_equal(result.done, 2);
	assert_text_equal(&result.out, "said\n");
	assert_text_equal(&seen.text, "start0 file0 file0 end0 start1 program1 output1 end1 ");
	check_effects(state, "run");
	plan_result_release(&result);
	/* The first file may not be replaced, but its content is the same. */
	assert_true(plan_run(&plan, NULL, &result, &diags));
	plan_result_release(&result);
	text_release(&seen.text);
	plan_release(&plan);
	diags_release(&diags);
}

static void test_saved_script_does_the_same(void **state)
{
	struct plan plan;
	struct text script = TEXT_INIT;
	struct process_result result = {0};
	struct diags diags = {0};
	char *path = in(state, "plan.sh");

	fill(&plan, state, "script");
	plan_script(&plan, &script);
	assert_true(file_write(path, script.data, script.length, 0700, 0, &diags));
	run_words("bash", path, &result);
	assert_text_equal(&result.err, "");
	assert_int_equal(result.exit_code, 0);
	check_effects(state, "script");
	process_result_release(&result);
	/* Once more the same is fine, as in a run; but other content is not replaced. */
	run_words("bash", path, &result);
	assert_int_equal(result.exit_code, 0);
	process_result_release(&result);
	free(path);
	path = in(state, "script");
	assert_true(file_write(path, "mine", 4, 0644, FILE_REPLACE, &diags));
	free(path);
	path = in(state, "plan.sh");
	run_words("bash", path, &result);
	assert_int_equal(result.exit_code, 5);
	process_result_release(&result);
	text_release(&script);
	plan_release(&plan);
	diags_release(&diags);
	free(path);
}

static void test_run_stops_at_the_first_failure(void **state)
{
	struct plan plan;
	struct plan_result result;
	struct diags diags = {0};
	char *never = in(state, "never");
	struct plan_step *step;

	plan_init(&plan, "fails");
	step = plan_add(&plan, "Fail");
	strings_add(&step->argv, "sh");
	strings_add(&step->argv, "-c");
	strings_add(&step->argv, "echo no such thing >&2; exit 7");
	plan_step_write(plan_add(&plan, "Never"), never, "x", 1, 0644, false);
	assert_false(plan_run(&plan, NULL, &result, &diags));
	assert_int_equal(result.exit_code, 7);
	assert_int_equal(result.done, 0);
	assert_only_diag(&diags, "R03");
	assert_non_null(strstr(diags.items[0].message, "no such thing"));
	assert_int_not_equal(access(never, F_OK), 0);
	plan_result_release(&result);
	plan_release(&plan);
	diags_release(&diags);
	free(never);
}

static void test_other_content_is_not_replaced(void **state)
{
	struct plan plan;
	struct plan_result result;
	struct diags diags = {0};
	char *path = in(state, "precious");

	assert_true(file_write(path, "mine", 4, 0644, 0, &diags));
	plan_init(&plan, "overwrites");
	plan_step_write(plan_add(&plan, "Write"), path, "theirs", 6, 0644, false);
	assert_false(plan_run(&plan, NULL, &result, &diags));
	assert_only_diag(&diags, "F22");
	assert_content(path, "mine", 4);
	plan_result_release(&result);
	plan_release(&plan);
	diags_release(&diags);
	free(path);
}

static void test_show_is_readable_and_clean(void **state)
{
	struct plan plan;
	struct text text = TEXT_INIT;
	struct plan_step *step;

	(void)state;
	plan_init(&plan, "A job");
	step = plan_add(&plan, "Write\033[31m");
	plan_step_write(step, "/tmp/x y", "line 1\n\nline 3\n", 15, 0644, false);
	step = plan_add(&plan, "Submit");
	strings_add(&step->argv, "sbatch");
	strings_add(&step->argv, "/tmp/x y");
	strings_add(&step->env, "A=b c");
	step->folder = xstrdup("/scratch");
	plan_show(&plan, true, &text);
	assert_text_equal(&text, "A job\n"
				 "1. Write\\x1b[31m\n"
				 "   writes /tmp/x y (15 bytes, mode 0644)\n"
				 "    line 1\n"
				 "\n"
				 "    line 3\n"
				 "2. Submit\n"
				 "   with 'A=b c'\n"
				 "   in /scratch\n"
				 "   $ sbatch '/tmp/x y'\n");
	text_release(&text);
	plan_release(&plan);
}

/* Records of plans that were made without the key are read as they were. */
static void test_json_without_absent(void **state)
{
	struct plan plan, again;
	struct diags diags = {0};
	json_t *document;

	fill_claim(&plan, state, "old");
	document = plan_json(&plan);
	json_object_del(json_array_get(json_object_get(document, "steps"), 0), "absent");
	assert_true(plan_from_json(document, &again, &diags));
	assert_int_equal(again.items[0].absent.count, 0);
	plan_release(&again);
	json_decref(document);
	plan_release(&plan);
	diags_release(&diags);
}

#define CHMOD "#!/bin/sh\nfor last; do :; done\nstat -c %a -- \"$last\"\nexec /bin/chmod \"$@\"\n"

/* A chmod of the script's own looks at the file before it has its mode. */
static void test_saved_script_hides_secrets(void **state)
{
	static const char *const contents[] = {"secret\n", "secret"};
	struct folder *folder = *state;
	char *stub = in(state, "chmod"), *path = in(state, "plan.sh"), *target = in(state, "-key");
	char *variable = xasprintf("%s:%s", folder->path, getenv("PATH"));
	struct diags diags = {0};

	assert_true(file_write(stub, CHMOD, strlen(CHMOD), 0755, 0, &diags));
	setenv("PATH", variable, 1);
	for (size_t i = 0; i < ARRAY_LENGTH(contents); i++) {
		struct text script = TEXT_INIT;
		struct process_result result = {0};
		struct plan plan;
		struct stat info;
		plan_init(&plan, "Write a secret");
		plan_step_write(plan_add(&plan, "Write"), target, contents[i], strlen(contents[i]),
			0600, true);
		plan_script(&plan, &script);
		assert_true(file_write(
			path, script.data, script.length, 0700, FILE_REPLACE, &diags));
		run_words("bash", path, &result);
		assert_text_equal(&result.err, "");
		assert_text_equal(&result.out, "600\n");
		assert_content(target, contents[i], strlen(contents[i]));
		assert_int_equal(stat(target, &info), 0);
		assert_int_equal(info.st_mode & 0777, 0600);
		process_result_release(&result);
		plan_release(&plan);
		text_release(&script);
	}
	setenv("PATH", strchr(variable, ':') + 1, 1);
	free(variable);
	free(stub);
	free(path);
	free(target);
}

/* As in a run, a file does not go into a folder that has its name. */
static void test_saved_script_spares_folders(void **state)
{
	struct plan plan;
	struct text script = TEXT_INIT;
	struct process_result result = {0};
	struct diags diags = {0};
	char *path = in(state, "plan.sh"), *target = in(state, "folder");

	assert_int_equal(mkdir(target, 0755), 0);
	plan_init(&plan, "Write");
	plan_step_write(plan_add(&plan, "Write"), target, "x\n", 2, 0644, true);
	plan_script(&plan, &script);
	assert_true(file_write(path, script.data, script.length, 0700, 0, &diags));
	run_words("bash", path, &result);
	assert_int_not_equal(result.exit_code, 0);
	assert_int_equal(rmdir(target), 0);
	process_result_release(&result);
	text_release(&script);
	plan_release(&plan);
	free(path);
	free(target);
}

/* Nothing is lost on the way to JSON and back, not even bytes that are no text. */
static void test_json_comes_back(void **state)
{
	struct plan plan, again;
	struct diags diags = {0};
	json_t *document, *second;
	char *bytes;

	fill_claim(&plan, state, "json");
	strings_add(&plan.items[1].argv, "\xff\xfe odd");
	strings_add(&plan.items[1].absent, "/tmp/absent");
	plan_step_write(&plan.items[1], "/tmp/x", "\0\xff", 2, 0600, true);
	plan.items[1].folder = xstrdup("/");
	plan.items[1].deadline_ms = 1500;
	document = plan_json(&plan);
	bytes = json_dumps(document, 0);
	json_decref(document);
	document = json_loads(bytes, JSON_ALLOW_NUL, NULL);
	assert_true(plan_from_json(document, &again, &diags));
	second = plan_json(&again);
	assert_true(json_equal(document, second));
	assert_string_equal(again.items[1].argv.items[5], "\xff\xfe odd");
	assert_string_equal(again.items[1].absent.items[0], "/tmp/absent");
	assert_int_equal(again.items[1].files.items[0].content.length, 2);
	json_decref(second);
	plan_release(&again);
	/* A file that would have us remove something else is no plan. */
	json_array_set_new(json_object_get(json_array_get(json_object_get(document, "steps"), 1),
				   "removes"),
		0, json_string("/home"));
	assert_false(plan_from_json(document, &again, &diags));
	assert_only_diag(&diags, "R07");
	json_decref(document);
	free(bytes);
	plan_release(&plan);
	diags_release(&diags);
}

static void test_json_has_everything(void **state)
{
	struct plan plan;
	json_t *document, *step;

	fill(&plan, state, "json");
	document = plan_json(&plan);
	assert_string_equal(json_string_value(json_object_get(document, "schema")), "berth.plan/1");
	assert_int_equal(json_array_size(json_object_get(document, "steps")), 2);
	step = json_array_get(json_object_get(document, "steps"), 1);
	assert_int_equal(json_array_size(json_object_get(step, "argv")), 3);
	assert_string_equal(json_string_value(json_object_get(step, "folder")), "/");
	json_decref(document);
	plan_release(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_run_does_the_steps, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_saved_script_does_the_same, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_run_stops_at_the_first_failure, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_other_content_is_not_replaced, make_folder, remove_folder),
		cmocka_unit_test(test_show_is_readable_and_clean),
		cmocka_unit_test_setup_teardown(
			test_json_has_everything, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_saved_script_hides_secrets, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_saved_script_spares_folders, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_json_without_absent, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_json_comes_back, make_folder, remove_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
