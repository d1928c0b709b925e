#include "cli/command_queue.h"
#include "base/clean.h"
#include "slurm/log.h"
#include "slurm/meaning.h"

static void line(struct cli *cli, const char *key, const char *value)
{
	if (value == NULL)
		return;
	text_append_format(&cli->out, "  %-10s ", key);
	text_append_clean(&cli->out, value, CLEAN_LINE);
	text_append_char(&cli->out, '\n');
}

static void line_word(
	struct cli *cli, const char *key, const char *word, const struct slurm_meaning *meaning)
{
	char *both;

	if (word == NULL)
		return;
	both = meaning != NULL ? xasprintf("%s: %s", word, meaning->means) : xstrdup(word);
	line(cli, key, both);
	free(both);
}

static void line_text(struct cli *cli, const char *key, struct text *value)
{
	if (!string_equal(text_string(value), "-"))
		line(cli, key, text_string(value));
	text_release(value);
}

/* What explains how the job is, best first. */
struct explanation {
	const struct slurm_meaning *state, *reason, *exit;
};

static struct explanation explain(const struct slurm_job *job)
{
	struct explanation found = {slurm_state_meaning(job->state),
		slurm_reason_meaning(job->state, job->reason), NULL};

	if (!slurm_state_is_open(job->state) && job->exit_code >= 0 &&
		(job->exit_code > 0 || job->exit_signal > 0))
		found.exit = slurm_exit_meaning(job->exit_code, job->exit_signal);
	return found;
}

static const char *what_to_do(const struct explanation *found)
{
	if (found->exit != NULL)
		return found->exit->todo;
	if (found->reason != NULL && found->reason->todo != NULL)
		return found->reason->todo;
	return found->state != NULL ? found->state->todo : NULL;
}

/* Advice that names "ID" means this job, or the array when it is about all of it. */
static char *with_id(const char *advice, const struct slurm_job *job)
{
	struct text text = TEXT_INIT, id = TEXT_INIT;
	const char *at;

	text_append_bytes(&id, job->id, strcspn(job->id, "["));
	if (id.length > 0 && id.data[id.length - 1] == '_')
		text_truncate(&id, id.length - 1);

	while ((at = strstr(advice, "ID")) != NULL) {
		bool word = at > advice && (at[-1] == ' ' || at[-1] == '=') &&
			    (at[2] == '\0' || at[2] == ' ' || at[2] == ';');
		text_append_bytes(&text, advice, (size_t)(at - advice));
		text_append(&text, word ? text_string(&id) : "ID");
		advice = at + 2;
	}
	text_append(&text, advice);
	text_release(&id);
	return text_detach(&text);
}

static void show_end(struct cli *cli, const struct slurm_job *job, const struct explanation *found)
{
	struct text value = TEXT_INIT;

	if (job->exit_code < 0)
		return;
	text_append_format(&value, "%lld", (long long)job->exit_code);
	if (job->exit_signal > 0)
		text_append_format(&value, ", signal %lld", (long long)job->exit_signal);
	if (found->exit != NULL)
		text_append_format(&value, ": %s", found->exit->means);
	line_text(cli, "exit code", &value);
}

static void show_times(struct cli *cli, const struct slurm_job *job)
{
	bool waits = slurm_state_is_waiting(job->state), open = slurm_state_is_open(job->state);
	struct text value = TEXT_INIT;

	queue_append_time(&value, job->submitted);
	line_text(cli, "submitted", &value);
	queue_append_time(&value, job->started);
	line_text(cli, waits ? "expected" : "started", &value);
	if (!waits) {
		queue_append_time(&value, job->ended);
		line_text(cli, open ? "ends by" : "ended", &value);
		queue_append_duration(&value, job->elapsed);
		if (job->limit != SLURM_UNKNOWN)
			text_append(&value, " of ");
	}
	if (job->limit != SLURM_UNKNOWN)
		queue_append_duration(&value, job->limit);
	line_text(cli, waits ? "limit" : "time", &value);
}

