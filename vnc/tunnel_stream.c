#include "vnc/tunnel_parts.h"

#ifdef HAVE_SSH

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { OPEN_MS = 30000 };

static size_t pending(const struct text *text, size_t done)
{
	return text->length - done;
}

/* Who connected sees a broken connection, not an end. */
static void break_off(struct stream *stream)
{
	const struct linger now = {.l_onoff = 1};

	stream->state = STREAM_ENDED;
	setsockopt(stream->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static void refuse(struct stream *stream, const char *why)
{
	struct tunnel *tunnel = stream->tunnel;

	if (stream->state == STREAM_ENDED)
		return;
	free(tunnel->refusal);
	tunnel->refusal = xstrdup(why);
	break_off(stream);
	tunnel_tell(tunnel, TUNNEL_REFUSED, stream, why, 0);
}

static void be_open(struct stream *stream)
{
	stream->state = STREAM_OPEN;
	tunnel_tell(stream->tunnel, TUNNEL_OPENED, stream, NULL, 0);
}

/* As much as the socket takes now; what it does not take stays with whoever has the bytes. */
static size_t deliver(struct stream *stream, const char *bytes, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t n =
			send(stream->fd, bytes + done, length - done, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0) {
			stream->broken = true;
			return length;
		}
		done += (size_t)n;
	}
	stream->received += done;
	return done;
}

/* Whether the far side has said what it has to; 0: it has not said enough. */
static int greeted(struct stream *stream, const char *bytes, size_t length)
{
	const char *greeting = stream->forward->greeting;
	size_t wanted = greeting != NULL ? strlen(greeting) : 0;
	struct text why = TEXT_INIT;

	if (memcmp(bytes, greeting != NULL ? greeting : "", length < wanted ? length : wanted) == 0)
		return length >= wanted ? 1 : 0;
	text_append_format(
		&why, "what answers greets by '%.*s'", (int)(length < 200 ? length : 200), bytes);
	refuse(stream, text_string(&why));
	text_release(&why);
	return -1;
}

/* How many bytes stand before the stream; what may be the beginning of the mark is not among them. */
static size_t drop_to_mark(struct stream *stream, const char *bytes, size_t length)
{
	const char *mark = stream->forward->mark, *found;
	size_t wanted = mark != NULL ? strlen(mark) : 0, before;

	if (mark == NULL || stream->marked)
		return 0;
	found = memmem(bytes, length, mark, wanted);
	stream->marked = found != NULL;
	before = found != NULL ? (size_t)(found - bytes) + wanted
		 : length >= wanted ? length - wanted + 1 : 0;
	stream->dropped += before;
	if (!stream->marked && stream->dropped > MARK_MAX)
		refuse(stream, "the login prints too much before the command begins");
	return before;
}

/* Gives how much is taken; libssh keeps the rest, and its window stays closed. */
static int on_data(ssh_session session, ssh_channel channel, void *data, uint32_t length,
	int is_error, void *context)
{
	struct stream *stream = context;
	const char *bytes = data;
	size_t room = SAID_MAX - stream->said.length, before = 0, done;

	(void)session;
	(void)channel;
	if (is_error) {
		text_append_bytes(&stream->said, data, length < room ? length : room);
		return (int)length;
	}
	if (stream->state == STREAM_ENDED || stream->broken)
		return (int)length;
	if (stream->state != STREAM_OPEN) {
		int answer = 0;
		before = drop_to_mark(stream, bytes, length);
		if (stream->marked || (stream->forward->mark == NULL && stream->state != STREAM_ENDED))
			answer = greeted(stream, bytes + before, length - before);
		if (stream->state == STREAM_ENDED)
			return (int)length;
		if (answer == 0)
			return (int)before;
		be_open(stream);
	}
	if (stream->blocked)
		return (int)before;
	done = deliver(stream, bytes + before, length - before);
	stream->blocked = before + done < length;
	return (int)(before + done);
}

static void on_end(ssh_session session, ssh_channel channel, void *context)
{
	struct stream *stream = context;

	(void)session;
	(void)channel;
	stream->far_ended = true;
}

static void on_close(ssh_session session, ssh_channel channel, void *context)
{
	struct stream *stream = context;

	(void)session;
	(void)channel;
	stream->far_ended = stream->far_closed = true;
}

struct stream *stream_new(struct tunnel *tunnel, size_t forward, int fd)
{
	struct stream *stream = xcalloc(1, sizeof *stream);
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	stream->tunnel = tunnel;
	stream->forward = &tunnel->wish->forwards[forward];
	stream->number = ++tunnel->numbers;
	stream->fd = fd;
	stream->deadline = link_clock() + OPEN_MS;
	stream->channel = library.ssh_channel_new(tunnel->link->session);
	if (stream->channel == NULL) {
		refuse(stream, library.ssh_get_error(tunnel->link->session));
		return stream;
	}
	stream->callbacks.userdata = stream;
	stream->callbacks.channel_data_function = on_data;
	stream->callbacks.channel_eof_function = on_end;
	stream->callbacks.channel_close_function = on_close;
	ssh_callbacks_init(&stream->callbacks);
	library.ssh_set_channel_callbacks(stream->channel, &stream->callbacks);
	return stream;
}

static int peer_port(const struct stream *stream)
{
	struct sockaddr_in6 address = {0};
	socklen_t length = sizeof address;

	/* The port stands at the same place for both families. */
	return getpeername(stream->fd, (struct sockaddr *)&address, &length) == 0
		       ? ntohs(address.sin6_port)
		       : 0;
}

static int call_open(struct stream *stream)
{
	const struct tunnel_forward *forward = stream->forward;

	if (stream->state == STREAM_STARTING)
		return library.ssh_channel_request_exec(stream->channel, forward->command);
	if (forward->command != NULL)
		return library.ssh_channel_open_session(stream->channel);
	if (forward->socket != NULL)
		return library.ssh_channel_open_forward_unix(
			stream->channel, forward->socket, "127.0.0.1", peer_port(stream));
	return library.ssh_channel_open_forward(
		stream->channel, forward->host, (int)forward->port, "127.0.0.1", peer_port(stream));
}

static void open_channel(struct stream *stream)
{
	int code = call_open(stream);

	if (code == SSH_AGAIN || stream->state == STREAM_ENDED)
		return;
	if (code != SSH_OK) {
		refuse(stream, library.ssh_get_error(stream->tunnel->link->session));
	} else if (stream->state == STREAM_OPENING && stream->forward->command != NULL) {
		stream->state = STREAM_STARTING;
		open_channel(stream);
	} else if ((stream->forward->greeting != NULL || stream->forward->mark != NULL) &&
		   stream->state != STREAM_OPEN) {
		stream->state = STREAM_GREETING;
	} else if (stream->state != STREAM_OPEN) {
		be_open(stream);
	}
}

/* What was kept, and then what libssh has kept. */
static void drain(struct stream *stream)
{
	char *piece = stream->tunnel->piece;
	int n;

	while (stream->blocked && !stream->broken) {
		stream->in_done += deliver(stream, stream->in.data + stream->in_done,
			pending(&stream->in, stream->in_done));
		if (stream->broken || pending(&stream->in, stream->in_done) > 0)
			return;
		n = library.ssh_channel_read_nonblocking(stream->channel, piece, PIECE, 0);
		text_truncate(&stream->in, 0);
		stream->in_done = 0;
		if (n > 0)
			text_append_bytes(&stream->in, piece, (size_t)n);
		else
			stream->blocked = false;
	}
	text_truncate(&stream->in, 0);
	stream->in_done = 0;
}

/* To the far side; false when it takes no more now. */
static bool push(struct stream *stream, const char *bytes, size_t length, size_t *done)
{
	size_t room = library.ssh_channel_window_size(stream->channel), left = length - *done;
	int n;

	if (left == 0 || room == 0)
		return left == 0;
	n = library.ssh_channel_write(
		stream->channel, bytes + *done, (uint32_t)(left < room ? left : room));
	if (n < 0) {
		stream->broken = true;
		return false;
	}
	*done += (size_t)n;
	stream->sent += (size_t)n;
	return *done == length;
}

static void read_local(struct stream *stream)
{
	char *piece = stream->tunnel->piece;
	size_t done = 0;
	ssize_t n = recv(stream->fd, piece, PIECE, MSG_DONTWAIT);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n < 0) {
		stream->broken = true;
	} else if (n == 0) {
		stream->local_ended = true;
	} else if (!push(stream, piece, (size_t)n, &done)) {
		text_append_bytes(&stream->out, piece + done, (size_t)n - done);
	}
}

