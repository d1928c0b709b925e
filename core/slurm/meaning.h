#ifndef BERTH_SLURM_MEANING_H
#define BERTH_SLURM_MEANING_H

/*
 * Slurm's words in plain ones: states, reasons, exit codes, and what sbatch says when it refuses a
 * job. Each entry tells what it means and what to do; all is static. NULL where Berth knows no more
 * than the word itself.
 */

#include "base/base.h"

struct slurm_meaning {
	const char *word;  /* as Slurm writes it; a star at the end stands for any end */
	const char *means; /* a sentence without a full stop */
	const char *todo;  /* the same; NULL when there is nothing to do */
};

/* "OUT_OF_MEMORY" */
const struct slurm_meaning *slurm_state_meaning(const char *state);
/* Of a job that waits: "Resources", "ReqNodeNotAvail, UnavailableNodes:nid005001". Of one that
 * ended: "TimeLimit"; what it once waited for says nothing then. */
const struct slurm_meaning *slurm_reason_meaning(const char *state, const char *reason);
/* Of a job that failed: its exit code and the signal that ended it. */
const struct slurm_meaning *slurm_exit_meaning(int64_t code, int64_t signal);
/* What sbatch said on standard error. */
const struct slurm_meaning *slurm_refusal_meaning(const char *said);

/* The tables, ended by a NULL word. */
extern const struct slurm_meaning slurm_states[], slurm_reasons[], slurm_endings[],
	slurm_refusals[];

#endif
