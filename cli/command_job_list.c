#include "cli/command_queue.h"

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

void command_job_list(struct cli *cli)
{
	struct slurm_client client = queue_client();
	struct slurm_jobs jobs = {0};
	size_t running = 0, waiting = 0;

	if (slurm_queue(&client, cli_given(cli, "all-states"), &jobs, &cli->diags)) {
		for (size_t i = 0; i < jobs.count; i++) {
			running += slurm_state_is_running(jobs.items[i].state);
			waiting += slurm_state_is_waiting(jobs.items[i].state);
		}
		if (cli->json)
			json_object_set_new(cli_document(cli, "berth.job.list/1"), "jobs",
				queue_jobs_json(&jobs));
		else if (jobs.count == 0)
			text_append(&cli->out, "You have no jobs in the queue.\n");
		else
			queue_table(cli, &jobs, false);
		if (jobs.count > 0)
			text_append_format(&cli->out, "\n%zu job%s run%s, %zu wait%s\n", running,
				plural(running), running == 1 ? "s" : "", waiting,
				waiting == 1 ? "s" : "");
	}
	slurm_jobs_release(&jobs);
}

/* A time for sacct; anything else could be one of its options. */
static bool is_time(const char *since)
{
	return since[0] != '-' && strlen(since) < 64 &&
	       since[strspn(since, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   ":-+./")] == '\0';
}

void command_job_history(struct cli *cli)
{
	struct slurm_client client = queue_client();
	struct slurm_jobs jobs = {0};
	const char *since = cli_value(cli, "since");

	if (since == NULL)
		since = "now-7days";
	if (!is_time(since)) {
		diags_fail(&cli->diags, "U05", "--since", "'%s' is no time", since);
		diag_hint(cli_last(cli), "for example 2026-11-01, or now-30days");
		return;
	}
	if (slurm_history(&client, since, NULL, &jobs, &cli->diags)) {
		if (cli->json)
			json_object_set_new(cli_document(cli, "berth.job.history/1"), "jobs",
				queue_jobs_json(&jobs));
		else if (jobs.count == 0)
			text_append_format(&cli->out, "You had no jobs since %s.\n", since);
		else
			queue_table(cli, &jobs, true);
	}
	slurm_jobs_release(&jobs);
}
