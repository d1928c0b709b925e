#include "job/script.h"
#include "base/files.h"
#include "base/units.h"
#include "base/words.h"

/* A value as sbatch reads its header lines: in quotes of either kind a backslash still takes the
 * next character as it is, and nothing is expanded. limits_header() has refused line breaks. */
static void option(struct text *text, const char *name, const char *value)
{
	text_append_format(text, "#SBATCH --%s=", name);
	if (shell_word_is_plain(value)) {
		text_append(text, value);
	} else {
		text_append_char(text, '"');
		for (const char *p = value; *p != '\0'; p++) {
			if (*p == '"' || *p == '\\')
				text_append_char(text, '\\');
			text_append_char(text, *p);
		}
		text_append_char(text, '"');
	}
	text_append_char(text, '\n');
}

static void number(struct text *text, const char *name, int64_t value)
{
	text_append_format(text, "#SBATCH --%s=%lld\n", name, (long long)value);
}

static void size(struct text *text, const char *name, uint64_t bytes)
{
	text_append_format(text, "#SBATCH --%s=", name);
	text_append_slurm_size(text, bytes);
	text_append_char(text, '\n');
}

void script_append_header(const struct job *job, struct text *text)
{
	const struct job_wish *wish = job->wish;

	text_append(text, "#!/bin/bash\n");
	option(text, "job-name", wish->name != NULL ? wish->name : job->name);
	if (wish->account != NULL)
		option(text, "account", wish->account);
	option(text, "partition", job->partition->record.name);
	number(text, "nodes", job->nodes);
	if (job->tasks_per_node > 0)
		number(text, "ntasks-per-node", job->tasks_per_node);
	else
		number(text, "ntasks", 1);
	if (job->cpus_per_task > 0)
		number(text, "cpus-per-task", job->cpus_per_task);
	if (wish->both_threads)
		option(text, "hint", "multithread");
	if (job->gpus_per_node > 0)
		number(text, "gpus-per-node", job->gpus_per_node);
	if (wish->exclusive && job->partition->allocation == ALLOCATION_RESOURCE)
		text_append(text, "#SBATCH --exclusive\n");
	if (job->memory > 0)
		size(text, "mem", job->memory);
	if (job->memory_per_gpu > 0)
		size(text, "mem-per-gpu", job->memory_per_gpu);
	if (wish->time > 0) {
		text_append(text, "#SBATCH --time=");
		text_append_duration(text, wish->time);
		text_append_char(text, '\n');
	}
	option(text, "output", wish->output != NULL ? wish->output : "%x-%j.out");
}

void job_script(const struct job *job, struct text *text)
{
	script_append_header(job, text);
	script_append_environment(job, text);
	if (script_has_task(job)) {
		text_append(text, "\n# Every task starts with these lines and then becomes the "
				  "program.\ntask=$(cat <<'END'\n");
		script_append_task(job, text);
		text_append(text, "END\n)\n");
		script_append_start(job, "bash -c \"$task\" task", text);
	} else {
		script_append_start(job, NULL, text);
	}
}

static void write_file(struct plan_step *step, const char *folder, const char *name,
	const struct text *content, mode_t mode, bool replace)
{
	char *path = path_join(folder, name);
	plan_step_write(step, path, text_string(content), content->length, mode, replace);
	free(path);
}

void job_split(const struct job *job, const char *folder, bool replace, struct plan_step *step)
{
	struct text script = TEXT_INIT, environment = TEXT_INIT, task = TEXT_INIT;
	bool has_task = script_has_task(job);

	strings_add(&step->folders, folder);
	text_append(&environment, "# Sourced by job.sh: the image and what it needs.\n"
				  "# shellcheck shell=bash disable=SC2034\n");
	script_append_environment(job, &environment);
	write_file(step, folder, "environment.sh", &environment, 0666, replace);
	if (has_task) {
		text_append(&task, "#!/bin/bash\n# Every task of job.sh starts here and then "
				   "becomes the program.\n");
		script_append_task(job, &task);
		write_file(step, folder, "task.sh", &task, 0777, replace);
	}
	script_append_header(job, &script);
	text_append(&script, "\n# Submit this file from the folder that it lies in: it needs "
			     "environment.sh");
	text_append(&script, has_task ? " and task.sh.\n" : ".\n");
	text_append(&script, "# shellcheck source=/dev/null\n. ./environment.sh\n");
	script_append_start(job, has_task ? "./task.sh" : NULL, &script);
	write_file(step, folder, "job.sh", &script, 0666, replace);
	text_release(&script);
	text_release(&environment);
	text_release(&task);
}
