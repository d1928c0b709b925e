#include "job/script_parts.h"
#include "base/files.h"
#include "job/template.h"

bool job_script(const struct job *job, struct text *text, struct diags *diags)
{
	struct text template = TEXT_INIT;
	char *file = NULL;
	const char *which = job->wish->template;
	bool fine;

	fine = template_file_load(&job_template_sort, job->site->templates,
		       which != NULL ? which : "default", &template, &file, diags) &&
	       job_template_render(job, file, &template, text, diags);
	text_release(&template);
	free(file);
	return fine;
}

static void write_file(struct plan_step *step, const char *folder, const char *name,
	const struct text *content, mode_t mode, bool replace)
{
	char *path = path_join(folder, name);
	plan_step_write(step, path, text_string(content), content->length, mode, replace);
	free(path);
}

static void split_task(const struct job *job, const char *folder, const char *name, bool replace,
	struct plan_step *step)
{
	struct text task = TEXT_INIT;

	if (job == NULL || !script_has_task(job))
		return;
	text_append(&task, "#!/bin/bash\n# Every task of job.sh starts here and then becomes the "
			   "program.\n");
	script_append_task(job, &task);
	write_file(step, folder, name, &task, 0777, replace);
	text_release(&task);
}

void job_split(const struct job *job, const char *folder, bool replace, struct plan_step *step)
{
	struct text script = TEXT_INIT, environment = TEXT_INIT;
	bool has_task = script_has_task(job);

	strings_add(&step->folders, folder);
	text_append(&environment, "# Sourced by job.sh: the image and what it needs.\n"
				  "# shellcheck shell=bash disable=SC2034\n");
	script_append_environment(job, &environment);
	write_file(step, folder, "environment.sh", &environment, 0666, replace);
	split_task(job, folder, "task.sh", replace, step);
	split_task(job->het, folder, "second.sh", replace, step);
	text_append(&script, "#!/bin/bash\n");
	script_append_header(job, &script);
	text_append(&script, "\n# Submit this file from the folder that it lies in: it needs "
			     "environment.sh");
	text_append(&script, has_task ? " and task.sh.\n" : ".\n");
	text_append(&script, "# shellcheck source=/dev/null\n. ./environment.sh\n");
	script_append_meeting(job, &script);
	script_append_placement(job, &script);
	script_append_start(job, true, &script);
	write_file(step, folder, "job.sh", &script, 0666, replace);
	text_release(&script);
	text_release(&environment);
}
