#ifndef BERTH_VNC_SSH_BATCH_H
#define BERTH_VNC_SSH_BATCH_H

/*
 * Reading a connection in large pieces. libssh takes 4096 bytes at a time from its socket, with a
 * poll() and a recv() for each, which costs a tunnel more than the cipher does. Here one recv()
 * takes all there is, and while libssh works on it, its own two calls are answered from memory:
 * poll() and recv() of this program (ssh_batch.c) stand before those of the C library. Everywhere
 * else, and for any other descriptor or thread, they do what those do. The first reading is plain
 * and shows whether libssh's calls arrive here; where they do not, all readings stay plain.
 */

#include "base/base.h"

#ifdef HAVE_SSH

#include <libssh/libssh.h>

enum { SSH_BATCH = 1 << 18 }; /* bytes */

struct ssh_batch {
	ssh_session session;
	int fd;      /* of the session */
	char *bytes; /* SSH_BATCH of them */
	size_t length, done;
	bool polls, receives; /* libssh's calls do arrive here */
};

void ssh_batch_init(struct ssh_batch *batch);
void ssh_batch_release(struct ssh_batch *batch);

/* Hands libssh what has come for the session, which stands in `event`, without waiting. Afterwards
 * nothing is left in the batch. False when libssh does not take it: the connection is broken. */
bool ssh_batch_read(struct ssh_batch *batch, ssh_event event, ssh_session session) MUST_USE;

#endif
#endif
