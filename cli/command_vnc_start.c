#include "cli/vnc_far.h"
#include "cli/vnc_start.h"
#include "base/files.h"
#include "base/units.h"
#include "cli/command_queue.h"
#include "cli/image_open.h"

#include <time.h>
#include <unistd.h>

static bool read_geometry(struct cli *cli, struct vnc_session *session)
{
	const char *value = cli_value(cli, "geometry"), *x;
	char *width = NULL;
	bool fine;

	session->width = 1280;
	session->height = 800;
	if (value == NULL)
		return true;
	x = strchr(value, 'x');
	width = xstrndup(value, x != NULL ? (size_t)(x - value) : 0);
	fine = x != NULL && integer_parse(width, 64, 16384, &session->width) &&
	       integer_parse(x + 1, 64, 16384, &session->height);
	if (!fine) {
		diags_fail(&cli->diags, "U05", "--geometry", "'%s' is no size of a screen", value);
		diag_hint(cli_last(cli), "for example 1920x1080; each side has 64 to 16384 pixels");
	}
	free(width);
	return fine;
}

/* Options that have no meaning beside others. */
static void check_together(struct cli *cli, const struct vnc_session *session)
{
	static const char *const of_the_job[] = {
		"--account", "--partition", "--cores", "--memory", "--gpus"};
	static const struct {
		const char *option, *why;
	} of_an_xvnc[] = {
		{"--listen", "the module decides itself where its server listens"},
		{"--browser", "the module brings a way in for browsers itself"},
		{"--server-image", "the module brings a server itself"},
	};

	if (session->here && cli_given(cli, "on"))
		diags_fail(&cli->diags, "V31", "--here", "it is either here or on another host");
	if (cli_given(cli, "server-image") && cli_given(cli, "on"))
		diags_fail(&cli->diags, "V31", "--server-image",
			"images of another host cannot be looked into from here");
	for (size_t i = 0; session->here && i < ARRAY_LENGTH(of_the_job); i++)
		if (cli_given(cli, of_the_job[i] + 2))
			diags_fail(&cli->diags, "V31", of_the_job[i],
				"a session on this host has no job that could get it");
	for (size_t i = 0; session->backend == VNC_MODULE && i < ARRAY_LENGTH(of_an_xvnc); i++)
		if (cli_given(cli, of_an_xvnc[i].option + 2))
			diags_fail(
				&cli->diags, "V31", of_an_xvnc[i].option, "%s", of_an_xvnc[i].why);
}

static bool read_session(struct cli *cli, struct vnc_session *session)
{
	const struct site *site = &cli->site;
	const char *app = cli_value(cli, "app");
	char *folder = vnc_folder();
	int backend = site->vnc.backend == SITE_VNC_MODULE ? VNC_MODULE : VNC_DIRECT;

	*session = (struct vnc_session){.created = (int64_t)time(NULL)};
	if (folder == NULL)
		return diags_fail(
			&cli->diags, "F21", NULL, "there is no home for sessions: HOME is not set");
	session->id = vnc_new_id();
	session->folder = path_join(folder, session->id);
	free(folder);
	session->backend = (enum vnc_backend)cli_choice(cli, "backend", backend);
	if (cli_given(cli, "server-image") && !cli_given(cli, "backend"))
		session->backend = VNC_DIRECT;
	session->listen = (enum vnc_listen)cli_choice(cli, "listen", VNC_SOCKET);
	session->browser = (enum vnc_browser)cli_choice(cli, "browser", VNC_BROWSER_AUTO);
	session->here = cli_given(cli, "here");
	session->app = app != NULL ? xstrdup(app) : NULL;
	check_together(cli, session);
	if (cli_given(cli, "image") && app == NULL) {
		diags_fail(&cli->diags, "V31", "--image", "nothing is to be run in the image");
		diag_hint(cli_last(cli), "give the program: --app 'paraview'");
	}
	return read_geometry(cli, session) && !diags_have_errors(&cli->diags);
}

