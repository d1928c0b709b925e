#ifndef BERTH_VNC_SSH_H
#define BERTH_VNC_SSH_H

/*
 * A connection of our own to a host by ssh (libssh), as the user's ~/.ssh/config describes it
 * (ssh_config.h): through ProxyJump or ProxyCommand, with the host key proved by known_hosts, and
 * authenticated by agent, key files, codes or a password.
 *
 * A link belongs to one thread at a time. Nothing is ever printed; what has to be asked goes
 * through the caller's `struct ssh_asker`. libssh is loaded at the first use: everything else of
 * Berth starts without it.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"

#include <stdatomic.h>

struct ssh_link;

/* How a person answers. Both may take as long as they like, and both give false for "no". */
struct ssh_asker {
	/* One question, such as a passphrase or a one-time code. `title` says what for; both come
	 * from the server in part and are to be cleaned. Without `echo` nothing may show of the
	 * answer. */
	bool (*ask)(void *context, const char *title, const char *prompt, bool echo,
		struct text *answer);
	/* Whether the key of a host that was never seen is the right one: "ED25519", "SHA256:...".
	 */
	bool (*trust)(void *context, const char *host, const char *type, const char *fingerprint);
	void *context;
};

struct ssh_wish {
	const char *host;     /* "[USER@]ALIAS" */
	const char *config;   /* a file in place of ~/.ssh/config and the system's; or NULL */
	const char *identity; /* a key file that goes before all others; or NULL */
	int connect_ms; /* for each step of connecting, without the time that people take; 0: 30 s
			 */
	int answer_ms;  /* for one command of ssh_exec(); 0: 60 s */
	const struct ssh_asker *asker; /* NULL: nobody is there, so what needs an answer fails */
	bool terminal;                 /* a ProxyJump may ask on the terminal by itself */
	const atomic_bool *cancel;     /* polled at least every 100 ms; may be NULL */
};

/* Whether this build and this host have libssh. */
bool ssh_is_built(void);
bool ssh_is_available(void);

/* Connects, proves the host's key, and authenticates. H01 without libssh; H02 when the host cannot
 * be reached, H03 when it does not answer in time; H04 when its key has changed or was revoked, H05
 * when it is not known: then nothing has been sent that tells who we are; H06 when it does not let
 * us in; H07 (warnings) for keys and agents that are of no use; H08, H09 of ssh_config.h; H10 when
 * what answers makes no sense; R06 when *cancel came. `wish` and what it names must live as long as
 * the link. The caller ends it with ssh_link_close(). */
bool ssh_link_open(
	const struct ssh_wish *wish, struct ssh_link **link, struct diags *diags) MUST_USE;
/* NULL is fine. */
void ssh_link_close(struct ssh_link *link);
/* "USER@HOST", for messages. */
const char *ssh_link_name(const struct ssh_link *link);

enum { SSH_ANSWER_MAX = 4 << 20 }; /* bytes of each stream */

struct ssh_answer {
	int exit_code;        /* -1: ended by a signal, or the server did not say */
	struct text out, err; /* any bytes: to be cleaned */
	bool truncated; /* there was more than SSH_ANSWER_MAX; the rest was read and dropped */
};

/* Runs a line of the user's login shell on the host, with `input` (NULL: empty) as its standard
 * input, to its end. H03 when it has not ended in time (wish.answer_ms), H11 when the connection
 * breaks, H12 when the host does not run commands, R06. Whatever the exit code is, it is no
 * failure. The link can be used on after H12 only. The caller ends `answer` with
 * ssh_answer_release(), also after false. */
bool ssh_exec(struct ssh_link *link, const char *command, const char *input,
	struct ssh_answer *answer, struct diags *diags) MUST_USE;
void ssh_answer_release(struct ssh_answer *answer);

#endif
