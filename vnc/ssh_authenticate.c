#include "vnc/ssh_parts.h"
#include "vnc/ssh_agent.h"

#ifdef HAVE_SSH

enum {
	STEP_MS = 30000,
	AGENT_MS = 5000,
	/* A server that has refused so many keys shuts the door soon: OpenSSH's takes six tries. */
	OFFERS_MAX = 5,
	CONNECTIONS_MAX = 64,
};

struct entry {
	struct ssh_link *link;
	struct ssh_agent_keys agent_keys;
	struct ssh_agent_filter *filter;
	struct ssh_candidates candidates;
	int offers; /* what was refused on this connection */
	int connections;
	int64_t questions; /* rounds of codes or passwords so far */
	size_t keys;       /* that were shown */
	bool progress;     /* a new key was tried on this connection */
	bool partial;      /* one way has succeeded, and the server wants another one */
	bool stop;         /* a diagnostic says why */
};

/* After "again": whether to call once more. libssh says "again" for ever when the other side has
 * hung up. */
static bool again(struct entry *entry, int *code, struct diags *diags)
{
	bool lost = !library.ssh_is_connected(entry->link->session);

	entry->stop = !lost && !link_wait(entry->link, diags);
	if (lost || entry->stop)
		*code = SSH_AUTH_ERROR;
	return !lost && !entry->stop;
}

/* Calls it until it has a result; what it waits for is limited. */
#define COMPLETE(entry, code, call, diags)                                                         \
	while (((code) = (call)) == SSH_AUTH_AGAIN)                                                \
		if (!again(entry, &(code), diags))                                                 \
			break;

static int sign_with_agent(
	struct entry *entry, const struct ssh_candidate *candidate, struct diags *diags)
{
	struct ssh_link *link = entry->link;
	int code, fd = -1;

	/* libssh takes the descriptor and closes it with the session. */
	if (entry->filter == NULL) {
		entry->filter = ssh_agent_filter_new(link->settings.agent, link->wish.cancel, &fd);
		if (entry->filter == NULL ||
			library.ssh_set_agent_socket(link->session, fd) != SSH_OK)
			return SSH_AUTH_ERROR;
	}
	ssh_agent_filter_show(entry->filter, &entry->agent_keys.items[candidate->agent_index]);
	COMPLETE(entry, code, library.ssh_userauth_agent(link->session, NULL), diags);
	return code;
}

static int sign_with_file(
	struct entry *entry, const struct ssh_candidate *candidate, struct diags *diags)
{
	bool cancelled = false;
	ssh_key key = keys_open(entry->link, candidate->path, &cancelled, diags);
	int code;

	if (key == NULL)
		return SSH_AUTH_DENIED;
	COMPLETE(entry, code, library.ssh_userauth_publickey(entry->link->session, NULL, key),
		diags);
	library.ssh_key_free(key);
	return code;
}

/* First the server says whether it would take the key: nobody types a passphrase for nothing. */
static int try_key(struct entry *entry, struct ssh_candidate *candidate, struct diags *diags)
{
	struct ssh_link *link = entry->link;
	int code;

	candidate->tried = true;
	entry->progress = true;
	if (candidate->public_key != NULL) {
		COMPLETE(entry, code,
			library.ssh_userauth_try_publickey(
				link->session, NULL, candidate->public_key),
			diags);
		if (code != SSH_AUTH_SUCCESS)
			return code;
	}
	code = SSH_AUTH_DENIED;
	if (candidate->in_agent)
		code = sign_with_agent(entry, candidate, diags);
	if (code != SSH_AUTH_SUCCESS && code != SSH_AUTH_PARTIAL && !entry->stop &&
		candidate->path != NULL && library.ssh_is_connected(link->session))
		code = sign_with_file(entry, candidate, diags);
	/* An agent that would not sign is no broken connection. */
	if (code == SSH_AUTH_ERROR && !entry->stop && library.ssh_is_connected(link->session))
		code = SSH_AUTH_DENIED;
	return code;
}

static struct ssh_candidate *next_key(struct entry *entry)
{
	vector_each (struct ssh_candidate, candidate, &entry->candidates)
		if (!candidate->tried)
			return candidate;
	return NULL;
}

static void forget_filter(struct entry *entry)
{
	ssh_agent_filter_free(entry->filter);
	entry->filter = NULL;
}

/* Begins anew with what was not tried yet. */
static bool reconnect(struct entry *entry, struct diags *diags)
{
	int code;

	forget_filter(entry);
	entry->offers = 0;
	entry->progress = false;
	entry->partial = false;
	if (++entry->connections > CONNECTIONS_MAX || !link_connect(entry->link, diags)) {
		entry->stop = true;
		return false;
	}
	link_limit(entry->link, STEP_MS);
	COMPLETE(entry, code, library.ssh_userauth_none(entry->link->session, NULL), diags);
	return !entry->stop;
}

