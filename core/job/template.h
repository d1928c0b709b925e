#ifndef BERTH_JOB_TEMPLATE_H
#define BERTH_JOB_TEMPLATE_H

/*
 * Templates of job scripts (base/template.h): the built-in one, which is the frame of every script that
 * Berth writes, those of the user in ~/.config/berth/templates, and those of the site. A file
 * NAME.template there is the template NAME; the user's go before the site's, and both before the built-in
 * one.
 */

#include "base/template.h"
#include "job/job.h"

/* The values that a template may use, one after the other; NULL behind the last. */
const struct template_name *job_template_name(size_t index);

struct job_template {
	char *name;
	char *path;        /* NULL: built in */
	const char *origin; /* "built-in", "site", "yours", "file" */
};

struct job_templates VECTOR_OF(struct job_template);

/* Fills the list, ordered by name; of several with one name only the one that is taken is there. */
void job_templates_list(const struct site *site, struct job_templates *list);
void job_templates_release(struct job_templates *list);

/* Appends the text of a template: a name, or a path (with a slash, or ending in .template). `file` then is
 * what diagnostics call it, which the caller frees. J04 when there is none of that name; F20. */
bool job_template_load(const struct site *site, const char *which, struct text *text, char **file,
	struct diags *diags) MUST_USE;

/* Finds all mistakes that do not depend on a job. */
bool job_template_check(const char *file, const struct text *template, struct diags *diags) MUST_USE;

/* Appends the job's script by this template. */
bool job_template_render(const struct job *job, const char *file, const struct text *template,
	struct text *out, struct diags *diags) MUST_USE;

#endif
