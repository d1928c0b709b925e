#include "cli/command_queue.h"
#include "cli/vnc_far.h"
#include "cli/vnc_open.h"
#include "vnc/remote_relays.h"

#include <time.h>

enum {
	IDLE_PAUSE = 60, /* seconds between two questions while nobody is connected */
	SETTLE_MAX = 15, /* seconds in which a session that ends has ended */
};

/* A session of another host, and the way to it. The tunnel's thread has the connection; between two
 * of its runs, when no stream is open, it asks how the session is. */
struct far_way {
	struct vnc_opening opening;
	struct vnc_host host;
	char *id;
	struct vnc_far_session *far; /* of host.far */
	struct tunnel *tunnel;
	pthread_t thread, timer;
	bool runs;
	atomic_size_t open; /* streams */
	struct diags lost;  /* why the connection cannot come back */
	char *why_way;
};

static bool look(struct vnc_opening *opening)
{
	struct far_way *way = opening->context;

	way->far = vnc_host_find(&way->host, way->id, true);
	if (way->far == NULL)
		return false;
	/* What "last" means stays the same. */
	free(way->id);
	way->id = xstrdup(way->far->session.id);
	opening->session = &way->far->session;
	vnc_host_look(&way->host, way->far, 1, &opening->view);
	return way->host.link != NULL;
}

/* One answer. *ending: the session is about to end, and a moment later Slurm knows how. */
static bool ask_once(struct far_way *way, struct ssh_link *link, struct text *why, bool *ending)
{
	const char *job = way->far->session.job;
	struct vnc_far answer;
	struct diags ignored = {0};
	bool over = false;

	*ending = false;
	if (vnc_remote_ask(link, way->host.host,
		    (struct vnc_request){.verb = VNC_LIST, .id = way->id}, &answer, &ignored) &&
		answer.queue_answers) {
		const struct slurm_job *found = vnc_find_job(&answer.jobs, job);
		bool has_server =
			answer.sessions.count == 1 && answer.sessions.items[0].session.has_endpoint;
		over = vnc_job_is_over(job, found, why);
		*ending = found != NULL &&
			  (string_equal(found->state, "COMPLETING") || (!over && !has_server));
	}
	vnc_far_release(&answer);
	diags_release(&ignored);
	return over;
}

/* Asks over the tunnel's connection, between two runs. */
static bool ask_over(struct far_way *way, struct text *why)
{
	struct ssh_link *link = tunnel_between(way->tunnel);
	bool over = false, ending = link != NULL;

	for (int i = 0; ending && i < SETTLE_MAX; i++) {
		if (i > 0)
			nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
		text_truncate(why, 0);
		over = ask_once(way, link, why, &ending);
	}
	return over;
}

static void *serve(void *context)
{
	struct far_way *way = context;
	struct vnc_opening *opening = &way->opening;

	while (!atomic_load(&opening->stop)) {
		/* It ends when we want to know how the session is, or for good. */
		if (!tunnel_run(way->tunnel, &way->lost) || atomic_load(&opening->stop))
			break;
		if (ask_over(way, &opening->why)) {
			atomic_store(&opening->over, true);
			break;
		}
	}
	atomic_store(&opening->stop, true);
	return NULL;
}

/* While nobody is connected, no end of a stream tells of the end of the session. */
static void *ask_when_idle(void *context)
{
	struct far_way *way = context;

	for (int64_t turn = 1; !atomic_load(&way->opening.stop); turn++) {
		nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
		if (turn % (IDLE_PAUSE * 5) == 0 && atomic_load(&way->open) == 0)
			tunnel_stop(way->tunnel);
	}
	tunnel_stop(way->tunnel);
	return NULL;
}

static void on_event(void *context, const struct tunnel_event *event)
{
	struct far_way *way = context;
	struct cli *cli = way->opening.cli;
	const char *why = event->why != NULL ? event->why : "";

	atomic_store(&way->open, event->open);
	switch (event->kind) {
	case TUNNEL_CONNECTED:
		vnc_tell(cli, "connected again to '%s'", way->host.host);
		break;
	case TUNNEL_LOST:
		vnc_tell(cli, "lost the connection to '%s': %s", way->host.host, why);
		break;
	case TUNNEL_WAITS:
		vnc_tell(cli, "%s; trying again in %lld s", why, (long long)event->seconds);
		break;
	case TUNNEL_REFUSED:
		vnc_tell(cli, "the server cannot be reached: %s", why);
		tunnel_stop(way->tunnel);
		break;
	case TUNNEL_CLOSED:
		if (event->open == 0)
			tunnel_stop(way->tunnel);
		break;
	case TUNNEL_OPENED:
		break;
	}
}

static void end_tunnel(struct far_way *way)
{
	atomic_store(&way->opening.stop, true);
	if (way->runs) {
		tunnel_stop(way->tunnel);
		pthread_join(way->thread, NULL);
		pthread_join(way->timer, NULL);
	}
	way->runs = false;
}

