#include "testing.h"

#include "core/plan/plan_folder.h"
#include "plan/place.h"
#include "plan/plan.h"

#include <sys/stat.h>
#include <sys/wait.h>

/* Claims, what must be absent, and what is moved into its place. */

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_claim_and_move, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_claim_script, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_absent_is_looked_at_first, make_folder, remove_folder),
		cmocka_unit_test(test_plans_remove_only_what_is_theirs),
		cmocka_unit_test_setup_teardown(
			test_owner_finds_its_claim_again, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			test_killed_behind_the_move, make_folder, remove_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
