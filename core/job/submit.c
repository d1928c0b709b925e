#include "job/submit.h"

#include "base/units.h"

/* A scheduler that does not answer must not hang us. */
enum { SBATCH_DEADLINE_MS = 60000 };

void job_plan_sbatch(struct plan *plan, const struct job_hand_over *what)
{
	struct plan_step *step = plan_add(
		plan, what->test ? "Ask Slurm whether it would accept the job" : "Submit the job");

	strings_add(&step->argv, "sbatch");
	if (what->test)
		strings_add(&step->argv, "--test-only");
	if (what->folder != NULL)
		step->folder = xstrdup(what->folder);
	if (what->file != NULL)
		strings_add(&step->argv, what->file);
	else
		step->input = xstrdup(what->script);
	step->deadline_ms = SBATCH_DEADLINE_MS;
}

int64_t job_submitted(const char *said)
{
	static const char start[] = "Submitted batch job ";
	const char *at = strstr(said, start);
	int64_t job = 0;
	char *digits;

	if (at == NULL)
		return 0;
	at += strlen(start);
	digits = xstrndup(at, strspn(at, "0123456789"));
	if (!integer_parse(digits, 1, INT64_MAX, &job))
		job = 0;
	free(digits);
	return job;
}
