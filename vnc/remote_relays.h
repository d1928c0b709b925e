#ifndef BERTH_VNC_REMOTE_RELAYS_H
#define BERTH_VNC_REMOTE_RELAYS_H

/*
 * Programs that every compute node may have and that pass bytes between their standard input and
 * output and a server that only the node can reach. Which one is there is asked of the node itself.
 */

#include "base/base.h"
#include "base/text.h"
#include "vnc/session.h"

/* Appends a line of sh that prints "berth-relay=NAME" for the one that would be taken. */
void vnc_relays_ask(const struct vnc_session *session, struct text *line);
/* What the command below prints before the server's first byte, in a line; before it there may be what
 * the files of a login print. */
#define VNC_RELAY_MARK "berth-relay-begins"
/* Appends the command, for a shell, that runs the first relay that works as a step in the session's
 * job. False when there is no job, or no relay can reach the server. */
bool vnc_relay_command(const struct vnc_session *session, struct text *command) MUST_USE;
/* Appends the words of the step up to the program; also those of a relay by Berth itself. */
void vnc_relay_add_step(const char *job, struct strings *argv);

#endif
