#include "cli/vnc_far.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/units.h"
#include "vnc/qr.h"
#include "vnc/relay.h"
#include "vnc/ways.h"

#include <pwd.h>
#include <time.h>
#include <unistd.h>

static void append_age(struct text *text, int64_t created)
{
	int64_t seconds = (int64_t)time(NULL) - created;

	text_append_duration(text, seconds > 0 ? seconds : 0);
}

static void list_table(struct cli *cli, const struct vnc_session *const *sessions,
	const struct vnc_view *views, size_t count)
{
	struct table table = {0};

	table_row(
		&table, 6, (const char *const[]){"SESSION", "STATE", "AGE", "JOB", "NODE", "WHAT"});
	for (size_t i = 0; i < count; i++) {
		const struct vnc_session *session = sessions[i];
		struct text age = TEXT_INIT;
		append_age(&age, session->created);
		table_row(&table, 6,
			(const char *const[]){session->id, vnc_state_names[views[i].state],
				text_string(&age), session->here ? "none" : session->job,
				session->endpoint.node,
				session->app != NULL ? session->app : "desktop"});
		text_release(&age);
	}
	table_print(cli, &table);
	table_release(&table);
}

void vnc_show_list(struct cli *cli, const char *host, const struct vnc_session *const *sessions,
	const struct vnc_view *views, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, vnc_view_json(sessions[i], &views[i]));
	if (cli->json) {
		json_object_set(cli_document(cli, "berth.vnc.list/1"), "sessions", array);
		json_object_set_new(cli->document, "login",
			json_string_or_null(host));
	} else if (count > 0) {
		list_table(cli, sessions, views, count);
	} else {
		text_append_format(&cli->out, "no sessions; 'berth vnc start%s%s' makes one\n",
			host != NULL ? " --on " : "", host != NULL ? host : "");
	}
	json_decref(array);
}

static void list_here(struct cli *cli)
{
	struct vnc_sessions list = {0};
	struct slurm_jobs jobs = {0};
	bool answers = true;

	if (vnc_list(&list, &cli->diags)) {
		const struct vnc_session **sessions = xcalloc(list.count, sizeof *sessions);
		struct vnc_view *views = xcalloc(list.count, sizeof *views);
		bool asks = false;
		vector_each (struct vnc_session, session, &list)
			asks = asks || session->job != NULL;
		if (asks)
			vnc_jobs(cli, &jobs, &answers);
		vnc_look_all(cli, list.items, list.count, &jobs, answers, views);
		for (size_t i = 0; i < list.count; i++)
			sessions[i] = &list.items[i];
		vnc_show_list(cli, NULL, sessions, views, list.count);
		for (size_t i = 0; i < list.count; i++)
			vnc_view_release(&views[i]);
		free(sessions);
		free(views);
	}
	slurm_jobs_release(&jobs);
	vnc_sessions_release(&list);
}

void command_vnc_list(struct cli *cli)
{
	struct vnc_address address = {0};
	const char *what = cli->arguments.count > 0 ? cli->arguments.items[0] : NULL;

	if (what == NULL) {
		list_here(cli);
	} else if (vnc_address_read(cli, what, &address)) {
		if (address.host != NULL && address.id == NULL)
			vnc_far_list(cli, address.host);
		else
			diags_fail(&cli->diags, "V49", NULL,
				"'%s' is no host: 'berth vnc info' shows "
				"one session",
				what);
	}
	vnc_address_release(&address);
}

static const char *user_name(const struct site *site)
{
	const struct passwd *entry;

	if (site->vnc.user != NULL)
		return site->vnc.user;
	entry = getpwuid(getuid());
	return entry != NULL ? entry->pw_name : NULL;
}

static void show_ways(struct cli *cli, const struct vnc_session *session,
	const struct vnc_ways *ways, const char *password)
{
	char *file = path_join(session->folder, "password");

	vnc_line(cli, "way", ways->way);
	vnc_line(cli, "why this way", ways->why);
	text_append(&cli->out, "\n1. On your laptop, and leave it running:\n\n   ");
	text_append_clean(&cli->out, ways->ssh, CLEAN_LINE);
	text_append(&cli->out, "\n\n2. On your laptop, in a second terminal:\n\n   ");
	text_append_clean(&cli->out, ways->viewer, CLEAN_LINE);
	text_append_char(&cli->out, '\n');
	if (ways->browser != NULL)
		text_append_format(&cli->out, "   or in the browser: %s\n", ways->browser);
	text_append(&cli->out, "\n3. The password: ");
	if (password != NULL)
		text_append_clean(&cli->out, password, CLEAN_LINE);
	else if (session->backend == VNC_MODULE)
		text_append_format(
			&cli->out, "'berth vnc info %s --password' shows it", session->id);
	else
		text_append_format(&cli->out, "cat %s", file);
	text_append(
		&cli->out, "\n\nOr once in ~/.ssh/config of the laptop, then 'ssh berth-vnc':\n\n");
	text_append_clean(&cli->out, ways->config, CLEAN_LINES);
	free(file);
}

static void ways_json(const struct vnc_ways *ways, json_t *document)
{
	json_t *object = json_object();

	json_object_set_new(object, "way", json_string(ways->way));
	json_object_set_new(object, "why", json_string(ways->why));
	json_object_set_new(object, "local_port", json_integer(ways->local_port));
	json_object_set_new(object, "ssh", json_string_clean(ways->ssh));
	json_object_set_new(object, "config", json_string_clean(ways->config));
	json_object_set_new(object, "viewer", json_string_clean(ways->viewer));
	json_object_set_new(object, "browser",
		json_string_or_null(ways->browser));
	json_object_set_new(document, "ways", object);
}

