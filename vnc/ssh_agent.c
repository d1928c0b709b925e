#include "vnc/ssh_agent.h"
#include "base/clock.h"
#include "vnc/base64.h"
#include "vnc/link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FAILURE = 5, LIST = 11, KEYS = 12, SIGN = 13 };

struct cursor {
	const unsigned char *at;
	size_t left;
};

static bool take_number(struct cursor *cursor, uint32_t *number)
{
	if (cursor->left < 4)
		return false;
	*number = (uint32_t)cursor->at[0] << 24 | (uint32_t)cursor->at[1] << 16 |
		  (uint32_t)cursor->at[2] << 8 | cursor->at[3];
	cursor->at += 4;
	cursor->left -= 4;
	return true;
}

static bool take_string(struct cursor *cursor, struct cursor *string)
{
	uint32_t length;

	if (!take_number(cursor, &length) || length > cursor->left)
		return false;
	*string = (struct cursor){cursor->at, length};
	cursor->at += length;
	cursor->left -= length;
	return true;
}

static bool take_key(struct cursor *cursor, struct ssh_agent_key *key)
{
	struct cursor blob, comment, inside, type;
	struct text base64 = TEXT_INIT;

	if (!take_string(cursor, &blob) || !take_string(cursor, &comment))
		return false;
	inside = blob;
	if (!take_string(&inside, &type) || memchr(type.at, '\0', type.left) != NULL)
		return false;
	text_append_base64(&base64, blob.at, blob.left);
	key->blob = (struct text)TEXT_INIT;
	text_append_bytes(&key->blob, blob.at, blob.left);
	key->type = xstrndup((const char *)type.at, type.left);
	key->comment = xstrndup((const char *)comment.at, comment.left);
	key->base64 = text_detach(&base64);
	return true;
}

bool ssh_agent_read_keys(const void *bytes, size_t length, struct ssh_agent_keys *keys)
{
	struct cursor cursor = {bytes, length};
	uint32_t count;
	bool fine;

	if (length < 1 || cursor.at[0] != KEYS)
		return false;
	cursor.at++;
	cursor.left--;
	fine = take_number(&cursor, &count);
	for (uint32_t i = 0; fine && i < count && i < SSH_AGENT_KEYS_MAX; i++) {
		struct ssh_agent_key key;
		fine = take_key(&cursor, &key);
		if (fine)
			vector_push(keys, key);
	}
	if (!fine)
		ssh_agent_keys_release(keys);
	return fine;
}

void ssh_agent_keys_release(struct ssh_agent_keys *keys)
{
	vector_each (struct ssh_agent_key, key, keys) {
		free(key->type);
		free(key->base64);
		free(key->comment);
		text_release(&key->blob);
	}
	vector_release(keys);
}

/* How long something may go on. */
struct limit {
	int64_t deadline; /* 0 for none */
	const atomic_bool *cancel, *stop;
};

static bool wait_for(int fd, short events, const struct limit *limit)
{
	for (;;) {
		struct pollfd ready = {.fd = fd, .events = events};
		if ((limit->cancel != NULL && atomic_load(limit->cancel)) ||
			(limit->stop != NULL && atomic_load(limit->stop)) ||
			(limit->deadline != 0 && clock_ms() > limit->deadline))
			return false;
		if (poll(&ready, 1, 100) > 0)
			return true;
	}
}

static bool move_all(int fd, void *bytes, size_t length, bool out, const struct limit *limit)
{
	char *at = bytes;

	while (length > 0) {
		ssize_t n;
		if (!wait_for(fd, out ? POLLOUT : POLLIN, limit))
			return false;
		n = out ? send(fd, at, length, MSG_NOSIGNAL) : recv(fd, at, length, 0);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return false;
		at += n;
		length -= (size_t)n;
	}
	return true;
}

static bool send_message(int fd, const struct text *message, const struct limit *limit)
{
	unsigned char size[4] = {(unsigned char)(message->length >> 24),
		(unsigned char)(message->length >> 16), (unsigned char)(message->length >> 8),
		(unsigned char)message->length};

	return move_all(fd, size, sizeof size, true, limit) &&
	       move_all(fd, message->data, message->length, true, limit);
}

static bool receive_message(int fd, struct text *message, const struct limit *limit)
{
	unsigned char size[4];
	struct cursor cursor = {size, sizeof size};
	uint32_t length = 0;

	text_truncate(message, 0);
	if (!move_all(fd, size, sizeof size, false, limit) || !take_number(&cursor, &length) ||
		length == 0 || length > SSH_AGENT_ANSWER_MAX)
		return false;
	text_reserve(message, length);
	if (!move_all(fd, message->data, length, false, limit))
		return false;
	message->length = length;
	message->data[length] = '\0';
	return true;
}

