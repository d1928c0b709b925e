#ifndef BERTH_JOB_LIMITS_H
#define BERTH_JOB_LIMITS_H

/* What the partition allows, checked one matter at a time; each reports what it finds and goes
 * on, so that all mistakes come in one run. job.h lists the ids. */

#include "job/job.h"
#include "job/wish.h"

/* Fills job->partition and job->type; false when there is nothing to go on with. */
bool limits_partition(struct job *job, struct diags *diags) MUST_USE;
/* Values that would break a line of the header. */
void limits_header(const struct job *job, struct diags *diags);
/* What decides when the job starts and how it is warned: S48. */
void limits_queue(const struct job *job, struct diags *diags);
void limits_account(const struct job *job, struct diags *diags);
void limits_time(const struct job *job, struct diags *diags);
void limits_nodes(const struct job *job, struct diags *diags);
void limits_memory(const struct job *job, struct diags *diags);
void limits_gpus(const struct job *job, struct diags *diags);
/* Needs the layout: tasks times cores against the usable cores of a node. */
void limits_cores(const struct job *job, struct diags *diags);
/* Whether what was asked goes together: S42, B11 and the note S24. Needs the layout. */
void layout_check(const struct job *job, struct diags *diags);
/* The image against the machine: ROCm window, the recipe's warning, and C30 that its kind is not
 * known. */
void limits_image(const struct job *job, struct diags *diags);

/* For whoever has typed one value: what can be said of it whatever the others are (S04, S44, S48,
 * as errors). False when it cannot stand. */
bool limits_value(const struct site *site, const struct wish_field *field, const char *value,
	struct diags *diags) MUST_USE;

#endif