static void copy(struct cli *cli, const struct vnc_ways *ways)
{
	struct text sequence = TEXT_INIT;

	/* The sequence is for the terminal and never a part of the result. */
	if (!isatty(STDERR_FILENO)) {
		diags_add(&cli->diags, SEVERITY_WARNING, "V33", NULL,
			"nothing is copied: standard error is no terminal");
	} else {
		vnc_append_copy(ways->ssh, &sequence);
		fputs(text_string(&sequence), stderr);
	}
	text_release(&sequence);
}

const char *const vnc_qr_names[] = {"ssh", "browser", NULL};

static void show_code(struct cli *cli, const struct vnc_ways *ways)
{
	const char *const lines[] = {ways->ssh, ways->browser};
	const char *line = lines[cli_choice(cli, "qr", 0)];
	const struct vnc_qr_style style = {.ascii = cli->ascii, .color = cli->color};
	struct vnc_qr code;

	if (line == NULL) {
		diags_fail(&cli->diags, "V63", "--qr", "browsers have no way into this session");
		diag_hint(cli_last(cli), "--qr ssh draws the line for the laptop");
		return;
	}
	if (vnc_qr_make(line, &code, &cli->diags)) {
		text_append_char(&cli->out, '\n');
		vnc_qr_draw(&code, &style, &cli->out);
	}
	vnc_qr_release(&code);
}

/* How one gets in, once there is a server. */
static void add_ways(struct cli *cli, const struct vnc_session *session)
{
	const struct site *site = cli_site(cli);
	struct text password = TEXT_INIT;
	char *self, *socket, *web_socket;
	struct vnc_ways ways;
	bool wanted = cli_has(cli, "password") && cli_given(cli, "password");

	if (site == NULL)
		return;
	self = path_self();
	socket = vnc_relay_socket(session);
	web_socket = vnc_relay_web_socket(session);
	vnc_ways(session,
		&(struct vnc_login){.user = user_name(site),
			.host = site->vnc.login,
			.self = self != NULL ? self : "berth",
			.socket = socket,
			.web_socket = web_socket},
		&ways);
	wanted = wanted && vnc_password(session, &password, &cli->diags);
	if (cli->json) {
		ways_json(&ways, cli->document);
		json_object_set_new(cli->document, "password",
			wanted ? json_string_clean(text_string(&password)) : json_null());
	} else {
		show_ways(cli, session, &ways, wanted ? text_string(&password) : NULL);
	}
	if (cli_has(cli, "copy") && cli_given(cli, "copy"))
		copy(cli, &ways);
	if (cli_has(cli, "qr") && cli_given(cli, "qr") && !cli->json)
		show_code(cli, &ways);
	vnc_ways_release(&ways);
	text_release(&password);
	free(self);
	free(socket);
	free(web_socket);
}

/* What to do next when nobody can get in. */
static void show_next(struct cli *cli, const struct vnc_session *session, enum vnc_state state)
{
	char *log = path_join(session->folder, "log"), *next = NULL;

	if (state == VNC_QUEUED)
		next = xasprintf("berth job show %s", session->job);
	else if (state == VNC_STARTING)
		next = xasprintf("berth vnc info %s", session->id);
	else if (state == VNC_LOST)
		next = xasprintf("berth vnc stop %s", session->id);
	else if (state == VNC_ENDED)
		next = xasprintf("berth vnc forget %s", session->id);
	if (state != VNC_READY)
		vnc_line(cli, "log", log);
	vnc_line(cli, "next", next);
	free(log);
	free(next);
}

void vnc_show_state(struct cli *cli, const struct vnc_session *session, const struct vnc_view *view)
{
	vnc_line(cli, "session", session->id);
	vnc_line(cli, "state", vnc_state_names[view->state]);
	vnc_line(cli, "because", view->why);
	vnc_line(cli, "job", session->job);
	vnc_line(cli, "host", session->host);
	vnc_line(cli, "job's state", view->job != NULL ? view->job->state : NULL);
	vnc_line(cli, "program", session->app != NULL ? session->app : "desktop");
	vnc_line(cli, "image", session->image);
	vnc_line(cli, "server of", session->server_image);
	vnc_line(cli, "node", session->endpoint.node);
}

void vnc_show(struct cli *cli, const struct vnc_session *session, struct vnc_view *view,
	const char *schema)
{
	if (cli->json) {
		json_t *object = vnc_view_json(session, view);
		json_object_update(cli_document(cli, schema), object);
		json_object_set_new(cli->document, "ways", json_null());
		json_decref(object);
	} else {
		vnc_show_state(cli, session, view);
		show_next(cli, session, view->state);
	}
	if (view->state == VNC_READY)
		add_ways(cli, session);
}

static void info_here(struct cli *cli, const char *id)
{
	struct vnc_session session;
	struct slurm_jobs jobs = {0};
	struct vnc_view view;
	bool answers = true;

	if (vnc_read(id, &session, &cli->diags)) {
		if (session.job != NULL)
			vnc_jobs(cli, &jobs, &answers);
		vnc_look(cli, &session, &jobs, answers, &view);
		vnc_show(cli, &session, &view, "berth.vnc.info/1");
		vnc_view_release(&view);
	}
	slurm_jobs_release(&jobs);
	vnc_session_release(&session);
}

void command_vnc_info(struct cli *cli)
{
	const char *what = cli->arguments.count > 0 ? cli->arguments.items[0] : NULL;
	struct vnc_address address;

	if (vnc_address_read(cli, what, &address)) {
		if (address.host != NULL)
			vnc_far_info(cli, &address);
		else
			info_here(cli, address.id);
	}
	vnc_address_release(&address);
}
