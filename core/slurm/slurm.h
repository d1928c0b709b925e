#ifndef BERTH_SLURM_SLURM_H
#define BERTH_SLURM_SLURM_H

/*
 * The client of Slurm: each question runs one of its programs with a deadline and reads a bounded
 * answer. Errors of all questions: R01..R06 for the program itself; Q01 Slurm does not answer, Q02
 * the answer cannot be read, Q03 no such job, Q04 there is no accounting. An answer that can be
 * read in part is taken, with a warning (Q02). Questions change nothing; what changes something is
 * put into a plan.
 */

#include "base/diag.h"
#include "plan/plan.h"
#include "slurm/job.h"

#include <stdatomic.h>

/* How to ask; all zero is fine. */
struct slurm_client {
	int deadline_ms;           /* 0 for SLURM_DEADLINE */
	const atomic_bool *cancel; /* may be NULL */
};

enum { SLURM_DEADLINE = 20000 };

/* The user's own jobs in the queue; with `ended` also those that ended a short time ago and that
 * Slurm still remembers. */
bool slurm_queue(const struct slurm_client *client, bool ended, struct slurm_jobs *jobs,
	struct diags *diags) MUST_USE;
/* What Slurm knows of a job ("4711", "4711_3"); several entries for an array. Jobs that ended long
 * ago are Q03. */
bool slurm_details(const struct slurm_client *client, const char *id, struct slurm_jobs *jobs,
	struct diags *diags) MUST_USE;
/* From the accounting: the user's jobs since that time ("now-7days", "2026-11-01"), or one job
 * (`id`, else NULL). */
bool slurm_history(const struct slurm_client *client, const char *since, const char *id,
	struct slurm_jobs *jobs, struct diags *diags) MUST_USE;
bool slurm_partitions_get(const struct slurm_client *client, struct slurm_partitions *partitions,
	struct diags *diags) MUST_USE;
/* What the user's projects may have at once, from the accounting. */
bool slurm_limits_get(const struct slurm_client *client, struct slurm_limits *limits,
	struct diags *diags) MUST_USE;
/* Appends the version of the programs, "24.05.8". */
bool slurm_version(
	const struct slurm_client *client, struct text *version, struct diags *diags) MUST_USE;
/* Whether a controller answers. */
bool slurm_ping(const struct slurm_client *client, struct diags *diags) MUST_USE;

/* For whoever asks on another host: the command of slurm_queue(), whose answer slurm_squeue_read()
 * reads; the environment that it needs, "NAME=VALUE" to set and "NAME" to unset; and what it means
 * (Q01..Q04) that `program` failed and `said` this on standard error. False, with nothing added,
 * when its words are not known. */
void slurm_queue_argv(bool ended, struct strings *argv);
void slurm_environment(struct strings *env);
bool slurm_explain(const char *program, const char *said, struct diags *diags);

/* Whether it can be the name of a job: "4711", "4711_3", "4711_[1-3%2]", "4711+1". */
bool slurm_id_is_valid(const char *id);

/* The id in what 'sbatch --parsable' has printed: "4711" or "4711;cluster". NULL when there is none; the caller
 * frees it. */
char *slurm_submitted_id(const char *printed);
/* Adds the step that cancels. */
void slurm_plan_cancel(struct plan *plan, const char *const *ids, size_t count);

#endif
