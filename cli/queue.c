#include "cli/command_queue.h"
#include "cli/interrupt.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/units.h"
#include "slurm/meaning.h"

#include <time.h>

const atomic_bool *queue_interrupt(void)
{
	static bool watching;

	if (!watching)
		interrupt_watch();
	watching = true;
	return interrupt_flag();
}

struct slurm_client queue_client(void)
{
	return (struct slurm_client){.cancel = queue_interrupt()};
}

bool queue_check_id(struct cli *cli, const char *id)
{
	if (slurm_id_is_valid(id))
		return true;
	diags_fail(&cli->diags, "U05", NULL, "'%s' is no job", id);
	diag_hint(cli_last(cli), "jobs are numbers such as 4711, or 4711_3 within an array");
	return false;
}

static bool has(const struct diags *diags, const char *id)
{
	for (size_t i = 0; i < diags->count; i++)
		if (string_equal(diags->items[i].id, id))
			return true;
	return false;
}

bool queue_find(struct cli *cli, const char *id, struct slurm_jobs *jobs)
{
	struct slurm_client client = queue_client();
	struct diags queue = {0}, accounting = {0};
	bool found = slurm_details(&client, id, jobs, &queue);

	if (!found && has(&queue, "Q03")) {
		found = slurm_history(&client, NULL, id, jobs, &accounting);
		/* No accounting is no news to somebody who mistyped a number. */
		if (found || !(has(&accounting, "Q04") || has(&accounting, "R02")))
			diags_move(&cli->diags, &accounting);
		else
			diags_move(&cli->diags, &queue);
	} else {
		diags_move(&cli->diags, &queue);
	}
	diags_release(&queue);
	diags_release(&accounting);
	return found;
}

/* Numbers grow. What was submitted together ("4711_3", "4711+1") has the number of the first in
 * front; the tasks of an array get others when they start. */
static long long first_number(const struct slurm_job *job)
{
	return strtoll(job->id, NULL, 10);
}

static void name_newest(struct cli *cli, const struct slurm_jobs *jobs)
{
	const struct slurm_job *newest = &jobs->items[0];
	struct text said = TEXT_INIT;
	char *id;

	for (size_t i = 1; i < jobs->count; i++)
		if (first_number(&jobs->items[i]) > first_number(newest))
			newest = &jobs->items[i];
	id = xstrndup(newest->id, strcspn(newest->id, "_+"));
	strings_add(&cli->arguments, id);
	text_append_clean(
		&said, newest->name != NULL ? newest->name : "without a name", CLEAN_LINE);
	if (!cli->json)
		fprintf(stderr, "berth: job %s is your newest (%s)\n", id, text_string(&said));
	text_release(&said);
	free(id);
}

bool queue_name_job(struct cli *cli)
{
	struct slurm_client client = queue_client();
	struct slurm_jobs jobs = {0};
	struct diags accounting = {0};
	bool fine = cli->arguments.count > 0 || slurm_queue(&client, true, &jobs, &cli->diags);

	/* Without accounting there is only what the queue remembers. */
	if (fine && cli->arguments.count == 0 && jobs.count == 0 &&
		!slurm_history(&client, "now-7days", NULL, &jobs, &accounting) &&
		!has(&accounting, "Q04") && !has(&accounting, "R02")) {
		diags_move(&cli->diags, &accounting);
		fine = false;
	}
	if (fine && jobs.count > 0) {
		name_newest(cli, &jobs);
	} else if (fine && cli->arguments.count == 0) {
		fine = diags_fail(&cli->diags, "Q03", NULL, "you have had no job for a week");
		diag_hint(cli_last(cli), "'berth job submit FILE' submits one; 'berth job history "
					 "--since now-90days' looks further back");
	}
	slurm_jobs_release(&jobs);
	diags_release(&accounting);
	return fine;
}

void queue_append_duration(struct text *text, int64_t seconds)
{
	if (seconds >= 0)
		text_append_duration(text, seconds);
	else
		text_append(text, seconds == SLURM_UNLIMITED ? "unlimited" : "-");
}

