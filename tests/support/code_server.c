/*
 * code_server [-k] HOST_KEY FIRST CODE: a server of ssh that asks by keyboard-interactive, as sshd
 * does with PAM, which the tests cannot set up. It prints its port, and lets in whoever answers
 * FIRST (echo off) and in a second round CODE (echo on); a wrong answer begins anew. With -k a key
 * has to be shown before, of which any is taken. Each command gets the answer "in" and ends with 0.
 * Made of libssh's server half.
 */

#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct door {
	const char *first, *code;
	bool key_wanted, key_shown;
	int round;
	bool in;
};

static void ask(ssh_message message, struct door *door)
{
	const char *first[] = {"Password: "}, *second[] = {"Code (six digits): "};
	char off[] = {0}, on[] = {1};

	if (door->round == 0)
		ssh_message_auth_interactive_request(
			message, "Gate", "Who are you?", 1, first, off);
	else
		ssh_message_auth_interactive_request(message, "", "", 1, second, on);
}

static void refuse(ssh_message message, const struct door *door)
{
	ssh_message_auth_set_methods(message, door->key_wanted && !door->key_shown
						      ? SSH_AUTH_METHOD_PUBLICKEY
						      : SSH_AUTH_METHOD_INTERACTIVE);
	ssh_message_reply_default(message);
}

static void answer(ssh_message message, ssh_session session, struct door *door)
{
	const char *given;

	if (!ssh_message_auth_kbdint_is_response(message)) {
		door->round = 0;
		ask(message, door);
		return;
	}
	given = ssh_userauth_kbdint_getnanswers(session) == 1
			? ssh_userauth_kbdint_getanswer(session, 0)
			: "";
	if (strcmp(given, door->round == 0 ? door->first : door->code) != 0) {
		refuse(message, door);
	} else if (door->round++ == 0) {
		ask(message, door);
	} else {
		door->in = true;
		ssh_message_auth_reply_success(message, 0);
	}
}

static void authenticate(ssh_message message, ssh_session session, struct door *door)
{
	int way = ssh_message_subtype(message);

	if (way == SSH_AUTH_METHOD_PUBLICKEY && door->key_wanted && !door->key_shown) {
		if (ssh_message_auth_publickey_state(message) == SSH_PUBLICKEY_STATE_NONE) {
			ssh_message_auth_reply_pk_ok_simple(message);
		} else if (ssh_message_auth_publickey_state(message) == SSH_PUBLICKEY_STATE_VALID) {
			door->key_shown = true;
			ssh_message_auth_set_methods(message, SSH_AUTH_METHOD_INTERACTIVE);
			ssh_message_auth_reply_success(message, 1);
		} else {
			refuse(message, door);
		}
	} else if (way == SSH_AUTH_METHOD_INTERACTIVE && (!door->key_wanted || door->key_shown)) {
		answer(message, session, door);
	} else {
		refuse(message, door);
	}
}

/* False when the command was answered. */
static bool serve_message(
	ssh_message message, ssh_session session, struct door *door, ssh_channel *channel)
{
	int type = ssh_message_type(message);

	if (type == SSH_REQUEST_AUTH) {
		authenticate(message, session, door);
	} else if (door->in && type == SSH_REQUEST_CHANNEL_OPEN &&
		   ssh_message_subtype(message) == SSH_CHANNEL_SESSION) {
		*channel = ssh_message_channel_request_open_reply_accept(message);
	} else if (door->in && type == SSH_REQUEST_CHANNEL &&
		   ssh_message_subtype(message) == SSH_CHANNEL_REQUEST_EXEC && *channel != NULL) {
		ssh_message_channel_request_reply_success(message);
		ssh_channel_write(*channel, "in\n", 3);
		ssh_channel_request_send_exit_status(*channel, 0);
		ssh_channel_send_eof(*channel);
		ssh_channel_close(*channel);
		return false;
	} else {
		ssh_message_reply_default(message);
	}
	return true;
}

static void serve(int fd, const char *key, struct door door)
{
	ssh_bind bind = ssh_bind_new();
	ssh_session session = ssh_new();
	ssh_channel channel = NULL;
	ssh_message message;
	bool more = true;

	ssh_bind_options_set(bind, SSH_BIND_OPTIONS_HOSTKEY, key);
	if (ssh_bind_accept_fd(bind, session, fd) != SSH_OK ||
		ssh_handle_key_exchange(session) != SSH_OK)
		exit(1);
	ssh_set_auth_methods(
		session, door.key_wanted ? SSH_AUTH_METHOD_PUBLICKEY : SSH_AUTH_METHOD_INTERACTIVE);
	while (more && (message = ssh_message_get(session)) != NULL) {
		more = serve_message(message, session, &door, &channel);
		ssh_message_free(message);
	}
	/* The other side closes when it has read all. */
	while ((message = ssh_message_get(session)) != NULL)
		ssh_message_free(message);
	exit(0);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof address;
	struct door door = {.key_wanted = argc > 1 && strcmp(argv[1], "-k") == 0};
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	argv += door.key_wanted ? 1 : 0;
	argc -= door.key_wanted ? 1 : 0;
	if (argc != 4 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
		listen(listener, 16) != 0 ||
		getsockname(listener, (struct sockaddr *)&address, &length) != 0)
		return 2;
	door.first = argv[2];
	door.code = argv[3];
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		if (fd >= 0 && fork() == 0)
			serve(fd, argv[1], door);
		close(fd);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
}