static void show_resources(struct cli *cli, const struct slurm_job *job)
{
	struct text value = TEXT_INIT;

	line(cli, "partition", job->partition);
	line(cli, "account", job->account);
	if (job->node_count >= 0) {
		text_append_format(&value, "%lld", (long long)job->node_count);
		if (job->nodes != NULL)
			text_append_format(&value, " (%s)", job->nodes);
		line_text(cli, "nodes", &value);
	}
	if (job->cpus >= 0) {
		text_append_format(&value, "%lld", (long long)job->cpus);
		line_text(cli, "CPUs", &value);
	}
	line(cli, "per node", job->gres);
}

static void show_files(struct cli *cli, const struct slurm_job *job)
{
	struct text path = TEXT_INIT;
	struct diags ignored = {0};

	line(cli, "script", job->command);
	line(cli, "folder", job->folder);
	if (job->output != NULL && slurm_log_path(job, false, &path, &ignored))
		line(cli, "output", text_string(&path));
	text_truncate(&path, 0);
	if (job->error != NULL && (job->output == NULL || !string_equal(job->error, job->output)) &&
		slurm_log_path(job, true, &path, &ignored))
		line(cli, "errors", text_string(&path));
	text_release(&path);
	diags_release(&ignored);
}

static void show_one(struct cli *cli, const struct slurm_job *job)
{
	struct explanation found = explain(job);
	const char *todo = what_to_do(&found);
	bool same;

	text_append_format(&cli->out, "job %s, ", job->id);
	text_append_clean(&cli->out, job->name != NULL ? job->name : "without a name", CLEAN_LINE);
	text_append_char(&cli->out, '\n');
	line_word(cli, "state", job->state, found.state);
	/* FAILED and NonZeroExitCode mean the same. */
	same = found.state != NULL && found.reason != NULL &&
	       string_equal(found.state->means, found.reason->means);
	/* An ended job keeps the reason for which it once waited. */
	if (found.reason != NULL || slurm_state_is_open(job->state))
		line_word(cli, "reason", job->reason, same ? NULL : found.reason);
	show_end(cli, job, &found);
	if (todo != NULL) {
		char *advice = with_id(todo, job);
		line(cli, "to do", advice);
		free(advice);
	}
	line(cli, "depends on", job->dependency);
	show_resources(cli, job);
	show_times(cli, job);
	show_files(cli, job);
}

static json_t *string_or_null(const char *string)
{
	return string != NULL ? json_string(string) : json_null();
}

static json_t *job_json(const struct slurm_job *job)
{
	struct explanation found = explain(job);
	const struct slurm_meaning *best = found.exit != NULL     ? found.exit
					   : found.reason != NULL ? found.reason
								  : found.state;
	json_t *object = slurm_job_json(job);
	const char *todo = what_to_do(&found);
	char *advice = todo != NULL ? with_id(todo, job) : NULL;

	json_object_set_new(object, "meaning", string_or_null(best != NULL ? best->means : NULL));
	json_object_set_new(object, "todo", string_or_null(advice));
	free(advice);
	return object;
}

static void show_json(struct cli *cli, const struct slurm_jobs *jobs)
{
	json_t *array = json_array();

	for (size_t i = 0; i < jobs->count; i++)
		json_array_append_new(array, job_json(&jobs->items[i]));
	json_object_set_new(cli_document(cli, "berth.job.show/1"), "jobs", array);
}

void command_job_show(struct cli *cli)
{
	struct slurm_jobs jobs = {0};

	if (queue_name_job(cli) && queue_check_id(cli, cli->arguments.items[0]) &&
		queue_find(cli, cli->arguments.items[0], &jobs)) {
		if (cli->json) {
			show_json(cli, &jobs);
		} else if (jobs.count == 1) {
			show_one(cli, &jobs.items[0]);
		} else {
			queue_table(cli, &jobs, false);
			text_append_format(&cli->out,
				"\n'berth job show %s' tells more about one of them\n",
				jobs.items[jobs.count - 1].id);
		}
	}
	slurm_jobs_release(&jobs);
}
