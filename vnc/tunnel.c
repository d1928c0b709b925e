#include "vnc/tunnel_parts.h"

#ifdef HAVE_SSH

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	ALIVE_SECONDS = 15,
	ALIVE_COUNT = 3,
	CANCEL_MS = 250,
	PUMPS_MAX = 64,
	WAIT_MAX = 30, /* seconds between two tries to connect */
};

void tunnel_tell(struct tunnel *tunnel, enum tunnel_event_kind kind, const struct stream *stream,
	const char *why, int64_t seconds)
{
	struct tunnel_event event = {.kind = kind, .why = why, .seconds = seconds};

	for (size_t i = 0; i < tunnel->streams.count; i++)
		event.open += tunnel->streams.items[i]->state == STREAM_OPEN ? 1 : 0;
	if (stream != NULL) {
		event.stream = stream->number;
		event.forward = (size_t)(stream->forward - tunnel->wish->forwards);
		event.sent = stream->sent;
		event.received = stream->received;
	}
	if (tunnel->wish->on_event != NULL)
		tunnel->wish->on_event(tunnel->wish->context, &event);
}

/* ---- the life of a tunnel ---- */

bool tunnel_open(const struct tunnel_wish *wish, struct tunnel **result, struct diags *diags)
{
	struct tunnel *tunnel = xcalloc(1, sizeof *tunnel);
	bool fine = wish->forward_count <= TUNNEL_FORWARDS_MAX;

	if (!fine)
		BUG("too many forwards");
	tunnel->wish = wish;
	tunnel->link = wish->link;
	tunnel->ssh = wish->ssh;
	if (tunnel->ssh.cancel == NULL)
		tunnel->ssh.cancel = &tunnel->halted;
	tunnel->piece = xmalloc(PIECE);
	tunnel->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	for (size_t i = 0; i < TUNNEL_FORWARDS_MAX; i++)
		tunnel->listeners[i] = (struct tunnel_listener){{-1, -1}, 0};
	/* A port that is taken is told before anybody types a code. */
	for (size_t i = 0; fine && i < wish->forward_count; i++)
		fine = tunnel_listen(wish->forwards[i].local_port, &tunnel->listeners[i], diags);
	if (fine && tunnel->link == NULL)
		fine = ssh_link_open(&tunnel->ssh, &tunnel->link, diags);
	if (fine) {
		tunnel->heard = link_clock();
		*result = tunnel;
		return true;
	}
	tunnel_close(tunnel);
	return false;
}

int64_t tunnel_port(const struct tunnel *tunnel, size_t forward)
{
	return tunnel->listeners[forward].port;
}

void tunnel_stop(struct tunnel *tunnel)
{
	const uint64_t one = 1;

	atomic_store(&tunnel->halted, true);
	if (write(tunnel->wake, &one, sizeof one) < 0)
		return; /* it is full, and so has come before */
}

struct ssh_link *tunnel_between(struct tunnel *tunnel)
{
	uint64_t count;

	atomic_store(&tunnel->halted, false);
	if (read(tunnel->wake, &count, sizeof count) < 0)
		return tunnel->link; /* nobody has stopped it */
	return tunnel->link;
}

static void drop_streams(struct tunnel *tunnel)
{
	for (size_t i = 0; i < tunnel->streams.count; i++)
		stream_free(tunnel->streams.items[i]);
	tunnel->streams.count = 0;
}

struct ssh_link *tunnel_take_link(struct tunnel *tunnel)
{
	struct ssh_link *link;

	drop_streams(tunnel);
	link = tunnel->link;
	tunnel->link = NULL;
	return link;
}

void tunnel_close(struct tunnel *tunnel)
{
	if (tunnel == NULL)
		return;
	drop_streams(tunnel);
	vector_release(&tunnel->streams);
	for (size_t i = 0; i < TUNNEL_FORWARDS_MAX; i++)
		tunnel_listener_close(&tunnel->listeners[i]);
	ssh_link_close(tunnel->link);
	if (tunnel->wake >= 0)
		close(tunnel->wake);
	free(tunnel->refusal);
	free(tunnel->piece);
	free(tunnel);
}

/* ---- one connection ---- */

static bool stopped(const struct tunnel *tunnel)
{
	const atomic_bool *cancel = tunnel->wish->ssh.cancel;

	return atomic_load(&tunnel->halted) || (cancel != NULL && atomic_load(cancel));
}

static int alive_ms(const struct tunnel *tunnel)
{
	int64_t seconds = tunnel->link->settings.alive_interval;

	return (int)(seconds > 0 ? seconds : ALIVE_SECONDS) * 1000;
}

/* Asks a peer that is silent. False when it has not answered for too long. */
static bool check_alive(struct tunnel *tunnel, int64_t now)
{
	int64_t count = tunnel->link->settings.alive_count;

	/* Whichever call has read it. */
	if (tunnel->counter.in_bytes != tunnel->heard_bytes) {
		tunnel->heard_bytes = tunnel->counter.in_bytes;
		tunnel->heard = now;
	}
	if (now - tunnel->heard < alive_ms(tunnel)) {
		tunnel->asked = 0;
		return true;
	}
	if (tunnel->asked == 0) {
		/* The first call may only take in the answer to the question before. */
		library.ssh_send_keepalive(tunnel->link->session);
		library.ssh_send_keepalive(tunnel->link->session);
		tunnel->asked = now;
	}
	return now - tunnel->asked < alive_ms(tunnel) * (count > 0 ? count : ALIVE_COUNT);
}

