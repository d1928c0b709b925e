#include "vnc/ssh_parts.h"
#include "base/digest.h"
#include "base/files.h"
#include "vnc/base64.h"

#ifdef HAVE_SSH

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KNOWN_HOSTS_MAX = 16 << 20 };

/* What known_hosts says, the stronger the later. */
enum verdict { UNKNOWN, OTHER_TYPE, CHANGED, SAME, REVOKED };

struct proof {
	ssh_key key;            /* the server's */
	char *name, *bare_name; /* "[host]:2222", and "host" when that differs */
	enum verdict verdict;
	char *file, *old; /* where it stands, and the fingerprint there */
	int line;
};

static char *fingerprint(ssh_key key)
{
	unsigned char *hash = NULL;
	size_t length = 0;
	char *said, *copy;

	if (library.ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) != 0)
		return xstrdup("unknown");
	said = library.ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length);
	copy = xstrdup(said != NULL ? said : "unknown");
	library.ssh_string_free_char(said);
	library.ssh_clean_pubkey_hash(&hash);
	return copy;
}

static void judge(
	struct proof *proof, enum verdict verdict, const char *file, int line, ssh_key old)
{
	if (verdict <= proof->verdict)
		return;
	free(proof->file);
	free(proof->old);
	proof->verdict = verdict;
	proof->file = xstrdup(file);
	proof->line = line;
	proof->old = fingerprint(old);
}

/* The key that a line has for a name; NULL when it is about other hosts, or no such line. */
static struct ssh_knownhosts_entry *entry_for(const char *name, const char *line)
{
	struct ssh_knownhosts_entry *entry = NULL;

	if (name == NULL || library.ssh_known_hosts_parse_line(name, line, &entry) != SSH_OK)
		return NULL;
	return entry;
}

static void look_at_line(struct proof *proof, const char *line, const char *file, int number)
{
	bool revoked = string_starts(line, "@revoked");
	struct ssh_knownhosts_entry *entry;
	bool same;

	if (line[0] == '\0' || line[0] == '#' || (line[0] == '@' && !revoked))
		return;
	if (revoked)
		line += strcspn(line, " \t"), line += strspn(line, " \t");
	entry = entry_for(proof->name, line);
	if (entry != NULL) {
		same = library.ssh_key_cmp(entry->publickey, proof->key, SSH_KEY_CMP_PUBLIC) == 0;
		if (revoked)
			judge(proof, same ? REVOKED : UNKNOWN, file, number, entry->publickey);
		else if (same)
			judge(proof, SAME, file, number, entry->publickey);
		else
			judge(proof,
				library.ssh_key_type(entry->publickey) ==
						library.ssh_key_type(proof->key)
					? CHANGED
					: OTHER_TYPE,
				file, number, entry->publickey);
		library.ssh_knownhosts_entry_free(entry);
		return;
	}
	/* As OpenSSH does, the same key under the name without a port is good as well. */
	entry = entry_for(proof->bare_name, line);
	if (entry != NULL) {
		same = library.ssh_key_cmp(entry->publickey, proof->key, SSH_KEY_CMP_PUBLIC) == 0;
		if (same)
			judge(proof, revoked ? REVOKED : SAME, file, number, entry->publickey);
		library.ssh_knownhosts_entry_free(entry);
	}
}

static bool look_at_file(struct proof *proof, const char *path, struct diags *diags)
{
	struct text text = TEXT_INIT;
	char *line, *rest;
	bool fine = true;

	if (access(path, F_OK) != 0 || string_equal(path, "/dev/null"))
		return true;
	/* A file that cannot be read may hold the line that forbids it. */
	fine = file_read(path, KNOWN_HOSTS_MAX, &text, diags);
	rest = text.data;
	for (int number = 1; fine && (line = strsep(&rest, "\n")) != NULL; number++) {
		line[strcspn(line, "\r")] = '\0';
		look_at_line(proof, line + strspn(line, " \t"), path, number);
	}
	text_release(&text);
	return fine;
}

static const char *type_of(ssh_key key)
{
	switch (library.ssh_key_type(key)) {
	case SSH_KEYTYPE_ED25519:
		return "ED25519";
	case SSH_KEYTYPE_RSA:
		return "RSA";
	case SSH_KEYTYPE_ECDSA_P256:
	case SSH_KEYTYPE_ECDSA_P384:
	case SSH_KEYTYPE_ECDSA_P521:
		return "ECDSA";
	default:
		return library.ssh_key_type_to_char(library.ssh_key_type(key));
	}
}

static bool refuse(struct ssh_link *link, const struct proof *proof, struct diags *diags)
{
	char *now = fingerprint(proof->key);
	const struct place place = {.file = proof->file, .line = proof->line};
	const char *type = type_of(proof->key);
	struct diag *diag;

	if (proof->verdict == REVOKED) {
		diag = diags_add(diags, SEVERITY_ERROR, "H04", &place,
			"the key of '%s' is revoked: %s %s", link->settings.alias, type, now);
		diag_hint(diag, "do not connect; ask those who run the host");
	} else {
		diag = diags_add(diags, SEVERITY_ERROR, "H04", &place,
			proof->verdict == CHANGED
				? "the key of '%s' has changed: it is %s %s now, and was %s"
				: "the key of '%s' is of another type than the one that is known: "
				  "it "
				  "is %s %s now, and was %s",
			link->settings.alias, type, now, proof->old);
		diag_hint(diag,
			"somebody may have put himself between you and the host, so nothing was "
			"sent. "
			"Compare with what those who run it publish; if it is right, remove the "
			"old "
			"key: ssh-keygen -R '%s' -f '%s'",
			proof->name, proof->file);
	}
	free(now);
	return false;
}