static int connect_agent(const char *path)
{
	struct sockaddr_un address;
	int fd;

	if (!vnc_socket_address(path, &address))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
		int error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

bool ssh_agent_list(
	const char *socket, int deadline_ms, struct ssh_agent_keys *keys, struct diags *diags)
{
	const struct limit limit = {.deadline = clock_ms() + deadline_ms};
	struct text message = TEXT_INIT;
	int fd = connect_agent(socket);
	bool fine;

	if (fd < 0)
		return diags_fail(diags, "H07", NULL, "cannot reach the agent at '%s': %s", socket,
			strerror(errno));
	text_append_char(&message, LIST);
	fine = send_message(fd, &message, &limit) && receive_message(fd, &message, &limit) &&
	       ssh_agent_read_keys(message.data, message.length, keys);
	close(fd);
	text_release(&message);
	if (!fine)
		diags_fail(diags, "H07", NULL, "the agent at '%s' does not tell its keys", socket);
	return fine;
}

struct ssh_agent_filter {
	pthread_t thread;
	int fd; /* our end */
	char *socket;
	const atomic_bool *cancel;
	atomic_bool stop;
	pthread_mutex_t lock; /* over `shown` */
	struct text shown;    /* the answer to "which keys?" */
};

/* libssh asks for signatures with the key that it was shown. */
static void answer(struct ssh_agent_filter *filter, struct text *message, const struct limit *limit)
{
	int agent = message->data[0] == SIGN ? connect_agent(filter->socket) : -1;
	bool fine = agent >= 0 && send_message(agent, message, limit) &&
		    receive_message(agent, message, limit);

	if (message->data[0] == LIST) {
		pthread_mutex_lock(&filter->lock);
		text_truncate(message, 0);
		text_append_bytes(message, filter->shown.data, filter->shown.length);
		pthread_mutex_unlock(&filter->lock);
	} else if (!fine) {
		text_truncate(message, 0);
		text_append_char(message, FAILURE);
	}
	if (agent >= 0)
		close(agent);
}

static void *serve(void *context)
{
	struct ssh_agent_filter *filter = context;
	const struct limit limit = {.cancel = filter->cancel, .stop = &filter->stop};
	struct text message = TEXT_INIT;

	while (receive_message(filter->fd, &message, &limit)) {
		answer(filter, &message, &limit);
		if (!send_message(filter->fd, &message, &limit))
			break;
	}
	/* libssh waits without an end of its own: it has to see ours. */
	shutdown(filter->fd, SHUT_RDWR);
	text_release(&message);
	return NULL;
}

struct ssh_agent_filter *ssh_agent_filter_new(
	const char *socket, const atomic_bool *cancel, int *fd)
{
	struct ssh_agent_filter *filter = xcalloc(1, sizeof *filter);
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
		free(filter);
		return NULL;
	}
	filter->fd = ends[0];
	filter->cancel = cancel;
	filter->socket = xstrdup(socket);
	pthread_mutex_init(&filter->lock, NULL);
	if (pthread_create(&filter->thread, NULL, serve, filter) != 0) {
		close(ends[0]);
		close(ends[1]);
		free(filter->socket);
		free(filter);
		return NULL;
	}
	*fd = ends[1];
	return filter;
}

static void append_number(struct text *text, size_t number)
{
	const unsigned char bytes[4] = {(unsigned char)(number >> 24),
		(unsigned char)(number >> 16), (unsigned char)(number >> 8), (unsigned char)number};

	text_append_bytes(text, bytes, sizeof bytes);
}

void ssh_agent_filter_show(struct ssh_agent_filter *filter, const struct ssh_agent_key *key)
{
	pthread_mutex_lock(&filter->lock);
	text_truncate(&filter->shown, 0);
	text_append_char(&filter->shown, KEYS);
	append_number(&filter->shown, 1);
	append_number(&filter->shown, key->blob.length);
	text_append_bytes(&filter->shown, key->blob.data, key->blob.length);
	append_number(&filter->shown, strlen(key->comment));
	text_append(&filter->shown, key->comment);
	pthread_mutex_unlock(&filter->lock);
}

void ssh_agent_filter_free(struct ssh_agent_filter *filter)
{
	if (filter == NULL)
		return;
	atomic_store(&filter->stop, true);
	pthread_join(filter->thread, NULL);
	close(filter->fd);
	pthread_mutex_destroy(&filter->lock);
	text_release(&filter->shown);
	free(filter->socket);
	free(filter);
}