static void accept_from(struct tunnel *tunnel, size_t forward, int listener)
{
	while (tunnel->streams.count < TUNNEL_STREAMS_MAX) {
		int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0)
			return;
		vector_push(&tunnel->streams, stream_new(tunnel, forward, fd));
		/* Its request leaves at once, with those of the others. */
		stream_drive(tunnel->streams.items[tunnel->streams.count - 1], 0);
	}
}

struct polled {
	struct pollfd items[2 + 2 * TUNNEL_FORWARDS_MAX + TUNNEL_STREAMS_MAX];
	size_t count, streams; /* where those of the streams begin */
};

static void watch(struct polled *polled, int fd, short events)
{
	polled->items[polled->count++] =
		(struct pollfd){.fd = events != 0 ? fd : -1, .events = events};
}

static void watch_all(struct tunnel *tunnel, struct polled *polled)
{
	ssh_session session = tunnel->link->session;
	bool full, room = tunnel->streams.count < TUNNEL_STREAMS_MAX;

	if (library.ssh_get_status(session) & SSH_WRITE_PENDING)
		link_pump(tunnel->link);
	full = (library.ssh_get_status(session) & SSH_WRITE_PENDING) != 0;
	polled->count = 0;
	watch(polled, tunnel->wake, POLLIN);
	watch(polled, library.ssh_get_fd(session), (short)(POLLIN | (full ? POLLOUT : 0)));
	for (size_t i = 0; i < tunnel->wish->forward_count; i++)
		for (size_t j = 0; j < 2; j++)
			watch(polled, tunnel->listeners[i].fds[j], room ? POLLIN : 0);
	polled->streams = polled->count;
	for (size_t i = 0; i < tunnel->streams.count; i++)
		watch(polled, tunnel->streams.items[i]->fd,
			stream_wants(tunnel->streams.items[i], full));
}

/* Milliseconds until a timer of ours may be due. */
static int next_timer(const struct tunnel *tunnel, int64_t now)
{
	int64_t left = alive_ms(tunnel) - (now - tunnel->heard);

	if (left <= 0)
		left = 1000;
	for (size_t i = 0; i < tunnel->streams.count; i++) {
		const struct stream *stream = tunnel->streams.items[i];
		bool waits = stream->state != STREAM_OPEN;
		if (waits && stream->deadline - now < left)
			left = stream->deadline > now ? stream->deadline - now : 0;
	}
	if (tunnel->wish->ssh.cancel != NULL && left > CANCEL_MS)
		left = CANCEL_MS;
	return (int)left + 1;
}

static void end_stream(struct tunnel *tunnel, struct stream *stream)
{
	if (stream->told_local || stream->told_far || stream->broken)
		tunnel_tell(tunnel, TUNNEL_CLOSED, stream,
			stream->said.length > 0 ? text_string(&stream->said) : NULL, 0);
	stream_free(stream);
}

static void reap(struct tunnel *tunnel)
{
	for (size_t i = tunnel->streams.count; i > 0; i--) {
		struct stream *stream = tunnel->streams.items[i - 1];
		if (stream->state != STREAM_ENDED)
			continue;
		vector_remove(&tunnel->streams, i - 1);
		end_stream(tunnel, stream);
	}
}

/* libssh reads 4096 bytes at a time; less is the end of what there is. */
static void pump(struct tunnel *tunnel)
{
	for (int i = 0; i < PUMPS_MAX; i++) {
		uint64_t before = tunnel->counter.in_bytes;
		if (library.ssh_event_dopoll(tunnel->link->event, 0) != SSH_OK ||
			tunnel->counter.in_bytes - before < 4096)
			return;
	}
}

static void count_bytes(struct tunnel *tunnel)
{
	tunnel->counter = (struct ssh_counter_struct){0};
	tunnel->heard_bytes = 0;
	library.ssh_set_counters(tunnel->link->session, &tunnel->counter, NULL);
}

/* One turn. False when the peer is dead. */
static bool turn(struct tunnel *tunnel, struct polled *polled)
{
	int64_t now;
	size_t streams;

	watch_all(tunnel, polled);
	streams = tunnel->streams.count;
	if (poll(polled->items, polled->count, next_timer(tunnel, link_clock())) < 0 &&
		errno != EINTR)
		return false;
	now = link_clock();
	if (polled->items[1].revents != 0)
		pump(tunnel);
	for (size_t i = 0; i < streams; i++)
		stream_drive(tunnel->streams.items[i], polled->items[polled->streams + i].revents);
	for (size_t i = 0; i < tunnel->wish->forward_count; i++)
		for (size_t j = 0; j < 2; j++)
			if (polled->items[2 + 2 * i + j].revents & POLLIN)
				accept_from(tunnel, i, tunnel->listeners[i].fds[j]);
	reap(tunnel);
	return check_alive(tunnel, now);
}

