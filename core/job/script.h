#ifndef BERTH_JOB_SCRIPT_H
#define BERTH_JOB_SCRIPT_H

/*
 * The batch script of a job: one self-contained file for sbatch, with short comments that say why
 * things are as they are, and no line that does nothing. The same job gives the same bytes.
 *
 * Each task starts in a wrapper when it has something of its own to set (its GCD, its rank, the
 * conda of an older image). In the script the wrapper is a here-document handed to `bash -c`, so
 * that no second file is needed; job_split() writes it as a file of its own.
 */

#include "base/text.h"
#include "job/job.h"
#include "plan/plan.h"

/* Appends the whole script. */
void job_script(const struct job *job, struct text *text);

/* Adds to `step` the files of the script in pieces: job.sh, environment.sh and, when tasks need
 * one, task.sh, all in `folder`. job.sh must be submitted from there. */
void job_split(const struct job *job, const char *folder, bool replace, struct plan_step *step);

/* The pieces, for both: see script_body.c and script_start.c. */
void script_append_header(const struct job *job, struct text *text);
void script_append_environment(const struct job *job, struct text *text);
void script_append_task(const struct job *job, struct text *text);
bool script_has_task(const struct job *job);
/* The last part: where the ranks meet, who runs where, and srun with `task` as the words that
 * start the wrapper (NULL for none). */
void script_append_start(const struct job *job, const char *task, struct text *text);

#endif
