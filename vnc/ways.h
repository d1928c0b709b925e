#ifndef BERTH_VNC_WAYS_H
#define BERTH_VNC_WAYS_H

/*
 * The ways from a laptop to a session. A server that listens on the cluster network is reached by
 * a plain forward of ssh. One that only its node can reach needs a relay on the login node: the
 * same ssh forwards to a socket there, which `berth vnc relay` serves for as long as the ssh
 * lives. One without a job is reached by a forward to the very host where it runs. The way in for
 * browsers is one more forward of the same ssh.
 */

#include "base/base.h"
#include "base/text.h"
#include "vnc/session.h"

struct vnc_login {
	const char *user, *host; /* host NULL: not known, and "LOGIN" stands for it */
	const char *self;        /* path of this program, for the relay */
	const char *socket;      /* where the relay listens */
	const char *web_socket;  /* and where it does for browsers */
};

struct vnc_ways {
	const char *way;  /* "forward", "relay" or "host" */
	const char *why;  /* one sentence */
	int64_t local_port, browser_port; /* on the laptop; 0: browsers have no way in */
	char *ssh;        /* the line for the laptop; owned, as all strings here */
	char *config;     /* lines for ~/.ssh/config */
	char *viewer;     /* "vncviewer localhost::5901" */
	char *browser;    /* address without the password; NULL when there is no proxy */
};

/* The session has an endpoint. */
void vnc_ways(const struct vnc_session *session, const struct vnc_login *login,
	struct vnc_ways *ways);
void vnc_ways_release(struct vnc_ways *ways);

/* The sequence that makes a terminal put `string` into the clipboard (OSC 52). */
void vnc_append_copy(const char *string, struct text *text);

#endif
