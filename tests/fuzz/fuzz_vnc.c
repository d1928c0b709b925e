/* The first byte of the input, '0' to '4', says who reads the rest: the text of start-vnc, an endpoint, asked.json,
 * the line about a process, or the ways in that an endpoint and a login make. */

#include "vnc/session.h"
#include "vnc/start_text.h"
#include "vnc/ways.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_start_text(const char *bytes, size_t length)
{
	struct start_text text;

	start_text_read(bytes, length, &text);
	require(text.port >= 0 && text.port <= 65535 && text.display >= -1);
	require(text.host.length < 256 && strpbrk(text_string(&text.host), " $;'\"|&`") == NULL);
	require(!text.ready || (text.port > 0 && text.password.length == 8));
	start_text_release(&text);
}

static void check_endpoint(const char *bytes, size_t length)
{
	struct vnc_endpoint endpoint;

	if (!vnc_endpoint_read(bytes, length, &endpoint))
		return;
	require(endpoint.node != NULL && endpoint.host != NULL && endpoint.node[0] != '-');
	require(strpbrk(endpoint.host, " $;'\"|&`\n") == NULL);
	require(endpoint.port >= 0 && endpoint.port <= 65535);
	require(endpoint.socket == NULL || strpbrk(endpoint.socket, " $;'\"|&`\n") == NULL);
	require(endpoint.proxy_port >= 0 && endpoint.proxy_port <= 65535);
	/* It is removed later on. */
	require(endpoint.folder == NULL || (string_starts(endpoint.folder, "/tmp/berth-vnc-") &&
						   strchr(endpoint.folder + 5, '/') == NULL &&
						   strchr(endpoint.folder, '.') == NULL));
	vnc_endpoint_release(&endpoint);
}

static void check_asked(const char *bytes, size_t length)
{
	struct vnc_session session = {0}, again = {0};

	if (vnc_asked_read(bytes, length, &session)) {
		json_t *object = vnc_asked_json(&session);
		char *text = json_dumps(object, 0);
		require(session.width > 0 && session.height > 0 && session.created >= 0);
		require(text != NULL && vnc_asked_read(text, strlen(text), &again));
		require(again.width == session.width && again.here == session.here &&
			again.listen == session.listen && again.browser == session.browser &&
			again.backend == session.backend);
		free(text);
		json_decref(object);
	}
	vnc_session_release(&session);
	vnc_session_release(&again);
}

static void check_process(const char *bytes, size_t length)
{
	struct run_process process = {0};
	char *host = NULL;

	vnc_process_read(bytes, length, &host, &process);
	require((host != NULL) == (process.pid > 1));
	require(host == NULL || (process.started > 0 && strlen(host) <= 256));
	free(host);
}

/* Each line of a configuration has one keyword of ours, and the endpoint adds none. */
static void check_config(const char *config)
{
	static const char *const keywords[] = {"Host ", "  HostName ", "  User ",
		"  ExitOnForwardFailure ", "  LocalForward ", "  RemoteCommand ", "  SessionType "};

	while (*config != '\0') {
		bool known = false;
		for (size_t i = 0; i < ARRAY_LENGTH(keywords); i++)
			known = known || string_starts(config, keywords[i]);
		require(known);
		config += strcspn(config, "\n");
		require(*config == '\n');
		config++;
	}
}

static void check_ways(const char *bytes, size_t length)
{
	const struct vnc_login login = {"me", "login", "/bin/berth", "/tmp/s", "/tmp/s.web"};
	struct vnc_session session = {.id = (char[]){"20260101-000000-aaaa"}};
	struct vnc_ways ways;

	if (length == 0)
		return;
	session.listen = (enum vnc_listen)(bytes[0] & 1 ? VNC_NODE : VNC_SOCKET);
	session.here = (bytes[0] & 2) != 0;
	if (!vnc_endpoint_read(bytes + 1, length - 1, &session.endpoint))
		return;
	vnc_ways(&session, &login, &ways);
	check_config(ways.config);
	require(ways.local_port > 0 && ways.local_port <= 65535 && ways.browser_port <= 65535);
	require(strchr(ways.ssh, '\n') == NULL);
	vnc_ways_release(&ways);
	vnc_endpoint_release(&session.endpoint);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const checks[])(const char *bytes, size_t length) = {
		check_start_text, check_endpoint, check_asked, check_process, check_ways};

	if (size == 0)
		return 0;
	checks[(uint8_t)(data[0] - '0') % ARRAY_LENGTH(checks)]((const char *)data + 1, size - 1);
	return 0;
}
