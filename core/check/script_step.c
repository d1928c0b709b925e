#include "check/script_parts.h"

#include "base/units.h"

/* What follows from its options for a step. */

/* srun's own number, else that of the header. */
static struct script_number inherited(const struct script_step *step, const char *name,
	const struct script_number *header)
{
	struct script_number number = {0};

	options_number(&step->options, name, &number);
	return number.asked ? number : *header;
}

/* How many tasks run on each node; 0 when that is not clear. */
static int64_t tasks_here(const struct script *script, const struct script_step *step)
{
	struct script_number own_tasks = {0}, own_per_node = {0};

	if (step->options_unknown || step->heterogeneous || script->heterogeneous ||
		script_header(script, "ntasks-per-gpu") != NULL ||
		script_step_option(step, "ntasks-per-gpu") != NULL ||
		script_step_option(step, "relative") != NULL)
		return 0;
	options_number(&step->options, "ntasks", &own_tasks);
	options_number(&step->options, "ntasks-per-node", &own_per_node);
	if ((own_tasks.asked && !own_tasks.known) || (own_per_node.asked && !own_per_node.known))
		return 0;
	if (own_tasks.known) {
		if (!step->nodes.known || step->nodes.value == 0)
			return 0;
		if (own_tasks.value < step->nodes.value)
			return own_tasks.value > 0;
		return own_tasks.value % step->nodes.value == 0 ? own_tasks.value / step->nodes.value
								: 0;
	}
	if (own_per_node.known) {
		/* With a number of tasks from the header it is only a maximum. */
		if (script->tasks.asked || script->tasks_per_node.asked) {
			if (script->tasks_per_node.known &&
				script->tasks_per_node.value == own_per_node.value)
				return own_per_node.value;
			return 0;
		}
		return own_per_node.value;
	}
	if (script->tasks_per_node.asked)
		return script->tasks_per_node.known ? script->tasks_per_node.value : 0;
	if (script->tasks.asked) {
		if (!script->tasks.known || !step->nodes.known || step->nodes.value == 0 ||
			script->tasks.value % step->nodes.value != 0)
			return 0;
		return script->tasks.value / step->nodes.value;
	}
	return 1;
}

static bool shares_tasks(const struct script_step *step)
{
	const struct script_option *flags = script_step_option(step, "gres-flags");
	return flags != NULL && flags->known &&
	       strcasestr(flags->value.bytes, "allow-task-sharing") != NULL;
}

void step_numbers(struct script *script, struct walk *walk, struct script_step *step)
{
	step->nodes = inherited(step, "nodes", &script->nodes);
	step->tasks = inherited(step, "ntasks", &script->tasks);
	step->tasks_per_node = inherited(step, "ntasks-per-node", &script->tasks_per_node);
	step->cpus_per_task = inherited(step, "cpus-per-task", &script->cpus_per_task);
	step->gpus_per_node = inherited(step, "gpus-per-node", &script->gpus_per_node);
	step->gpus_per_task = inherited(step, "gpus-per-task", &script->gpus_per_task);
	step->gpus = inherited(step, "gpus", &script->gpus);
	step->interactive = script_step_option(step, "pty") != NULL;
	step->heterogeneous = script_step_option(step, "het-group") != NULL;
	for (size_t i = 0; i < step->program.count; i++)
		if (string_equal(step->program.items[i].text.bytes, ":"))
			step->heterogeneous = true;
	/* Without a number of nodes a job whose tasks are not asked for either has one. */
	if (!step->nodes.asked && !script->tasks.asked)
		step->nodes = (struct script_number){.known = true, .value = 1};
	step->tasks_here = tasks_here(script, step);
	step_bind_cores(script, walk, step);
	step_bind_gpus(script, walk, step);
	step->task_sharing = shares_tasks(step);
}