/* Until it is told to end, or the connection does: then *why says so, for the caller to free. */
static void serve(struct tunnel *tunnel, char **why)
{
	struct polled *polled = xcalloc(1, sizeof *polled);

	*why = NULL;
	count_bytes(tunnel);
	while (!stopped(tunnel)) {
		if (!turn(tunnel, polled)) {
			*why = xstrdup("the host does not answer any more");
			break;
		}
		if (!library.ssh_is_connected(tunnel->link->session)) {
			const char *said = library.ssh_get_error(tunnel->link->session);
			*why = xstrdup(said[0] != '\0' ? said : "the connection broke");
			break;
		}
		if (tunnel->wish->once && tunnel->numbers > 0 && tunnel->streams.count == 0)
			break;
	}
	free(polled);
}

/* ---- from one connection to the next ---- */

/* What may pass by itself, unlike a changed key or a refusal. */
static bool may_pass(const struct diags *diags)
{
	static const char *const passing[] = {"H02", "H03", "H10", "H11"};

	for (size_t i = 0; i < diags->count; i++)
		for (size_t j = 0; j < ARRAY_LENGTH(passing); j++)
			if (diags->items[i].severity == SEVERITY_ERROR &&
				string_equal(diags->items[i].id, passing[j]))
				return true;
	return false;
}

static void wait_seconds(struct tunnel *tunnel, int64_t seconds)
{
	int64_t end = link_clock() + seconds * 1000, left;
	struct pollfd wake = {.fd = tunnel->wake, .events = POLLIN};

	while (!stopped(tunnel) && (left = end - link_clock()) > 0)
		poll(&wake, 1, left < CANCEL_MS ? (int)left : CANCEL_MS);
}

static const char *last_error(const struct diags *diags)
{
	for (size_t i = diags->count; i > 0; i--)
		if (diags->items[i - 1].severity == SEVERITY_ERROR)
			return diags->items[i - 1].message;
	return NULL;
}

/* True when it stands again, or was stopped. */
static bool connect_again(struct tunnel *tunnel, struct diags *diags)
{
	for (int64_t seconds = 1; !stopped(tunnel);
		seconds = seconds < 16 ? 2 * seconds : WAIT_MAX) {
		struct diags said = {0};
		if (ssh_link_open(&tunnel->ssh, &tunnel->link, &said)) {
			diags_release(&said);
			tunnel->heard = link_clock();
			tunnel->asked = 0;
			tunnel_tell(tunnel, TUNNEL_CONNECTED, NULL, NULL, 0);
			return true;
		}
		if (!stopped(tunnel) && !may_pass(&said)) {
			diags_move(diags, &said);
			return false;
		}
		if (!stopped(tunnel))
			tunnel_tell(tunnel, TUNNEL_WAITS, NULL, last_error(&said), seconds);
		diags_release(&said);
		wait_seconds(tunnel, seconds);
	}
	return true;
}

bool tunnel_run(struct tunnel *tunnel, struct diags *diags)
{
	const atomic_bool *cancel = tunnel->wish->ssh.cancel;

	for (;;) {
		char *why;
		bool fine;
		serve(tunnel, &why);
		if (why == NULL)
			break;
		drop_streams(tunnel);
		tunnel_tell(tunnel, TUNNEL_LOST, NULL, why, 0);
		fine = !tunnel->wish->brief;
		if (!fine)
			diags_fail(diags, "H11", NULL, "lost the connection to '%s': %s",
				ssh_link_name(tunnel->link), why);
		free(why);
		ssh_link_close(tunnel->link);
		tunnel->link = NULL;
		if (!fine || !connect_again(tunnel, diags))
			return false;
		if (tunnel->link == NULL)
			break;
	}
	if (cancel != NULL && atomic_load(cancel))
		return diags_fail(diags, "R06", NULL, "cancelled while the tunnel was open");
	if (tunnel->wish->once && tunnel->refusal != NULL && !stopped(tunnel))
		return diags_fail(diags, "H15", NULL, "the far side does not open the stream: %s",
			tunnel->refusal);
	return true;
}

#else

bool tunnel_open(const struct tunnel_wish *wish, struct tunnel **tunnel, struct diags *diags)
{
	ssh_link_close(wish->link);
	(void)tunnel;
	return ssh_library_load(diags);
}

int64_t tunnel_port(const struct tunnel *tunnel UNUSED, size_t forward UNUSED)
{
	return 0;
}

bool tunnel_run(struct tunnel *tunnel, struct diags *diags)
{
	(void)tunnel;
	return ssh_library_load(diags);
}

void tunnel_stop(struct tunnel *tunnel)
{
	(void)tunnel;
}

struct ssh_link *tunnel_between(struct tunnel *tunnel UNUSED)
{
	return NULL;
}

struct ssh_link *tunnel_take_link(struct tunnel *tunnel UNUSED)
{
	return NULL;
}

void tunnel_close(struct tunnel *tunnel)
{
	(void)tunnel;
}

#endif
