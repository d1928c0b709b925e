#include "testing.h"

#include "base/files.h"
#include "base/process.h"
#include "plan/place.h"
#include "plan/plan.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct folder {
	char path[64];
};

static void run_words(const char *words, const char *last, struct process_result *result)
{
	struct strings argv = {0};
	struct process process = {0};
	struct diags diags = {0};

	strings_split(&argv, words, ' ');
	strings_add(&argv, last);
	process.argv = strings_argv(&argv);
	assert_true(process_run(&process, result, &diags));
	diags_release(&diags);
	strings_release(&argv);
}

static int make_folder(void **state)
{
	struct folder *folder = xcalloc(1, sizeof *folder);
	snprintf(folder->path, sizeof folder->path, "/tmp/berth-plan-XXXXXX");
	if (mkdtemp(folder->path) == NULL)
		return -1;
	*state = folder;
	return 0;
}

static int remove_folder(void **state)
{
	struct folder *folder = *state;
	struct process_result result = {0};

	run_words("rm -rf", folder->path, &result);
	process_result_release(&result);
	free(folder);
	return 0;
}

static char *in(void **state, const char *name)
{
	struct folder *folder = *state;
	return path_join(folder->path, name);
}

static void assert_content(const char *path, const char *bytes, size_t length)
{
	struct text text = TEXT_INIT;
	struct diags diags = {0};
	assert_true(file_read(path, 1 << 20, &text, &diags));
	assert_int_equal(text.length, length);
	assert_memory_equal(text_string(&text), bytes, length);
	text_release(&text);
	diags_release(&diags);
}

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

/* A plan that works under a claim and moves what it made. */
static void fill_claim(struct plan *plan, void **state, const char *tag)
{
	struct folder *folder = *state;
	char *work = xasprintf("%s/.%s" PLAN_OWN_MARK "work", folder->path, tag);
	char *made = path_join(work, "made"), *target = path_join(folder->path, tag);
	struct plan_step *step;

	plan_init(plan, "Make something");
	strings_add(&plan_add(plan, "Claim")->claims, work);
	step = plan_add(plan, "Make");
	strings_add(&step->removes, made);
	strings_add(&step->argv, "sh");
	strings_add(&step->argv, "-c");
	strings_add(&step->argv, "echo \"${UNWANTED-unset}\" > \"$1\"");
	strings_add(&step->argv, "sh");
	strings_add(&step->argv, made);
	strings_add(&step->env, "UNWANTED");
	plan_step_move(step, made, target, false);
	strings_add(&plan_add(plan, "Clean up")->removes, work);
	free(work);
	free(made);
	free(target);
}

static void test_claim_and_move(void **state)
{
	struct plan plan;
	struct plan_result result;
	struct diags diags = {0};
	char *target = in(state, "it's mine"), *work = in(state, ".it's mine.berth-work");

	setenv("UNWANTED", "set", 1);
	fill_claim(&plan, state, "it's mine");
	assert_true(plan_run(&plan, NULL, &result, &diags));
	assert_no_diags(&diags);
	assert_int_equal(result.done, 3);
	plan_result_release(&result);
	assert_content(target, "unset\n", 6);
	assert_int_not_equal(access(work, F_OK), 0);
	/* Now the target is there, and is not replaced; what was made is kept. */
	assert_false(plan_run(&plan, NULL, &result, &diags));
	assert_only_diag(&diags, "F22");
	plan_result_release(&result);
	assert_int_equal(access(work, F_OK), 0);
	/* The claim of the failed run stops the next one. */
	diags_release(&diags);
	diags = (struct diags){0};
	assert_false(plan_run(&plan, NULL, &result, &diags));
	assert_only_diag(&diags, "R09");
	plan_result_release(&result);
	plan_release(&plan);
	diags_release(&diags);
	free(target);
	free(work);
}

static void test_claim_script(void **state)
{
	struct plan plan;
	struct text script = TEXT_INIT;
	struct process_result result = {0};
	struct diags diags = {0};
	char *path = in(state, "plan.sh"), *target = in(state, "a \"b\" $c");

	setenv("UNWANTED", "set", 1);
	fill_claim(&plan, state, "a \"b\" $c");
	plan_script_with_head(&plan, "#SBATCH --time=1\n", &script);
	assert_true(string_starts(text_string(&script), "#!/bin/bash\n#SBATCH --time=1\n# Make"));
	assert_true(file_write(path, script.data, script.length, 0700, 0, &diags));
	run_words("shellcheck -S warning", path, &result);
	assert_text_equal(&result.out, "");
	process_result_release(&result);
	run_words("bash", path, &result);
	assert_text_equal(&result.err, "");
	assert_int_equal(result.exit_code, 0);
	process_result_release(&result);
	assert_content(target, "unset\n", 6);
	run_words("bash", path, &result);
	assert_int_equal(result.exit_code, 5);
	process_result_release(&result);
	run_words("bash", path, &result);
	assert_int_equal(result.exit_code, 1);
	assert_non_null(strstr(text_string(&result.err), "remove it and start again"));
	process_result_release(&result);
	text_release(&script);
	plan_release(&plan);
	diags_release(&diags);
	free(path);
	free(target);
}

