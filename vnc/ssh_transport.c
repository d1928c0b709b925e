#include "vnc/ssh_parts.h"
#include "vnc/link.h"

#ifdef HAVE_SSH

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int open_port(struct ssh_link *link, struct diags *diags)
{
	const struct vnc_target target = {.host = link->settings.host, .port = link->settings.port};
	int64_t left = link->deadline - link_clock();
	struct vnc_link port;
	struct diags said = {0};
	bool fine =
		vnc_link_open(&target, left > 1 ? (int)left : 1, link->wish.cancel, &port, &said);

	for (size_t i = 0; i < said.count; i++) {
		const char *id = said.items[i].id;
		diags_fail(diags,
			string_equal(id, "V27")   ? "H03"
			: string_equal(id, "R06") ? "R06"
						  : "H02",
			NULL, "%s", said.items[i].message);
		if (!string_equal(id, "R06"))
			diag_hint(&diags->items[diags->count - 1],
				"a host is a name or an alias of ~/.ssh/config; 'ssh HOST' tells whether "
				"it is reached from here");
	}
	diags_release(&said);
	return fine ? port.fd : -1;
}

/* "[USER@]HOST[:PORT]", a host of IPv6 in brackets. False when it is something else. */
static bool append_jump(const char *jump, struct strings *argv)
{
	const char *at = strrchr(jump, '@');
	const char *host = at != NULL ? at + 1 : jump, *end = strrchr(host, ':');
	char *name, *user = at != NULL ? xstrndup(jump, (size_t)(at - jump)) : NULL;
	bool fine = user == NULL || ssh_name_is_safe(user);

	if (host[0] == '[') {
		const char *close = strchr(host, ']');
		fine = fine && close != NULL && (close[1] == ':' || close[1] == '\0');
		name = xstrndup(host + 1, close != NULL ? (size_t)(close - host) - 1 : 0);
		end = close != NULL && close[1] == ':' ? close + 1 : NULL;
	} else {
		end = end != NULL && strchr(host, ':') == end ? end : NULL;
		name = end != NULL ? xstrndup(host, (size_t)(end - host)) : xstrdup(host);
	}
	fine = fine && ssh_name_is_safe(name);
	if (end != NULL) {
		strings_add(argv, "-p");
		strings_add(argv, end + 1);
	}
	if (user != NULL) {
		strings_add(argv, "-l");
		strings_add(argv, user);
	}
	strings_add(argv, "--");
	strings_add(argv, name);
	free(name);
	free(user);
	return fine;
}

/* The last host of the list is the one that connects to ours, through those before it. */
static bool jump_argv(const struct ssh_link *link, struct strings *argv, struct diags *diags)
{
	const struct ssh_settings *settings = &link->settings;
	const char *jump = settings->proxy_jump, *last = strrchr(jump, ',');

	strings_add(argv, "ssh");
	if (link->wish.config != NULL) {
		strings_add(argv, "-F");
		strings_add(argv, link->wish.config);
	}
	/* Without a terminal nobody answers: an error is better than waiting. */
	if (!link->wish.terminal) {
		strings_add(argv, "-o");
		strings_add(argv, "BatchMode=yes");
	}
	if (last != NULL) {
		strings_add(argv, "-J");
		strings_add_length(argv, jump, (size_t)(last - jump));
	}
	strings_add(argv, "-W");
	strings_add_format(argv, strchr(settings->host, ':') != NULL ? "[%s]:%lld" : "%s:%lld",
		settings->host, (long long)settings->port);
	if (string_starts(jump, "ssh://"))
		jump += strlen("ssh://");
	if (append_jump(last != NULL ? last + 1 : jump, argv))
		return true;
	return diags_fail(diags, "H08", "ProxyJump", "'%s' names no host", settings->proxy_jump);
}

static int spawn(struct ssh_link *link, char *const *argv, int fd, int said)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, said, STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGINT);
	sigaddset(&defaults, SIGTERM);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	/* It may only ask on a terminal when it belongs to it. */
	posix_spawnattr_setflags(&attributes,
		(short)(POSIX_SPAWN_SETSIGDEF | (link->wish.terminal ? 0 : POSIX_SPAWN_SETSID)));
	error = posix_spawnp(&link->proxy, argv[0], &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (error != 0)
		link->proxy = 0;
	return error;
}

static int open_proxy(struct ssh_link *link, struct diags *diags)
{
	struct strings argv = {0};
	int ends[2] = {-1, -1}, said[2] = {-1, -1}, error = 0;
	bool fine = true;

	if (link->settings.proxy_command != NULL) {
		strings_add(&argv, "/bin/sh");
		strings_add(&argv, "-c");
		strings_add_format(&argv, "exec %s", link->settings.proxy_command);
	} else {
		fine = jump_argv(link, &argv, diags);
	}
	if (fine && (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0 ||
			    pipe2(said, O_CLOEXEC | O_NONBLOCK) != 0))
		error = errno;
	else if (fine)
		error = spawn(link, strings_argv(&argv), ends[1], said[1]);
	if (error != 0)
		fine = diags_fail(diags, "H02", NULL, "cannot start '%s': %s", argv.items[0],
			strerror(error));
	close(ends[1]);
	close(said[1]);
	if (fine)
		link->proxy_said = said[0];
	else
		close(said[0]);
	if (!fine && ends[0] >= 0)
		close(ends[0]);
	strings_release(&argv);
	return fine ? ends[0] : -1;
}

int transport_open(struct ssh_link *link, struct diags *diags)
{
	bool proxy = link->settings.proxy_command != NULL || link->settings.proxy_jump != NULL;

	return proxy ? open_proxy(link, diags) : open_port(link, diags);
}

void transport_said(struct ssh_link *link, struct text *said)
{
	char bytes[4096];
	ssize_t n;

	while (link->proxy_said >= 0 && (n = read(link->proxy_said, bytes, sizeof bytes)) > 0) {
		text_append_bytes(said, bytes, (size_t)n);
		if (said->length > 65536)
			break;
	}
	/* Its last line is the reason; the ones before are the server's greeting. */
	while (said->length > 0 && strchr("\r\n", said->data[said->length - 1]) != NULL)
		text_truncate(said, said->length - 1);
	for (size_t i = said->length; i > 0; i--)
		if (said->data[i - 1] == '\n') {
			char *line = xstrdup(said->data + i);
			text_truncate(said, 0);
			text_append(said, line);
			free(line);
			break;
		}
}

/* It ends when its input does; one that hangs is killed. */
void transport_close(struct ssh_link *link)
{
	for (int i = 0; link->proxy > 0 && i < 100; i++) {
		if (waitpid(link->proxy, NULL, WNOHANG) != 0)
			break;
		if (i == 30)
			kill(link->proxy, SIGTERM);
		if (i == 99) {
			kill(link->proxy, SIGKILL);
			waitpid(link->proxy, NULL, 0);
		}
		nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
	}
	link->proxy = 0;
	if (link->proxy_said >= 0)
		close(link->proxy_said);
	link->proxy_said = -1;
}

#endif
