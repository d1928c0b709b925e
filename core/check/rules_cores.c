#include "check/rules_cores_parts.h"

/* B: binding of tasks to cores. */

struct mask reserved_cpus(const struct site_node_type *type)
{
	struct mask mask = {{0}};

	for (size_t i = 0; i < type->reserved_cores.count; i++)
		for (int64_t thread = 0; thread < type->threads_per_core; thread++)
			mask_set(&mask,
				(unsigned)(type->reserved_cores.items[i] + thread * type->cores));
	return mask;
}

struct mask ccds_of(const struct site_node_type *type, const struct mask *cpus)
{
	struct mask ccds = {{0}};

	for (unsigned cpu = 0; cpu < MASK_BITS; cpu++)
		if (mask_has(cpus, cpu) && type->cores > 0 && type->cores_per_ccd > 0)
			mask_set(&ccds, (unsigned)(cpu % type->cores / type->cores_per_ccd));
	return ccds;
}

size_t ranks_bound(const struct script_step *step)
{
	if (step->tasks_here < 1)
		return 0;
	return (size_t)step->tasks_here < step->mask_count ? (size_t)step->tasks_here
							   : step->mask_count;
}

bool whole_gpu_node(const struct check *check)
{
	const struct script *script = check->script;

	return script->type != NULL && script->type->gcds > 0 && script->whole_node &&
	       script->type->ccd_of_gcd.count == (size_t)script->type->gcds;
}

const struct rule rules_cores[] = {
	{"B01", SEVERITY_ERROR, "a mask or map names a core that is reserved for the system",
		rule_reserved_core},
	{"B02", SEVERITY_ERROR, "as many masks as tasks on a node", rule_number_of_masks},
	{"B03", SEVERITY_ERROR, "masks of different tasks overlap", rule_overlap},
	{"B04", SEVERITY_ERROR, "cores of a task far from its GPU die", rule_far_cores},
	{"B05", SEVERITY_WARNING, "masks on nodes that the job shares", rule_shared_node},
	{"B06", SEVERITY_ERROR, "--cpus-per-task of srun that contradicts the masks",
		rule_cores_and_masks},
	{"B07", SEVERITY_ERROR, "masks with cores or threads that the job does not have",
		rule_second_threads},
	{"B08", SEVERITY_WARNING, "a mask over several CCDs for a task with one GPU die",
		rule_several_ccds},
	{"B09", SEVERITY_ERROR, "a type of --cpu-bind that Slurm does not know", rule_bind_typo},
	{"B10", SEVERITY_WARNING, "GPU dies in their own order without masks", rule_no_masks},
	{"B11", SEVERITY_NOTE, "torchrun workers share all cores", rule_workers_share},
	{"B12", SEVERITY_NOTE, "tasks with GPUs that are not bound to near cores", rule_loose_tasks},
	{"B13", SEVERITY_WARNING, "blanks in a list of masks", rule_blanks_in_list},
	{"B14", SEVERITY_WARNING, "more threads than cores in the mask", rule_too_many_threads},
	{"B15", SEVERITY_NOTE, "--distribution together with masks", rule_distribution},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};
