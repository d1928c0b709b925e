#include "job/script_parts.h"
#include "base/words.h"

/* Whether the words already hold the option, as NAME VALUE or NAME=VALUE. */
static bool has_option(const struct job *job, const char *name)
{
	size_t length = strlen(name);

	for (char *const *word = job->program; *word != NULL; word++)
		if (strncmp(*word, name, length) == 0 &&
			((*word)[length] == '\0' || (*word)[length] == '='))
			return true;
	return false;
}

/* The model is cut over the GCDs of a node, and in layers over the nodes; all in the words that the
 * user wrote stays as it is. */
void script_append_vllm(const struct job *job, struct text *text)
{
	text_append(text, "vllm serve ");
	text_append_shell_words(text, job->program);
	text_append(text, " \\\n ");
	if (!has_option(job, "--tensor-parallel-size") && !has_option(job, "-tp"))
		text_append_format(text, " --tensor-parallel-size %u", job->gpus_per_node);
	if (job->nodes > 1 && !has_option(job, "--pipeline-parallel-size") &&
		!has_option(job, "-pp"))
		text_append_format(text, " --pipeline-parallel-size %lld", (long long)job->nodes);
	if (job->nodes > 1 && !has_option(job, "--distributed-executor-backend"))
		text_append(text, " --distributed-executor-backend ray");
	text_append(text, has_option(job, "--port") ? "" : " --port \"$PORT\"");
}

/* The port is another than Ray's. */
void script_append_vllm_start(const struct job *job, const char *task, struct text *text)
{
	if (!has_option(job, "--port"))
		text_append(text,
			"\n# Where the server listens: on the first node, on a port of this job's "
			"own.\n"
			"PORT=$((20000 + SLURM_JOB_ID % 10000))\n"
			"echo \"vLLM will answer at http://$(hostname):$PORT\"\n");
	if (job->nodes > 1) {
		script_append_ray(job, task, text);
		return;
	}
	text_append(text, "\nsrun");
	script_append_srun_options(job, text);
	text_append(text, " \\\n  ");
	script_append_way_in(job, task, " \\\n  ", text);
	script_append_program(job, text);
	text_append_char(text, '\n');
}
