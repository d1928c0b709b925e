#include "job/script.h"
#include "base/clean.h"
#include "base/words.h"
#include "job/picture.h"

static void comment(struct text *text, const char *line)
{
	text_append(text, "# ");
	text_append_clean(text, line, CLEAN_LINE);
	text_append_char(text, '\n');
}

static bool is_torch(const struct job *job)
{
	return job->image != NULL && job->image->name.framework != NULL &&
	       string_equal(job->image->name.framework, "pytorch");
}

static int64_t task_count(const struct job *job)
{
	return job->tasks_per_node > 0 ? job->nodes * job->tasks_per_node : 1;
}

static bool calls_conda(const struct job *job)
{
	return job->recipe != NULL && job->recipe->conda == CONDA_CALL;
}

/* Ranks of PyTorch find each other through MASTER_ADDR and RANK; other frameworks ask Slurm. */
static bool needs_torch_ranks(const struct job *job)
{
	return job->launcher == LAUNCH_RANKS && is_torch(job) && task_count(job) > 1;
}

/* Whether each task must be told which GCDs are its own. */
static bool needs_gpu_choice(const struct job *job)
{
	bool by_slurm = job->has_masks && job->wish->mechanism == MECHANISM_GPU_BIND;
	bool ranks = job->launcher == LAUNCH_RANKS || job->launcher == LAUNCH_MPI;
	return ranks && job->gpus_per_node > 0 && job->tasks_per_node > 1 && !by_slurm;
}

bool script_has_task(const struct job *job)
{
	return needs_gpu_choice(job) || needs_torch_ranks(job) || calls_conda(job);
}

/* "PyTorch 2.7.1, ROCm 6.2.4, Python 3.12", as far as the name tells. */
static void append_image_title(const struct image_name *name, struct text *text)
{
	if (name->framework != NULL && name->version != NULL &&
		!string_equal(name->framework, "rocm"))
		text_append_format(text, "%s %s, ", name->framework, name->version);
	if (name->rocm != NULL)
		text_append_format(text, "ROCm %s, ", name->rocm);
	if (name->python != NULL)
		text_append_format(text, "Python %s, ", name->python);
	if (text->length >= 2)
		text_truncate(text, text->length - 2);
}

static void append_image(const struct job *job, struct text *text)
{
	struct text title = TEXT_INIT, line = TEXT_INIT;

	append_image_title(&job->image->name, &title);
	text_append_format(&line, "The image%s%s", title.length > 0 ? ": " : "", text_string(&title));
	text_append_char(text, '\n');
	comment(text, text_string(&line));
	text_append(text, "IMAGE=");
	text_append_shell_word(text, job->image->target);
	text_append_char(text, '\n');
	text_release(&title);
	text_release(&line);
}

static bool applies(const struct job *job, const struct site_environment *variable)
{
	bool gpus = job->gpus_per_node > 0, nodes = job->nodes > 1;

	switch ((enum environment_when)variable->when) {
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
	}
	return false;
}

static bool set_by_user(const struct job *job, const char *name)
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

