#ifndef BERTH_VNC_SSH_AGENT_H
#define BERTH_VNC_SSH_AGENT_H

/*
 * The user's ssh-agent (draft-ietf-sshm-ssh-agent): which keys it has, and a filter before it.
 *
 * libssh offers all keys of an agent one after the other, and a server shuts the door after a few.
 * So libssh never sees the agent, but a filter that shows it the one key which the server has said
 * it would take, and passes on what is to be signed with it.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"

#include <stdatomic.h>

struct ssh_agent_key {
	char *type, *base64; /* of the public key; owned */
	struct text blob;    /* the same in its binary form */
	char *comment;       /* as the agent says it: to be cleaned; owned */
};
struct ssh_agent_keys VECTOR_OF(struct ssh_agent_key);
enum { SSH_AGENT_KEYS_MAX = 256, SSH_AGENT_ANSWER_MAX = 256 << 10 };

/* The payload of an agent's answer to "which keys?"; any bytes. False when it is none; `keys` is
 * then empty. */
bool ssh_agent_read_keys(const void *bytes, size_t length, struct ssh_agent_keys *keys) MUST_USE;
void ssh_agent_keys_release(struct ssh_agent_keys *keys);

/* Asks the agent at `socket`. H07 when there is none or it does not answer in time. */
bool ssh_agent_list(const char *socket, int deadline_ms, struct ssh_agent_keys *keys,
	struct diags *diags) MUST_USE;

/* Starts a thread that serves one end of a socket pair; *fd is the other end, which the caller
 * hands to libssh (and who closes it ends the thread's work). NULL when there is no thread to be
 * had. An agent that wants a person to confirm is waited for until *cancel (may be NULL) comes or
 * the filter is freed. */
struct ssh_agent_filter;
struct ssh_agent_filter *ssh_agent_filter_new(
	const char *socket, const atomic_bool *cancel, int *fd);
/* From now on the agent seems to have this key only. Never while libssh asks. */
void ssh_agent_filter_show(struct ssh_agent_filter *filter, const struct ssh_agent_key *key);
void ssh_agent_filter_free(struct ssh_agent_filter *filter);

#endif
