#include "vnc/ssh_parts.h"
#include "base/files.h"
#include "vnc/ssh_agent.h"

#ifdef HAVE_SSH

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 1 << 20, PASSPHRASE_TRIES = 3 };

/* From PATH.pub, or from a private key that tells its public half; NULL when neither does. */
static ssh_key read_public(const char *path)
{
	char *beside = xasprintf("%s.pub", path);
	ssh_key key = NULL;

	if (library.ssh_pki_import_pubkey_file(beside, &key) != SSH_OK &&
		library.ssh_pki_import_pubkey_file(path, &key) != SSH_OK)
		key = NULL;
	free(beside);
	return key;
}

static ssh_key import_agent_key(const struct ssh_agent_key *key)
{
	enum ssh_keytypes_e type = library.ssh_key_type_from_name(key->type);
	ssh_key result = NULL;

	if (type == SSH_KEYTYPE_UNKNOWN ||
		library.ssh_pki_import_pubkey_base64(key->base64, type, &result) != SSH_OK)
		return NULL;
	return result;
}

static bool same(ssh_key a, ssh_key b)
{
	return a != NULL && b != NULL && library.ssh_key_cmp(a, b, SSH_KEY_CMP_PUBLIC) == 0;
}

/* Adds a file; what the agent has of it is used instead. */
static void add_file(struct ssh_candidates *candidates, const char *path, bool named,
	const struct ssh_candidates *agent, struct diags *diags)
{
	struct ssh_candidate candidate = {0};
	bool is_public = string_ends(path, ".pub");
	char *file = is_public ? xstrndup(path, strlen(path) - 4) : xstrdup(path);
	bool there = access(file, F_OK) == 0;

	candidate.public_key = read_public(file);
	for (size_t i = 0; i < agent->count; i++)
		if (same(candidate.public_key, agent->items[i].public_key)) {
			candidate.in_agent = true;
			candidate.agent_index = agent->items[i].agent_index;
		}
	candidate.path = there ? file : NULL;
	if (!there)
		free(file);
	if (candidate.in_agent || there) {
		vector_push(candidates, candidate);
		return;
	}
	if (named)
		diags_add(diags, SEVERITY_WARNING, "H07", NULL, "cannot use the key '%s': %s", path,
			candidate.public_key == NULL
				? strerror(errno)
				: "the private key is neither there nor in the agent");
	library.ssh_key_free(candidate.public_key);
}

static bool has(const struct ssh_candidates *candidates, ssh_key key)
{
	for (size_t i = 0; i < candidates->count; i++)
		if (same(candidates->items[i].public_key, key))
			return true;
	return false;
}

/* The agent's keys that libssh can show to a server. */
static void import_agent(const struct ssh_agent_keys *keys, struct ssh_candidates *agent)
{
	for (size_t i = 0; i < keys->count; i++) {
		ssh_key key = import_agent_key(&keys->items[i]);
		if (key != NULL)
			vector_push(agent,
				(struct ssh_candidate){
					.public_key = key, .in_agent = true, .agent_index = i});
	}
}

void keys_collect(struct ssh_link *link, const struct ssh_agent_keys *keys,
	struct ssh_candidates *candidates, struct diags *diags)
{
	static const char *const usual[] = {"id_ed25519", "id_ecdsa", "id_rsa"};
	const struct ssh_settings *settings = &link->settings;
	const char *home = getenv("HOME");
	struct ssh_candidates agent = {0};

	import_agent(keys, &agent);
	if (link->wish.identity != NULL)
		add_file(candidates, link->wish.identity, true, &agent, diags);
	for (size_t i = 0; i < settings->identities.count; i++)
		add_file(candidates, settings->identities.items[i], true, &agent, diags);
	/* With IdentitiesOnly they only serve those that are named above or usual below. */
	for (size_t i = 0; i < agent.count; i++) {
		struct ssh_candidate *candidate = &agent.items[i];
		if (settings->identities_only || has(candidates, candidate->public_key))
			continue;
		vector_push(candidates, *candidate);
		candidate->public_key = NULL;
	}
	for (size_t i = 0; settings->default_identities && i < ARRAY_LENGTH(usual); i++) {
		char *path = home != NULL ? xasprintf("%s/.ssh/%s", home, usual[i]) : NULL;
		size_t before = candidates->count;
		if (path != NULL)
			add_file(candidates, path, false, &agent, diags);
		/* One that the agent has was tried with the agent's. */
		if (candidates->count > before) {
			struct ssh_candidate last = candidates->items[before];
			candidates->count = before;
			if (has(candidates, last.public_key)) {
				library.ssh_key_free(last.public_key);
				free(last.path);
			} else {
				candidates->count = before + 1;
			}
		}
		free(path);
	}
	keys_release(&agent);
}

void keys_release(struct ssh_candidates *candidates)
{
	vector_each (struct ssh_candidate, candidate, candidates) {
		library.ssh_key_free(candidate->public_key);
		free(candidate->path);
	}
	vector_release(candidates);
}

struct passphrase {
	struct ssh_link *link;
	const char *path;
	bool needed, cancelled;
};

/* libssh asks only when the key is encrypted. */
static int give_passphrase(
	const char *prompt, char *buffer, size_t size, int echo, int verify, void *context)
{
	struct passphrase *passphrase = context;
	char *question = xasprintf("Passphrase of the key '%s': ", passphrase->path);
	struct text answer = TEXT_INIT;
	bool fine;

	(void)prompt;
	(void)echo;
	(void)verify;
	passphrase->needed = true;
	fine = interactive_ask(passphrase->link, NULL, question, false, &answer);
	passphrase->cancelled = !fine;
	fine = fine && answer.length < size;
	if (fine)
		memcpy(buffer, text_string(&answer), answer.length + 1);
	secret_release(&answer);
	free(question);
	return fine ? 0 : -1;
}

ssh_key keys_open(struct ssh_link *link, const char *path, bool *cancelled, struct diags *diags)
{
	struct passphrase passphrase = {.link = link, .path = path};
	struct text text = TEXT_INIT;
	struct stat status;
	struct diags said = {0};
	ssh_key key = NULL;
	const char *why = NULL;

	if (stat(path, &status) == 0 && (status.st_mode & 077) != 0 && status.st_uid == getuid())
		why = "others may read or change it (chmod 600)";
	else if (!file_read(path, KEY_FILE_MAX, &text, &said))
		why = said.count > 0 ? said.items[0].message : "it cannot be read";
	for (int i = 0; why == NULL && key == NULL && i < PASSPHRASE_TRIES; i++) {
		passphrase.needed = false;
		if (library.ssh_pki_import_privkey_base64(
			    text_string(&text), NULL, give_passphrase, &passphrase, &key) == SSH_OK)
			break;
		key = NULL;
		if (!passphrase.needed || passphrase.cancelled)
			break;
	}
	if (why == NULL && key == NULL)
		why = !passphrase.needed         ? "it is no private key that libssh reads"
		      : link->wish.asker == NULL ? "it has a passphrase, and nobody is there to ask"
		      : passphrase.cancelled     ? "no passphrase was given"
						 : "the passphrase is wrong";
	if (key == NULL)
		diags_add(diags, SEVERITY_WARNING, "H07", NULL, "cannot use the key '%s': %s", path,
			why);
	*cancelled = passphrase.cancelled && link->wish.asker != NULL;
	secret_release(&text);
	diags_release(&said);
	return key;
}

#endif
