#include "cli/command_vnc.h"
#include "base/files.h"
#include "cli/command_queue.h"
#include "cli/vnc_far.h"
#include "cli/vnc_open.h"
#include "vnc/relay.h"

#include <unistd.h>

enum { SETTLE_MAX = 15 }; /* seconds in which a session that ends has ended */

/* A session of this host, as of the last look. */
struct here {
	const char *id;
	struct vnc_session session;
	struct slurm_jobs jobs;
	int listener;
	pthread_t relay;
};

static bool look(struct vnc_opening *opening)
{
	struct here *here = opening->context;
	struct cli *cli = opening->cli;
	struct diags before = cli->diags;
	bool answers = true, fine;

	vnc_session_release(&here->session);
	slurm_jobs_release(&here->jobs);
	here->jobs = (struct slurm_jobs){0};
	fine = vnc_read(here->id, &here->session, &cli->diags);
	opening->session = &here->session;
	if (!fine)
		return false;
	/* That Slurm does not answer is said by the waiting, once. */
	cli->diags = (struct diags){0};
	vnc_jobs(cli, &here->jobs, &answers);
	vnc_look(cli, &here->session, &here->jobs, answers, &opening->view);
	diags_release(&cli->diags);
	cli->diags = before;
	return true;
}

/* One answer. *ending: it is about to end, and a moment later Slurm knows how. */
static bool ask_once(const char *job, struct text *why, bool *ending)
{
	struct slurm_client client = {0};
	struct slurm_jobs jobs = {0};
	struct diags ignored = {0};
	bool over = false;

	*ending = false;
	if (slurm_queue(&client, true, &jobs, &ignored)) {
		const struct slurm_job *found = vnc_find_job(&jobs, job);
		over = vnc_job_is_over(job, found, why);
		*ending = found != NULL && string_equal(found->state, "COMPLETING");
	}
	slurm_jobs_release(&jobs);
	diags_release(&ignored);
	return over;
}

static bool is_over(struct vnc_opening *opening, struct text *why)
{
	const struct here *here = opening->context;
	bool over = false, ending = here->session.job != NULL;

	for (int i = 0; ending && i < SETTLE_MAX; i++) {
		if (i > 0)
			sleep(1);
		text_truncate(why, 0);
		over = ask_once(here->session.job, why, &ending);
	}
	return over;
}

static void *relay(void *context)
{
	struct vnc_opening *opening = context;
	const struct here *here = opening->context;

	vnc_relay_accept(
		&here->session, here->listener, cli_given(opening->cli, "browser"), &opening->stop);
	return NULL;
}

static void show(struct vnc_opening *opening, struct here *here)
{
	struct cli *cli = opening->cli;
	const struct vnc_endpoint *endpoint = &here->session.endpoint;
	bool relayed = here->session.backend == VNC_DIRECT && here->session.listen != VNC_NODE;
	struct vnc_shown shown = {.way = relayed ? "relay" : "connection",
		.why_way =
			relayed ? "the server opens no port on the cluster network; a step in its "
				  "job passes the bytes on"
				: "the server listens on the cluster network, guarded by its "
				  "password alone",
		.host = relayed ? "localhost" : endpoint->host,
		.browser = cli_given(cli, "browser"),
		.port = cli_given(cli, "browser") ? endpoint->proxy_port : endpoint->port};
	struct text password = TEXT_INIT, passwd = TEXT_INIT;
	char *path = path_join(here->session.folder, "passwd");
	struct diags ignored = {0};

	if (vnc_password(&here->session, &password, &ignored))
		shown.password = text_string(&password);
	if (file_read(path, 64, &passwd, &ignored)) {
		shown.passwd = (const unsigned char *)passwd.data;
		shown.passwd_length = passwd.length;
	}
	if (relayed)
		here->listener = vnc_relay_listen(
			cli_integer(cli, "local-port", 1, 65535, 0), &shown.port, &cli->diags);
	if (!relayed || here->listener >= 0) {
		vnc_open_guard(opening);
		if (relayed && pthread_create(&here->relay, NULL, relay, opening) != 0)
			BUG("no thread can be made");
		vnc_open_show(opening, &shown);
		atomic_store(&opening->stop, true);
		if (relayed)
			pthread_join(here->relay, NULL);
	}
	if (here->listener >= 0)
		close(here->listener);
	free(path);
	text_release(&password);
	text_release(&passwd);
	diags_release(&ignored);
}

static void open_here(struct cli *cli, const char *id)
{
	struct here here = {.id = id, .listener = -1};
	struct vnc_opening opening = {
		.cli = cli, .look = look, .is_over = is_over, .watched = true, .context = &here};

	/* What "last" means stays the same. */
	if (vnc_read(id, &here.session, &cli->diags)) {
		char *whole = xstrdup(here.session.id);
		here.id = whole;
		if (vnc_open_wait(&opening) && vnc_open_has_browser(&opening))
			show(&opening, &here);
		vnc_open_release(&opening);
		free(whole);
	}
	vnc_session_release(&here.session);
	slurm_jobs_release(&here.jobs);
}

void command_vnc_open(struct cli *cli)
{
	const char *what = cli->arguments.count > 0 ? cli->arguments.items[0] : NULL;
	struct vnc_address address;

	if (vnc_address_read(cli, what, &address)) {
		if (address.host != NULL)
			vnc_far_open(cli, &address);
		else
			open_here(cli, address.id);
	}
	vnc_address_release(&address);
}
