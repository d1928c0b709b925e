#include "cli/command_queue.h"
#include "base/clean.h"
#include "base/clock.h"
#include "cli/following.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>

/*
 * The only command that writes before its end: whoever follows a log wants to see it now.
 */

enum { LINES = 20, SEARCH_MAX = 256 << 20 };

/* One look at the file. False when nothing was new. */
static bool look(struct following *following)
{
	struct text bytes = TEXT_INIT;
	enum slurm_log_event event = slurm_log_read(&following->log, &bytes);

	if (event == SLURM_LOG_FAILED)
		diags_fail(&following->cli->diags, "F20", NULL, "cannot read '%s': %s",
			following->log.path, strerror(errno));
	if (event == SLURM_LOG_TRUNCATED || event == SLURM_LOG_ROTATED || event == SLURM_LOG_GONE) {
		following_end_fold(following);
		following_tell_change(following, event);
	}
	if (bytes.length > 0)
		following_write(following, &bytes);
	text_release(&bytes);
	return event != SLURM_LOG_SAME && event != SLURM_LOG_FAILED;
}

/* Of an array the job that began last, else the last one. */
static const struct slurm_job *choose(const struct slurm_jobs *jobs)
{
	const struct slurm_job *best = &jobs->items[jobs->count - 1];

	for (size_t i = 0; i < jobs->count; i++) {
		const struct slurm_job *job = &jobs->items[i];
		if (!slurm_state_is_waiting(job->state) &&
			(slurm_state_is_waiting(best->state) || job->started > best->started))
			best = job;
	}
	return best;
}

static void take(struct following *following, const struct slurm_job *job, bool several)
{
	free(following->state);
	following->state = xstrdup(job->state);
	if (!several)
		return;
	free(following->id);
	following->id = xstrdup(job->id);
	if (!following->cli->json)
		following_tell(following, "several jobs have this number; this is %s", job->id);
}

/* The job's state and path. False with diagnostics. */
static bool learn_job(struct following *following, bool first)
{
	struct slurm_jobs jobs = {0};
	struct diags ignored = {0};
	struct cli *cli = following->cli;
	bool found;

	if (first) {
		found = queue_find(cli, following->id, &jobs);
		if (found)
			found = slurm_log_path(choose(&jobs), cli_given(cli, "error"),
				&following->path, &cli->diags);
	} else {
		struct slurm_client client = queue_client();
		found = slurm_details(&client, following->id, &jobs, &ignored);
		if (!found && ignored.count > 0 && string_equal(ignored.items[0].id, "Q03")) {
			/* Forgotten: it ended long enough ago. */
			free(following->state);
			free(following->id);
			following->state = following->id = NULL;
			found = true;
		}
	}
	if (jobs.count > 0)
		take(following, choose(&jobs), first && jobs.count > 1);
	diags_release(&ignored);
	slurm_jobs_release(&jobs);
	return found;
}

/* Asks Slurm how the job is, as rarely as the poll allows. */
static void ask_state(struct following *following)
{
	enum slurm_question kind;

	if (following->id == NULL || !slurm_poll_next(&following->poll, clock_ms(), &kind))
		return;
	slurm_poll_done(&following->poll, kind, learn_job(following, false), clock_ms());
}

/* Waits for the file of a job that has not begun. False when it will not come. */
static bool wait_for_file(struct following *following)
{
	struct stat status;
	const char *path = text_string(&following->path);

	if (stat(path, &status) == 0 || following->id == NULL ||
		!slurm_state_is_open(following->state))
		return true;
	following_tell(following, "waiting for '%s'; job %s is %s", path, following->id, following->state);
	while (!following_stopped(following) && stat(path, &status) != 0) {
		struct timespec pause = {.tv_sec = 1};
		nanosleep(&pause, NULL);
		ask_state(following);
		if (!slurm_state_is_open(following->state))
			break;
	}
	return !following_stopped(following);
}

static void follow(struct following *following)
{
	bool by_job = following->id != NULL;
	struct cli *cli = following->cli;

	while (!following_stopped(following) && !diags_have_errors(&cli->diags)) {
		if (look(following))
			continue;
		if (by_job && !slurm_state_is_open(following->state))
			break;
		ask_state(following);
		slurm_log_wait(&following->log, SLURM_LOG_PAUSE_MAX);
	}
	following_end_fold(following);
	if (by_job && !following_stopped(following) && following->state != NULL)
		following_tell(following, "job %s has ended: %s", cli->arguments.items[0], following->state);
}

