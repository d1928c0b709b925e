#include "cli/vnc_far.h"
#include "base/clean.h"
#include "cli/command_queue.h"

void vnc_far_list(struct cli *cli, const char *host)
{
	struct vnc_host login;

	if (vnc_host_open(cli, host, &login) &&
		vnc_host_ask(&login, (struct vnc_request){.verb = VNC_LIST, .secrets = true})) {
		size_t count = login.far.sessions.count;
		struct vnc_view *views = xcalloc(count, sizeof *views);
		const struct vnc_session **sessions = xcalloc(count, sizeof *sessions);
		for (size_t i = 0; i < login.far.strange.count; i++)
			diags_add(&cli->diags, SEVERITY_WARNING, "V42", NULL,
				"'%s' at '%s' is a link, or not yours alone, and is passed over",
				login.far.strange.items[i], host);
		vnc_host_look(&login, login.far.sessions.items, count, views);
		for (size_t i = 0; i < count; i++)
			sessions[i] = &login.far.sessions.items[i].session;
		vnc_show_list(cli, host, sessions, views, count);
		for (size_t i = 0; i < count; i++)
			vnc_view_release(&views[i]);
		free(views);
		free(sessions);
	}
	vnc_host_close(&login);
}

/* What to type here, as there is no Berth over there to say it. */
static void show_far(struct cli *cli, const char *host, const struct vnc_far_session *far,
	const struct vnc_view *view, const char *password)
{
	const struct vnc_session *session = &far->session;

	vnc_show_state(cli, session, view);
	vnc_line(cli, "login", host);
	if (view->state == VNC_READY)
		text_append_format(&cli->out,
			"\n'berth vnc open %s:%s' shows it in a viewer, and "
			"'berth vnc info %s:%s --password' tells the password.\n",
			host, session->id, host, session->id);
	if (password != NULL)
		vnc_line(cli, "password", password);
	if (view->state != VNC_READY && far->log.length > 0) {
		text_append(&cli->out, "\nThe last lines of its log:\n\n");
		text_append_clean(&cli->out, text_string(&far->log), CLEAN_LINES);
		text_append_char(&cli->out, '\n');
	}
}

static void far_json(struct cli *cli, const char *host, const struct vnc_far_session *far,
	const struct vnc_view *view, const char *password, const char *schema)
{
	json_t *object = vnc_view_json(&far->session, view);

	json_object_update(cli_document(cli, schema), object);
	json_object_set_new(cli->document, "login", json_string_clean(host));
	json_object_set_new(cli->document, "ways", json_null());
	json_object_set_new(cli->document, "log", json_string_clean(text_string(&far->log)));
	json_object_set_new(cli->document, "password",
		json_string_or_null(password));
	json_decref(object);
}

void vnc_far_show(struct cli *cli, const char *host, const struct vnc_far_session *far,
	const struct vnc_view *view, const char *schema)
{
	bool wanted = cli_has(cli, "password") && cli_given(cli, "password");
	const char *password =
		wanted && far->password.length > 0 ? text_string(&far->password) : NULL;

	if (wanted && password == NULL)
		diags_fail(&cli->diags, "V22", NULL,
			"session '%s' has no password (yet, or any more)", far->session.id);
	if (cli->json)
		far_json(cli, host, far, view, password, schema);
	else
		show_far(cli, host, far, view, password);
}

void vnc_far_info(struct cli *cli, const struct vnc_address *address)
{
	struct vnc_host login;
	struct vnc_far_session *far = NULL;
	struct vnc_view view;

	if (vnc_host_open(cli, address->host, &login))
		far = vnc_host_find(&login, address->id, true);
	if (far != NULL) {
		vnc_host_look(&login, far, 1, &view);
		vnc_far_show(cli, address->host, far, &view, "berth.vnc.info/1");
		vnc_view_release(&view);
	}
	vnc_host_close(&login);
}

/* Finds the whole id first: what is ended has to be exactly what was meant. */
static bool end_session(struct cli *cli, const struct vnc_address *address, enum vnc_verb verb,
	struct vnc_host *login, char **id)
{
	struct vnc_far_session *far = NULL;

	*id = NULL;
	if (vnc_host_open(cli, address->host, login))
		far = vnc_host_find(login, address->id, false);
	if (far == NULL)
		return false;
	*id = xstrdup(far->session.id);
	if (!vnc_host_ask(login, (struct vnc_request){.verb = verb, .id = *id}))
		return false;
	if (login->far.refused != NULL)
		return diags_fail(&cli->diags, "R03", NULL, "'scancel' at '%s' says: %.200s",
			address->host, login->far.refused);
	if (!login->far.ended)
		return diags_fail(&cli->diags, "V41", NULL, "the answer of '%s' makes no sense",
			address->host);
	return true;
}

void vnc_far_stop(struct cli *cli, const struct vnc_address *address)
{
	struct vnc_host login;
	char *id;
	bool fine = end_session(cli, address, VNC_STOP, &login, &id);

	if (cli->json && id != NULL) {
		cli_document(cli, "berth.vnc.stop/1");
		json_object_set_new(cli->document, "id", json_string(id));
		json_object_set_new(cli->document, "login", json_string_clean(address->host));
		json_object_set_new(
			cli->document, "stopped", json_boolean(fine && login.far.cancelled));
	} else if (fine) {
		text_append_format(&cli->out, "%s %s\n", id,
			login.far.cancelled ? "is stopped" : "has ended already");
	}
	free(id);
	vnc_host_close(&login);
}

void vnc_far_forget(struct cli *cli, const struct vnc_address *address, json_t *forgotten)
{
	struct vnc_host login;
	char *id;

	if (end_session(cli, address, VNC_FORGET, &login, &id)) {
		char *whole = xasprintf("%s:%s", address->host, id);
		json_array_append_new(forgotten, json_string_clean(whole));
		free(whole);
	}
	free(id);
	vnc_host_close(&login);
}
