#ifndef BERTH_JOB_SUBMIT_H
#define BERTH_JOB_SUBMIT_H

/* Handing a script to Slurm, as steps of a plan. */

#include "plan/plan.h"

struct job_hand_over {
	bool test;          /* only ask whether Slurm would take it */
	const char *folder; /* where sbatch starts; NULL: here */
	const char *file;   /* the script, seen from there; NULL: `script` on its standard input */
	const char *script;
};

/* Adds the step; its output is what sbatch says ("Submitted batch job 4711"). */
void job_plan_sbatch(struct plan *plan, const struct job_hand_over *what);

/* The number in what sbatch has said; 0 when there is none. */
int64_t job_submitted(const char *said);

#endif
