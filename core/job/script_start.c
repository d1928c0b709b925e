#include "job/script_parts.h"
#include "base/words.h"
#include "job/picture.h"

/* The port follows from the job's number, so that jobs on a shared node do not meet each other. */
void script_append_meeting(const struct job *job, struct text *text)
{
	bool workers = job->how->workers != NULL;

	if (job->how->meets == NULL || !job->how->meets(job))
		return;
	text_append_format(text,
		"\n# Where the %s meet: the first node, on a port of this job's own.\n"
		"MASTER_ADDR=$(scontrol show hostnames \"$SLURM_JOB_NODELIST\" | head -n 1)\n"
		"MASTER_PORT=$((10000 + SLURM_JOB_ID %% 10000))\n",
		workers ? "workers" : "ranks");
	if (!workers)
		text_append(text, "export MASTER_ADDR MASTER_PORT\n");
}

static bool has_expected_nic(const struct assignment *assignment)
{
	for (size_t i = 0; i < assignment->count; i++)
		if (assignment->tasks[i].nic != NULL && assignment->tasks[i].nic->expected)
			return true;
	return false;
}

void script_append_placement(const struct job *job, struct text *text)
{
	struct text table = TEXT_INIT;
	const char *line;

	if (!job->has_masks)
		return;
	text_append_format(text, "\n# Who runs where on each node%s%s.\n",
		job->type->gcds > 0 ? ": each task on the free cores next to its " : "",
		job->type->gcds > 0 ? site_die(job->type) : "");
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

/* In a job of two parts the batch step has the variables of the first alone. */
static void append_cpus(const struct job *job, struct text *text)
{
	if (script_is_second(job))
		text_append_format(text, " --cpus-per-task=%u", job->cpus_per_task);
	else
		text_append(text, " --cpus-per-task=\"$SLURM_CPUS_PER_TASK\"");
}

void script_append_srun_options(const struct job *job, struct text *text)
{
	if (job->has_masks && script_is_second(job)) {
		/* With their number, or the step gets as few cores as tasks of the first part have. */
		text_append_format(text, " --cpus-per-task=%u --cpu-bind=mask_cpu:",
			job->assignment.cores);
		assignment_append_masks(&job->assignment, text);
	} else if (job->has_masks) {
		text_append(text, " --cpu-bind=\"$CPU_BIND\"");
	} else if (job->cpus_per_task > 1) {
		append_cpus(job, text);
	}
	if (job->mechanism == MECHANISM_GPU_BIND && job->type->gcds > 0) {
		text_append(text, " --gpu-bind=");
		assignment_append_gpu_map(&job->assignment, text);
		text_append(text, " --gres-flags=allow-task-sharing");
	}
	if (job->launcher == LAUNCH_MPI && job->recipe != NULL && job->recipe->mpi != NULL)
		text_append_format(text, " --mpi=%s", job->recipe->mpi);
}

void script_append_way_in(
	const struct job *job, const char *task, const char *next, struct text *text)
{
	/* The conda of an older image exists only inside it. */
	bool inside = script_has_container(job) && script_task_is_inside(job);

	if (task != NULL && !inside)
		text_append_format(text, "%s%s", task, next);
	if (!script_has_container(job))
		return;
	script_append_container(job, text);
	if (task != NULL && inside)
		text_append_format(text, " %s", task);
	text_append(text, next);
}

void script_append_program(const struct job *job, struct text *text)
{
	if (job->how->append_program != NULL)
		job->how->append_program(job, text);
	else
		text_append_shell_words(text, job->program);
}

static void append_part(
	const struct job *job, const char *group, const char *task, struct text *text)
{
	const char *next = " \\\n  ";

	text_append_format(text, " --het-group=%s", group);
	script_append_srun_options(job, text);
	text_append(text, next);
	script_append_way_in(job, script_has_task(job) ? task : NULL, next, text);
	script_append_program(job, text);
}

/* Both parts of a job of two in one srun. A part takes over the masks of the one before it when it
 * names none itself, and slurmd 22.05 dies of masks that are not for its node; so the one without masks
 * stands first. The order on the line does not change the order of the ranks. */
static void append_both(const struct job *job, bool split, struct text *text)
{
	const char *first = split ? "./task.sh" : "bash -c \"$task\" task";
	const char *second = split ? "./second.sh" : "bash -c \"$second\" second";
	bool turned = job->has_masks && !job->het->has_masks;

	text_append(text, "\n");
	if (turned)
		text_append(text, "# The second part stands first, as a part takes over the CPU masks "
				  "of the one before\n"
				  "# it. The ranks of the first part come first all the same.\n");
	text_append(text, "srun");
	append_part(turned ? job->het : job, turned ? "1" : "0", turned ? second : first, text);
	text_append(text, " \\\n  :");
	append_part(turned ? job : job->het, turned ? "0" : "1", turned ? first : second, text);
	text_append_char(text, '\n');
}

/* srun starts the wrapper, which starts the container, which starts the program: each on a line
 * of its own, unless there is little to say. */
void script_append_start(const struct job *job, bool split, struct text *text)
{
	const char *task = NULL;
	const char *next = " \\\n  ";
	size_t before;

	if (script_has_task(job))
		task = split ? "./task.sh" : "bash -c \"$task\" task";
	if (job->how->append_start != NULL) {
		job->how->append_start(job, task, text);
		return;
	}
	if (job->het != NULL) {
		append_both(job, split, text);
		return;
	}
	text_append(text, "\nsrun");
	before = text->length;
	script_append_srun_options(job, text);
	if (text->length == before && task == NULL)
		next = " ";
	text_append(text, next);
	script_append_way_in(job, task, next, text);
	script_append_program(job, text);
	text_append_char(text, '\n');
}