static void push_kept(struct stream *stream)
{
	if (stream->out.length == 0 || stream->far_closed)
		return;
	if (push(stream, stream->out.data, stream->out.length, &stream->out_done)) {
		text_truncate(&stream->out, 0);
		stream->out_done = 0;
	}
}

/* Each side hears that the other has ended when it has everything that came before. */
static void pass_ends(struct stream *stream)
{
	if (stream->local_ended && stream->out.length == 0 && !stream->told_far) {
		stream->told_far = true;
		if (!stream->far_closed)
			library.ssh_channel_send_eof(stream->channel);
	}
	if (stream->far_ended && !stream->blocked && !stream->told_local) {
		stream->told_local = true;
		shutdown(stream->fd, SHUT_WR);
	}
	if (stream->told_local && (stream->told_far || stream->far_closed))
		stream->state = STREAM_ENDED;
}

short stream_wants(const struct stream *stream, bool full)
{
	short events = stream->blocked ? POLLOUT : 0;

	if (stream->state != STREAM_OPEN)
		return 0;
	if (!stream->local_ended && !stream->far_closed && stream->out.length == 0 && !full &&
		library.ssh_channel_window_size(stream->channel) > 0)
		events |= POLLIN;
	return events;
}

void stream_drive(struct stream *stream, short ready)
{
	if (stream->state == STREAM_OPENING || stream->state == STREAM_STARTING)
		open_channel(stream);
	if (stream->state != STREAM_OPEN && stream->state != STREAM_ENDED) {
		if (stream->far_closed)
			refuse(stream, stream->said.length > 0 ? text_string(&stream->said)
							       : "the far side ended at once");
		else if (link_clock() > stream->deadline)
			refuse(stream, "the far side does not answer in time");
		return;
	}
	if (stream->state == STREAM_OPEN && (ready & POLLOUT))
		drain(stream);
	if (stream->state == STREAM_OPEN)
		push_kept(stream);
	if (stream->state == STREAM_OPEN && (ready & POLLIN))
		read_local(stream);
	else if (ready & (POLLERR | POLLNVAL))
		stream->broken = true;
	if (stream->state == STREAM_OPEN && stream->broken)
		break_off(stream);
	else if (stream->state == STREAM_OPEN)
		pass_ends(stream);
}

void stream_free(struct stream *stream)
{
	char *piece = stream->tunnel->piece;

	if (stream->channel != NULL) {
		/* libssh frees it when the far side has closed it as well. */
		library.ssh_remove_channel_callbacks(stream->channel, &stream->callbacks);
		library.ssh_channel_free(stream->channel);
	}
	/* What nobody read would turn the end into a broken connection. */
	while (!stream->broken && recv(stream->fd, piece, PIECE, MSG_DONTWAIT) > 0)
		;
	close(stream->fd);
	text_release(&stream->out);
	text_release(&stream->in);
	text_release(&stream->said);
	free(stream);
}

#endif
