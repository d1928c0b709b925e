#ifndef BERTH_VNC_REMOTE_ASK_H
#define BERTH_VNC_REMOTE_ASK_H

/* A request to another host and its answer, over a connection by ssh. */

#include "vnc/remote.h"
#include "vnc/ssh.h"

/* Runs the program of the request there; its `word` is made here. Those of ssh_exec() and
 * vnc_far_read(). `far` is ended with vnc_far_release() in any case. */
bool vnc_remote_ask(struct ssh_link *link, const char *host, struct vnc_request request,
	struct vnc_far *far, struct diags *diags) MUST_USE;

#endif
