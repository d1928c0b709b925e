#include "cli/command_vnc.h"
#include "cli/command_queue.h"
#include "base/clean.h"

#include <unistd.h>

enum { LOOK_DEADLINE = 8000 }; /* milliseconds for one server */

void vnc_line(struct cli *cli, const char *label, const char *value)
{
	if (value == NULL)
		return;
	text_append_format(&cli->out, "%-12s ", label);
	text_append_clean(&cli->out, value, CLEAN_LINE);
	text_append_char(&cli->out, '\n');
}

void vnc_jobs(struct cli *cli, struct slurm_jobs *jobs, bool *answers)
{
	struct slurm_client client = queue_client();
	struct diags said = {0};

	*answers = slurm_queue(&client, true, jobs, &said);
	for (size_t i = 0; i < said.count; i++) {
		const struct diag *diag = &said.items[i];
		diags_add(&cli->diags, SEVERITY_WARNING, diag->id, NULL, "%s", diag->message);
	}
	diags_release(&said);
}

struct slurm_job *vnc_find_job(struct slurm_jobs *jobs, const char *id)
{
	for (size_t i = 0; i < jobs->count; i++)
		if (slurm_job_is(&jobs->items[i], id))
			return &jobs->items[i];
	return NULL;
}

bool vnc_ask_target(const struct vnc_target *target, const struct vnc_wish *wish,
	struct vnc_probe *probe, struct diags *diags)
{
	struct vnc_question question = {.target = target, .wish = *wish};

	vnc_probe_all(&question, 1);
	*probe = question.probe;
	diags_move(diags, &question.diags);
	return question.answered;
}

/* The words of the first complaint. */
static char *first_words(const struct diags *diags)
{
	return diags->count > 0 ? xstrdup(diags->items[0].message) : NULL;
}

struct vnc_evidence vnc_evidence_of(
	const struct vnc_session *session, struct slurm_jobs *jobs, bool answers)
{
	struct vnc_evidence evidence = {.submitted = session->job != NULL,
		.slurm_answers = answers,
		.has_endpoint = session->has_endpoint};
	const struct slurm_job *job = session->job != NULL ? vnc_find_job(jobs, session->job) : NULL;

	evidence.job_state = job != NULL ? job->state : NULL;
	if (session->here) {
		/* Only its own host knows of a process. */
		evidence.submitted = session->host != NULL;
		evidence.slurm_answers = vnc_is_on_this_host(session);
		evidence.job_state = run_process_lives(&session->process) ? "RUNNING" : NULL;
	}
	return evidence;
}

/* A session that is looked at. */
struct look {
	const struct vnc_session *session;
	struct vnc_view *view;
	struct vnc_evidence evidence;
	struct vnc_target target;
	struct text password;
};

/* What is known without its server; whether the server is to be asked. */
static bool begin_look(struct look *look, struct slurm_jobs *jobs, bool answers)
{
	const struct vnc_session *session = look->session;
	struct vnc_view *view = look->view;

	look->evidence = vnc_evidence_of(session, jobs, answers);
	view->job = session->job != NULL ? vnc_find_job(jobs, session->job) : NULL;
	view->state = vnc_state_of(&look->evidence);
	if (view->state == VNC_UNKNOWN && session->here && !look->evidence.slurm_answers)
		view->why = xasprintf("it runs on '%s', which alone can tell", session->host);
	return view->state == VNC_UNKNOWN && look->evidence.slurm_answers;
}

/* Without a password there is no question. */
static bool make_question(struct look *look, struct vnc_question *question)
{
	struct diags said = {0};
	bool fine = vnc_password(look->session, &look->password, &said);

	if (!fine)
		look->view->why = first_words(&said);
	diags_release(&said);
	look->target = vnc_session_target(look->session);
	*question = (struct vnc_question){.target = &look->target,
		.wish = {.password = text_string(&look->password),
			.deadline_ms = LOOK_DEADLINE,
			.cancel = queue_interrupt()}};
	return fine;
}

static void take_answer(struct look *look, struct vnc_question *question)
{
	if (!question->answered)
		look->view->why = first_words(&question->diags);
	look->evidence.answer = question->answered ? VNC_ANSWERS : VNC_SILENT;
	look->view->probe = question->probe;
	question->probe = (struct vnc_probe){0};
	vnc_question_release(question);
}

static void end_look(struct cli *cli, struct look *look)
{
	const struct vnc_session *session = look->session;
	struct vnc_view *view = look->view;

	view->state = vnc_state_of(&look->evidence);
	if (session->failure != NULL && view->why == NULL)
		view->why = xstrdup(session->failure);
	if (view->state == VNC_ENDED && look->evidence.submitted && !vnc_clean(session, &cli->diags))
		diag_hint(cli_last(cli), "the password of the session is still in its folder");
	text_release(&look->password);
}

