#ifndef BERTH_JOB_SUBMIT_H
#define BERTH_JOB_SUBMIT_H

/* Handing a script to Slurm, as a step of a plan. */

#include "plan/plan.h"

struct job_hand_over {
	bool test;          /* only ask whether Slurm would take it */
	const char *folder; /* where sbatch starts; NULL: here */
	const char *file;   /* the script, seen from there; NULL: `script` on its standard input */
	const char *script;
	const char *const *after; /* jobs that have to end well before; `after_count` of them */
	size_t after_count;
};

/* Adds the step. What it prints is for slurm_submitted_id(); of a test Slurm tells on standard error
 * what it thinks. */
void job_plan_sbatch(struct plan *plan, const struct job_hand_over *what);

#endif
