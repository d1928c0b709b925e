#include "vnc/ssh_config.h"

#include <strings.h>

/* What holds when the files have been read: defaults for what they do not say, ~ and %-tokens. */

static void expand(const struct ssh_config_reader *reader, char **value)
{
	char *old = *value;

	if (old == NULL)
		return;
	*value = ssh_config_expand(reader, old);
	free(old);
}

/* "none" stands for: not even what would be taken without the line. */
static bool drop_none(char **value)
{
	if (*value == NULL || strcasecmp(*value, "none") != 0)
		return false;
	free(*value);
	*value = NULL;
	return true;
}

static void expand_files(
	const struct ssh_config_reader *reader, struct strings *files, const char *const *otherwise)
{
	struct strings expanded = {0};

	for (size_t i = 0; files->count == 0 && otherwise[i] != NULL; i++)
		strings_take(&expanded, ssh_config_expand(reader, otherwise[i]));
	for (size_t i = 0; i < files->count; i++)
		if (strcasecmp(files->items[i], "none") != 0)
			strings_take(&expanded, ssh_config_expand(reader, files->items[i]));
	strings_release(files);
	*files = expanded;
}

bool ssh_config_finish(struct ssh_config_reader *reader)
{
	static const char *const nothing[] = {NULL};
	static const char *const known[] = {"~/.ssh/known_hosts", "~/.ssh/known_hosts2", NULL};
	static const char *const global[] = {
		"/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2", NULL};
	struct ssh_settings *settings = reader->settings;
	char *host = settings->host;

	/* In HostName "%h" is the name that was given. */
	settings->host = NULL;
	settings->host = ssh_config_expand(reader, host != NULL ? host : settings->alias);
	free(host);
	if (settings->user == NULL)
		settings->user = xstrdup(reader->local_user);
	if (settings->port == 0)
		settings->port = 22;
	settings->default_identities = settings->identities.count == 0;
	expand_files(reader, &settings->identities, nothing);
	expand_files(reader, &settings->known_hosts, known);
	expand_files(reader, &settings->global_known_hosts, global);
	expand(reader, &settings->host_key_alias);
	drop_none(&settings->proxy_command);
	drop_none(&settings->proxy_jump);
	/* In a ProxyCommand "~" is the shell's. */
	if (settings->proxy_command != NULL)
		expand(reader, &settings->proxy_command);
	if (!drop_none(&settings->agent)) {
		const char *socket = getenv("SSH_AUTH_SOCK");
		if (settings->agent == NULL || string_equal(settings->agent, "SSH_AUTH_SOCK")) {
			free(settings->agent);
			settings->agent =
				socket != NULL && socket[0] != '\0' ? xstrdup(socket) : NULL;
		} else {
			expand(reader, &settings->agent);
		}
	}
	if (!reader->failed &&
		(!ssh_name_is_safe(settings->host) || !ssh_name_is_safe(settings->user))) {
		diags_fail(reader->diags, "H08", NULL, "'%s@%s' is no user of a host",
			settings->user, settings->host);
		reader->failed = true;
	}
	return !reader->failed;
}

void ssh_settings_release(struct ssh_settings *settings)
{
	free(settings->alias);
	free(settings->host);
	free(settings->user);
	free(settings->agent);
	free(settings->proxy_command);
	free(settings->proxy_jump);
	free(settings->host_key_alias);
	free(settings->ciphers);
	free(settings->macs);
	free(settings->key_exchanges);
	free(settings->host_key_types);
	free(settings->public_key_types);
	strings_release(&settings->identities);
	strings_release(&settings->known_hosts);
	strings_release(&settings->global_known_hosts);
	*settings = (struct ssh_settings){0};
}
