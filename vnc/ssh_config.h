#ifndef BERTH_VNC_SSH_CONFIG_H
#define BERTH_VNC_SSH_CONFIG_H

/*
 * What the user's configuration of ssh says of one host: the keywords of ssh_config(5) that a
 * connection of ours honours, by the rules of OpenSSH (the first value counts, except for
 * IdentityFile; Host and Match choose blocks; Include). The library's own reader is not asked, as
 * it leaves out IdentitiesOnly and HostKeyAlias and does not say what it passed over.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"

enum ssh_trust {
	SSH_TRUST_ASK, /* an unknown key is asked about */
	SSH_TRUST_YES, /* an unknown key is refused */
	SSH_TRUST_NEW, /* an unknown key is taken; a changed one never is */
};

/* All strings are owned; NULL where nothing is said. */
struct ssh_settings {
	char *alias; /* as the user wrote it, without "USER@" */
	char *host;  /* what is connected to */
	char *user;
	int64_t port;
	struct strings identities; /* files, in order */
	bool default_identities;   /* none is named, so ssh's usual files may be tried */
	bool identities_only;      /* of the agent's keys only those that are named */
	char *agent;               /* its socket; NULL: there is none */
	char *proxy_command;       /* a line for sh; or NULL */
	char *proxy_jump;          /* "[USER@]HOST[:PORT][,...]"; or NULL */
	char *host_key_alias;
	struct strings known_hosts, global_known_hosts; /* files */
	bool hash_known_hosts; /* names are written in a form that does not tell them */
	enum ssh_trust trust;
	char *ciphers, *macs, *key_exchanges, *host_key_types, *public_key_types;
	bool compression;
	bool public_keys, interactive, passwords; /* ways to authenticate that are allowed */
	int64_t prompts;                          /* how often a password or code is asked for */
	int64_t connect_timeout;                  /* seconds; 0: nothing is said */
	int64_t alive_interval, alive_count;      /* seconds and number; 0: nothing is said */
};

/* Reads `file`, or without one ~/.ssh/config and /etc/ssh/ssh_config, for `host`, which is
 * "[USER@]ALIAS". Keywords that matter and are not honoured are notes (H09). H08 when the host can
 * be no name, `file` cannot be read or a value makes no sense. The caller ends `settings` with
 * ssh_settings_release(), also after false. */
bool ssh_config_load(const char *host, const char *file, struct ssh_settings *settings,
	struct diags *diags) MUST_USE;
void ssh_settings_release(struct ssh_settings *settings);

/* The pure part, for any bytes: one text after the other, and ssh_config_finish() for what stands
 * in none. `home` and `local_user` replace "~", %d and %u. */
struct ssh_config_reader {
	struct ssh_settings *settings;
	struct diags *diags;
	const char *home, *local_user; /* borrowed */
	/* Reads the files that one word of an Include names by ssh_config_read(); NULL: there are
	 * none. */
	void (*include)(struct ssh_config_reader *reader, const char *pattern);
	void *context;
	/* ssh_config.c's own. */
	const char *file;
	int line, depth;
	bool active, closed, failed;
	uint64_t said; /* which rows of the table have their value */
};
enum { SSH_CONFIG_DEPTH_MAX = 16, SSH_CONFIG_SIZE_MAX = 1 << 20, SSH_CONFIG_FILES_MAX = 100 };

/* H08 as above. */
bool ssh_config_start(struct ssh_config_reader *reader, const char *host) MUST_USE;
void ssh_config_read(
	struct ssh_config_reader *reader, const char *bytes, size_t length, const char *file);
/* ssh_settings.c */
/* False when a value made no sense. */
bool ssh_config_finish(struct ssh_config_reader *reader) MUST_USE;

/* ssh_patterns.c */
/* Whether `name` fits one of the patterns (with * and ?) and none of those behind a "!". */
bool ssh_patterns_match(const char *name, const struct strings *patterns);
/* Splits a line as OpenSSH does: blanks, one "=" behind the keyword, words in double or single
 * quotes, a comment behind "#". False when a quote is not closed. */
bool ssh_config_split(const char *line, size_t length, struct strings *words) MUST_USE;
/* Whether a name of a host or user can be handed to a shell's line and to programs. */
bool ssh_name_is_safe(const char *name);
/* A new string, with "~/" and the %-tokens of ssh_config(5) and ${NAME} replaced. */
char *ssh_config_expand(const struct ssh_config_reader *reader, const char *value) RETURNS_NEW;

#endif
