#include "vnc/ssh_parts.h"

#ifdef HAVE_SSH

#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

int64_t link_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void link_limit(struct ssh_link *link, int milliseconds)
{
	link->deadline = link_clock() + milliseconds;
}

static int connect_limit(const struct ssh_link *link)
{
	if (link->wish.connect_ms > 0)
		return link->wish.connect_ms;
	return link->settings.connect_timeout > 0 ? (int)link->settings.connect_timeout * 1000
						  : 30000;
}

bool link_wait(struct ssh_link *link, struct diags *diags)
{
	int64_t left = link->deadline - link_clock();
	struct pollfd ready = {.fd = library.ssh_get_fd(link->session), .events = POLLIN};

	if (link->wish.cancel != NULL && atomic_load(link->wish.cancel))
		return diags_fail(
			diags, "R06", NULL, "cancelled while waiting for '%s'", link->name);
	if (left <= 0) {
		diags_fail(diags, "H03", NULL, "'%s' does not answer in time", link->name);
		return false;
	}
	if (library.ssh_get_poll_flags(link->session) & SSH_WRITE_PENDING)
		ready.events |= POLLOUT;
	/* Without a descriptor libssh has closed it, and will say so. */
	if (ready.fd >= 0)
		poll(&ready, 1, left < 100 ? (int)left : 100);
	return true;
}

void link_pump(struct ssh_link *link)
{
	library.ssh_event_dopoll(link->event, 0);
}

bool link_fail(struct ssh_link *link, const char *id, const char *what, struct diags *diags)
{
	struct text said = TEXT_INIT;

	transport_said(link, &said);
	if (said.length == 0)
		text_append(&said, library.ssh_get_error(link->session));
	diags_fail(diags, id, NULL, "%s '%s': %s", what, link->name,
		said.length > 0 ? text_string(&said) : "the connection broke");
	text_release(&said);
	return false;
}

/* A list of algorithms that libssh does not take leaves its own choice. */
static void set_list(
	struct ssh_link *link, enum ssh_options_e option, const char *list, struct diags *diags)
{
	if (list != NULL && library.ssh_options_set(link->session, option, list) != 0)
		diags_add(diags, SEVERITY_NOTE, "H09", NULL,
			"'%s' is not honoured: libssh knows none of these algorithms", list);
}

static bool set_options(struct ssh_link *link, int fd, struct diags *diags)
{
	const struct ssh_settings *settings = &link->settings;
	const char *lookup =
		settings->host_key_alias != NULL ? settings->host_key_alias : settings->host;
	/* An alias stands in known_hosts without a port. */
	unsigned port = settings->host_key_alias != NULL ? 22 : (unsigned)settings->port;
	const bool no = false;
	const long seconds = 3600; /* the limit is ours */
	ssh_session session = link->session;
	bool fine = library.ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &no) == 0 &&
		    library.ssh_options_set(session, SSH_OPTIONS_HOST, lookup) == 0 &&
		    library.ssh_options_set(session, SSH_OPTIONS_PORT, &port) == 0 &&
		    library.ssh_options_set(session, SSH_OPTIONS_USER, settings->user) == 0 &&
		    library.ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &seconds) == 0 &&
		    library.ssh_options_set(session, SSH_OPTIONS_FD, &fd) == 0;

	if (!fine)
		return link_fail(link, "H10", "cannot prepare a connection to", diags);
	/* With these the library asks for a kind of host key that is known. */
	if (settings->known_hosts.count > 0)
		library.ssh_options_set(
			session, SSH_OPTIONS_KNOWNHOSTS, settings->known_hosts.items[0]);
	if (settings->global_known_hosts.count > 0)
		library.ssh_options_set(session, SSH_OPTIONS_GLOBAL_KNOWNHOSTS,
			settings->global_known_hosts.items[0]);
	set_list(link, SSH_OPTIONS_CIPHERS_C_S, settings->ciphers, diags);
	set_list(link, SSH_OPTIONS_CIPHERS_S_C, settings->ciphers, diags);
	set_list(link, SSH_OPTIONS_HMAC_C_S, settings->macs, diags);
	set_list(link, SSH_OPTIONS_HMAC_S_C, settings->macs, diags);
	set_list(link, SSH_OPTIONS_KEY_EXCHANGE, settings->key_exchanges, diags);
	set_list(link, SSH_OPTIONS_HOSTKEYS, settings->host_key_types, diags);
	set_list(link, SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, settings->public_key_types, diags);
	if (settings->compression)
		library.ssh_options_set(session, SSH_OPTIONS_COMPRESSION, "yes");
	return true;
}

