#include "vnc/ways.h"
#include "vnc/base64.h"
#include "base/words.h"

/* Any free port will do; what most viewers try first is the most convenient. */
static int64_t local_port(const struct vnc_endpoint *endpoint)
{
	if (endpoint->port > 0)
		return endpoint->port;
	return 5901 + (endpoint->display > 0 ? endpoint->display - 1 : 0) % 900;
}

static bool relayed(const struct vnc_session *session)
{
	return session->backend == VNC_DIRECT && session->listen != VNC_NODE;
}

static void append_login(const struct vnc_login *login, struct text *text)
{
	char *word = xasprintf("%s@%s", login->user != NULL ? login->user : "USER",
		login->host != NULL ? login->host : "LOGIN");

	text_append_shell_word(text, word);
	free(word);
}

/* With a unix socket at the far end of the forward; the command keeps the way open. */
static void relay_ways(const struct vnc_session *session, const struct vnc_login *login,
	struct vnc_ways *ways, struct text *ssh, struct text *config)
{
	char *forward = xasprintf("%lld:%s", (long long)ways->local_port, login->socket);
	struct text command = TEXT_INIT, word = TEXT_INIT;

	text_append_shell_word(&command, login->self);
	text_append_format(&command, " vnc relay %s", session->id);
	text_append(ssh, "ssh -L ");
	text_append_shell_word(ssh, forward);
	text_append_char(ssh, ' ');
	append_login(login, ssh);
	text_append_char(ssh, ' ');
	text_append_shell_word(&word, text_string(&command));
	text_append(ssh, text_string(&word));
	text_append_format(config, "  LocalForward %lld %s\n  RemoteCommand %s\n",
		(long long)ways->local_port, login->socket, text_string(&command));
	free(forward);
	text_release(&command);
	text_release(&word);
}

static void forward_ways(const struct vnc_session *session, const struct vnc_login *login,
	struct vnc_ways *ways, struct text *ssh, struct text *config)
{
	const struct vnc_endpoint *endpoint = &session->endpoint;

	text_append(ssh, "ssh -N ");
	text_append_format(ssh, "-L %lld:%s:%lld ", (long long)ways->local_port, endpoint->host,
		(long long)endpoint->port);
	if (endpoint->proxy_port > 0)
		text_append_format(ssh, "-L %lld:%s:%lld ", (long long)endpoint->proxy_port,
			endpoint->host, (long long)endpoint->proxy_port);
	append_login(login, ssh);
	text_append_format(config, "  LocalForward %lld %s:%lld\n", (long long)ways->local_port,
		endpoint->host, (long long)endpoint->port);
	if (endpoint->proxy_port > 0) {
		text_append_format(config, "  LocalForward %lld %s:%lld\n",
			(long long)endpoint->proxy_port, endpoint->host,
			(long long)endpoint->proxy_port);
		ways->browser = xasprintf(
			"http://localhost:%lld/vnc.html", (long long)endpoint->proxy_port);
	}
	text_append(config, "  SessionType none\n");
}

void vnc_ways(
	const struct vnc_session *session, const struct vnc_login *login, struct vnc_ways *ways)
{
	struct text ssh = TEXT_INIT, config = TEXT_INIT;
	bool relay = relayed(session);

	*ways = (struct vnc_ways){.way = relay ? "relay" : "forward",
		.why = relay ? "the server opens no port on the cluster network; a step in its job "
			       "passes the bytes on"
			     : "the server listens on the cluster network, guarded by its password "
			       "alone",
		.local_port = local_port(&session->endpoint)};
	text_append_format(&config, "Host berth-vnc\n  HostName %s\n",
		login->host != NULL ? login->host : "LOGIN");
	if (login->user != NULL)
		text_append_format(&config, "  User %s\n", login->user);
	text_append(&config, "  ExitOnForwardFailure yes\n");
	if (relay)
		relay_ways(session, login, ways, &ssh, &config);
	else
		forward_ways(session, login, ways, &ssh, &config);
	ways->ssh = text_detach(&ssh);
	ways->config = text_detach(&config);
	ways->viewer = xasprintf("vncviewer localhost::%lld", (long long)ways->local_port);
}

void vnc_ways_release(struct vnc_ways *ways)
{
	free(ways->ssh);
	free(ways->config);
	free(ways->viewer);
	free(ways->browser);
	*ways = (struct vnc_ways){0};
}

void vnc_append_copy(const char *string, struct text *text)
{
	text_append(text, "\033]52;c;");
	text_append_base64(text, string, strlen(string));
	text_append(text, "\a");
}
