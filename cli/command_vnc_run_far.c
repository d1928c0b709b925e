#include "base/clean.h"
#include "base/words.h"
#include "cli/vnc_far.h"

/* One that draws on a display of a job; of one without a job only a Berth over there knows. */
static bool has_display(struct cli *cli, const char *host, const struct vnc_session *session)
{
	if (session->here) {
		diags_fail(&cli->diags, "V62", NULL, "session '%s' runs without a job at '%s'",
			session->id, host);
		diag_hint(cli_last(cli), "log in there; only a Berth on that host reaches it");
		return false;
	}
	if (session->job != NULL && session->endpoint.display >= 0)
		return true;
	diags_fail(&cli->diags, "V22", NULL, "session '%s' has no server (yet, or any more)",
		session->id);
	diag_hint(cli_last(cli), "berth vnc info %s:%s", host, session->id);
	return false;
}

static void tell(struct cli *cli, const char *host, const char *id, const struct vnc_far *far)
{
	if (far->ran == NULL) {
		diags_fail(&cli->diags, "V41", NULL, "the answer of '%s' makes no sense", host);
		return;
	}
	if (cli->json) {
		cli_document(cli, "berth.vnc.run/1");
		json_object_set_new(cli->document, "id", json_string(id));
		json_object_set_new(cli->document, "login", json_string_clean(host));
		json_object_set_new(cli->document, "log", json_string_clean(far->ran));
	}
	if (far->ran_code != 0) {
		diags_fail(&cli->diags, "R03", NULL, "the program ends with exit code %d: %.300s",
			far->ran_code, far->ran_said != NULL ? far->ran_said : "");
		diag_hint(cli_last(cli), "all that it has said is in %s at '%s'", far->ran, host);
	} else if (!cli->json) {
		text_append(&cli->out, "started; what it says goes to ");
		text_append_clean(&cli->out, far->ran, CLEAN_LINE);
		text_append(&cli->out, " at ");
		text_append_clean(&cli->out, host, CLEAN_LINE);
		text_append_char(&cli->out, '\n');
	}
}

/* The answer with the session is gone when the next one comes. */
static void run(struct vnc_host *login, const struct vnc_start *start)
{
	struct cli *cli = login->cli;
	struct text script = TEXT_INIT;
	char *id = xstrdup(start->session->id);
	struct vnc_request request = {.verb = VNC_RUN, .id = id};

	vnc_script_run(start, strings_argv(&cli->program), &script);
	request.script = text_string(&script);
	if (!vnc_far_show_only(cli, login->host, "Start the program in the session there", &request) &&
		vnc_host_ask(login, request))
		tell(cli, login->host, id, &login->far);
	text_release(&script);
	free(id);
}

void vnc_far_run(struct cli *cli, const struct vnc_address *address)
{
	struct vnc_start start = {.site = cli_site(cli)};
	struct bind_set binds = {0};
	struct image image = {0};
	struct vnc_host login = {0};

	if (start.site != NULL && vnc_far_compose(cli, address->host, &start, &image, &binds) &&
		vnc_host_open(cli, address->host, &login)) {
		struct vnc_far_session *far = vnc_host_find(&login, address->id, false);
		if (far != NULL && has_display(cli, address->host, &far->session)) {
			start.session = &far->session;
			run(&login, &start);
		}
	}
	vnc_host_close(&login);
	bind_set_release(&binds);
}