void vnc_look_all(struct cli *cli, const struct vnc_session *sessions, size_t count,
	struct slurm_jobs *jobs, bool answers, struct vnc_view *views)
{
	struct look *looks = xcalloc(count, sizeof *looks), **asked = xcalloc(count, sizeof *asked);
	struct vnc_question *questions = xcalloc(count, sizeof *questions);
	size_t asked_count = 0;

	for (size_t i = 0; i < count; i++) {
		views[i] = (struct vnc_view){0};
		looks[i] = (struct look){.session = &sessions[i], .view = &views[i]};
		if (!begin_look(&looks[i], jobs, answers))
			continue;
		looks[i].evidence.answer = VNC_SILENT;
		if (make_question(&looks[i], &questions[asked_count]))
			asked[asked_count++] = &looks[i];
	}
	vnc_probe_all(questions, asked_count);
	for (size_t i = 0; i < asked_count; i++)
		take_answer(asked[i], &questions[i]);
	for (size_t i = 0; i < count; i++)
		end_look(cli, &looks[i]);
	free(questions);
	free(asked);
	free(looks);
}

void vnc_look(struct cli *cli, const struct vnc_session *session, struct slurm_jobs *jobs,
	bool answers, struct vnc_view *view)
{
	vnc_look_all(cli, session, 1, jobs, answers, view);
}

void vnc_view_release(struct vnc_view *view)
{
	vnc_probe_release(&view->probe);
	free(view->why);
	*view = (struct vnc_view){0};
}

static json_t *number_or_null(int64_t number, bool known)
{
	return known ? json_integer(number) : json_null();
}

void vnc_probe_json(const struct vnc_probe *probe, json_t *object)
{
	bool known = probe->complete;

	json_object_set_new(object, "width", number_or_null(probe->width, known));
	json_object_set_new(object, "height", number_or_null(probe->height, known));
	json_object_set_new(
		object, "desktop", json_string_or_null(known ? text_string(&probe->name) : NULL));
	json_object_set_new(object, "password_taken",
		known ? json_boolean(probe->password_taken) : json_null());
	json_object_set_new(object, "handshake_us", number_or_null(probe->handshake_us, known));
	json_object_set_new(object, "round_trip_us", number_or_null(probe->round_trip_us, known));
}

json_t *vnc_view_json(const struct vnc_session *session, const struct vnc_view *view)
{
	const struct vnc_endpoint *endpoint = &session->endpoint;
	bool there = view->state == VNC_READY || view->state == VNC_LOST;
	json_t *object = vnc_asked_json(session), *place = json_null();

	json_object_del(object, "schema");
	json_object_set_new(object, "id", json_string(session->id));
	json_object_set_new(object, "state", json_string(vnc_state_names[view->state]));
	json_object_set_new(object, "why", json_string_or_null(view->why));
	json_object_set_new(object, "host", json_string_or_null(session->host));
	json_object_set_new(object, "job", json_string_or_null(session->job));
	json_object_set_new(
		object, "job_state", json_string_or_null(view->job != NULL ? view->job->state : NULL));
	if (there && session->has_endpoint) {
		place = json_object();
		json_object_set_new(place, "node", json_string_or_null(endpoint->node));
		json_object_set_new(place, "host", json_string_or_null(endpoint->host));
		json_object_set_new(place, "display",
			number_or_null(endpoint->display, endpoint->display >= 0));
		json_object_set_new(
			place, "port", number_or_null(endpoint->port, endpoint->port > 0));
		json_object_set_new(place, "proxy_port",
			number_or_null(endpoint->proxy_port, endpoint->proxy_port > 0));
		json_object_set_new(place, "proxy_socket", json_string_or_null(endpoint->proxy_socket));
		json_object_set_new(place, "socket", json_string_or_null(endpoint->socket));
	}
	json_object_set_new(object, "endpoint", place);
	json_object_set_new(object, "folder", json_string_or_null(session->folder));
	return object;
}

const struct image *vnc_compose(struct cli *cli, const char *what, struct bind_set *binds)
{
	struct strings presets = *cli_values(cli, "preset"), specs = *cli_values(cli, "bind");
	struct bind_wish wish = {.presets = presets.items, .specs = specs.items};

	wish.image = cli_image(cli, what);
	if (wish.image == NULL || !bind_compose(&cli->site, &wish, binds, &cli->diags))
		return NULL;
	bind_check(&cli->site, binds, wish.image, &cli->diags);
	return diags_have_errors(&cli->diags) ? NULL : wish.image;
}
