#include "cli/command_vnc.h"
#include "base/units.h"

static bool is_host(const char *host, size_t length)
{
	return length > 0 && length < 256 && host[0] != '-' &&
	       strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@") ==
		       length;
}

bool vnc_address_read(struct cli *cli, const char *what, struct vnc_address *address)
{
	const char *colon = what != NULL ? strchr(what, ':') : NULL;
	char *host;

	*address = (struct vnc_address){.id = what};
	if (colon == NULL)
		return true;
	host = xstrndup(what, (size_t)(colon - what));
	if (!is_host(host, strlen(host)) || (colon[1] != '\0' && !vnc_id_is_valid(colon + 1))) {
		diags_fail(&cli->diags, "V49", NULL, "'%s' is no session", what);
		diag_hint(cli_last(cli),
			"HOST:SESSION, as in lumi:last, where 'ssh lumi' reaches a login node");
		free(host);
		return false;
	}
	address->host = host;
	address->id = colon[1] != '\0' ? colon + 1 : NULL;
	return true;
}

void vnc_address_release(struct vnc_address *address)
{
	free(address->host);
	*address = (struct vnc_address){0};
}

bool vnc_port_read(const char *what, char **host, int64_t *port)
{
	const char *colon = strrchr(what, ':');
	size_t length = colon != NULL ? (size_t)(colon - what) : 0;

	if (length > 0 && what[length - 1] == ':')
		length--;
	if (length == 0 || !integer_parse(colon + 1, 1, 65535, port))
		return false;
	if (what[0] == '[' && what[length - 1] == ']') {
		what++;
		length -= 2;
	}
	*host = xstrndup(what, length);
	return true;
}
