#include "job/script_parts.h"
#include "base/clean.h"
#include "base/words.h"
#include "job/program.h"

enum { COMMENT_WIDTH = 86 };

void script_append_comment(struct text *text, const char *line)
{
	struct text clean = TEXT_INIT;
	size_t column = 0;

	text_append_clean(&clean, line, CLEAN_LINE);
	for (const char *word = text_string(&clean); *word != '\0';) {
		size_t length = strcspn(word, " ");
		bool starts = column == 0 || column + 1 + length > COMMENT_WIDTH;
		if (starts)
			text_append(text, column > 0 ? "\n# " : "# ");
		else
			text_append_char(text, ' ');
		text_append_bytes(text, word, length);
		column = starts ? length : column + 1 + length;
		word += length + strspn(word + length, " ");
	}
	text_append_char(text, '\n');
	text_release(&clean);
}

bool script_applies(const struct job *job, int when)
{
	bool gpus = job->gpus_per_node > 0, nodes = job->nodes > 1;

	switch ((enum environment_when)when) {
	case WHEN_ALWAYS:
		return true;
	case WHEN_GPU:
		return gpus;
	case WHEN_NODES:
		return gpus && nodes;
	case WHEN_MPI:
		return job->launcher == LAUNCH_MPI;
	case WHEN_NODES_ANY:
		return nodes;
	case WHEN_GPU_MPI:
		return gpus && job->launcher == LAUNCH_MPI;
	}
	return false;
}

bool script_is_set_by_user(const struct job *job, const char *name)
{
	size_t length = strlen(name);

	for (char *const *own = job->wish->environment; own != NULL && *own != NULL; own++)
		if (strncmp(*own, name, length) == 0 && (*own)[length] == '=')
			return true;
	return false;
}

static void export_variable(struct text *text, const char *name, const char *value)
{
	text_append_format(text, "export %s=", name);
	text_append_shell_word(text, value);
	text_append_char(text, '\n');
}

static void append_site_variables(const struct job *job, struct text *text)
{
	const struct yaml_records *variables = NULL;
	const char *reason = NULL;

	if (job->how->prepares)
		return;
	if (job->recipe != NULL)
		variables = &job->recipe->environment;
	else if (!script_has_container(job))
		variables = &job->site->host_environment;
	if (variables == NULL)
		return;
	YAML_EACH(const struct site_environment, variable, variables) {
		if (!script_applies(job, variable->when) ||
			script_is_set_by_user(job, variable->record.name))
			continue;
		/* Neighbours with the same reason share its comment. */
		if (reason == NULL || variable->why == NULL || !string_equal(reason, variable->why))
			text_append_char(text, '\n');
		if (variable->why != NULL &&
			(reason == NULL || !string_equal(reason, variable->why)))
			script_append_comment(text, variable->why);
		reason = variable->why;
		export_variable(text, variable->record.name, variable->value);
	}
}

static void append_user_variables(const struct job *job, struct text *text)
{
	char *const *own = job->wish->environment;

	if (own == NULL || *own == NULL)
		return;
	text_append_char(text, '\n');
	for (; *own != NULL; own++) {
		char *name = xstrndup(*own, strcspn(*own, "="));
		export_variable(text, name, *own + strlen(name) + 1);
		free(name);
	}
}

/* Python's worker processes would all inherit the single core to which OpenMP binds the first
 * thread, so the threads of a Python program are only counted. */
static bool runs_python(const struct job *job)
{
	return program_is_python(job->program[0]) ||
	       (job->image != NULL && job->image->name.python != NULL);
}

static void append_threads(const struct job *job, struct text *text)
{
	unsigned threads = job->has_masks ? job->assignment.cores : job->cpus_per_task;
	bool both = job->wish->both_threads;

	if (job->has_masks && both)
		threads *= (unsigned)job->type->threads_per_core;
	/* What has a whole node starts workers of its own. */
	if (threads < 2 || job->how->shape == SHAPE_NODES ||
		script_is_set_by_user(job, "OMP_NUM_THREADS"))
		return;
	text_append_format(text, "\n# One thread for each %s of a task%s.\n",
		both ? "hardware thread" : "core", runs_python(job) ? "" : ", kept near each other");
	text_append_format(text, "export OMP_NUM_THREADS=%u", threads);
	if (!runs_python(job))
		text_append_format(text, " OMP_PLACES=%s OMP_PROC_BIND=close",
			both ? "threads" : "cores");
	text_append_char(text, '\n');
}

void script_append_environment(const struct job *job, struct text *text)
{
	script_append_image(job, text);
	append_site_variables(job, text);
	script_append_caches(job, text);
	append_threads(job, text);
	append_user_variables(job, text);
}
