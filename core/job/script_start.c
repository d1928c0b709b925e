#include "job/script_parts.h"
#include "base/words.h"
#include "job/picture.h"

/* The port follows from the job's number, so that jobs on a shared node do not meet each other. */
static void append_meeting_point(const struct job *job, struct text *text)
{
	bool torchrun = job->launcher == LAUNCH_TORCHRUN;

	if (!script_needs_torch_ranks(job) && !(torchrun && job->nodes > 1))
		return;
	text_append_format(text,
		"\n# Where the %s meet: the first node, on a port of this job's own.\n"
		"MASTER_ADDR=$(scontrol show hostnames \"$SLURM_JOB_NODELIST\" | head -n 1)\n"
		"MASTER_PORT=$((10000 + SLURM_JOB_ID %% 10000))\n",
		torchrun ? "workers" : "ranks");
	if (!torchrun)
		text_append(text, "export MASTER_ADDR MASTER_PORT\n");
}

static bool has_expected_nic(const struct assignment *assignment)
{
	for (size_t i = 0; i < assignment->count; i++)
		if (assignment->tasks[i].nic != NULL && assignment->tasks[i].nic->expected)
			return true;
	return false;
}

static void append_placement(const struct job *job, struct text *text)
{
	struct text table = TEXT_INIT;
	const char *line;

	if (!job->has_masks)
		return;
	text_append_format(text, "\n# Who runs where on each node%s.\n",
		job->type->gcds > 0 ? ": each task on the free cores next to its GCD" : "");
	if (has_expected_nic(&job->assignment))
		text_append(text, "# The network card (NIC) of a ? is concluded from the wiring.\n");
	text_append(text, "#\n");
	assignment_append_table(&job->assignment, &table);
	for (line = text_string(&table); *line != '\0';) {
		size_t length = strcspn(line, "\n");
		text_append(text, length > 0 ? "#   " : "#");
		text_append_bytes(text, line, length);
		text_append_char(text, '\n');
		line += length + (line[length] == '\n');
	}
	text_append(text, "CPU_BIND=mask_cpu:");
	assignment_append_masks(&job->assignment, text);
	text_append_char(text, '\n');
	text_release(&table);
}

/* srun's own options, each with a blank before it. */
static void append_srun_options(const struct job *job, struct text *text)
{
	if (job->has_masks)
		text_append(text, " --cpu-bind=\"$CPU_BIND\"");
	else if (job->cpus_per_task > 1)
		text_append(text, " --cpus-per-task=\"$SLURM_CPUS_PER_TASK\"");
	if (job->has_masks && job->wish->mechanism == MECHANISM_GPU_BIND && job->type->gcds > 0) {
		text_append(text, " --gpu-bind=");
		assignment_append_gpu_map(&job->assignment, text);
		text_append(text, " --gres-flags=allow-task-sharing");
	}
	if (job->launcher == LAUNCH_MPI && job->recipe != NULL && job->recipe->mpi != NULL)
		text_append_format(text, " --mpi=%s", job->recipe->mpi);
}

static void append_container(const struct job *job, struct text *text)
{
	bool run = job->recipe != NULL && job->recipe->start == START_RUN;
	text_append_format(text, "%s %s \"$IMAGE\"",
		job->site->container_command != NULL ? job->site->container_command : "singularity",
		run ? "run" : "exec");
}

/* srun starts the wrapper, which starts the container, which starts the program: each on a line
 * of its own, unless there is little to say. */
void script_append_start(const struct job *job, const char *task, struct text *text)
{
	const char *next = " \\\n  ";
	/* The conda of an older image exists only inside it. */
	bool inside = job->image != NULL && script_calls_conda(job);
	size_t before;

	append_meeting_point(job, text);
	append_placement(job, text);
	text_append(text, "\nsrun");
	before = text->length;
	append_srun_options(job, text);
	if (text->length == before && task == NULL)
		next = " ";
	text_append(text, next);
	if (task != NULL && !inside)
		text_append_format(text, "%s%s", task, next);
	if (job->image != NULL) {
		append_container(job, text);
		if (task != NULL && inside)
			text_append_format(text, " %s", task);
		text_append(text, next);
	}
	if (job->launcher == LAUNCH_TORCHRUN)
		script_append_torchrun(job, text);
	else
		text_append_shell_words(text, job->wish->command);
	text_append_char(text, '\n');
}
