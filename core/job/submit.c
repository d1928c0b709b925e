#include "job/submit.h"

/* A scheduler that does not answer must not hang us. */
enum { SBATCH_DEADLINE_MS = 60000 };

/* sbatch looks for a script without a slash in PATH as well when it is not here, and takes a name
 * that begins with a dash for an option. */
static void add_file(struct plan_step *step, const char *file)
{
	strings_add_format(&step->argv, "%s%s", strchr(file, '/') != NULL ? "" : "./", file);
}

static void add_dependency(struct plan_step *step, const struct job_hand_over *what)
{
	struct text after = TEXT_INIT;

	text_append(&after, "--dependency=afterok");
	for (size_t i = 0; i < what->after_count; i++)
		text_append_format(&after, ":%s", what->after[i]);
	strings_add(&step->argv, text_string(&after));
	text_release(&after);
}

void job_plan_sbatch(struct plan *plan, const struct job_hand_over *what)
{
	struct plan_step *step = plan_add(
		plan, what->test ? "Ask Slurm whether it would accept the job" : "Submit the job");

	strings_add(&step->argv, "sbatch");
	strings_add(&step->argv, what->test ? "--test-only" : "--parsable");
	if (what->after_count > 0)
		add_dependency(step, what);
	if (what->folder != NULL)
		step->folder = xstrdup(what->folder);
	if (what->file != NULL)
		add_file(step, what->file);
	else
		step->input = xstrdup(what->script);
	step->deadline_ms = SBATCH_DEADLINE_MS;
}
