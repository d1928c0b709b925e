#ifndef BERTH_VNC_STATE_H
#define BERTH_VNC_STATE_H

/* The state of a session follows from what Slurm says of its job and from whether the server
 * answers; it is never kept and never guessed. */

#include "base/base.h"

enum vnc_state {
	VNC_QUEUED,   /* the job waits */
	VNC_STARTING, /* the job runs, and the server is not up yet */
	VNC_READY,    /* the server answers */
	VNC_LOST,     /* the job runs, but the server does not answer */
	VNC_ENDED,    /* the job is over, or was never submitted */
	VNC_UNKNOWN,  /* Slurm does not answer */
};
extern const char *const vnc_state_names[]; /* "queued", ...; NULL ends */

enum vnc_answer { VNC_NOT_ASKED, VNC_ANSWERS, VNC_SILENT };

struct vnc_evidence {
	bool submitted;     /* there is a job */
	bool slurm_answers;
	const char *job_state; /* "RUNNING"; NULL: Slurm knows no such job (any more) */
	bool has_endpoint;
	enum vnc_answer answer; /* of the server; without an endpoint it is not asked */
};

enum vnc_state vnc_state_of(const struct vnc_evidence *evidence);

#endif
