#include "vnc/many.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE = 16384, OUT_MAX = 1 << 18, HEAD = 4 };

struct channel {
	int fd;                     /* -1: free */
	bool sent_end, got_end;     /* 'E' */
	bool broken;                /* what comes for it is thrown away */
	struct text pending;        /* for fd, at most MANY_WINDOW */
	size_t credit;              /* bytes that the other end still takes */
};

struct engine {
	const struct vnc_many *many;
	struct channel channels[MANY_CHANNELS];
	size_t next;                /* channel to try first */
	struct text got, out;       /* frames that came in part, and that wait to go */
	bool over;
};

static void put(struct engine *engine, char kind, size_t channel, size_t number)
{
	text_append_char(&engine->out, kind);
	text_append_char(&engine->out, (char)(unsigned char)channel);
	text_append_char(&engine->out, (char)(unsigned char)(number >> 8));
	text_append_char(&engine->out, (char)(unsigned char)number);
}

/* The first `count` bytes are done with. */
static void drop(struct text *text, size_t count)
{
	memmove(text->data, text->data + count, text->length - count);
	text_truncate(text, text->length - count);
}

static void begin(struct channel *channel, int fd)
{
	fcntl(fd, F_SETFL, O_NONBLOCK);
	*channel = (struct channel){.fd = fd, .credit = MANY_WINDOW};
}

static void end(struct channel *channel)
{
	if (channel->fd >= 0)
		close(channel->fd);
	text_release(&channel->pending);
	*channel = (struct channel){.fd = -1};
}

/* It is free again when both ends have said so and nothing waits. */
static void settle(struct channel *channel)
{
	if (channel->fd < 0 || !channel->got_end || channel->pending.length > 0)
		return;
	if (channel->sent_end)
		end(channel);
	else
		shutdown(channel->fd, SHUT_WR);
}

static void send_end(struct engine *engine, size_t number)
{
	struct channel *channel = &engine->channels[number];

	if (!channel->sent_end)
		put(engine, 'E', number, 0);
	channel->sent_end = true;
}