static void disconnect(struct ssh_link *link)
{
	if (link->event != NULL) {
		library.ssh_event_remove_session(link->event, link->session);
		library.ssh_event_free(link->event);
		link->event = NULL;
	}
	/* ssh_free() closes the descriptor; ssh_disconnect() would leave it to us, but not always.
	 */
	if (link->session != NULL)
		library.ssh_free(link->session);
	link->session = NULL;
	transport_close(link);
}

bool link_connect(struct ssh_link *link, struct diags *diags)
{
	int fd, code;

	disconnect(link);
	link_limit(link, connect_limit(link));
	fd = transport_open(link, diags);
	if (fd < 0)
		return false;
	link->session = library.ssh_new();
	if (link->session == NULL) {
		close(fd);
		return diags_fail(diags, "H10", NULL, "libssh gives no session");
	}
	if (!set_options(link, fd, diags)) {
		close(fd);
		return false;
	}
	library.ssh_set_blocking(link->session, 0);
	while ((code = library.ssh_connect(link->session)) == SSH_AGAIN)
		if (!link_wait(link, diags))
			return false;
	if (code != SSH_OK)
		return link_fail(link, "H10", "no connection to", diags);
	/* libssh makes it blocking; a peer that reads nothing would hold us up for ever. */
	fd = library.ssh_get_fd(link->session);
	if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
		return link_fail(link, "H10", "no connection to", diags);
	return hostkey_prove(link, diags);
}

bool ssh_link_open(const struct ssh_wish *wish, struct ssh_link **result, struct diags *diags)
{
	struct ssh_link *link;

	if (!ssh_library_load(diags))
		return false;
	link = xcalloc(1, sizeof *link);
	link->wish = *wish;
	link->proxy_said = -1;
	if (ssh_config_load(wish->host, wish->config, &link->settings, diags)) {
		link->name = xasprintf("%s@%s", link->settings.user, link->settings.alias);
		link->ready = link_connect(link, diags) && authenticate(link, diags);
	}
	if (link->ready) {
		link->event = library.ssh_event_new();
		link->ready = link->event != NULL &&
			      library.ssh_event_add_session(link->event, link->session) == SSH_OK;
		if (!link->ready)
			diags_fail(diags, "H10", NULL, "libssh does not watch the connection");
	}
	if (link->ready) {
		*result = link;
		return true;
	}
	ssh_link_close(link);
	return false;
}

void ssh_link_close(struct ssh_link *link)
{
	if (link == NULL)
		return;
	disconnect(link);
	ssh_settings_release(&link->settings);
	free(link->name);
	free(link);
}

const char *ssh_link_name(const struct ssh_link *link)
{
	return link->name;
}

#else

bool ssh_link_open(const struct ssh_wish *wish, struct ssh_link **link, struct diags *diags)
{
	(void)wish;
	(void)link;
	return ssh_library_load(diags);
}

void ssh_link_close(struct ssh_link *link)
{
	(void)link;
}

const char *ssh_link_name(const struct ssh_link *link UNUSED)
{
	BUG("there is no libssh");
}

bool ssh_exec(struct ssh_link *link, const char *command, const char *input,
	struct ssh_answer *answer, struct diags *diags)
{
	(void)link;
	(void)command;
	(void)input;
	(void)answer;
	return ssh_library_load(diags);
}

#endif

void ssh_answer_release(struct ssh_answer *answer)
{
	text_release(&answer->out);
	text_release(&answer->err);
	*answer = (struct ssh_answer){0};
}
