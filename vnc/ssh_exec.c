#include "vnc/ssh_parts.h"

#ifdef HAVE_SSH

enum { ANSWER_MS = 60000 };

/* What the server has said of the command. */
struct ending {
	bool closed;
	int exit_code;
};

static void on_exit_code(ssh_session session, ssh_channel channel, int code, void *context)
{
	struct ending *ending = context;

	(void)session;
	(void)channel;
	ending->exit_code = code;
}

/* libssh itself calls a channel open for as long as it holds bytes of it. */
static void on_close(ssh_session session, ssh_channel channel, void *context)
{
	struct ending *ending = context;

	(void)session;
	(void)channel;
	ending->closed = true;
}

static bool broken(struct ssh_link *link, struct diags *diags)
{
	return link_fail(link, "H11", "lost the connection to", diags);
}

/* After "again", which libssh says for ever when the other side has hung up. */
static bool wait_on(struct ssh_link *link, struct diags *diags)
{
	if (!library.ssh_is_connected(link->session))
		return broken(link, diags);
	return link_wait(link, diags);
}

static bool start(
	struct ssh_link *link, ssh_channel channel, const char *command, struct diags *diags)
{
	int code;

	while ((code = library.ssh_channel_open_session(channel)) == SSH_AGAIN)
		if (!wait_on(link, diags))
			return false;
	if (code == SSH_OK)
		while ((code = library.ssh_channel_request_exec(channel, command)) == SSH_AGAIN)
			if (!wait_on(link, diags))
				return false;
	if (code == SSH_OK)
		return true;
	if (!library.ssh_is_connected(link->session))
		return broken(link, diags);
	return link_fail(link, "H12", "no command is run by", diags);
}

/* Takes what there is; false when the connection is gone. */
static bool drain(ssh_channel channel, bool error, struct text *text, bool *truncated, bool *some)
{
	char bytes[32768];
	int n;

	while ((n = library.ssh_channel_read_nonblocking(channel, bytes, sizeof bytes, error)) >
		0) {
		size_t room = SSH_ANSWER_MAX - text->length;
		*some = true;
		*truncated |= (size_t)n > room;
		text_append_bytes(text, bytes, (size_t)n < room ? (size_t)n : room);
	}
	return n != SSH_ERROR;
}

/* As much of the input as the server takes now. */
static bool feed(ssh_channel channel, const char **input, size_t *left, bool *some)
{
	while (*left > 0) {
		size_t room = library.ssh_channel_window_size(channel);
		size_t size = *left < 32768 ? *left : 32768;
		int n;
		if (room == 0)
			return true;
		n = library.ssh_channel_write(
			channel, *input, (uint32_t)(size < room ? size : room));
		if (n < 0)
			return false;
		if (n == 0)
			return true;
		*input += n;
		*left -= (size_t)n;
		*some = true;
		if (*left == 0)
			return library.ssh_channel_send_eof(channel) == SSH_OK;
	}
	return true;
}

static bool converse(struct ssh_link *link, ssh_channel channel, const char *input,
	const struct ending *ending, struct ssh_answer *answer, struct diags *diags)
{
	size_t left = input != NULL ? strlen(input) : 0;
	bool fed = true;

	if (left == 0)
		library.ssh_channel_send_eof(channel);
	for (;;) {
		bool some = false, fine, closed;
		/* A channel at its end reads nothing more from the connection by itself. */
		link_pump(link);
		/* Reading may take in more: only what was closed before it has been read to its end. */
		closed = ending->closed;
		fine = drain(channel, false, &answer->out, &answer->truncated, &some) &&
		       drain(channel, true, &answer->err, &answer->truncated, &some);
		/* A command may end without reading all of its input. */
		if (fine && fed && library.ssh_channel_is_open(channel))
			fed = feed(channel, &input, &left, &some);
		if (!fine || (!ending->closed && !library.ssh_is_connected(link->session)))
			return broken(link, diags);
		if (closed && !some) {
			answer->exit_code = ending->exit_code;
			return true;
		}
		if (!some && !ending->closed && !link_wait(link, diags))
			return false;
	}
}

bool ssh_exec(struct ssh_link *link, const char *command, const char *input,
	struct ssh_answer *answer, struct diags *diags)
{
	ssh_channel channel = library.ssh_channel_new(link->session);
	struct ending ending = {.exit_code = -1};
	struct ssh_channel_callbacks_struct callbacks = {.userdata = &ending,
		.channel_exit_status_function = on_exit_code,
		.channel_close_function = on_close};
	bool fine;

	*answer = (struct ssh_answer){.exit_code = -1};
	if (channel == NULL)
		return broken(link, diags);
	ssh_callbacks_init(&callbacks);
	library.ssh_set_channel_callbacks(channel, &callbacks);
	link_limit(link, link->wish.answer_ms > 0 ? link->wish.answer_ms : ANSWER_MS);
	fine = start(link, channel, command, diags) &&
	       converse(link, channel, input, &ending, answer, diags);
	library.ssh_channel_free(channel);
	return fine;
}

#endif
