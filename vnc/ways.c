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

static int64_t browser_port(const struct vnc_endpoint *endpoint)
{
	if (endpoint->proxy_port > 0)
		return endpoint->proxy_port;
	if (endpoint->proxy_socket == NULL)
		return 0;
	return 6080 + (endpoint->display > 0 ? endpoint->display : 0) % 900;
}

static void append_login(const char *user, const char *host, struct text *text)
{
	char *word =
		xasprintf("%s@%s", user != NULL ? user : "USER", host != NULL ? host : "LOGIN");

	text_append_shell_word(text, word);
	free(word);
}

/* One forward, to a socket or to "HOST:PORT". */
static void add_forward(
	int64_t local, const char *target, struct text *ssh, struct text *config)
{
	char *forward = xasprintf("%lld:%s", (long long)local, target);

	text_append(ssh, " -L ");
	text_append_shell_word(ssh, forward);
	text_append_format(config, "  LocalForward %lld %s\n", (long long)local, target);
	free(forward);
}

/* The socket when there is one, else the port of the host. The caller frees it. */
static char *far_target(const char *socket, const char *host, int64_t port)
{
	return socket != NULL ? xstrdup(socket) : xasprintf("%s:%lld", host, (long long)port);
}

/* With unix sockets at the far end of the forward; the command keeps the way open. */
static void relay_ways(const struct vnc_session *session, const struct vnc_login *login,
	struct vnc_ways *ways, struct text *ssh, struct text *config)
{
	struct text command = TEXT_INIT;

	text_append_shell_word(&command, login->self);
	text_append_format(&command, " vnc relay %s", session->id);
	text_append(ssh, "ssh");
	add_forward(ways->local_port, login->socket, ssh, config);
	if (ways->browser_port > 0)
		add_forward(ways->browser_port, login->web_socket, ssh, config);
	text_append_char(ssh, ' ');
	append_login(login->user, login->host, ssh);
	text_append_char(ssh, ' ');
	text_append_shell_word(ssh, text_string(&command));
	text_append_format(config, "  RemoteCommand %s\n", text_string(&command));
	text_release(&command);
}

/* To a server that listens on the network; without a job, to what only its host can reach. */
static void forward_ways(const struct vnc_session *session, const struct vnc_login *login,
	struct vnc_ways *ways, struct text *ssh, struct text *config)
{
	const struct vnc_endpoint *endpoint = &session->endpoint;
	const char *host = relayed(session) ? "localhost" : endpoint->host;
	char *server = far_target(endpoint->socket, host, endpoint->port);
	char *proxy = far_target(endpoint->proxy_socket, host, endpoint->proxy_port);

	text_append(ssh, "ssh -N");
	add_forward(ways->local_port, server, ssh, config);
	if (ways->browser_port > 0)
		add_forward(ways->browser_port, proxy, ssh, config);
	free(server);
	free(proxy);
	text_append_char(ssh, ' ');
	append_login(login->user, session->here ? endpoint->host : login->host, ssh);
	text_append(config, "  SessionType none\n");
}

static const struct {
	const char *way, *why;
} reasons[] = {
	{"forward", "the server listens on the cluster network, guarded by its password alone"},
	{"relay", "the server opens no port on the cluster network; a step in its job passes the "
		  "bytes on"},
	{"host", "the server runs on that host itself, without a job"},
};

void vnc_ways(
	const struct vnc_session *session, const struct vnc_login *login, struct vnc_ways *ways)
{
	struct text ssh = TEXT_INIT, config = TEXT_INIT;
	size_t which = session->here ? 2 : relayed(session) ? 1 : 0;
	const char *host = session->here ? session->endpoint.host : login->host;

	*ways = (struct vnc_ways){.way = reasons[which].way,
		.why = reasons[which].why,
		.local_port = local_port(&session->endpoint),
		.browser_port = browser_port(&session->endpoint)};
	text_append_format(
		&config, "Host berth-vnc\n  HostName %s\n", host != NULL ? host : "LOGIN");
	if (login->user != NULL)
		text_append_format(&config, "  User %s\n", login->user);
	text_append(&config, "  ExitOnForwardFailure yes\n");
	if (which == 1)
		relay_ways(session, login, ways, &ssh, &config);
	else
		forward_ways(session, login, ways, &ssh, &config);
	ways->ssh = text_detach(&ssh);
	ways->config = text_detach(&config);
	ways->viewer = xasprintf("vncviewer localhost::%lld", (long long)ways->local_port);
	if (ways->browser_port > 0)
		ways->browser =
			xasprintf("http://localhost:%lld/vnc.html", (long long)ways->browser_port);
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
