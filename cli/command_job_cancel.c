#include "cli/command_queue.h"
#include "base/clean.h"

#include <unistd.h>

/* Whether the name means this job: itself, or the array that it belongs to. */
static bool means(const char *id, const struct slurm_job *job)
{
	size_t length = strlen(id);

	return string_equal(id, job->id) ||
	       (strncmp(id, job->id, length) == 0 && job->id[length] == '_');
}

/* Says on the terminal what would go. Without an answer of Slurm only the numbers are known. */
static void describe(struct cli *cli)
{
	struct slurm_client client = queue_client();
	struct slurm_jobs jobs = {0};
	struct diags ignored = {0};
	struct text text = TEXT_INIT;
	bool known = slurm_queue(&client, false, &jobs, &ignored);

	for (size_t i = 0; i < cli->arguments.count; i++) {
		const char *id = cli->arguments.items[i];
		bool found = false;
		for (size_t j = 0; j < jobs.count; j++) {
			const struct slurm_job *job = &jobs.items[j];
			if (!means(id, job))
				continue;
			found = true;
			text_append_format(&text, "  %s  ", job->id);
			text_append_clean(
				&text, job->name != NULL ? job->name : "", CLEAN_LINE);
			text_append_format(&text, "  %s  ", job->state);
			queue_append_duration(&text, job->elapsed);
			text_append_char(&text, '\n');
		}
		if (!found)
			text_append_format(&text, "  %s%s\n", id,
				known ? "  (not in your queue)" : "");
	}
	fputs(text_string(&text), stderr);
	text_release(&text);
	slurm_jobs_release(&jobs);
	diags_release(&ignored);
}

static bool ask(struct cli *cli)
{
	const atomic_bool *interrupted = queue_interrupt();
	char answer[16] = "";
	ssize_t got;

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		diags_fail(&cli->diags, "Q06", NULL, "cancelling needs a yes, and nobody is there to ask");
		diag_hint(cli_last(cli), "give --yes");
		return false;
	}
	describe(cli);
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

void command_job_cancel(struct cli *cli)
{
	bool only_looks = cli_given(cli, "show") || cli_value(cli, "save") != NULL;
	struct plan plan;
	struct plan_result result = {0};
	struct text said = TEXT_INIT;
	bool fine = true;

	for (size_t i = 0; i < cli->arguments.count; i++)
		fine = queue_check_id(cli, cli->arguments.items[i]) && fine;
	if (!fine || (!only_looks && !cli_given(cli, "yes") && !ask(cli)))
		return;
	plan_init(&plan, "Jobs that are no longer wanted");
	slurm_plan_cancel(
		&plan, (const char *const *)cli->arguments.items, cli->arguments.count);
	if (cli->json)
		cli_document(cli, "berth.job.cancel/1");
	fine = queue_run_plan(cli, &plan, &result, &said);
	/* scancel is content with jobs that have ended already. */
	if (fine && cli->json) {
		json_t *ids = json_array();
		for (size_t i = 0; i < cli->arguments.count; i++)
			json_array_append_new(ids, json_string(cli->arguments.items[i]));
		json_object_set_new(cli->document, "cancelled", ids);
	}
	plan_result_release(&result);
	text_release(&said);
	plan_release(&plan);
}
