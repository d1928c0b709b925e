#include "vnc/target.h"

#include <stdlib.h>

/* Whether we are inside the session's job, where no relay is needed. */
static bool in_job(const struct vnc_session *session)
{
	const char *job = getenv("SLURM_JOB_ID");

	return job != NULL && session->job != NULL && string_equal(job, session->job);
}

struct vnc_target vnc_session_target(const struct vnc_session *session)
{
	const struct vnc_endpoint *endpoint = &session->endpoint;
	bool relay = session->backend == VNC_DIRECT && session->listen != VNC_NODE;
	struct vnc_target target = {.host = relay ? "127.0.0.1" : endpoint->host,
		.port = endpoint->port,
		.socket = endpoint->socket};

	if (relay && !session->here && !in_job(session)) {
		target.job = session->job;
		target.session = session->id;
	}
	return target;
}
