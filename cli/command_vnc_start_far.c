#include "base/clean.h"
#include "base/files.h"
#include "cli/command_queue.h"
#include "cli/vnc_far.h"
#include "cli/vnc_start.h"
#include "slurm/meaning.h"

#include <time.h>

/* An image of the other host is known by its name alone. */
bool vnc_far_compose(struct cli *cli, const char *host, struct vnc_start *start,
	struct image *image, struct bind_set *binds)
{
	const char *what = cli_value(cli, "image");
	struct strings presets = *cli_values(cli, "preset"), specs = *cli_values(cli, "bind");
	struct bind_wish wish = {.image = image, .presets = presets.items, .specs = specs.items};

	start->binds = binds;
	if (what == NULL)
		return true;
	if (what[0] != '/') {
		diags_fail(&cli->diags, "V31", "--image", "'%s' is no whole path", what);
		diag_hint(cli_last(cli),
			"images of another host cannot be looked for from here; 'ssh %s berth "
			"image "
			"list', or ls, tells the path",
			host);
		return false;
	}
	image->path = image->target = (char *)(uintptr_t)what;
	image->file = path_base(what);
	image_name_parse(start->site, what, &cli->catalog.arena, &image->name);
	if (!bind_compose(start->site, &wish, binds, &cli->diags))
		return false;
	bind_check(start->site, binds, image, &cli->diags);
	start->image = image;
	return !diags_have_errors(&cli->diags);
}

/* What would be run there, as plain ssh would do it. */
bool vnc_far_show_only(struct cli *cli, const char *host, const char *title,
	const struct vnc_request *request)
{
	struct vnc_request worded = *request;
	char *word = vnc_new_word();
	struct text program = TEXT_INIT, said = TEXT_INIT;
	struct plan plan;
	struct plan_step *step;
	struct plan_result result = {0};

	if (!cli_given(cli, "show") && !cli_given(cli, "save")) {
		free(word);
		return false;
	}
	worded.word = word;
	vnc_request_write(&worded, &program);
	plan_init(&plan, "A VNC session on another host");
	step = plan_add(&plan, title);
	strings_add(&step->argv, "ssh");
	strings_add(&step->argv, host);
	strings_add(&step->argv, "sh -s");
	step->input = text_detach(&program);
	step->deadline_ms = 60000;
	if (queue_run_plan(cli, &plan, &result, &said))
		BUG("a plan that was only to be shown has run");
	plan_result_release(&result);
	text_release(&said);
	plan_release(&plan);
	free(word);
	return true;
}

static void fail_refused(struct cli *cli, const char *host, const char *said)
{
	const struct slurm_meaning *meaning = slurm_refusal_meaning(said);

	if (slurm_explain("sbatch", said, &cli->diags))
		return;
	diags_fail(&cli->diags, "R03", NULL, "'sbatch' at '%s' says: %.300s", host, said);
	if (meaning != NULL)
		diag_hint(cli_last(cli), "%s; %s", meaning->means, meaning->todo);
}

/* Until it is ready or over, or the user's patience is. */
static void wait_ready(struct vnc_host *login, const char *id)
{
	struct cli *cli = login->cli;
	int64_t patience = cli_integer(cli, "wait", 0, VNC_WAIT_MAX, 0);
	time_t end = time(NULL) + (time_t)patience;

	for (;;) {
		struct vnc_far_session *far = vnc_host_find(login, id, true);
		struct vnc_view view;
		bool over;
		if (far == NULL)
			return;
		vnc_host_look(login, far, 1, &view);
		over = view.state == VNC_READY || view.state == VNC_ENDED || time(NULL) >= end ||
		       atomic_load(queue_interrupt());
		if (over) {
			vnc_far_show(cli, login->host, far, &view, "berth.vnc.start/1");
			vnc_wait_judge(cli, &view, patience, time(NULL) >= end);
		}
		vnc_view_release(&view);
		if (over)
			return;
		nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
	}
}

/* Whether the answer was lost, so that the session may have been started all the same. */
static bool is_unsure(const struct diags *diags)
{
	const char *id = diags->count > 0 ? diags->items[diags->count - 1].id : "";

	return id[0] == 'H' || string_equal(id, "R06") || string_equal(id, "V40") ||
	       string_equal(id, "V41");
}

static void run(struct vnc_host *login, const struct vnc_start *start)
{
	struct cli *cli = login->cli;
	const struct vnc_session *session = start->session;
	json_t *document = vnc_asked_json(session);
	char *dumped = json_dumps(document, JSON_INDENT(2)), *asked = xasprintf("%s\n", dumped);
	struct text script = TEXT_INIT;
	struct vnc_request request = {.verb = VNC_START, .id = session->id, .asked = asked};

	if (vnc_script(start, &script, &cli->diags)) {
		request.script = text_string(&script);
		if (cli->json) {
			cli_document(cli, "berth.vnc.start/1");
			json_object_set_new(cli->document, "id", json_string(session->id));
			json_object_set_new(cli->document, "login", json_string_clean(login->host));
		}
		if (vnc_far_show_only(cli, login->host,
			    "Make the folder of the session there, and submit the job",
			    &request)) {
			/* Nothing was made. */
		} else if (!vnc_host_ask(login, request)) {
			if (is_unsure(&cli->diags))
				diags_add(&cli->diags, SEVERITY_NOTE, "V41", NULL,
					"'berth vnc list %s:' tells whether there is a session "
					"'%s' now",
					login->host, session->id);
		} else if (login->far.refused != NULL) {
			fail_refused(cli, login->host, login->far.refused);
		} else if (login->far.submitted == NULL) {
			diags_fail(&cli->diags, "Q02", NULL, "'sbatch' at '%s' tells no job",
				login->host);
		} else {
			json_decref(cli->document);
			cli->document = NULL;
			wait_ready(login, session->id);
		}
	}
	text_release(&script);
	json_decref(document);
	free(dumped);
	free(asked);
}

void vnc_far_start(struct cli *cli, const char *host)
{
	struct vnc_address address;
	char *what = xasprintf("%s:", host);
	struct vnc_session session = {0};
	struct vnc_start start = {.site = &cli->site, .session = &session};
	struct bind_set binds = {0};
	struct image image = {0};
	struct vnc_host login = {0};

	if (vnc_address_read(cli, what, &address) && vnc_start_read(cli, &session, &start.job) &&
		vnc_far_compose(cli, host, &start, &image, &binds) &&
		vnc_host_open(cli, address.host, &login) &&
		/* Where the folder of sessions is there. */
		vnc_host_ask(&login, (struct vnc_request){.verb = VNC_LIST, .id = session.id})) {
		free(session.folder);
		session.folder = path_join(login.far.folder, session.id);
		if (start.image != NULL)
			session.image = xstrdup(image.path);
		run(&login, &start);
	}
	vnc_host_close(&login);
	vnc_address_release(&address);
	bind_set_release(&binds);
	vnc_session_release(&session);
	free(what);
}
