#ifndef BERTH_VNC_TARGET_H
#define BERTH_VNC_TARGET_H

/* Where a session's server is found from here. */

#include "vnc/link.h"
#include "vnc/session.h"

/* The way to the session's server: through a relay into its job when only the node reaches it,
 * unless we are in that job. Nothing is copied: it holds as long as the session stays. */
struct vnc_target vnc_session_target(const struct vnc_session *session);

#endif
