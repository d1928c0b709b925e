#include "job/script_parts.h"
#include "base/words.h"

static bool is_torch(const struct job *job)
{
	return job->image != NULL && job->image->name.framework != NULL &&
	       string_equal(job->image->name.framework, "pytorch");
}

static int64_t task_count(const struct job *job)
{
	return job->tasks_per_node > 0 ? job->nodes * job->tasks_per_node : 1;
}

/* The conda of an older image; its module would start it. */
static bool calls_conda(const struct job *job)
{
	return job->recipe != NULL && job->recipe->conda == CONDA_CALL &&
	       job->wish->container != CONTAINER_MODULE;
}

bool script_task_is_inside(const struct job *job)
{
	return calls_conda(job);
}

bool script_needs_torch_ranks(const struct job *job)
{
	/* Ranks are counted over both parts of a job of two, and the torch of the first is alone. */
	if (script_is_second(job))
		return false;
	return (job->how->torch_ranks || (job->launcher == LAUNCH_RANKS && is_torch(job))) &&
	       task_count(job) > 1;
}

/* Whether each task must be told which GPUs are its own. */
static bool needs_gpu_choice(const struct job *job)
{
	return job->how->shape == SHAPE_RANKS && !job->how->prepares && job->gpus_per_node > 0 &&
	       job->tasks_per_node > 1 && job->mechanism != MECHANISM_GPU_BIND &&
	       site_visible_variable(job->type) != NULL;
}

static void append_gcds(const struct assign_task *task, struct text *text)
{
	for (unsigned i = 0; i < task->gcd_count; i++)
		text_append_format(text, "%s%u", i > 0 ? "," : "", task->gcds[i]);
}

/* The array is called gcds or gpus, as the kind of GPU is. */
static void append_array_name(const struct job *job, struct text *text)
{
	for (const char *p = site_die(job->type); *p != '\0'; p++)
		text_append_char(text, (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p));
	text_append_char(text, 's');
}

/* The GCDs of local rank 0, 1, ...: an array unless they are just the local rank. On shared
 * nodes Slurm numbers the job's own GCDs from 0. */
static void append_gcd_list(const struct job *job, struct text *text)
{
	unsigned each = job->wish->gpus_per_task > 0 ? job->wish->gpus_per_task : 1;
	unsigned sharing = job->wish->tasks_per_gpu > 0 ? job->wish->tasks_per_gpu : 1;
	const char *variable = site_visible_variable(job->type);
	bool simple = each == 1 && sharing == 1 &&
		      (!job->has_masks || assignment_is_linear(&job->assignment));

	if (simple) {
		text_append_format(text, "export %s=$SLURM_LOCALID\n", variable);
		return;
	}
	append_array_name(job, text);
	text_append(text, "=(");
	for (unsigned rank = 0; rank < job->tasks_per_node; rank++) {
		text_append(text, rank > 0 ? " " : "");
		if (job->has_masks) {
			append_gcds(&job->assignment.tasks[rank], text);
			continue;
		}
		for (unsigned i = 0; i < each; i++)
			text_append_format(
				text, "%s%u", i > 0 ? "," : "", rank / sharing * each + i);
	}
	text_append_format(text, ")\nexport %s=${", variable);
	append_array_name(job, text);
	text_append(text, "[SLURM_LOCALID]}\n");
}

static void append_gpu_choice(const struct job *job, struct text *text)
{
	const char *die = site_die(job->type);

	if (job->wish->gpus_per_task > 1)
		text_append_format(text, "# Its own %ss, and no others\n", die);
	else if (job->wish->tasks_per_gpu > 1)
		text_append_format(text, "# The %s that it shares with its neighbours\n", die);
	else
		text_append_format(text, "# Its own %s, and no other\n", die);
	append_gcd_list(job, text);
}

static bool needs_inner(const struct job *job)
{
	return job->how->wants_inner && job->gpus_per_node > 0 && job->type->gpu != NULL &&
	       job->type->gpu->inner != NULL;
}

static void append_inner(const struct job *job, struct text *text)
{
	const char *visible = job->type->gpu->visible;

	text_append_format(text,
		"# Ray and vLLM take their GPUs from this variable, and refuse the one of Slurm\n"
		"export %s=${%s:-$(seq -s, 0 %u)}\n"
		"unset %s\n",
		job->type->gpu->inner, visible, job->gpus_per_node - 1, visible);
}

static bool needs_address(const struct job *job)
{
	return job->launcher == LAUNCH_VLLM && job->nodes > 1;
}

static void append_address(const struct job *job, struct text *text)
{
	if (needs_address(job))
		text_append(text, "# The address under which the other nodes reach this one\n"
				  "VLLM_HOST_IP=$(hostname --ip-address | cut -d ' ' -f 1)\n"
				  "export VLLM_HOST_IP\n");
}

/* One GCD that is the only one visible is number 0; otherwise they are counted as Slurm does. */
static void append_torch_ranks(const struct job *job, struct text *text)
{
	bool gpus = job->gpus_per_node > 0;

	text_append(text, "# Its rank");
	if (gpus)
		text_append_format(text,
			"; LOCAL_RANK is 0, as PyTorch counts only the %ss that it sees",
			site_die(job->type));
	text_append_char(text, '\n');
	text_append_format(text,
		"export RANK=$SLURM_PROCID WORLD_SIZE=$SLURM_NTASKS LOCAL_RANK=%s\n",
		gpus ? "0" : "$SLURM_LOCALID");
}

static void append_folders(const struct job *job, struct text *text)
{
	script_append_comment(text, "Folders for caches on its node");
	script_append_folders(job, text);
}

static void append_conda(const struct job *job, struct text *text)
{
	text_append(text, "# The conda of the image, which it does not start by itself\n"
			  "$WITH_CONDA\n");
	/* conda puts itself first on the path, so the virtual environment has to come after it. */
	if (job->wish->overlay != NULL) {
		text_append(text, ". ");
		text_append_shell_word(text, job->site->overlay.mount);
		text_append(text, "/bin/activate\n");
	}
}

/* What a task may have to set before it becomes the program, in this order. */
static const struct {
	bool (*is_needed)(const struct job *job);
	void (*append)(const struct job *job, struct text *text);
} pieces[] = {
	{needs_gpu_choice, append_gpu_choice},
	{needs_inner, append_inner},
	{needs_address, append_address},
	{script_needs_torch_ranks, append_torch_ranks},
	{script_makes_folders, append_folders},
	{calls_conda, append_conda},
};

bool script_has_task(const struct job *job)
{
	for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++)
		if (pieces[i].is_needed(job))
			return true;
	return false;
}

void script_append_task(const struct job *job, struct text *text)
{
	for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++)
		if (pieces[i].is_needed(job))
			pieces[i].append(job, text);
	text_append(text, "exec \"$@\"\n");
}
