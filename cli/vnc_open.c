#include "cli/vnc_open.h"
#include "base/clean.h"
#include "cli/command_queue.h"
#include "cli/viewer.h"
#include "slurm/meaning.h"
#include "vnc/neighbours.h"

#include <time.h>

enum {
	LOOK_PAUSE = 2,   /* seconds between two looks at a session that is not ready */
	GUARD_PAUSE = 15, /* seconds between two questions to Slurm */
	SILENT_MAX = 5,   /* looks without an answer of Slurm */
	SETTLE_MAX = 15,  /* seconds in which a job that ends has ended */
	PATIENCE_MAX = 30 * 24 * 3600,
};

static void rest(int64_t milliseconds)
{
	nanosleep(&(struct timespec){.tv_sec = milliseconds / 1000,
			  .tv_nsec = milliseconds % 1000 * 1000000},
		NULL);
}

void vnc_tell(struct cli *cli, const char *format, ...)
{
	struct text line = TEXT_INIT, clean = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&line, format, args);
	va_end(args);
	text_append_clean(&clean, text_string(&line), CLEAN_LINE);
	if (!cli->json)
		fprintf(stderr, "berth: %s\n", text_string(&clean));
	text_release(&line);
	text_release(&clean);
}

static void append_waiting(const struct vnc_opening *opening, struct text *words)
{
	const struct slurm_job *job = opening->view.job;
	const struct slurm_meaning *meaning = NULL;

	switch (opening->view.state) {
	case VNC_QUEUED:
		text_append_format(words, "job %s is queued", opening->session->job);
		if (job != NULL && job->reason != NULL) {
			meaning = slurm_reason_meaning(job->state, job->reason);
			text_append_format(words, " (%s%s%s)", job->reason,
				meaning != NULL ? ": " : "", meaning != NULL ? meaning->means : "");
		}
		if (job != NULL && job->started > 0) {
			text_append(words, "; Slurm expects to start it at ");
			queue_append_time(words, job->started);
		}
		break;
	case VNC_STARTING:
		text_append_format(words, "job %s runs%s%s; its server starts",
			opening->session->job, job != NULL && job->nodes != NULL ? " on " : "",
			job != NULL && job->nodes != NULL ? job->nodes : "");
		break;
	case VNC_LOST:
		text_append_format(words, "the server does not answer%s%s",
			opening->view.why != NULL ? ": " : "",
			opening->view.why != NULL ? opening->view.why : "");
		break;
	default:
		text_append(words, "Slurm does not answer");
	}
}

static void say_waiting(struct vnc_opening *opening)
{
	struct text words = TEXT_INIT;

	append_waiting(opening, &words);
	if (opening->told == NULL || !string_equal(opening->told, text_string(&words))) {
		vnc_tell(opening->cli, "waiting: %s", text_string(&words));
		free(opening->told);
		opening->told = xstrdup(text_string(&words));
	}
	text_release(&words);
}

static bool fail_ended(struct vnc_opening *opening)
{
	struct cli *cli = opening->cli;
	struct text why = TEXT_INIT;
	bool known = vnc_job_is_over(opening->session->job, opening->view.job, &why);

	if (opening->view.why != NULL)
		diags_fail(&cli->diags, "V22", NULL, "the session '%s' has ended: %s",
			opening->session->id, opening->view.why);
	else
		diags_fail(&cli->diags, "V22", NULL, "the session '%s' has ended%s%s",
			opening->session->id, known ? ": " : "", text_string(&why));
	diag_hint(cli_last(cli), "its log is '%s/log'%s%s", opening->session->folder,
		opening->where != NULL ? " at " : "", opening->where != NULL ? opening->where : "");
	text_release(&why);
	return false;
}

static bool is_completing(const struct slurm_job *job)
{
	return job != NULL && string_equal(job->state, "COMPLETING");
}

