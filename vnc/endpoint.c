#include "vnc/session.h"
#include "base/units.h"

#include <sys/un.h>

/* Letters that names of nodes, addresses and sockets have; they later stand in command lines. */
static bool is_host(const char *value)
{
	size_t length = strlen(value);

	return length > 0 && length < 256 && value[0] != '-' &&
	       strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:") ==
		       length;
}

static bool is_socket(const char *value)
{
	size_t length = strlen(value);

	return value[0] == '/' && length < sizeof((struct sockaddr_un){0}).sun_path &&
	       strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			     "/._-") == length;
}

/* What `mktemp -d /tmp/berth-vnc-XXXXXX` makes, as it may be removed. */
static bool is_own_folder(const char *value)
{
	static const char begin[] = "/tmp/berth-vnc-";
	const char *rest = value + sizeof begin - 1;

	return string_starts(value, begin) && strlen(rest) == 6 &&
	       strspn(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == 6;
}

static bool take(char **member, const char *value, bool fine)
{
	if (!fine)
		return false;
	free(*member);
	*member = xstrdup(value);
	return true;
}

static bool read_line(const char *line, struct vnc_endpoint *endpoint)
{
	const char *blank = strchr(line, ' '), *value = blank != NULL ? blank + 1 : "";

	if (string_starts(line, "node "))
		return take(&endpoint->node, value, is_host(value));
	if (string_starts(line, "host "))
		return take(&endpoint->host, value, is_host(value));
	if (string_starts(line, "socket "))
		return take(&endpoint->socket, value, is_socket(value));
	if (string_starts(line, "proxy-socket "))
		return take(&endpoint->proxy_socket, value, is_socket(value));
	if (string_starts(line, "folder "))
		return take(&endpoint->folder, value, is_own_folder(value));
	if (string_starts(line, "display "))
		return integer_parse(value, 0, 59635, &endpoint->display);
	if (string_starts(line, "port "))
		return integer_parse(value, 1, 65535, &endpoint->port);
	if (string_starts(line, "proxy-port "))
		return integer_parse(value, 1, 65535, &endpoint->proxy_port);
	return true;
}

bool vnc_endpoint_read(const char *bytes, size_t length, struct vnc_endpoint *endpoint)
{
	bool fine = memchr(bytes, '\0', length) == NULL;

	*endpoint = (struct vnc_endpoint){.display = -1};
	for (size_t at = 0; fine && at < length;) {
		const char *newline = memchr(bytes + at, '\n', length - at);
		size_t size = newline != NULL ? (size_t)(newline - (bytes + at)) : length - at;
		char *line = xstrndup(bytes + at, size);
		fine = read_line(line, endpoint);
		free(line);
		at += size + 1;
	}
	if (fine && endpoint->node != NULL) {
		if (endpoint->host == NULL)
			endpoint->host = xstrdup(endpoint->node);
		return true;
	}
	vnc_endpoint_release(endpoint);
	return false;
}

void vnc_endpoint_release(struct vnc_endpoint *endpoint)
{
	free(endpoint->node);
	free(endpoint->host);
	free(endpoint->socket);
	free(endpoint->proxy_socket);
	free(endpoint->folder);
	*endpoint = (struct vnc_endpoint){.display = -1};
}