/* What may not be there stops the run and the script before either has touched anything. */
static void test_absent_is_looked_at_first(void **state)
{
	struct plan plan;
	struct plan_result result;
	struct process_result process = {0};
	struct text text = TEXT_INIT;
	struct diags diags = {0};
	char *target = in(state, "the \"target\""), *work = in(state, ".t" PLAN_OWN_MARK "work");
	char *path = in(state, "plan.sh");

	fill_claim(&plan, state, "t");
	strings_add(&plan.items[0].absent, target);
	plan_show(&plan, false, &text);
	assert_non_null(strstr(text_string(&text), "1. Claim\n   stops when there is /tmp/"));
	text_truncate(&text, 0);
	plan_script(&plan, &text);
	assert_true(file_write(path, text.data, text.length, 0700, 0, &diags));
	/* A link that leads nowhere is in the way as well. */
	assert_int_equal(symlink("nowhere", target), 0);
	assert_false(plan_run(&plan, NULL, &result, &diags));
	assert_only_diag(&diags, "F22");
	plan_result_release(&result);
	assert_int_not_equal(access(work, F_OK), 0);
	run_words("bash", path, &process);
	assert_int_equal(process.exit_code, 5);
	assert_non_null(strstr(text_string(&process.err), "the \"target\" exists already"));
	process_result_release(&process);
	assert_int_not_equal(access(work, F_OK), 0);
	assert_int_equal(unlink(target), 0);
	run_words("bash", path, &process);
	assert_int_equal(process.exit_code, 0);
	process_result_release(&process);
	text_release(&text);
	plan_release(&plan);
	diags_release(&diags);
	free(target);
	free(work);
	free(path);
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

static void test_plans_remove_only_what_is_theirs(void **state)
{
	static const char *const others[] = {"/home/me", "home/.berth-x", "/home/me/.berth-x/../y",
		"/home/me/.berth-x/.."};

	(void)state;
	assert_true(place_is_own("/home/me/.x.berth-work/made"));
	assert_true(place_is_own("/home/me/.berth-x/a.."));
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
		assert_false(place_is_own(others[i]));
}

static void test_owner_finds_its_claim_again(void **state)
{
	struct plan plan;
	struct plan_result result;
	struct diags diags = {0};
	struct strings left = {0};
	char *work = in(state, ".x" PLAN_OWN_MARK "work");
	struct plan_listener listener = {.owner = "me"};

	plan_init(&plan, "claims");
	strings_add(&plan_add(&plan, "Claim")->claims, work);
	assert_true(plan_run(&plan, &listener, &result, &diags));
	plan_result_release(&result);
	assert_true(plan_run(&plan, &listener, &result, &diags));
	plan_result_release(&result);
	plan_leftovers(&plan, "me", &left);
	assert_int_equal(left.count, 1);
	plan_leftovers(&plan, "you", &left);
	assert_int_equal(left.count, 1);
	listener.owner = "you";
	assert_false(plan_run(&plan, &listener, &result, &diags));
	assert_only_diag(&diags, "R09");
	assert_non_null(strstr(diags.items[0].message, "me"));
	plan_result_release(&result);
	strings_release(&left);
	plan_release(&plan);
	diags_release(&diags);
	free(work);
}

static void die_behind_the_move(void *context, const struct plan_event *event)
{
	(void)context;
	if (event->kind == PLAN_MOVED)
		_exit(9);
}

/* Runs the plan in a process that is gone right behind the rename. */
static void run_and_die(const struct plan *plan)
{
	struct plan_listener listener = {.on_event = die_behind_the_move, .owner = "me"};
	struct plan_result result;
	struct diags diags = {0};
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(plan_run(plan, &listener, &result, &diags) ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 9);
}

/* What was moved is not made anew; another file of that name is somebody else's. */
static void test_killed_behind_the_move(void **state)
{
	struct plan_listener listener = {.first = 1, .again = true, .owner = "me"};
	char *target = in(state, "x"), *work = in(state, ".x" PLAN_OWN_MARK "work");

	for (int others = 0; others < 2; others++) {
		struct plan plan;
		struct plan_result result;
		struct diags diags = {0};

		setenv("UNWANTED", "set", 1);
		fill_claim(&plan, state, "x");
		run_and_die(&plan);
		assert_content(target, "unset\n", 6);
		if (others) {
			char *copy = in(state, "copy");
			assert_true(file_write(copy, "theirs", 6, 0600, 0, &diags));
			assert_int_equal(rename(copy, target), 0);
			free(copy);
		}
		assert_int_equal(plan_run(&plan, &listener, &result, &diags), !others);
		if (others)
			assert_only_diag(&diags, "F22");
		else
			assert_no_diags(&diags);
		assert_content(target, others ? "theirs" : "unset\n", 6);
		assert_int_equal(access(work, F_OK), others ? 0 : -1);
		assert_int_equal(unlink(target), 0);
		plan_result_release(&result);
		diags_release(&diags);
		plan_release(&plan);
	}
	free(target);
	free(work);
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
		cmocka_unit_test_setup_teardown(test_claim_and_move, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_claim_script, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_saved_script_hides_secrets, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_saved_script_spares_folders, make_folder, remove_folder),
		cmocka_unit_test(test_plans_remove_only_what_is_theirs),
		cmocka_unit_test_setup_teardown(
			test_absent_is_looked_at_first, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_json_without_absent, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_owner_finds_its_claim_again, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_killed_behind_the_move, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_json_comes_back, make_folder, remove_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
