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

/* Appends the whole script, written by the job's template (template.h), or the built-in one. False
 * when the template is at fault: J01 J02 J03, and nothing is appended. */
bool job_script(const struct job *job, struct text *text, struct diags *diags) MUST_USE;

/* Adds to `step` the files of the script in pieces: job.sh, environment.sh and, when tasks need
 * one, task.sh, all in `folder`. job.sh must be submitted from there. */
void job_split(const struct job *job, const char *folder, bool replace, struct plan_step *step);

/* Appends what is typed for the same work in a session: salloc, then the variables, then srun. */
void job_interactive(const struct job *job, struct text *text);

#endif