static void append_recipe_variables(const struct job *job, struct text *text)
{
	const char *reason = NULL;

	if (job->recipe == NULL)
		return;
	YAML_EACH(const struct site_environment, variable, &job->recipe->environment) {
		if (!applies(job, variable) || set_by_user(job, variable->record.name))
			continue;
		/* Neighbours with the same reason share its comment. */
		if (reason == NULL || variable->why == NULL || !string_equal(reason, variable->why))
			text_append_char(text, '\n');
		if (variable->why != NULL &&
			(reason == NULL || !string_equal(reason, variable->why)))
			comment(text, variable->why);
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

/* Threads of each task: as many as it has cores. */
static void append_threads(const struct job *job, struct text *text)
{
	unsigned threads = job->has_masks ? job->assignment.cores : job->cpus_per_task;

	if (job->has_masks && job->wish->both_threads)
		threads *= (unsigned)job->type->threads_per_core;
	if (threads < 2 || job->launcher == LAUNCH_TORCHRUN ||
		set_by_user(job, "OMP_NUM_THREADS"))
		return;
	text_append(text, "\n# One thread for each core of a task, kept near each other.\n");
	text_append_format(text, "export OMP_NUM_THREADS=%u OMP_PLACES=cores OMP_PROC_BIND=close\n",
		threads);
}

void script_append_environment(const struct job *job, struct text *text)
{
	if (job->image != NULL)
		append_image(job, text);
	if (job->binds != NULL && job->binds->count > 0) {
		text_append_char(text, '\n');
		bind_render(job->site, job->binds, job->image, BIND_ENV, text);
	}
	append_recipe_variables(job, text);
	append_threads(job, text);
	append_user_variables(job, text);
}

static void append_gcds(const struct assign_task *task, struct text *text)
{
	for (unsigned i = 0; i < task->gcd_count; i++)
		text_append_format(text, "%s%u", i > 0 ? "," : "", task->gcds[i]);
}

/* The GCDs of local rank 0, 1, ...: an array unless they are just the local rank. On shared
 * nodes Slurm numbers the job's own GCDs from 0. */
static void append_gpu_choice(const struct job *job, struct text *text)
{
	unsigned each = job->wish->gpus_per_task > 0 ? job->wish->gpus_per_task : 1;
	unsigned sharing = job->wish->tasks_per_gpu > 0 ? job->wish->tasks_per_gpu : 1;
	bool simple = each == 1 && sharing == 1 &&
		      (!job->has_masks || assignment_is_linear(&job->assignment));

	if (simple) {
		text_append(text, "export ROCR_VISIBLE_DEVICES=$SLURM_LOCALID\n");
		return;
	}
	text_append(text, "gcds=(");
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
	text_append(text, ")\nexport ROCR_VISIBLE_DEVICES=${gcds[SLURM_LOCALID]}\n");
}

void script_append_task(const struct job *job, struct text *text)
{
	if (needs_gpu_choice(job)) {
		text_append(text, "# Its own GCD, and no other\n");
		append_gpu_choice(job, text);
	}
	if (needs_torch_ranks(job)) {
		text_append(text, "# Its rank; what it sees of the GPUs is device 0 for PyTorch\n"
				  "export RANK=$SLURM_PROCID WORLD_SIZE=$SLURM_NTASKS "
				  "LOCAL_RANK=0\n");
	}
	if (calls_conda(job))
		text_append(text, "# The conda of the image, which it does not start by itself\n"
				  "$WITH_CONDA\n");
	text_append(text, "exec \"$@\"\n");
}

static void append_meeting_point(const struct job *job, struct text *text)
{
	if (!needs_torch_ranks(job) && !(job->launcher == LAUNCH_TORCHRUN && job->nodes > 1))
		return;
	text_append(text, "\n# Where the ranks meet: the first node, on a port of this job's own.\n"
			  "MASTER_ADDR=$(scontrol show hostnames \"$SLURM_JOB_NODELIST\" | head -n 1)\n"
			  "MASTER_PORT=1${SLURM_JOB_ID:0-4}\n"
			  "export MASTER_ADDR MASTER_PORT\n");
}

static void append_placement(const struct job *job, struct text *text)
{
	struct text table = TEXT_INIT;
	const char *line;

	if (!job->has_masks)
		return;
	text_append_format(text, "\n# Who runs where on each node%s.\n#\n",
		job->type->reserved_cores.count > 0
			? ": each task on the free cores next to its GCD"
			: "");
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

static void append_gpu_map(const struct job *job, struct text *text)
{
	const struct assignment *assignment = &job->assignment;
	bool several = assignment->gcds_per_task > 1;

	text_append(text, several ? " --gpu-bind=mask:" : " --gpu-bind=map:");
	for (size_t i = 0; i < assignment->count; i++) {
		const struct assign_task *task = &assignment->tasks[i];
		uint64_t bits = 0;
		for (unsigned g = 0; g < task->gcd_count; g++)
			bits |= UINT64_C(1) << task->gcds[g];
		text_append(text, i > 0 ? "," : "");
		if (several)
			text_append_format(text, "0x%llx", (unsigned long long)bits);
		else
			text_append_format(text, "%u", task->gcds[0]);
	}
	text_append(text, " --gres-flags=allow-task-sharing");
}

static void append_srun(const struct job *job, struct text *text)
{
	text_append(text, "\nsrun");
	if (job->has_masks)
		text_append(text, " --cpu-bind=\"$CPU_BIND\"");
	else if (job->cpus_per_task > 1)
		text_append(text, " --cpus-per-task=\"$SLURM_CPUS_PER_TASK\"");
	if (job->has_masks && job->wish->mechanism == MECHANISM_GPU_BIND && job->type->gcds > 0)
		append_gpu_map(job, text);
	if (job->launcher == LAUNCH_MPI && job->recipe != NULL && job->recipe->mpi != NULL)
		text_append_format(text, " --mpi=%s", job->recipe->mpi);
}

static void append_container(const struct job *job, struct text *text)
{
	bool run = job->recipe != NULL && job->recipe->start == START_RUN;
	text_append_format(text, " \\\n  %s %s \"$IMAGE\"",
		job->site->container_command != NULL ? job->site->container_command : "singularity",
		run ? "run" : "exec");
}

/* `python train.py` becomes `python -m torch.distributed.run ... train.py`. */
static void append_torchrun(const struct job *job, struct text *text)
{
	char *const *words = job->wish->command;
	bool python = string_equal(words[0], "python") || string_equal(words[0], "python3");

	text_append(text, " \\\n  ");
	text_append_shell_word(text, python ? words[0] : "python");
	text_append_format(
		text, " -m torch.distributed.run --nproc-per-node=%u", job->gpus_per_node);
	if (job->nodes > 1)
		text_append(text, " --nnodes=\"$SLURM_NNODES\" \\\n  --rdzv-backend=c10d "
				  "--rdzv-id=\"$SLURM_JOB_ID\" "
				  "--rdzv-endpoint=\"$MASTER_ADDR:$MASTER_PORT\"");
	else
		text_append(text, " --standalone");
	if (job_binds_workers(job))
		text_append(text, " --numa-binding=exclusive");
	if (python && words[1] == NULL)
		return;
	text_append(text, " \\\n  ");
	text_append_shell_words(text, words + python);
}

void script_append_start(const struct job *job, const char *task, struct text *text)
{
	/* The conda of an older image exists only inside it. */
	bool inside = job->image != NULL && calls_conda(job);

	append_meeting_point(job, text);
	append_placement(job, text);
	append_srun(job, text);
	if (task != NULL && !inside)
		text_append_format(text, " \\\n  %s", task);
	if (job->image != NULL)
		append_container(job, text);
	if (task != NULL && inside)
		text_append_format(text, " %s", task);
	if (job->launcher == LAUNCH_TORCHRUN) {
		append_torchrun(job, text);
	} else {
		text_append(text, " \\\n  ");
		text_append_shell_words(text, job->wish->command);
	}
	text_append_char(text, '\n');
}
