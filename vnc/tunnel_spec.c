#include "vnc/tunnel.h"
#include "base/units.h"
#include "vnc/ssh_config.h"

static bool fail(const char *spec, struct diags *diags)
{
	diags_fail(diags, "H14", NULL, "'%s' does not say where a tunnel leads", spec);
	diag_hint(&diags->items[diags->count - 1],
		"for example 5901:nid001000:5901, nid001000:5901 "
		"for any port here, or 5901:/tmp/socket");
	return false;
}

/* A path is sent as it stands; the far side opens nothing but a socket of the user. */
static bool take_socket(const char *path, struct tunnel_forward *forward, struct strings *storage)
{
	if (strlen(path) > 107)
		return false;
	strings_add(storage, path);
	forward->socket = storage->items[storage->count - 1];
	return true;
}

/* "HOST:PORT" */
static bool take_port(const char *spec, struct tunnel_forward *forward, struct strings *storage)
{
	const char *end = strrchr(spec, ':'), *begin = spec;
	size_t length;

	if (end == NULL || !integer_parse(end + 1, 1, 65535, &forward->port))
		return false;
	length = (size_t)(end - begin);
	if (length > 2 && begin[0] == '[' && begin[length - 1] == ']') {
		begin++;
		length -= 2;
	} else if (memchr(begin, ':', length) != NULL) {
		return false;
	}
	strings_add_length(storage, begin, length);
	forward->host = storage->items[storage->count - 1];
	return ssh_name_is_safe(forward->host);
}

bool tunnel_forward_parse(const char *spec, struct tunnel_forward *forward, struct strings *storage,
	struct diags *diags)
{
	struct tunnel_forward result = {0};
	size_t digits = strspn(spec, "0123456789");
	const char *rest = spec;
	bool fine = true;

	/* "8080:80" is no host and port, but half a line. */
	if (digits > 0 && spec[digits] == ':' && strpbrk(spec + digits + 1, ":/") != NULL) {
		char *number = xstrndup(spec, digits);
		fine = integer_parse(number, 0, 65535, &result.local_port);
		free(number);
		rest = spec + digits + 1;
	} else if (digits > 0 && spec[digits] == ':') {
		fine = false;
	}
	fine = fine && (rest[0] == '/' ? take_socket(rest, &result, storage)
				       : take_port(rest, &result, storage));
	if (!fine)
		return fail(spec, diags);
	*forward = result;
	return true;
}