static void read_job(struct cli *cli, struct vnc_job *job)
{
	const struct site_vnc *site = &cli->site.vnc;
	const char *memory = cli_value(cli, "memory"), *duration = cli_value(cli, "time");

	*job = (struct vnc_job){.account = cli_value(cli, "account"),
		.partition = cli_value(cli, "partition"),
		.cores = cli_integer(cli, "cores", 1, 4096, site->cores),
		.gpus = cli_integer(cli, "gpus", 0, 64, 0),
		.time = site->time,
		.memory = site->memory};
	if (job->account == NULL)
		job->account = getenv("SBATCH_ACCOUNT");
	if (job->partition == NULL)
		job->partition = site->partition;
	if (memory != NULL && !size_parse(memory, 1 << 20, &job->memory))
		diags_fail(&cli->diags, "U05", "--memory", "'%s' is no size", memory);
	if (duration != NULL && !duration_parse(duration, &job->time))
		diags_fail(&cli->diags, "U05", "--time", "'%s' is no time", duration);
}

/* Where programs for servers are, beside what stands in PATH. */
static bool has_server(struct cli *cli, struct opened_image *opened)
{
	static const char *const places[] = {"usr/bin/Xtigervnc", "usr/bin/Xvnc", "bin/Xtigervnc",
		"bin/Xvnc", "usr/local/bin/Xvnc", "opt/TurboVNC/bin/Xvnc"};

	for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
		struct diags said = {0};
		struct tree_entry entry;
		bool found = image_tree_find(opened->tree, places[i], 0, &entry, &said);
		diags_release(&said);
		if (found)
			return true;
	}
	diags_fail(&cli->diags, "V61", "--server-image", "there is no Xvnc in '%s'",
		opened->image.target);
	diag_hint(cli_last(cli), "it needs TigerVNC or TurboVNC, with vncpasswd");
	return false;
}

static bool find_server(struct cli *cli, struct vnc_session *session)
{
	const char *what = cli_value(cli, "server-image");
	struct opened_image opened = {0};
	bool fine;

	if (what == NULL)
		return true;
	fine = cli_open_tree(cli, what, &opened) && has_server(cli, &opened);
	if (fine)
		session->server_image = xstrdup(opened.image.target);
	opened_image_release(&opened);
	return fine;
}

static bool compose(struct cli *cli, struct vnc_start *start, struct vnc_session *session,
	struct bind_set *binds)
{
	const char *what = cli_value(cli, "image");

	start->binds = binds;
	if (!find_server(cli, session))
		return false;
	if (what != NULL) {
		start->image = vnc_compose(cli, what, binds);
		if (start->image == NULL)
			return false;
		session->image = xstrdup(start->image->target);
	}
	return true;
}

/* What the site says about sessions outside of jobs. Inside of one they are as welcome as any. */
static void check_policy(struct cli *cli)
{
	const char *policy = cli->site.vnc.here_policy;

	if (policy == NULL || getenv("SLURM_JOB_ID") != NULL)
		return;
	diags_add(&cli->diags, SEVERITY_WARNING, "V60", NULL, "%s", policy);
	diag_hint(cli_last(cli), "without --here it runs in a job");
	cli_tell(cli);
}

static void wait_a_moment(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
}

void vnc_wait_judge(
	struct cli *cli, const struct vnc_view *view, int64_t patience, bool time_is_up)
{
	if (view->state == VNC_ENDED)
		diags_fail(&cli->diags, "V22", NULL, "the session has ended before it was ready");
	else if (view->state != VNC_READY && time_is_up && patience > 0)
		diags_fail(&cli->diags, "V27", NULL,
			"the session is not ready within %lld seconds; it goes on",
			(long long)patience);
}

