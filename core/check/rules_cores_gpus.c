#include "check/rules_cores_parts.h"

#include "check/programs.h"

/* Cores against the GPU dies of the same tasks. */

void rule_far_cores(struct check *check)
{
	const struct site_node_type *type = check->script->type;

	if (!whole_gpu_node(check))
		return;
	EACH_BOUND_STEP (check, step) {
		size_t count = ranks_bound(step);
		if (count > step->rank_count)
			continue;
		for (size_t i = 0; i < count; i++) {
			const struct mask *gcds = &step->ranks[i].gcds;
			struct mask ccds = ccds_of(type, &step->masks[i]), near = {{0}};
			struct text list = TEXT_INIT, where = TEXT_INIT;
			if (mask_is_empty(gcds))
				continue;
			for (unsigned gcd = 0; gcd < (unsigned)type->gcds; gcd++)
				if (mask_has(gcds, gcd))
					mask_set(&near, (unsigned)type->ccd_of_gcd.items[gcd]);
			if (mask_overlaps(&near, &ccds))
				continue;
			text_append_cpu_list(&list, gcds);
			text_append_cpu_list(&where, &near);
			finding_hint(check_find(check, step->mask_spans[i],
					     "local rank %zu has %s %s, which sits beside CCD %s, but its cores "
					     "are elsewhere",
					     i, site_die(type), text_string(&list), text_string(&where)),
				"the order of the masks and that of the GPUs must fit together; 'berth job "
				"mask' shows lists that do");
			text_release(&list);
			text_release(&where);
			break;
		}
	}
}

void rule_several_ccds(struct check *check)
{
	const struct script *script = check->script;

	if (!whole_gpu_node(check) || !script->gpus_here.known)
		return;
	EACH_BOUND_STEP (check, step) {
		if (step->tasks_here < script->gpus_here.value || step->tasks_here < 2)
			continue;
		for (size_t i = 0; i < ranks_bound(step); i++) {
			struct mask ccds = ccds_of(script->type, &step->masks[i]);
			struct text list = TEXT_INIT;
			if (mask_count(&ccds) < 2)
				continue;
			text_append_cpu_list(&list, &ccds);
			finding_hint(check_find(check, step->mask_spans[i],
					     "the mask reaches over the CCDs %s, though each task has one GPU",
					     text_string(&list)),
				"a task runs best on the cores of the one CCD beside its GPU");
			text_release(&list);
			break;
		}
	}
}

/* Without masks, tasks that fill a CCD each take the CCDs in their order. */
void rule_no_masks(struct check *check)
{
	const struct script *script = check->script;
	const struct site_node_type *type = script->type;
	int64_t ccds, usable;

	if (!whole_gpu_node(check) || type->cores_per_ccd <= 0)
		return;
	ccds = type->cores / type->cores_per_ccd;
	usable = (type->cores - (int64_t)type->reserved_cores.count) / ccds;
	for (size_t s = 0; s < script->steps.count; s++) {
		const struct script_step *step = script->steps.items[s];
		if (step->cpu_bind != BIND_DEFAULT || !step->cpus_per_task.known ||
			step->cpus_per_task.value != usable || step->tasks_here != ccds ||
			(int64_t)step->rank_count != ccds ||
			script_step_option(step, "distribution") != NULL ||
			script_header(script, "distribution") != NULL)
			continue;
		for (size_t i = 0; i < step->rank_count; i++) {
			int gcd = mask_first(&step->ranks[i].gcds);
			if (mask_count(&step->ranks[i].gcds) != 1 || gcd < 0 || gcd >= type->gcds ||
				type->ccd_of_gcd.items[gcd] == (int64_t)i)
				continue;
			finding_hint(check_find(check, step_span(check, step),
					     "without masks local rank %zu runs on CCD %zu, but its %s %d sits "
					     "beside CCD %lld",
					     i, i, site_die(type), gcd, (long long)type->ccd_of_gcd.items[gcd]),
				"add --cpu-bind with the list of 'berth job mask -f list', or take the GPUs in "
				"the order of the CCDs");
			break;
		}
	}
}

void rule_workers_share(struct check *check)
{
	const struct script *script = check->script;

	for (size_t s = 0; whole_gpu_node(check) && s < script->steps.count; s++) {
		const struct script_step *step = script->steps.items[s];
		const char *launcher = step_launcher(step);
		bool bound = false;
		if (launcher == NULL || step->tasks_here != 1 || step->mask_count > 0)
			continue;
		for (size_t i = 0; i < step->program.count; i++)
			bound = bound || script_word_starts(&step->program.items[i], "--numa-binding") ||
				script_word_starts(&step->program.items[i], "--numa_binding") ||
				step->program.items[i].splits;
		if (bound)
			continue;
		finding_hint(check_find(check, step_span(check, step),
				     "the workers that %s starts may each run on every core of the node, far "
				     "from their GPU",
				     launcher),
			"torchrun of PyTorch 2.9 has --numa-binding=exclusive; else start a rank for each "
			"GPU with srun and masks, or set the affinity in the program");
	}
}

void rule_loose_tasks(struct check *check)
{
	static const char *const loose[] = {"none", "no", "sockets", "cores", "threads", "ldoms"};
	const struct script *script = check->script;

	for (size_t s = 0; whole_gpu_node(check) && s < script->steps.count; s++) {
		const struct script_step *step = script->steps.items[s];
		const struct script_option *option = step->cpu_bind_option;
		bool is_loose = false;
		if (option == NULL || !option->known || option->value.bytes == NULL ||
			step->tasks_here != script->type->gcds)
			continue;
		for (size_t i = 0; i < ARRAY_LENGTH(loose); i++)
			is_loose = is_loose || string_equal(option->value.bytes, loose[i]);
		if (is_loose)
			finding_hint(check_find(check, option->span,
					     "--cpu-bind=%s does not put the tasks on the cores beside their GPUs",
					     option->value.bytes),
				"'berth job mask -f list' writes a list of masks that does");
	}
}