void queue_append_time(struct text *text, int64_t time)
{
	time_t seconds = (time_t)time;
	struct tm local;
	char buffer[64];

	if (time > 0 && time < INT64_C(253402300800) && localtime_r(&seconds, &local) != NULL &&
		strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S", &local) > 0)
		text_append(text, buffer);
	else
		text_append_char(text, '-');
}

enum { NAME_WIDTH = 32 };

/* Long names are cut, between characters. */
static void append_name(struct text *text, const char *name)
{
	size_t length = name != NULL ? strlen(name) : 0, at = 0;

	for (size_t shown = 0; at < length && shown < NAME_WIDTH; shown++) {
		uint32_t code_point;
		size_t size =
			utf8_decode((const unsigned char *)name + at, length - at, &code_point);
		at += size > 0 ? size : 1;
	}
	text_append_bytes(text, name != NULL ? name : "-", name != NULL ? at : 1);
	if (at < length)
		text_append(text, "...");
}

/* What is told last of a job: its nodes, why it waits, or how it ended. */
static void append_where(const struct slurm_job *job, struct text *text)
{
	if (slurm_state_is_running(job->state) && job->nodes != NULL)
		text_append(text, job->nodes);
	else if (job->reason != NULL &&
		 (slurm_state_is_open(job->state) ||
			 slurm_reason_meaning(job->state, job->reason) != NULL))
		text_append_format(text, "(%s)", job->reason);
	else
		text_append(text, job->nodes != NULL ? job->nodes : "-");
}

static void append_exit(const struct slurm_job *job, struct text *text)
{
	if (job->exit_code < 0)
		text_append_char(text, '-');
	else if (job->exit_signal > 0)
		text_append_format(text, "%lld, signal %lld", (long long)job->exit_code,
			(long long)job->exit_signal);
	else
		text_append_format(text, "%lld", (long long)job->exit_code);
}

static void job_row(struct table *table, const struct slurm_job *job, bool ended)
{
	struct text name = TEXT_INIT, elapsed = TEXT_INIT, limit = TEXT_INIT, nodes = TEXT_INIT,
		    last = TEXT_INIT;

	append_name(&name, job->name);
	queue_append_duration(&elapsed, job->elapsed);
	if (ended)
		queue_append_time(&limit, job->started);
	else
		queue_append_duration(&limit, job->limit);
	if (job->node_count >= 0)
		text_append_format(&nodes, "%lld", (long long)job->node_count);
	if (ended)
		append_exit(job, &last);
	else
		append_where(job, &last);
	table_row(table, 8,
		(const char *const[]){job->id, text_string(&name), job->partition, job->state,
			text_string(&elapsed), text_string(&limit), text_string(&nodes),
			text_string(&last)});
	text_release(&name);
	text_release(&elapsed);
	text_release(&limit);
	text_release(&nodes);
	text_release(&last);
}

void queue_table(struct cli *cli, const struct slurm_jobs *jobs, bool ended)
{
	struct table table = {0};

	table_row(&table, 8,
		(const char *const[]){"ID", "NAME", "PARTITION", "STATE", "TIME",
			ended ? "STARTED" : "LIMIT", "NODES", ended ? "EXIT" : "WHERE (WHY)"});
	for (size_t i = 0; i < jobs->count; i++)
		job_row(&table, &jobs->items[i], ended);
	table_print(cli, &table);
}

json_t *queue_jobs_json(const struct slurm_jobs *jobs)
{
	json_t *array = json_array();

	for (size_t i = 0; i < jobs->count; i++)
		json_array_append_new(array, slurm_job_json(&jobs->items[i]));
	return array;
}

struct plan_listening {
	const struct cli *cli;
	struct text *said;
};

/* What Slurm says on standard error is for people, and passed on as it comes. */
static void on_event(void *context, const struct plan_event *event)
{
	struct plan_listening *listening = context;
	struct text clean = TEXT_INIT;

	if (event->kind != PLAN_OUTPUT || event->fd != 2)
		return;
	if (listening->said->length < 1 << 16)
		text_append_bytes(listening->said, event->text, event->length);
	text_append_clean_bytes(&clean, event->text, event->length, CLEAN_LINES);
	if (!listening->cli->json)
		fputs(text_string(&clean), stderr);
	text_release(&clean);
}

static void save_plan(struct cli *cli, const struct plan *plan, const char *path)
{
	struct text script = TEXT_INIT;

	plan_script(plan, &script);
	if (file_write(path, text_string(&script), script.length, 0777,
		    cli_given(cli, "force") ? FILE_REPLACE : 0, &cli->diags) &&
		!cli->json)
		fprintf(stderr, "berth: wrote %s\n", path);
	text_release(&script);
}

/* What Slurm's words mean, when a program of Slurm has said them: why it refused, or that it is not there. */
static void explain_failure(struct cli *cli, const char *said)
{
	const struct slurm_meaning *meaning = slurm_refusal_meaning(said);
	struct diags why = {0};

	if (meaning != NULL)
		diag_hint(cli_last(cli), "%s; %s", meaning->means, meaning->todo);
	else if (strstr(said, "sbatch: ") != NULL && slurm_explain("sbatch", said, &why))
		diag_hint(cli_last(cli), "%s%s%s", why.items[0].message,
			why.items[0].hint != NULL ? "; " : "",
			why.items[0].hint != NULL ? why.items[0].hint : "");
	diags_release(&why);
}

bool queue_run_plan(
	struct cli *cli, const struct plan *plan, struct plan_result *result, struct text *said)
{
	struct plan_listening listening = {cli, said};
	struct plan_listener listener = {
		.on_event = on_event, .context = &listening, .cancel = queue_interrupt()};
	const char *save = cli_value(cli, "save");

	*result = (struct plan_result){0};
	if (cli->json && (save != NULL || cli_given(cli, "show")))
		json_object_set_new(cli->document, "plan", plan_json(plan));
	if (save != NULL)
		save_plan(cli, plan, save);
	if (cli_given(cli, "show"))
		plan_show(plan, true, &cli->out);
	if (save != NULL || cli_given(cli, "show"))
		return false;
	if (plan_run(plan, &listener, result, &cli->diags))
		return true;
	if (diags_have_errors(&cli->diags))
		explain_failure(cli, text_string(said));
	return false;
}