/* After the viewer: the tunnel is not needed any more, and its connection can be asked. */
static bool is_over(struct vnc_opening *opening, struct text *why)
{
	struct far_way *way = opening->context;

	end_tunnel(way);
	if (atomic_load(&opening->over))
		return true;
	return way->tunnel != NULL && ask_over(way, why);
}

/* Which program of the node it is, before anybody waits for a picture. */
static bool choose_relay(struct far_way *way)
{
	struct cli *cli = way->opening.cli;
	const struct vnc_session *session = &way->far->session;
	struct vnc_far answer;
	bool fine = vnc_remote_ask(way->host.link, way->host.host,
		(struct vnc_request){.verb = VNC_RELAY, .id = session->id, .session = session},
		&answer, &cli->diags);

	if (fine && answer.relay == NULL) {
		fine = diags_fail(&cli->diags, "V46", NULL,
			"no relay can be started in job %s: %.300s", session->job,
			answer.refused != NULL ? answer.refused : "no reason is told");
		diag_hint(cli_last(cli), "start the session with --listen node to do without one");
	} else if (fine) {
		way->why_way =
			xasprintf("the server opens no port on the cluster network; %s, as a "
				  "step in job %s, passes the bytes on",
				answer.relay, session->job);
	}
	vnc_far_release(&answer);
	return fine;
}

/* A copy in which the way for browsers stands in place of the other; borrows everything. */
static struct vnc_session for_browser(const struct vnc_session *session)
{
	struct vnc_session copy = *session;

	copy.endpoint.port = session->endpoint.proxy_port;
	copy.endpoint.socket = session->endpoint.proxy_socket;
	return copy;
}

static bool choose_way(struct far_way *way, struct tunnel_forward *forward, struct strings *storage)
{
	struct cli *cli = way->opening.cli;
	const struct vnc_session *session = &way->far->session;
	struct vnc_session browser = for_browser(session);
	bool wanted = cli_given(cli, "browser");

	if (!vnc_far_forward(wanted ? &browser : session, forward, storage, &cli->diags))
		return false;
	forward->local_port = cli_integer(cli, "local-port", 1, 65535, 0);
	/* A browser speaks first. */
	if (wanted)
		forward->greeting = NULL;
	if (diags_have_errors(&cli->diags))
		return false;
	if (forward->command != NULL)
		return choose_relay(way);
	way->why_way =
		xasprintf("the server listens on the cluster network, guarded by its password "
			  "alone, and '%s' passes the bytes on",
			way->host.host);
	return true;
}

static void show(struct far_way *way, const struct tunnel_forward *forward)
{
	struct vnc_opening *opening = &way->opening;
	struct vnc_shown shown = {.way = forward->command != NULL ? "relay" : "forward",
		.why_way = way->why_way,
		.host = "localhost",
		.port = tunnel_port(way->tunnel, 0),
		.browser = cli_given(opening->cli, "browser"),
		.password = way->far->password.length > 0 ? text_string(&way->far->password) : NULL,
		.passwd = way->far->passwd,
		.passwd_length = way->far->passwd_length};

	vnc_open_guard(opening);
	way->runs = pthread_create(&way->thread, NULL, serve, way) == 0 &&
		    pthread_create(&way->timer, NULL, ask_when_idle, way) == 0;
	if (!way->runs)
		BUG("no thread can be made");
	vnc_open_show(opening, &shown);
	end_tunnel(way);
	if (!atomic_load(queue_interrupt()))
		diags_move(&opening->cli->diags, &way->lost);
}

static void open_way(struct far_way *way)
{
	struct cli *cli = way->opening.cli;
	struct tunnel_forward forward;
	struct strings storage = {0};

	if (choose_way(way, &forward, &storage)) {
		const struct tunnel_wish wish = {.link = way->host.link,
			.ssh = way->host.ssh,
			.forwards = &forward,
			.forward_count = 1,
			.on_event = on_event,
			.context = way};
		way->host.link = NULL;
		if (tunnel_open(&wish, &way->tunnel, &cli->diags)) {
			show(way, &forward);
			/* Before what the tunnel's wish names goes. */
			tunnel_close(way->tunnel);
			way->tunnel = NULL;
		}
	}
	strings_release(&storage);
}

void vnc_far_open(struct cli *cli, const struct vnc_address *address)
{
	struct far_way way = {.opening = {.cli = cli,
				      .where = address->host,
				      .look = look,
				      .is_over = is_over,
				      .context = &way},
		.id = address->id != NULL ? xstrdup(address->id) : NULL};

	if (vnc_host_open(cli, address->host, &way.host) && vnc_open_wait(&way.opening) &&
		vnc_open_has_browser(&way.opening))
		open_way(&way);
	vnc_open_release(&way.opening);
	vnc_host_close(&way.host);
	diags_release(&way.lost);
	free(way.id);
	free(way.why_way);
}
