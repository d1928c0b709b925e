#ifndef BERTH_CLI_VNC_OPEN_H
#define BERTH_CLI_VNC_OPEN_H

/* What `berth vnc open` does in the same way for a session of this host and of another one. */

#include "cli/command_vnc.h"

#include <pthread.h>

struct vnc_opening {
	struct cli *cli;
	const char *where;                 /* the host, for messages; NULL: this one */
	const struct vnc_session *session; /* as of the last look */
	struct vnc_view view;              /* ended by vnc_open_release() */
	/* Looks again. False when that is not possible (diagnosed). */
	bool (*look)(struct vnc_opening *opening);
	/* Whether the session is over, and why. With `watched` the guard asks as well, every now
	 * and then, in a thread of its own. */
	bool (*is_over)(struct vnc_opening *opening, struct text *why);
	bool watched;
	void *context;

	/* The guard sets `stop` when nothing is to be shown any more. */
	atomic_bool stop, quiet, over;
	struct text why; /* when `over` */
	pthread_t guard;
	char *told; /* what was said last of the waiting */
};

/* What the viewer needs. */
struct vnc_shown {
	const char *way, *why_way; /* "relay", and a sentence */
	const char *host;
	int64_t port;
	bool browser; /* it is an address for browsers */
	const char *password;
	const unsigned char *passwd;
	size_t passwd_length;
};

/* Says something at once, on standard error; not with --json. */
void vnc_tell(struct cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);
/* Waits until the server answers, and says why it waits; V22, V27, R06. */
bool vnc_open_wait(struct vnc_opening *opening);
/* False, with V22, when --browser is given and the session has nothing for browsers. */
bool vnc_open_has_browser(struct vnc_opening *opening);
/* Starts to watch for ^C and the end of the session. */
void vnc_open_guard(struct vnc_opening *opening);
/* Runs the viewer, or says where one may connect, until it ends or the guard says so; then says
 * what has happened: V47, V48, R06. */
void vnc_open_show(struct vnc_opening *opening, const struct vnc_shown *shown);
/* Ends the guard, and what belongs to the opening. */
void vnc_open_release(struct vnc_opening *opening);
/* "job 12 is TIMEOUT: ..." when the job is none that runs; NULL means that Slurm forgot it. */
bool vnc_job_is_over(const char *id, const struct slurm_job *job, struct text *why);

#endif
