#ifndef BERTH_VNC_SCRIPT_H
#define BERTH_VNC_SCRIPT_H

/* The job script of a session, which can be read and run without Berth, and the plan that starts
 * it. */

#include "bind/bind.h"
#include "plan/plan.h"
#include "site/site.h"
#include "vnc/session.h"

/* What the job gets; NULL or 0: nothing is said, so Slurm decides. */
struct vnc_job {
	const char *account, *partition;
	int64_t cores, gpus;
	int64_t time; /* seconds; of a session on this host as well */
	uint64_t memory;           /* bytes */
};

struct vnc_start {
	const struct site *site;
	const struct vnc_session *session;
	struct vnc_job job;
	const struct image *image;    /* may be NULL */
	const struct bind_set *binds; /* of the image */
};

/* Appends the script. V31 when a path of the session cannot be bound or named. */
bool vnc_script(const struct vnc_start *start, struct text *script, struct diags *diags) MUST_USE;
/* Makes the folder of the session, writes its files and submits the job, whose number is what the
 * last step prints; or starts the script on this host. V31 as above. */
bool vnc_plan_start(const struct vnc_start *start, struct plan *plan, struct diags *diags) MUST_USE;

/* script_run.c: starts one more program, `words` (ends with NULL), in a session that has a server; of
 * `start`, site, session, image and binds count. *log, which the caller frees, is where its output
 * goes. The step fails when the program has failed within a second and a half. V31 after 999 of
 * them. */
bool vnc_plan_run(const struct vnc_start *start, char *const *words, struct plan *plan,
	char **log, struct diags *diags) MUST_USE;
/* Appends its script alone, which is called SESSION'S FOLDER/run-N.sh, and wants to be run by that path. */
void vnc_script_run(const struct vnc_start *start, char *const *words, struct text *text);

#endif