static bool show_tail(struct following *following, size_t lines)
{
	struct text bytes = TEXT_INIT;
	bool fine = slurm_log_tail(&following->log, lines, &bytes, &following->cli->diags);

	if (fine)
		following_write(following, &bytes);
	text_release(&bytes);
	return fine;
}

/* Searches what is there, or the last part of it. */
static void search(struct following *following)
{
	struct cli *cli = following->cli;
	int64_t size = slurm_log_size(&following->log);

	if (size > SEARCH_MAX) {
		slurm_log_seek(&following->log, size - SEARCH_MAX);
		diags_add(&cli->diags, SEVERITY_NOTE, "Q07", NULL,
			"only the last %d MiB of '%s' are searched", SEARCH_MAX >> 20,
			following->log.path);
	}
	while (!following_stopped(following) && !diags_have_errors(&cli->diags) && look(following))
		;
}

/* With --json all lines at once. */
static void fill_document(struct following *following, size_t lines)
{
	struct text bytes = TEXT_INIT;
	struct strings folded = {0};
	json_t *document = cli_document(following->cli, "berth.job.log/1"), *array = json_array();

	if (slurm_log_tail(&following->log, lines, &bytes, &following->cli->diags))
		slurm_log_fold(&following->fold, text_string(&bytes), bytes.length, &folded);
	slurm_log_fold_end(&following->fold, &folded);
	for (size_t i = 0; i < folded.count; i++)
		json_array_append_new(array, json_string_clean(folded.items[i]));
	json_object_set_new(document, "path", json_string_clean(following->log.path));
	json_object_set_new(document, "size", json_integer(slurm_log_size(&following->log)));
	json_object_set_new(document, "lines", array);
	strings_release(&folded);
	text_release(&bytes);
}

static void show(struct following *following)
{
	struct cli *cli = following->cli;
	bool forever = cli_given(cli, "follow");
	size_t lines = (size_t)cli_integer(cli, "lines", 0, 1000000, LINES);

	if (diags_have_errors(&cli->diags) || (forever && !wait_for_file(following)) ||
		!slurm_log_open(&following->log, text_string(&following->path), &cli->diags)) {
		if (following->state != NULL && diags_have_errors(&cli->diags))
			diag_hint(cli_last(cli), "job %s is %s; see 'berth job show %s'",
				cli->arguments.items[0], following->state, cli->arguments.items[0]);
		return;
	}
	if (cli->json) {
		fill_document(following, lines);
		return;
	}
	if (following->search != NULL)
		search(following);
	else if (!show_tail(following, lines))
		return;
	if (forever)
		follow(following);
	else
		following_end_fold(following);
	if (following->search != NULL && following->matches == 0 && !following_stopped(following))
		cli->exit_code = 1;
}

/* False (U05) for what is no expression. */
static bool compile_search(struct cli *cli, regex_t *expression)
{
	const char *given = cli_value(cli, "search");
	char reason[200];
	int error = pattern_compile(expression, given);

	if (error == 0)
		return true;
	regerror(error, expression, reason, sizeof reason);
	return diags_fail(
		&cli->diags, "U05", "--search", "'%s' is no expression: %s", given, reason);
}

static bool check_options(struct cli *cli)
{
	if (!cli->json || !(cli_given(cli, "follow") || cli_given(cli, "search")))
		return true;
	diags_fail(&cli->diags, "S42", "--json", "lines of a log are no document while they come");
	diag_hint(cli_last(cli), "leave out --follow and --search, or --json");
	return false;
}

void command_job_log(struct cli *cli)
{
	const char *what;
	struct following following = {
		.cli = cli, .interrupted = queue_interrupt(), .log = {.fd = -1, .notify = -1}};
	regex_t expression;
	bool searching = cli_value(cli, "search") != NULL;

	if (!check_options(cli) || (searching && !compile_search(cli, &expression)))
		return;
	following.search = searching ? &expression : NULL;
	what = queue_name_job(cli) ? cli->arguments.items[0] : NULL;
	slurm_poll_want(&following.poll, SLURM_ASK_JOB, true);
	if (what == NULL) {
		; /* said already */
	} else if (slurm_id_is_valid(what)) {
		following.id = xstrdup(what);
		if (learn_job(&following, true)) {
			slurm_poll_done(&following.poll, SLURM_ASK_JOB, true, clock_ms());
			show(&following);
		}
	} else {
		text_append(&following.path, what);
		show(&following);
	}
	if (atomic_load(following.interrupted))
		cli->exit_code = 130;
	slurm_log_close(&following.log);
	slurm_log_fold_release(&following.fold);
	text_release(&following.path);
	free(following.state);
	free(following.id);
	if (searching)
		regfree(&expression);
}
