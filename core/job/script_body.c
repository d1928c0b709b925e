#include "job/script_parts.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/words.h"

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

bool script_calls_conda(const struct job *job)
{
	return job->recipe != NULL && job->recipe->conda == CONDA_CALL;
}

/* Ranks of PyTorch find each other through MASTER_ADDR and RANK; other frameworks ask Slurm. */
bool script_needs_torch_ranks(const struct job *job)
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
	return needs_gpu_choice(job) || script_needs_torch_ranks(job) || script_calls_conda(job);
}

/* Names as their makers write them. */
static const char *display_name(const char *framework)
{
	static const struct {
		const char *name, *display;
	} names[] = {
		{"alphafold", "AlphaFold"},
		{"cpe", "Cray programming environment"},
		{"jax", "JAX"},
		{"mpich", "MPICH"},
		{"pytorch", "PyTorch"},
		{"tensorflow", "TensorFlow"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (string_equal(names[i].name, framework))
			return names[i].display;
	return framework;
}

/* "PyTorch 2.7.1, ROCm 6.2.4, Python 3.12", as far as the name tells. */
static void append_image_title(const struct image_name *name, struct text *text)
{
	if (name->framework != NULL && name->version != NULL &&
		!string_equal(name->framework, "rocm"))
		text_append_format(
			text, "%s %s, ", display_name(name->framework), name->version);
	if (name->rocm != NULL)
		text_append_format(text, "ROCm %s, ", name->rocm);
	if (name->python != NULL)
		text_append_format(text, "Python %s, ", name->python);
	if (text->length >= 2)
		text_truncate(text, text->length - 2);
}

static void append_image(const struct job *job, struct text *text)
{
	char *absolute;
	struct text title = TEXT_INIT;

	append_image_title(&job->image->name, &title);
	text_append_char(text, '\n');
	if (title.length > 0)
		comment(text, text_string(&title));
	text_append(text, "IMAGE=");
	/* Absolute: the script may be submitted from anywhere. */
	absolute = realpath(job->image->target, NULL);
	text_append_shell_word(text, absolute != NULL ? absolute : job->image->target);
	free(absolute);
	text_append_char(text, '\n');
	text_release(&title);
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

bool script_is_python(const char *program)
{
	const char *name = path_base(program);
	return string_starts(name, "python") && name[6 + strspn(name + 6, "0123456789.")] == '\0';
}

/* Python's worker processes would all inherit the single core to which OpenMP binds the first
 * thread, so the threads of a Python program are only counted. */
static bool runs_python(const struct job *job)
{
	return script_is_python(job->wish->command[0]) ||
	       (job->image != NULL && job->image->name.python != NULL);
}

static void append_threads(const struct job *job, struct text *text)
{
	unsigned threads = job->has_masks ? job->assignment.cores : job->cpus_per_task;
	bool both = job->wish->both_threads;

	if (job->has_masks && both)
		threads *= (unsigned)job->type->threads_per_core;
	if (threads < 2 || job->launcher == LAUNCH_TORCHRUN ||
		set_by_user(job, "OMP_NUM_THREADS"))
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
	if (job->image != NULL)
		append_image(job, text);
	if (job->binds != NULL && job->binds->count > 0) {
		text_append_char(text, '\n');
		/* Without the image: its name stands just above. */
		bind_render(job->site, job->binds, NULL, BIND_ENV, text);
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

static void append_gpu_comment(const struct job *job, struct text *text)
{
	const char *line = "Its own GCD, and no other";

	if (job->wish->gpus_per_task > 1)
		line = "Its own GCDs, and no others";
	else if (job->wish->tasks_per_gpu > 1)
		line = "The GCD that it shares with its neighbours";
	comment(text, line);
}

static void append_torch_ranks(const struct job *job, struct text *text)
{
	bool gpus = job->gpus_per_node > 0;

	comment(text, gpus ? "Its rank; LOCAL_RANK is 0, as PyTorch counts only the GCDs that it sees"
			   : "Its rank");
	text_append_format(text,
		"export RANK=$SLURM_PROCID WORLD_SIZE=$SLURM_NTASKS LOCAL_RANK=%s\n",
		gpus ? "0" : "$SLURM_LOCALID");
}

void script_append_task(const struct job *job, struct text *text)
{
	if (needs_gpu_choice(job)) {
		append_gpu_comment(job, text);
		append_gpu_choice(job, text);
	}
	if (script_needs_torch_ranks(job))
		append_torch_ranks(job, text);
	if (script_calls_conda(job))
		text_append(text, "# The conda of the image, which it does not start by itself\n"
				  "$WITH_CONDA\n");
	text_append(text, "exec \"$@\"\n");
}