/* The name, or "|1|SALT|HMAC" in its place, which tells nobody where one goes (HashKnownHosts; the format is in
 * sshd(8)). */
static bool append_name(
	const struct ssh_link *link, const char *name, struct text *line, struct diags *diags)
{
	unsigned char salt[DIGEST_SHA1_SIZE], digest[DIGEST_SHA1_SIZE];
	struct diags said = {0};

	if (!link->settings.hash_known_hosts) {
		text_append(line, name);
		return true;
	}
	if (getrandom(salt, sizeof salt, 0) != (ssize_t)sizeof salt)
		BUG("the kernel gives no random bytes");
	if (!digest_hmac_sha1(salt, sizeof salt, name, strlen(name), digest, &said)) {
		diags_add(diags, SEVERITY_WARNING, "H07", NULL,
			"the host's key is not remembered, as its name cannot be hashed: %s",
			said.items[0].message);
		diags_release(&said);
		return false;
	}
	text_append(line, "|1|");
	text_append_base64(line, salt, sizeof salt);
	text_append_char(line, '|');
	text_append_base64(line, digest, sizeof digest);
	return true;
}

/* Appends a line to the first file of known hosts. */
static bool remember(struct ssh_link *link, const struct proof *proof, struct diags *diags)
{
	const char *path = link->settings.known_hosts.count > 0
				   ? link->settings.known_hosts.items[0]
				   : "/dev/null";
	char *base64 = NULL, *folder = xstrndup(path, (size_t)(path_base(path) - path));
	struct text line = TEXT_INIT;
	char last = '\n';
	struct stat status;
	int fd = -1, error = EINVAL;
	bool fine = library.ssh_pki_export_pubkey_base64(proof->key, &base64) == 0;

	/* As ssh does, ~/.ssh and no more: a home that is not there stays so. Without the folder opening
	 * the file fails as well, and says why. */
	if (fine && folder[0] != '\0')
		mkdir(folder, 0700);
	if (fine)
		fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	error = fine ? errno : error;
	fine = fine && fd >= 0;
	if (fine && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
		pread(fd, &last, 1, status.st_size - 1) == 1 && last != '\n')
		text_append_char(&line, '\n');
	if (fine && append_name(link, proof->name, &line, diags)) {
		text_append_format(&line, " %s %s\n",
			library.ssh_key_type_to_char(library.ssh_key_type(proof->key)), base64);
		error = write_all(fd, line.data, line.length);
		fine = error == 0;
	}
	if (!fine)
		diags_add(diags, SEVERITY_WARNING, "H07", NULL,
			"cannot remember the host's key in '%s': %s", path, strerror(error));
	if (fd >= 0)
		close(fd);
	library.ssh_string_free_char(base64);
	text_release(&line);
	free(folder);
	return true;
}

static bool meet(struct ssh_link *link, const struct proof *proof, struct diags *diags)
{
	const struct ssh_asker *asker = link->wish.asker;
	char *now = fingerprint(proof->key);
	const char *type = type_of(proof->key);
	bool may_ask =
		link->settings.trust == SSH_TRUST_ASK && asker != NULL && asker->trust != NULL;
	bool taken = link->settings.trust == SSH_TRUST_NEW ||
		     (may_ask && asker->trust(asker->context, proof->name, type, now));

	if (taken) {
		remember(link, proof, diags);
	} else {
		struct diag *diag = diags_add(diags, SEVERITY_ERROR, "H05", NULL,
			"the key of '%s' is not known: %s %s", proof->name, type, now);
		if (!may_ask)
			diag_hint(diag,
				"compare it with what those who run the host publish, and connect "
				"once with 'ssh %s' on a terminal",
				link->settings.alias);
	}
	free(now);
	return taken;
}

/* The name under which OpenSSH keeps it. */
static void name_host(const struct ssh_settings *settings, struct proof *proof)
{
	bool alias = settings->host_key_alias != NULL;
	char *name = xstrdup(alias ? settings->host_key_alias : settings->host);

	for (char *at = name; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	if (alias || settings->port == 22) {
		proof->name = name;
	} else {
		proof->bare_name = name;
		proof->name = xasprintf("[%s]:%lld", name, (long long)settings->port);
	}
}

bool hostkey_prove(struct ssh_link *link, struct diags *diags)
{
	const struct ssh_settings *settings = &link->settings;
	struct proof proof = {0};
	bool fine = true;

	if (library.ssh_get_server_publickey(link->session, &proof.key) != SSH_OK)
		return link_fail(link, "H10", "no key from", diags);
	name_host(settings, &proof);
	for (size_t i = 0; fine && i < settings->known_hosts.count; i++)
		fine = look_at_file(&proof, settings->known_hosts.items[i], diags);
	for (size_t i = 0; fine && i < settings->global_known_hosts.count; i++)
		fine = look_at_file(&proof, settings->global_known_hosts.items[i], diags);
	if (fine && proof.verdict == UNKNOWN)
		fine = meet(link, &proof, diags);
	else if (fine && proof.verdict != SAME)
		fine = refuse(link, &proof, diags);
	library.ssh_key_free(proof.key);
	free(proof.name);
	free(proof.bare_name);
	free(proof.file);
	free(proof.old);
	return fine;
}

#endif
