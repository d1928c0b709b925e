#include "vnc/state.h"
#include "slurm/job.h"

const char *const vnc_state_names[] = {
	[VNC_QUEUED] = "queued",
	[VNC_STARTING] = "starting",
	[VNC_READY] = "ready",
	[VNC_LOST] = "lost",
	[VNC_ENDED] = "ended",
	[VNC_UNKNOWN] = "unknown",
	NULL,
};

enum vnc_state vnc_state_of(const struct vnc_evidence *evidence)
{
	if (!evidence->submitted)
		return VNC_ENDED;
	if (!evidence->slurm_answers)
		return VNC_UNKNOWN;
	if (evidence->job_state == NULL || !slurm_state_is_open(evidence->job_state))
		return VNC_ENDED;
	if (slurm_state_is_waiting(evidence->job_state))
		return VNC_QUEUED;
	/* A job that is ending is open and does not run any more. */
	if (string_equal(evidence->job_state, "COMPLETING"))
		return VNC_ENDED;
	if (!evidence->has_endpoint)
		return VNC_STARTING;
	switch (evidence->answer) {
	case VNC_ANSWERS:
		return VNC_READY;
	case VNC_SILENT:
		return VNC_LOST;
	case VNC_NOT_ASKED:
		break;
	}
	return VNC_UNKNOWN;
}
