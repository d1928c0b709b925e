#include "check/rules_gpus_parts.h"

#include "base/similar.h"

/* What Slurm is asked for. */

#define EACH_STEP(check, step)                                                                     \
	for (size_t i_ = 0; i_ < (check)->script->steps.count; i_++)                               \
		for (const struct script_step *step = (check)->script->steps.items[i_];            \
			step != NULL; step = NULL)

static bool binds_gpus(const struct script_option *option)
{
	static const char *const types[] = {"map", "mask", "single", "per_task"};
	const char *value;

	if (option == NULL || !option->known || option->value.bytes == NULL)
		return false;
	value = option->value.bytes;
	if (string_starts(value, "verbose,") || string_starts(value, "v,"))
		value = strchr(value, ',') + 1;
	for (size_t i = 0; i < ARRAY_LENGTH(types); i++)
		if (string_starts(value, types[i]))
			return true;
	return false;
}

/* For hints. */
static const char *variable_of(const struct check *check)
{
	const char *name = script_visible(check->script);
	return name != NULL ? name : "the variable of its GPUs";
}

void rule_no_task_sharing(struct check *check)
{
	if (!on_gpus(check) || !check->site->slurm.gpu_bind_map)
		return;
	EACH_STEP (check, step) {
		const struct script_option *option = step->gpu_bind_option;
		struct finding *finding;
		if (!binds_gpus(option) || step->task_sharing || step->options_unknown ||
			step->tasks_here < 2)
			continue;
		finding = check_find(check, option->span,
			"each task sees its own GPU only, and counts it as 0: MPI and %s cannot reach "
			"the GPUs of the others, and a map goes by CCDs instead of %ss",
			site_communication(check->script->type), site_die(check->script->type));
		finding_hint(finding, "add --gres-flags=allow-task-sharing");
		if (script_step_option(step, "gpu-bind") == option &&
			script_step_option(step, "gres-flags") == NULL &&
			check->script->shell.text.bytes[option->span.start] == '-')
			finding_fix(finding, (struct shell_span){option->span.start, option->span.start},
				"--gres-flags=allow-task-sharing ");
	}
}

/* Also where nothing says how many nodes there are: Slurm then mostly takes as few as do. */
static bool tasks_meet(const struct script_step *step)
{
	return step->tasks_here > 1 ||
	       (step->tasks_here == 0 && step->nodes.option == NULL &&
		       step->tasks_per_node.option == NULL && step->tasks.known &&
		       step->tasks.value > 1);
}

void rule_gpus_per_task(struct check *check)
{
	if (!on_gpus(check))
		return;
	EACH_STEP (check, step) {
		const struct script_option *option = step->gpus_per_task.option;
		if (option == NULL)
			option = script_step_option(step, "ntasks-per-gpu");
		if (option == NULL)
			option = script_header(check->script, "ntasks-per-gpu");
		if (option == NULL || !step->srun || step->task_sharing || step->options_unknown ||
			step->gpu_bind != BIND_DEFAULT || !tasks_meet(step))
			continue;
		finding_hint(check_find(check, option->span,
				     "each task sees its own GPUs only: MPI and %s cannot reach the GPUs of "
				     "the other tasks",
				     site_communication(check->script->type)),
			"add --gres-flags=allow-task-sharing to srun, or --gpu-bind=none and set "
			"%s in each task",
			variable_of(check));
	}
}

void rule_gres_flags(struct check *check)
{
	static const char *const flags[] = {"disable-binding", "enforce-binding",
		"multiple-tasks-per-sharing", "one-task-per-sharing", "allow-task-sharing"};

	EACH_STEP (check, step) {
		const struct script_option *option = script_step_option(step, "gres-flags");
		struct strings values = {0};
		if (option == NULL || !option->known || option->value.bytes == NULL)
			continue;
		strings_split(&values, option->value.bytes, ',');
		for (size_t i = 0; i < values.count; i++) {
			const char *value = values.items[i];
			bool known = *value == '\0';
			struct finding *finding;
			for (size_t f = 0; f < ARRAY_LENGTH(flags); f++)
				known = known || strcasecmp(value, flags[f]) == 0;
			if (known)
				continue;
			finding = check_find(check, option->span, "--gres-flags has no value '%s'", value);
			if (strcasestr(value, "sharing") != NULL) {
				finding_hint(finding, "did you mean 'allow-task-sharing'?");
				if (values.count == 1)
					finding_fix(finding, option->value_span, "allow-task-sharing");
			} else if (similar_best(value, flags, ARRAY_LENGTH(flags)) != NULL) {
				finding_hint(finding, "did you mean '%s'?",
					similar_best(value, flags, ARRAY_LENGTH(flags)));
			}
		}
		strings_release(&values);
	}
}

void rule_closest(struct check *check)
{
	if (!on_gpus(check))
		return;
	EACH_STEP (check, step) {
		const struct script_option *option = step->gpu_bind_option;
		if (option == NULL || !option->known || option->value.bytes == NULL ||
			!string_ends(option->value.bytes, "closest"))
			continue;
		finding_hint(check_find(check, option->span,
				     "--gpu-bind=closest does not reliably give a task the %s next to its cores",
				     site_die(check->script->type)),
			"name them: --gpu-bind=map:... with --gres-flags=allow-task-sharing, or set "
			"%s in the task",
			variable_of(check));
	}
}

void rule_too_many_gpus(struct check *check)
{
	if (!on_gpus(check))
		return;
	EACH_STEP (check, step) {
		long long all, gcds = check->script->type->gcds;
		if (!step->gpus_per_task.known || step->gpus_per_task.option == NULL ||
			step->gpus_per_task.value > 1000 || step->tasks_here < 1)
			continue;
		all = step->gpus_per_task.value * step->tasks_here;
		if (all > gcds)
			finding_hint(check_find(check, step->gpus_per_task.option->span,
					     "%lld tasks on each node with %lld GPUs each need %lld, and a node has "
					     "%lld",
					     (long long)step->tasks_here, (long long)step->gpus_per_task.value,
					     all, gcds),
				"take fewer tasks on each node, or fewer GPUs for each");
	}
}

void rule_renumbered(struct check *check)
{
	static const char *const names[] = {"gpus", "gpus-per-node"};

	if (!on_gpus(check))
		return;
	EACH_STEP (check, step) {
		for (size_t n = 0; n < ARRAY_LENGTH(names); n++) {
			const struct script_option *option = script_step_option(step, names[n]);
			const struct script_number *number = n == 0 ? &step->gpus : &step->gpus_per_node;
			bool beyond = false;
			if (option == NULL || !number->known || number->value < 1 ||
				number->value >= check->script->type->gcds)
				continue;
			for (size_t i = 0; i < step->rank_count; i++)
				beyond = beyond || (step->ranks[i].visible_known &&
							   atoll(step->ranks[i].visible) >= number->value);
			if (beyond)
				finding_hint(check_find(check, option->span,
						     "the step has %lld GPUs, counted from 0, but its tasks name higher "
						     "ones",
						     (long long)number->value),
					"give the step all %lld GPUs of the node, or count from 0",
					(long long)check->script->type->gcds);
		}
	}
}
