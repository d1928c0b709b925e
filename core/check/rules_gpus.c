#include "check/rules.h"

/* G: binding of tasks to GPU dies. */

static bool on_gpus(const struct check *check)
{
	return check->script->type != NULL && check->script->type->gcds > 0;
}

static void closest(struct check *check)
{
	for (size_t i = 0; on_gpus(check) && i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		const struct script_option *option = step->gpu_bind_option;
		if (option == NULL || !option->known || !string_ends(option->value.bytes, "closest"))
			continue;
		finding_hint(check_find(check, option->span,
				     "--gpu-bind=closest does not reliably give a task the GCD next to its "
				     "cores"),
			"name them: --gpu-bind=map:... with --gres-flags=allow-task-sharing, or set "
			"ROCR_VISIBLE_DEVICES in the task");
	}
}

const struct rule rules_gpus[] = {
	{"G04", SEVERITY_WARNING, "--gpu-bind=closest, which is not reliable", closest},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};