bool vnc_open_wait(struct vnc_opening *opening)
{
	struct cli *cli = opening->cli;
	int64_t patience = cli_integer(cli, "wait", 0, PATIENCE_MAX, PATIENCE_MAX);
	time_t end = time(NULL) + (time_t)patience;
	int silent = 0, lost = 0, settling = 0;

	while (opening->look(opening)) {
		enum vnc_state state = opening->view.state;
		if (state == VNC_READY)
			return true;
		/* A moment later Slurm knows how. */
		if (state == VNC_ENDED && is_completing(opening->view.job) &&
			settling++ < SETTLE_MAX) {
			rest(1000);
			vnc_view_release(&opening->view);
			continue;
		}
		if (state == VNC_ENDED)
			return fail_ended(opening);
		silent = state == VNC_UNKNOWN ? silent + 1 : 0;
		/* A server that has just begun may need a second look. */
		lost = state == VNC_LOST ? lost + 1 : 0;
		if (silent > SILENT_MAX)
			return diags_fail(&cli->diags, "Q01", NULL, "Slurm does not answer");
		if (lost > SILENT_MAX)
			return diags_fail(&cli->diags, "V24", NULL,
				"the server of session '%s' does not answer%s%s",
				opening->session->id, opening->view.why != NULL ? ": " : "",
				opening->view.why != NULL ? opening->view.why : "");
		if (time(NULL) >= end)
			return diags_fail(&cli->diags, "V27", NULL,
				"the session is not ready within %lld seconds; it goes on",
				(long long)patience);
		say_waiting(opening);
		for (int i = 0; i < LOOK_PAUSE * 5 && !atomic_load(queue_interrupt()); i++)
			rest(200);
		if (atomic_load(queue_interrupt()))
			return diags_fail(&cli->diags, "R06", NULL,
				"stopped while waiting; the session goes on");
		vnc_view_release(&opening->view);
	}
	return false;
}

bool vnc_open_has_browser(struct vnc_opening *opening)
{
	const struct vnc_endpoint *endpoint = &opening->session->endpoint;
	struct cli *cli = opening->cli;

	if (!cli_given(cli, "browser") || endpoint->proxy_port > 0 ||
		endpoint->proxy_socket != NULL)
		return true;
	diags_fail(&cli->diags, "V22", "--browser", "session '%s' has no way in for browsers",
		opening->session->id);
	diag_hint(cli_last(cli),
		"'berth vnc start --browser yes' starts one that has, where noVNC is");
	return false;
}

bool vnc_job_is_over(const char *id, const struct slurm_job *job, struct text *why)
{
	const struct slurm_meaning *meaning;

	if (id == NULL || (job != NULL && slurm_state_is_open(job->state) &&
				  !string_equal(job->state, "COMPLETING")))
		return false;
	if (job == NULL) {
		text_append_format(why, "job %s is no longer in the queue", id);
		return true;
	}
	meaning = slurm_state_meaning(job->state);
	text_append_format(why, "job %s is %s%s%s", id, job->state, meaning != NULL ? ": " : "",
		meaning != NULL ? meaning->means : "");
	return true;
}

static void *watch(void *context)
{
	struct vnc_opening *opening = context;

	for (int64_t turn = 1; !atomic_load(&opening->quiet) && !atomic_load(&opening->stop);
		turn++) {
		rest(200);
		if (atomic_load(queue_interrupt()))
			atomic_store(&opening->stop, true);
		else if (opening->watched && turn % (GUARD_PAUSE * 5) == 0 &&
			 opening->is_over(opening, &opening->why)) {
			atomic_store(&opening->over, true);
			atomic_store(&opening->stop, true);
		}
	}
	return NULL;
}

void vnc_open_guard(struct vnc_opening *opening)
{
	/* So that the handler stands before there is a second thread. */
	(void)queue_interrupt();
	if (pthread_create(&opening->guard, NULL, watch, opening) != 0)
		BUG("no thread can be made");
}

static void end_guard(struct vnc_opening *opening)
{
	if (opening->guard != 0)
		pthread_join(opening->guard, NULL);
	opening->guard = 0;
}

