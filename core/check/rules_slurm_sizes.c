#include "check/rules_slurm_parts.h"

/* Steps against the size of the job, and steps side by side. */

/* Whether the numbers of the step and the job can be compared at all. */
static bool is_comparable(const struct script_step *step)
{
	static const char *const others[] = {"jobid", "overcommit", "hint", "threads-per-core"};

	if (!step->srun || step->heterogeneous || step->options_unknown)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
		if (script_step_option(step, others[i]) != NULL)
			return false;
	return true;
}

/* A number that Slurm could have given; else 0. */
static int64_t sensible(const struct script_number *number)
{
	return number->known && number->value > 0 && number->value <= 1000000 ? number->value : 0;
}

/* More cores than this the job surely does not have; 0 when that is not known. */
static int64_t cores_of_job(const struct script *script)
{
	int64_t tasks, cores, nodes = script->nodes.option != NULL ? sensible(&script->nodes) : 0;

	if (script->type == NULL || script->both_threads || script->incomplete)
		return 0;
	if (script->whole_node)
		return nodes * (script->type->cores - (int64_t)script->type->reserved_cores.count);
	/* On shared nodes the job has what its tasks need. */
	if (script->partition->allocation != ALLOCATION_RESOURCE ||
		script_header(script, "cpus-per-gpu") != NULL ||
		script_header(script, "mincpus") != NULL ||
		script_header(script, "ntasks-per-gpu") != NULL ||
		script_header(script, "mem-per-cpu") != NULL)
		return 0;
	tasks = script->tasks.asked ? sensible(&script->tasks)
				    : sensible(&script->tasks_per_node) * nodes;
	cores = script->cpus_per_task.asked ? sensible(&script->cpus_per_task) : 1;
	return tasks * cores;
}

static void compare_cores(struct check *check, const struct script_step *step)
{
	const struct script_option *tasks = script_step_option(step, "ntasks");
	const struct script_option *per_task = script_step_option(step, "cpus-per-task");
	int64_t cores = sensible(&step->tasks), all = cores_of_job(check->script);

	if (tasks == NULL || !is_comparable(step) || all < 1)
		return;
	if (per_task != NULL)
		cores *= sensible(&step->cpus_per_task);
	if (cores > all)
		finding_hint(check_find(check, tasks->span,
				     "the tasks of the step need %lld cores, and the job has %lld",
				     (long long)cores, (long long)all),
			"start fewer tasks, or give the job more");
}

static void compare_gpus(struct check *check, const struct script_step *step)
{
	const struct script *script = check->script;
	const struct script_option *option = script_step_option(step, "gpus-per-node");
	int64_t asked = sensible(&step->gpus_per_node), all = sensible(&script->gpus_here);

	if (option == NULL) {
		option = script_step_option(step, "gpus");
		asked = sensible(&step->gpus);
		all *= script->nodes.option != NULL ? sensible(&script->nodes) : 0;
	}
	if (option == NULL || !is_comparable(step) || script->gpus_here.option == NULL || all < 1 ||
		asked <= all)
		return;
	finding_hint(check_find(check, option->span,
			     "the step asks for %lld GPUs, and the job has %lld%s",
			     (long long)asked, (long long)all,
			     string_equal(option->option->name, "gpus") ? "" : " on each node"),
		"ask for no more than the job has, or give the job more");
}

void rule_step_too_large(struct check *check)
{
	const struct script *script = check->script;

	for (size_t i = 0; is_job(check) && i < script->steps.count; i++) {
		const struct script_step *step = script->steps.items[i];
		const struct script_option *option = script_step_option(step, "nodes");
		if (option == NULL || !step->nodes.known || !script->nodes.known ||
			script->nodes.option == NULL || step->heterogeneous ||
			script_step_option(step, "jobid") != NULL ||
			step->nodes.value <= script->nodes.value) {
			compare_cores(check, step);
			compare_gpus(check, step);
			continue;
		}
		finding_hint(check_find(check, option->span,
				     "the step asks for %lld nodes, and the job has %lld",
				     (long long)step->nodes.value, (long long)script->nodes.value),
			"ask for no more than the job has, or give the job more nodes");
	}
}

/* Whether the step gets no share of its own: alone it takes all cores of the job on its node, and
 * it waits until it can have them. */
static bool wants_all_cores(const struct check *check, const struct script_step *step)
{
	static const char *const options[] = {"exact", "exclusive", "overlap", "cpus-per-task",
		"cpus-per-gpu", "threads-per-core", "jobid"};
	static const char *const variables[] = {"SLURM_EXACT", "SLURM_OVERLAP", "SLURM_EXCLUSIVE",
		"SRUN_CPUS_PER_TASK", "SLURM_CPUS_PER_TASK", "SLURM_THREADS_PER_CORE"};
	const struct script_command *command = &check->script->commands.items[step->command];

	if (!step->srun || command->where != WHERE_BATCH || command->function ||
		step->options_unknown || step->heterogeneous)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(options); i++)
		if (script_step_option(step, options[i]) != NULL)
			return false;
	for (size_t i = 0; i < ARRAY_LENGTH(variables); i++)
		if (script_variable(check->script, command, variables[i])->state != VALUE_UNSET)
			return false;
	return true;
}

/* Whether there is a `wait` from this command to before that one. */
static bool waits_between(const struct check *check, size_t from, size_t to, bool in_loop)
{
	for (size_t i = from; i < to; i++) {
		const struct script_command *command = &check->script->commands.items[i];
		if (string_equal(command->name, "wait") && (!in_loop || command->loop))
			return true;
	}
	return false;
}

/* The first step in the background that another one has to wait for; NULL without one. */
static const struct script_step *find_in_the_way(const struct check *check)
{
	const struct script *script = check->script;
	const struct script_step *running = NULL;

	for (size_t i = 0; i < script->steps.count; i++) {
		const struct script_step *step = script->steps.items[i];
		const struct script_command *command = &script->commands.items[step->command];
		if (running != NULL && waits_between(check, running->command, step->command, false))
			running = NULL;
		if (!wants_all_cores(check, step))
			continue;
		if (running != NULL)
			return running;
		if (!command->background)
			continue;
		if (command->loop &&
			!waits_between(check, step->command, script->commands.count, true))
			return step;
		running = step;
	}
	return NULL;
}

void rule_steps_one_by_one(struct check *check)
{
	const struct script *script = check->script;
	const struct script_step *step;

	/* SRUN_CPUS_PER_TASK, which the machine may set from --cpus-per-task, gives steps their
	 * share. */
	if (!is_job(check) || script->sources || script->incomplete || !script->nodes.known ||
		script->nodes.value != 1 || script->cpus_per_task.asked ||
		script_header(script, "cpus-per-gpu") != NULL)
		return;
	step = find_in_the_way(check);
	if (step != NULL)
		finding_hint(check_find(check, step_span(check, step),
				     "this step in the background takes all cores of the job, "
				     "whatever it needs: "
				     "the next one waits until it has ended"),
			"srun --exact --mem=SIZE, with the memory that each one needs, lets steps "
			"share a "
			"node; --overlap lets one run on the cores of another");
}
