#ifndef BERTH_VNC_RELAY_H
#define BERTH_VNC_RELAY_H

/*
 * A relay has two halves. In the job, vnc_relay_stdio() connects to a server that only its node
 * can reach and passes bytes between it and standard input and output. On the login node,
 * vnc_relay_serve() listens on a socket of the user's own and starts such a step for each
 * connection.
 */

#include "vnc/session.h"

#include <stdatomic.h>

enum { VNC_RELAYS_MAX = 16 }; /* connections at once */

/* Until either side closes. V22 without an endpoint, V23, V24 when what answers greets as no VNC
 * server: nothing of it is then passed on. With `browser`, it carries many connections
 * (many.h) to the way in for browsers. */
bool vnc_relay_stdio(const struct vnc_session *session, bool browser, struct diags *diags) MUST_USE;

/* "/tmp/berth-vnc-UID/ID", and the same with ".web"; the caller frees it. */
char *vnc_relay_socket(const struct vnc_session *session);
char *vnc_relay_web_socket(const struct vnc_session *session);
/* Until standard input ends or *stop; for browsers as well when the session has a way in for them.
 * V32 when it cannot listen there. */
bool vnc_relay_serve(
	const struct vnc_session *session, const atomic_bool *stop, struct diags *diags) MUST_USE;

/* The same for viewers of this host, at a port of its loopback (0: any free one): the descriptor,
 * or -1 with V32. vnc_relay_accept() serves it until *stop, for viewers or browsers; whoever has it
 * closes it. */
int vnc_relay_listen(int64_t port, int64_t *chosen, struct diags *diags) MUST_USE;
void vnc_relay_accept(
	const struct vnc_session *session, int listener, bool browser, const atomic_bool *stop);

#endif