static void append_methods(unsigned methods, struct text *text)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {
		{SSH_AUTH_METHOD_PUBLICKEY, "keys"},
		{SSH_AUTH_METHOD_INTERACTIVE, "codes (keyboard-interactive)"},
		{SSH_AUTH_METHOD_PASSWORD, "passwords"},
		{SSH_AUTH_METHOD_HOSTBASED, "trusted hosts"},
		{SSH_AUTH_METHOD_GSSAPI_MIC, "Kerberos"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (methods & names[i].bit)
			text_append_format(
				text, "%s%s", text->length > 0 ? ", " : "", names[i].name);
	if (text->length == 0)
		text_append(text, "nothing that we know");
}

static bool refused(struct entry *entry, unsigned methods, struct diags *diags)
{
	struct ssh_link *link = entry->link;
	bool asks = (methods & (SSH_AUTH_METHOD_INTERACTIVE | SSH_AUTH_METHOD_PASSWORD)) != 0;
	struct text wanted = TEXT_INIT;
	struct diag *diag;

	append_methods(methods, &wanted);
	diags_fail(diags, "H06", NULL,
		"'%s' does not let us in: it wants %s%s; keys shown: %zu, questions answered: %lld",
		link->name, text_string(&wanted), entry->partial ? " besides the key" : "",
		entry->keys, (long long)entry->questions);
	diag = &diags->items[diags->count - 1];
	if (asks && link->wish.asker == NULL)
		diag_hint(diag, "a code or password has to be typed: call it on a terminal");
	else if (entry->questions > 0)
		diag_hint(diag, "a one-time code is good once: wait for the next one");
	else if (entry->candidates.count == 0)
		diag_hint(diag,
			"there is no key: load one with 'ssh-add', or name it with --identity");
	else
		diag_hint(diag, "'ssh -v %s' tells more; is the right user named in ~/.ssh/config?",
			link->settings.alias);
	text_release(&wanted);
	return false;
}

/* The door was shut in the middle: with the keys that are left we knock again. */
static bool lost(struct entry *entry, struct diags *diags)
{
	if (entry->progress && !entry->partial && next_key(entry) != NULL)
		return reconnect(entry, diags);
	entry->stop = true;
	return link_fail(entry->link, entry->offers > 0 ? "H06" : "H10", "no entry to", diags);
}

/* One step. True when it is over, with *in. */
static bool step(struct entry *entry, bool *in, struct diags *diags)
{
	struct ssh_link *link = entry->link;
	const struct ssh_settings *settings = &link->settings;
	unsigned methods = (unsigned)library.ssh_userauth_list(link->session, NULL);
	int code;
	struct ssh_candidate *key = next_key(entry);
	bool asks = link->wish.asker != NULL && entry->questions < settings->prompts;
	bool by_key = settings->public_keys && (methods & SSH_AUTH_METHOD_PUBLICKEY) && key != NULL;
	bool by_code = settings->interactive && (methods & SSH_AUTH_METHOD_INTERACTIVE) && asks;
	bool by_word = settings->passwords && (methods & SSH_AUTH_METHOD_PASSWORD) && asks;

	link_limit(link, STEP_MS);
	if (!by_key && !by_code && !by_word) {
		*in = refused(entry, methods, diags);
		return true;
	}
	/* Codes are used up by asking for them, so they get a fresh connection. */
	if (entry->offers >= (by_key ? OFFERS_MAX : OFFERS_MAX / 2) && !entry->partial &&
		entry->progress)
		return !reconnect(entry, diags);
	if (by_key) {
		code = try_key(entry, key, diags);
		entry->keys++;
	} else {
		entry->questions++;
		code = by_code ? interactive_codes(link, &entry->stop, diags)
			       : interactive_password(link, &entry->stop, diags);
	}
	entry->offers += code == SSH_AUTH_DENIED ? 1 : 0;
	entry->partial |= code == SSH_AUTH_PARTIAL;
	*in = code == SSH_AUTH_SUCCESS;
	if (*in || entry->stop)
		return true;
	return code == SSH_AUTH_ERROR || !library.ssh_is_connected(link->session)
		       ? !lost(entry, diags)
		       : false;
}

/* Without an agent the keys in files are tried: it is only worth a word when nothing helps. */
static void collect(struct entry *entry, struct diags *diags, struct diags *later)
{
	struct ssh_link *link = entry->link;

	if (link->settings.agent != NULL &&
		!ssh_agent_list(link->settings.agent, AGENT_MS, &entry->agent_keys, later))
		for (size_t i = 0; i < later->count; i++)
			later->items[i].severity = SEVERITY_WARNING;
	keys_collect(link, &entry->agent_keys, &entry->candidates, diags);
}

bool authenticate(struct ssh_link *link, struct diags *diags)
{
	struct entry entry = {.link = link};
	struct diags later = {0};
	bool in = false;
	int code;

	link_limit(link, STEP_MS);
	COMPLETE(&entry, code, library.ssh_userauth_none(link->session, NULL), diags);
	in = code == SSH_AUTH_SUCCESS;
	if (!in && !entry.stop && code == SSH_AUTH_ERROR)
		entry.stop = !link_fail(link, "H10", "no answer of", diags);
	if (!in && !entry.stop) {
		collect(&entry, diags, &later);
		while (!step(&entry, &in, diags))
			;
	}
	if (!in)
		diags_move(diags, &later);
	forget_filter(&entry);
	diags_release(&later);
	keys_release(&entry.candidates);
	ssh_agent_keys_release(&entry.agent_keys);
	return in;
}

#endif
