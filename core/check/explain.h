#ifndef BERTH_CHECK_EXPLAIN_H
#define BERTH_CHECK_EXPLAIN_H

/*
 * Who runs where: what each step of a script starts, with which cores, GPU dies, image, binds and
 * environment, and what cannot be known before the job runs.
 */

#include "check/script.h"
#include "job/assign.h"

#include <jansson.h>

/* Where the tasks of a step run on each node. */
enum explain_cores {
	EXPLAIN_BOUND,    /* by masks or a map of the script */
	EXPLAIN_BY_CCD,   /* by Slurm, a CCD for each task: they fill them */
	EXPLAIN_ALL,      /* by Slurm: the only task of a node has all of its cores */
	EXPLAIN_UNKNOWN,
};

/* Fills an assignment with what is known of the step; tasks without known cores have none. The
 * caller ends it with assignment_release(). Empty when the number of tasks or the type of node is
 * not known. */
enum explain_cores explain_assignment(
	const struct script *script, const struct script_step *step, struct assignment *assignment);

/* Everything about the step with this index, for people. */
void explain_step(struct script *script, size_t index, bool ascii, struct text *text);

/* The same as a member of "steps" of berth.job.explain/1. */
json_t *explain_json(struct script *script, size_t index) RETURNS_NEW;

#endif
