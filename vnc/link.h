#ifndef BERTH_VNC_LINK_H
#define BERTH_VNC_LINK_H

/*
 * A connection to a VNC server: over TCP, to a unix socket, or through a relay, which is a step of
 * Slurm inside the session's job that passes bytes between its standard input and output and a
 * server that only the node itself can reach.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"

#include <stdatomic.h>
#include <sys/un.h>

struct vnc_target {
	const char *host;   /* with `port`; or NULL */
	int64_t port;
	const char *socket; /* a path on this host; or NULL */
	/* Both or none: the job to relay into, and the session's id. Goes before the others. */
	const char *job, *session;
};

struct vnc_link {
	int fd;      /* -1: none */
	pid_t relay; /* our child; 0 for none */
};

/* V23 when there is no way, V27 when there is none in time, R06 when *cancel (may be NULL) came.
 * The names of hosts are resolved by the system, in its own time: who has a deadline calls this in
 * a child (speaker.h). */
bool vnc_link_open(const struct vnc_target *target, int deadline_ms, const atomic_bool *cancel,
	struct vnc_link *link, struct diags *diags) MUST_USE;
void vnc_link_close(struct vnc_link *link);

/* The address of a unix socket; false with ENAMETOOLONG for a path that is too long for one. */
bool vnc_socket_address(const char *path, struct sockaddr_un *address) MUST_USE;

struct vnc_relay_step {
	const char *job, *session; /* the session's id */
	bool browser;              /* to the way in for browsers */
};

/* Starts a relay, srun into the job and there ourselves, or without a job ourselves alone, with `fd` as its standard input and output; what it says on standard error is dropped
 * when `quiet`. -1, with V23, when it cannot be started. */
pid_t vnc_relay_start(
	const struct vnc_relay_step *step, int fd, bool quiet, struct diags *diags) MUST_USE;

#endif