/* After the viewer: was it the user, or the session? */
static void say_end(struct vnc_opening *opening, const char *viewer, int exit_code)
{
	struct cli *cli = opening->cli;

	atomic_store(&opening->quiet, true);
	end_guard(opening);
	if (atomic_load(queue_interrupt())) {
		diags_fail(&cli->diags, "R06", NULL, "stopped; the session goes on");
		return;
	}
	if (!atomic_load(&opening->over) && opening->is_over(opening, &opening->why))
		atomic_store(&opening->over, true);
	if (atomic_load(&opening->over)) {
		diags_fail(&cli->diags, "V48", NULL, "the session '%s' is over: %s",
			opening->session->id, text_string(&opening->why));
	} else if (exit_code != 0) {
		diags_fail(&cli->diags, "V47", NULL, "the viewer '%s' has ended with exit code %d",
			viewer, exit_code);
		diag_hint(cli_last(cli), "--no-viewer keeps the way open for one that you start");
	} else {
		vnc_tell(cli,
			"the viewer has ended; the session goes on, and 'berth vnc stop %s%s%s' "
			"ends it",
			opening->where != NULL ? opening->where : "",
			opening->where != NULL ? ":" : "", opening->session->id);
	}
}

/* Until the guard says so. */
static void only_wait(struct vnc_opening *opening, const struct vnc_shown *shown)
{
	struct cli *cli = opening->cli;

	if (shown->browser)
		text_append_format(&cli->out, "http://%s:%lld/vnc.html\n", shown->host,
			(long long)shown->port);
	else
		text_append_format(&cli->out, "%s::%lld\n", shown->host, (long long)shown->port);
	if (!cli->json)
		cli_stream(cli, true);
	vnc_tell(cli, "%s; 'berth vnc info %s%s%s --password' tells the password; ^C ends the way",
		shown->browser ? "the address above is for a browser"
			       : "the address above is for a viewer",
		opening->where != NULL ? opening->where : "", opening->where != NULL ? ":" : "",
		opening->session->id);
	while (!atomic_load(&opening->stop))
		rest(100);
}

void vnc_open_show(struct vnc_opening *opening, const struct vnc_shown *shown)
{
	struct cli *cli = opening->cli;
	struct viewer_wish wish = {.command = cli_value(cli, "viewer"),
		.host = shown->host,
		.port = shown->port,
		.password = shown->password,
		.passwd = shown->passwd,
		.passwd_length = shown->passwd_length,
		.stop = &opening->stop};
	const char *found = viewer_found(), *viewer = wish.command != NULL ? wish.command : found;
	int exit_code = 0;

	vnc_tell(cli, "the way is a %s: %s", shown->way, shown->why_way);
	if (string_equal(shown->host, "localhost")) {
		neighbours_tell(shown->port, "the password of the session", &cli->diags);
		cli_tell(cli);
	}
	if (cli->json) {
		cli_document(cli, "berth.vnc.open/1");
		json_object_set_new(cli->document, "id", json_string(opening->session->id));
		json_object_set_new(cli->document, "way", json_string(shown->way));
		json_object_set_new(cli->document, "host", json_string_clean(shown->host));
		json_object_set_new(cli->document, "port", json_integer(shown->port));
	}
	if (viewer == NULL && !shown->browser && !cli_given(cli, "no-viewer"))
		vnc_tell(cli, "there is no viewer here, or no screen for one");
	if (viewer == NULL || shown->browser || cli_given(cli, "no-viewer"))
		only_wait(opening, shown);
	else if (!viewer_run(&wish, &exit_code, &cli->diags))
		return;
	say_end(opening, viewer, exit_code);
}

void vnc_open_release(struct vnc_opening *opening)
{
	atomic_store(&opening->quiet, true);
	end_guard(opening);
	vnc_view_release(&opening->view);
	text_release(&opening->why);
	free(opening->told);
}
