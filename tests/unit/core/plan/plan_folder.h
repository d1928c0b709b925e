#ifndef BERTH_TESTS_UNIT_CORE_PLAN_PLAN_FOLDER_H
#define BERTH_TESTS_UNIT_CORE_PLAN_PLAN_FOLDER_H

/* A folder for each test of plans, and what stands in it. */

#include "base/files.h"
#include "base/process.h"
#include "plan/plan.h"

#include <unistd.h>

struct folder {
	char path[64];
};

static inline void run_words(const char *words, const char *last, struct process_result *result)
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

static inline int make_folder(void **state)
{
	struct folder *folder = xcalloc(1, sizeof *folder);
	snprintf(folder->path, sizeof folder->path, "/tmp/berth-plan-XXXXXX");
	if (mkdtemp(folder->path) == NULL)
		return -1;
	*state = folder;
	return 0;
}

static inline int remove_folder(void **state)
{
	struct folder *folder = *state;
	struct process_result result = {0};

	run_words("rm -rf", folder->path, &result);
	process_result_release(&result);
	free(folder);
	return 0;
}

static inline char *in(void **state, const char *name)
{
	struct folder *folder = *state;
	return path_join(folder->path, name);
}

static inline void assert_content(const char *path, const char *bytes, size_t length)
{
	struct text text = TEXT_INIT;
	struct diags diags = {0};
	assert_true(file_read(path, 1 << 20, &text, &diags));
	assert_int_equal(text.length, length);
	assert_memory_equal(text_string(&text), bytes, length);
	text_release(&text);
	diags_release(&diags);
}

/* A plan that works under a claim and moves what it made. */
static inline void fill_claim(struct plan *plan, void **state, const char *tag)
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

#endif
