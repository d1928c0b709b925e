#include "vnc/tunnel_parts.h"

#ifdef HAVE_SSH

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

enum { ALIVE_SECONDS = 15, ALIVE_COUNT = 3 };

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
		tunnel->broken =
			!ssh_batch_read(&tunnel->batch, tunnel->link->event, tunnel->link->session);
	for (size_t i = 0; i < streams; i++)
		stream_drive(tunnel->streams.items[i], polled->items[polled->streams + i].revents);
	for (size_t i = 0; i < tunnel->wish->forward_count; i++)
		for (size_t j = 0; j < 2; j++)
			if (polled->items[2 + 2 * i + j].revents & POLLIN)
				accept_from(tunnel, i, tunnel->listeners[i].fds[j]);
	reap(tunnel);
	return check_alive(tunnel, now);
}

void tunnel_serve(struct tunnel *tunnel, char **why)
{
	struct polled *polled = xcalloc(1, sizeof *polled);

	*why = NULL;
	tunnel->broken = false;
	count_bytes(tunnel);
	while (!tunnel_stopped(tunnel)) {
		if (!turn(tunnel, polled)) {
			*why = xstrdup("the host does not answer any more");
			break;
		}
		if (tunnel->broken || !library.ssh_is_connected(tunnel->link->session)) {
			const char *said = library.ssh_get_error(tunnel->link->session);
			*why = xstrdup(said[0] != '\0' ? said : "the connection broke");
			break;
		}
		if (tunnel->wish->once && tunnel->numbers > 0 && tunnel->streams.count == 0)
			break;
	}
	free(polled);
}

#endif
