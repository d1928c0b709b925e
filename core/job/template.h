#ifndef BERTH_JOB_TEMPLATE_H
#define BERTH_JOB_TEMPLATE_H

/*
 * Templates of job scripts (base/template.h, base/template_files.h). The built-in one is the frame of
 * every script that Berth writes.
 */

#include "base/template.h"
#include "base/template_files.h"
#include "job/job.h"

/* The values that a template may use, one after the other; NULL behind the last. */
const struct template_name *job_template_name(size_t index);

extern const struct template_sort job_template_sort;

/* Finds all mistakes that do not depend on a job. */
bool job_template_check(const char *file, const struct text *template, struct diags *diags) MUST_USE;

/* Appends the job's script by this template. */
bool job_template_render(const struct job *job, const char *file, const struct text *template,
	struct text *out, struct diags *diags) MUST_USE;

#endif
