#ifndef BERTH_VNC_SSH_PARTS_H
#define BERTH_VNC_SSH_PARTS_H

/* What the files of a connection share among themselves; nobody else includes it. */

#include "vnc/ssh.h"
#include "vnc/ssh_config.h"
#include "vnc/ssh_library.h"

#ifdef HAVE_SSH

struct ssh_link {
	struct ssh_wish wish; /* what it names is borrowed */
	struct ssh_settings settings;
	char *name;          /* "USER@HOST"; owned */
	ssh_session session; /* owns its descriptor */
	ssh_event event;     /* once it is ready */
	pid_t proxy;         /* our child that passes the bytes on; 0 for none */
	int proxy_said;      /* what it writes to standard error; -1 for none */
	int64_t deadline;    /* of what is being waited for; on link_clock() */
	bool ready;          /* authenticated */
};

/* ssh_link.c */
/* Milliseconds that go on while the machine sleeps. */
int64_t link_clock(void);
/* From now on link_wait() fails after so many milliseconds. */
void link_limit(struct ssh_link *link, int milliseconds);
/* Until there may be something to do. False, with H03 or R06, when the time is over. */
bool link_wait(struct ssh_link *link, struct diags *diags) MUST_USE;
/* Reads and writes what can be without waiting; for a link that is ready. */
void link_pump(struct ssh_link *link);
/* Fails with what the library says of the session, or the proxy on its standard error. */
bool link_fail(struct ssh_link *link, const char *id, const char *what, struct diags *diags);
/* Ends the connection and begins it again as far as the proof of the host's key. */
bool link_connect(struct ssh_link *link, struct diags *diags) MUST_USE;

/* ssh_transport.c: a descriptor that leads to the server, or -1 with H02, H03 or R06. */
int transport_open(struct ssh_link *link, struct diags *diags) MUST_USE;
/* Ends the proxy. */
void transport_close(struct ssh_link *link);
/* What the proxy has said last, cleaned of nothing; empty without one. */
void transport_said(struct ssh_link *link, struct text *said);

/* ssh_hostkey.c: H04, H05. */
bool hostkey_prove(struct ssh_link *link, struct diags *diags) MUST_USE;

/* ssh_keys.c: what can be shown to the server, in the order in which it is tried. */
struct ssh_candidate {
	ssh_key public_key; /* owned; NULL: not known before the file is opened */
	char *path;         /* of the private key; owned; NULL when only the agent has it */
	bool in_agent;
	size_t agent_index; /* within the keys of the agent */
	bool tried;
};
struct ssh_candidates VECTOR_OF(struct ssh_candidate);
struct ssh_agent_keys;
void keys_collect(struct ssh_link *link, const struct ssh_agent_keys *agent,
	struct ssh_candidates *candidates, struct diags *diags);
void keys_release(struct ssh_candidates *candidates);
/* Reads the private key, asking for its passphrase when it has one. NULL, with H07 as a warning,
 * when it is of no use; *cancelled when the person does not want to go on. */
ssh_key keys_open(struct ssh_link *link, const char *path, bool *cancelled, struct diags *diags);

/* ssh_interactive.c: codes and passwords. What libssh gives, or SSH_AUTH_ERROR when nobody is there
 * to answer or time is over, with *stop and a diagnostic. */
int interactive_codes(struct ssh_link *link, bool *stop, struct diags *diags);
int interactive_password(struct ssh_link *link, bool *stop, struct diags *diags);
/* Asks, without the time that it takes counting. False when there is no answer. */
bool interactive_ask(struct ssh_link *link, const char *title, const char *prompt, bool echo,
	struct text *answer);
/* Frees what holds a secret, and overwrites it before. */
void secret_release(struct text *secret);

/* ssh_authenticate.c: H06, H07. */
bool authenticate(struct ssh_link *link, struct diags *diags) MUST_USE;

#endif
#endif
