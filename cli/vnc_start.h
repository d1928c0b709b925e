#ifndef BERTH_CLI_VNC_START_H
#define BERTH_CLI_VNC_START_H

/* What `berth vnc start` reads in the same way for this host and for another one. */

#include "cli/command_vnc.h"
#include "vnc/script.h"

enum { VNC_WAIT_MAX = 7 * 24 * 3600 }; /* seconds */

/* The session and its job as the options say; the site is loaded. U05, V31. The caller ends the
 * session, also after false. */
bool vnc_start_read(struct cli *cli, struct vnc_session *session, struct vnc_job *job);
/* After waiting: V22 when it has ended, V27 when the time was up before it was ready. */
void vnc_wait_judge(
	struct cli *cli, const struct vnc_view *view, int64_t patience, bool time_is_up);

#endif
