#include "cli/command_vnc.h"
#include "base/clean.h"
#include "cli/command_queue.h"
#include "cli/vnc_far.h"
#include "vnc/script.h"

/* It can only be started where there is a display. */
static bool find_display(struct cli *cli, struct vnc_session *session)
{
	if (!vnc_read(cli->arguments.items[0], session, &cli->diags))
		return false;
	if (session->here && session->host != NULL && !vnc_is_on_this_host(session)) {
		diags_fail(&cli->diags, "V62", NULL, "session '%s' runs on '%s'", session->id,
			session->host);
		diag_hint(cli_last(cli), "log in there and try again");
		return false;
	}
	if (session->endpoint.display >= 0 &&
		(session->here ? session->host != NULL : session->job != NULL))
		return true;
	diags_fail(&cli->diags, "V22", NULL, "session '%s' has no server (yet, or any more)",
		session->id);
	diag_hint(cli_last(cli), "berth vnc info %s", session->id);
	return false;
}

static bool compose(struct cli *cli, struct vnc_start *start, struct bind_set *binds)
{
	const char *what = cli_value(cli, "image");

	start->site = cli_site(cli);
	if (start->site == NULL)
		return false;
	if (what == NULL)
		return true;
	start->image = vnc_compose(cli, what, binds);
	start->binds = binds;
	return start->image != NULL;
}

static void run(struct cli *cli, const struct vnc_session *session, const struct plan *plan,
	const char *log)
{
	struct plan_result result = {0};
	struct text said = TEXT_INIT;

	if (cli->json) {
		cli_document(cli, "berth.vnc.run/1");
		json_object_set_new(cli->document, "id", json_string(session->id));
		json_object_set_new(cli->document, "log", json_string_clean(log));
	}
	if (queue_run_plan(cli, plan, &result, &said)) {
		if (!cli->json) {
			text_append(&cli->out, "started; what it says goes to ");
			text_append_clean(&cli->out, log, CLEAN_LINE);
			text_append_char(&cli->out, '\n');
		}
	} else if (diags_have_errors(&cli->diags) && cli_last(cli)->hint == NULL) {
		diag_hint(cli_last(cli), "all that it has said is in %s", log);
	}
	plan_result_release(&result);
	text_release(&said);
}

static void run_here(struct cli *cli)
{
	struct vnc_session session = {0};
	struct bind_set binds = {0};
	struct vnc_start start = {.session = &session};
	struct plan plan;
	char *log = NULL;

	plan_init(&plan, "One more program in a VNC session");
	if (find_display(cli, &session) && compose(cli, &start, &binds) &&
		   vnc_plan_run(&start, strings_argv(&cli->program), &plan, &log, &cli->diags)) {
		run(cli, &session, &plan, log);
	}
	free(log);
	plan_release(&plan);
	bind_set_release(&binds);
	vnc_session_release(&session);
}

void command_vnc_run(struct cli *cli)
{
	struct vnc_address address;

	if (cli->program.count == 0) {
		diags_fail(&cli->diags, "U05", NULL, "there is no program to run");
		diag_hint(cli_last(cli), "it stands behind --: berth vnc run last -- xclock");
	} else if (vnc_address_read(cli, cli->arguments.items[0], &address)) {
		if (address.host != NULL)
			vnc_far_run(cli, &address);
		else
			run_here(cli);
		vnc_address_release(&address);
	}
}