/* Until it is ready or over, or the user's patience is. */
static void wait_ready(struct cli *cli, const char *id, int64_t patience)
{
	time_t end = time(NULL) + (time_t)patience;
	struct vnc_session session;
	struct vnc_view view = {0};
	struct slurm_jobs jobs = {0};

	for (;;) {
		bool answers = true;
		if (!vnc_read(id, &session, &cli->diags))
			break;
		if (session.job != NULL)
			vnc_jobs(cli, &jobs, &answers);
		vnc_look(cli, &session, &jobs, answers, &view);
		if (!answers || atomic_load(queue_interrupt()) || time(NULL) >= end ||
			view.state == VNC_READY || view.state == VNC_ENDED) {
			vnc_show(cli, &session, &view, "berth.vnc.start/1");
			break;
		}
		vnc_view_release(&view);
		slurm_jobs_release(&jobs);
		jobs = (struct slurm_jobs){0};
		vnc_session_release(&session);
		wait_a_moment();
	}
	vnc_wait_judge(cli, &view, patience, time(NULL) >= end);
	vnc_view_release(&view);
	slurm_jobs_release(&jobs);
	vnc_session_release(&session);
}

/* The job writes its number down as well, but perhaps long after. */
static bool keep_job(struct cli *cli, const struct vnc_session *session, const char *printed)
{
	char *id = slurm_submitted_id(printed), *path = path_join(session->folder, "job");
	struct text line = TEXT_INIT;
	bool fine = id != NULL;

	if (!fine) {
		diags_fail(&cli->diags, "Q02", NULL, "'sbatch' tells no job");
	} else {
		text_append_format(&line, "%s\n", id);
		fine = file_write(
			path, text_string(&line), line.length, 0600, FILE_REPLACE, &cli->diags);
	}
	text_release(&line);
	free(path);
	free(id);
	return fine;
}

static void run(struct cli *cli, const struct vnc_session *session, const struct plan *plan)
{
	struct plan_result result = {0};
	struct text said = TEXT_INIT;
	bool looks = cli_given(cli, "show") || cli_given(cli, "save");

	if (cli->json) {
		cli_document(cli, "berth.vnc.start/1");
		json_object_set_new(cli->document, "id", json_string(session->id));
	}
	if (queue_run_plan(cli, plan, &result, &said)) {
		if (session->here || keep_job(cli, session, text_string(&result.out))) {
			json_decref(cli->document);
			cli->document = NULL;
			wait_ready(cli, session->id, cli_integer(cli, "wait", 0, VNC_WAIT_MAX, 0));
		}
	} else if (!looks) {
		/* Nothing was submitted, so nothing is to stay. */
		struct diags ignored = {0};
		if (access(session->folder, F_OK) == 0 && !vnc_forget(session, &ignored))
			diag_hint(cli_last(cli), "'%s' is left behind", session->folder);
		diags_release(&ignored);
	}
	plan_result_release(&result);
	text_release(&said);
}

bool vnc_start_read(struct cli *cli, struct vnc_session *session, struct vnc_job *job)
{
	bool fine = read_session(cli, session);

	read_job(cli, job);
	return fine && !diags_have_errors(&cli->diags);
}

static void start_here(struct cli *cli)
{
	struct vnc_session session;
	struct bind_set binds = {0};
	struct vnc_start start = {.site = &cli->site, .session = &session};
	struct plan plan;

	plan_init(&plan, "A VNC session");
	if (vnc_start_read(cli, &session, &start.job) && compose(cli, &start, &session, &binds) &&
		vnc_plan_start(&start, &plan, &cli->diags)) {
		if (session.here)
			check_policy(cli);
		run(cli, &session, &plan);
	}
	plan_release(&plan);
	bind_set_release(&binds);
	vnc_session_release(&session);
}

void command_vnc_start(struct cli *cli)
{
	const char *host = cli_value(cli, "on");

	if (cli_site(cli) == NULL)
		return;
	if (host != NULL)
		vnc_far_start(cli, host);
	else
		start_here(cli);
}
