#include "cli/command_queue.h"
#include "base/clean.h"

#include <unistd.h>

/* Which of the jobs in the queue are meant, for the eye. */
static void describe(const struct cli *cli, const struct slurm_jobs *jobs, struct text *text)
{
	for (size_t j = 0; j < jobs->count; j++) {
		const struct slurm_job *job = &jobs->items[j];
		bool meant = false;
		for (size_t i = 0; i < cli->arguments.count; i++)
			meant = meant || slurm_job_is(job, cli->arguments.items[i]);
		if (!meant)
			continue;
		text_append(text, "  ");
		text_append_clean(text, job->id, CLEAN_LINE);
		text_append(text, "  ");
		text_append_clean(text, job->name != NULL ? job->name : "", CLEAN_LINE);
		text_append(text, "  ");
		text_append_clean(text, job->state, CLEAN_LINE);
		text_append(text, "  ");
		queue_append_duration(text, job->elapsed);
		text_append_char(text, '\n');
	}
}

/* The arguments that are in the user's queue; the others are Q03, since scancel is silent about
 * them. False when Slurm cannot be asked. */
static bool find_jobs(struct cli *cli, struct strings *found, struct text *description)
{
	struct slurm_client client = queue_client();
	struct slurm_jobs jobs = {0};
	bool fine = slurm_queue(&client, false, &jobs, &cli->diags);

	for (size_t i = 0; fine && i < cli->arguments.count; i++) {
		const char *id = cli->arguments.items[i];
		size_t j = 0;
		while (j < jobs.count && !slurm_job_is(&jobs.items[j], id))
			j++;
		if (j < jobs.count) {
			strings_add(found, id);
			continue;
		}
		diags_fail(&cli->diags, "Q03", NULL, "job '%s' is not in your queue", id);
		diag_hint(cli_last(cli), "'berth job list' shows your jobs; it may have ended");
	}
	describe(cli, &jobs, description);
	slurm_jobs_release(&jobs);
	return fine;
}

static bool ask(struct cli *cli, const struct text *description)
{
	const atomic_bool *interrupted = queue_interrupt();
	char answer[16] = "";
	ssize_t got;

	fputs(text_string(description), stderr);
	fputs("Cancel? [y/N] ", stderr);
	got = read(STDIN_FILENO, answer, sizeof answer - 1);
	if (atomic_load(interrupted)) {
		fputc('\n', stderr);
		cli->exit_code = 130;
		return false;
	}
	if (got > 0 && (answer[0] == 'y' || answer[0] == 'Y'))
		return true;
	fputs("Nothing is cancelled.\n", stderr);
	cli->exit_code = 1;
	return false;
}

static void cancel(struct cli *cli, const struct strings *ids)
{
	struct plan plan;
	struct plan_result result = {0};
	struct text said = TEXT_INIT;

	plan_init(&plan, "Jobs that are no longer wanted");
	slurm_plan_cancel(&plan, (const char *const *)ids->items, ids->count);
	if (cli->json)
		cli_document(cli, "berth.job.cancel/1");
	if (queue_run_plan(cli, &plan, &result, &said) && cli->json) {
		json_t *array = json_array();
		for (size_t i = 0; i < ids->count; i++)
			json_array_append_new(array, json_string(ids->items[i]));
		json_object_set_new(cli->document, "cancelled", array);
	}
	plan_result_release(&result);
	text_release(&said);
	plan_release(&plan);
}

void command_job_cancel(struct cli *cli)
{
	bool looks = cli_given(cli, "show") || cli_value(cli, "save") != NULL, fine = true;
	struct strings found = {0};
	struct text description = TEXT_INIT;

	for (size_t i = 0; i < cli->arguments.count; i++)
		fine = queue_check_id(cli, cli->arguments.items[i]) && fine;
	if (!fine)
		return;
	if (looks) {
		cancel(cli, &cli->arguments);
		return;
	}
	if (!cli_given(cli, "yes") && !(isatty(STDIN_FILENO) && isatty(STDERR_FILENO))) {
		diags_fail(&cli->diags, "Q06", NULL,
			"cancelling needs a yes, and nobody is there to ask");
		diag_hint(cli_last(cli), "give --yes");
		return;
	}
	if (find_jobs(cli, &found, &description) && found.count > 0 &&
		(cli_given(cli, "yes") || ask(cli, &description)))
		cancel(cli, &found);
	text_release(&description);
	strings_release(&found);
}