static void accept_one(struct engine *engine)
{
	for (size_t i = 0; i < MANY_CHANNELS; i++) {
		size_t number = (engine->next + i) % MANY_CHANNELS;
		int fd;
		if (engine->channels[number].fd >= 0)
			continue;
		fd = accept4(engine->many->listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			return;
		begin(&engine->channels[number], fd);
		put(engine, 'O', number, 0);
		engine->next = number + 1;
		return;
	}
}

/* Without a connection the channel has its end at once. */
static void connect_one(struct engine *engine, size_t number)
{
	struct diags ignored = {0};
	struct vnc_link link;

	end(&engine->channels[number]);
	if (vnc_link_open(engine->many->target, 5000, NULL, &link, &ignored))
		begin(&engine->channels[number], link.fd);
	else
		put(engine, 'E', number, 0);
	diags_release(&ignored);
}

static void take_data(struct engine *engine, size_t number, const char *bytes, size_t length)
{
	struct channel *channel = &engine->channels[number];

	if (channel->fd < 0)
		return;
	if (channel->broken)
		put(engine, 'C', number, length);
	else if (channel->pending.length + length > MANY_WINDOW)
		engine->over = true;
	else
		text_append_bytes(&channel->pending, bytes, length);
}

static void take_frame(struct engine *engine, const unsigned char *head, const char *bytes)
{
	size_t number = head[1], count = (size_t)head[2] << 8 | head[3];
	struct channel *channel = &engine->channels[number % MANY_CHANNELS];

	engine->over = engine->over || number >= MANY_CHANNELS;
	if (engine->over)
		return;
	switch (head[0]) {
	case 'O':
		if (engine->many->listener < 0)
			connect_one(engine, number);
		else
			engine->over = true;
		return;
	case 'D':
		take_data(engine, number, bytes, count);
		return;
	case 'C':
		channel->credit += channel->credit + count <= MANY_WINDOW ? count : 0;
		return;
	case 'E':
		channel->got_end = true;
		settle(channel);
		return;
	default:
		engine->over = true;
	}
}

/* All whole frames. */
static void take_frames(struct engine *engine)
{
	size_t at = 0;

	while (!engine->over && engine->got.length - at >= HEAD) {
		const char *bytes = engine->got.data + at;
		const unsigned char *head = (const unsigned char *)bytes;
		size_t length = head[0] == 'D' ? (size_t)head[2] << 8 | head[3] : 0;
		if (engine->got.length - at < HEAD + length)
			break;
		take_frame(engine, head, bytes + HEAD);
		at += HEAD + length;
	}
	if (at > 0)
		drop(&engine->got, at);
}

static bool wait_again(ssize_t n)
{
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static void read_frames(struct engine *engine)
{
	char bytes[PIECE];
	ssize_t n = read(engine->many->in, bytes, sizeof bytes);

	if (wait_again(n))
		return;
	engine->over = engine->over || n <= 0;
	if (n > 0)
		text_append_bytes(&engine->got, bytes, (size_t)n);
	take_frames(engine);
}

static void write_frames(struct engine *engine)
{
	ssize_t n = write(engine->many->out, engine->out.data, engine->out.length);

	if (n > 0)
		drop(&engine->out, (size_t)n);
	else if (!wait_again(n))
		engine->over = true;
}

static void read_local(struct engine *engine, size_t number)
{
	struct channel *channel = &engine->channels[number];
	char bytes[PIECE];
	size_t room = channel->credit < sizeof bytes ? channel->credit : sizeof bytes;
	ssize_t n = read(channel->fd, bytes, room);

	if (wait_again(n))
		return;
	if (n > 0) {
		put(engine, 'D', number, (size_t)n);
		text_append_bytes(&engine->out, bytes, (size_t)n);
		channel->credit -= (size_t)n;
		return;
	}
	send_end(engine, number);
	settle(channel);
}

static void write_local(struct engine *engine, size_t number)
{
	struct channel *channel = &engine->channels[number];
	size_t piece = channel->pending.length < PIECE ? channel->pending.length : PIECE;
	ssize_t n = send(channel->fd, channel->pending.data, piece, MSG_NOSIGNAL);

	if (wait_again(n))
		return;
	if (n <= 0) {
		channel->broken = true;
		while (channel->pending.length > 0) {
			size_t count = channel->pending.length < PIECE ? channel->pending.length : PIECE;
			put(engine, 'C', number, count);
			drop(&channel->pending, count);
		}
		send_end(engine, number);
	} else {
		put(engine, 'C', number, (size_t)n);
		drop(&channel->pending, (size_t)n);
	}
	settle(channel);
}

static bool has_room(const struct engine *engine)
{
	for (size_t i = 0; i < MANY_CHANNELS; i++)
		if (engine->channels[i].fd < 0)
			return engine->out.length < OUT_MAX;
	return false;
}

static short wanted(const struct engine *engine, const struct channel *channel)
{
	bool reads = !channel->sent_end && channel->credit > 0 && engine->out.length < OUT_MAX;

	return (short)((reads ? POLLIN : 0) | (channel->pending.length > 0 ? POLLOUT : 0));
}

/* One turn. The descriptors of frames and of the listener stand in front of those of channels. */
static void turn(struct engine *engine)
{
	const struct vnc_many *many = engine->many;
	struct pollfd ready[3 + MANY_CHANNELS] = {{.fd = many->in, .events = POLLIN},
		{.fd = engine->out.length > 0 ? many->out : -1, .events = POLLOUT},
		{.fd = many->listener >= 0 && has_room(engine) ? many->listener : -1,
			.events = POLLIN}};

	for (size_t i = 0; i < MANY_CHANNELS; i++) {
		short events = engine->channels[i].fd >= 0 ? wanted(engine, &engine->channels[i]) : 0;
		ready[3 + i] = (struct pollfd){
			.fd = events != 0 ? engine->channels[i].fd : -1, .events = events};
	}
	if (poll(ready, ARRAY_LENGTH(ready), 500) <= 0)
		return;
	for (size_t i = 0; i < MANY_CHANNELS; i++) {
		short events = ready[3 + i].revents;
		if ((events & (POLLIN | POLLHUP | POLLERR)) != 0 &&
			(ready[3 + i].events & POLLIN) != 0)
			read_local(engine, i);
		if ((events & (POLLOUT | POLLHUP | POLLERR)) != 0 &&
			engine->channels[i].pending.length > 0)
			write_local(engine, i);
	}
	if (ready[2].revents != 0)
		accept_one(engine);
	if (ready[0].revents != 0)
		read_frames(engine);
	if (ready[1].revents != 0)
		write_frames(engine);
}

void vnc_many_serve(const struct vnc_many *many)
{
	struct engine *engine = xcalloc(1, sizeof *engine);

	engine->many = many;
	for (size_t i = 0; i < MANY_CHANNELS; i++)
		engine->channels[i].fd = -1;
	fcntl(many->in, F_SETFL, fcntl(many->in, F_GETFL) | O_NONBLOCK);
	fcntl(many->out, F_SETFL, fcntl(many->out, F_GETFL) | O_NONBLOCK);
	while (!engine->over && (many->stop == NULL || !atomic_load(many->stop)))
		turn(engine);
	for (size_t i = 0; i < MANY_CHANNELS; i++)
		end(&engine->channels[i]);
	text_release(&engine->got);
	text_release(&engine->out);
	free(engine);
}
