#include "check/rules_gpus_parts.h"

/* G: binding of tasks to GPU dies. */

bool on_gpus(const struct check *check)
{
	const struct site_node_type *type = check->script->type;

	return type != NULL && type->gcds > 0 && type->gcds_per_module > 0 && type->ccd_of_gcd.count > 0;
}

bool on_amd(const struct check *check)
{
	const struct site_node_type *type = check->script->type;

	return on_gpus(check) && type->gpu != NULL && type->gpu->vendor == GPU_AMD;
}

const struct rule rules_gpus[] = {
	{"G01", SEVERITY_ERROR, "--gpu-bind that hides the GPUs of the tasks from each other",
		rule_no_task_sharing},
	{"G02", SEVERITY_WARNING, "--gpus-per-task that hides the GPUs of the tasks from each other",
		rule_gpus_per_task},
	{"G03", SEVERITY_ERROR, "a value of --gres-flags that Slurm does not know", rule_gres_flags},
	{"G04", SEVERITY_WARNING, "--gpu-bind=closest, which is not reliable", rule_closest},
	{"G05", SEVERITY_ERROR, "GPUs by number that the task does not see",
		rule_wrapper_and_isolation},
	{"G06", SEVERITY_ERROR, "the GPU of a task chosen in the batch script", rule_device_in_batch},
	{"G07", SEVERITY_ERROR, "the rank of a task expanded in the batch script", rule_expands_early},
	{"G08", SEVERITY_WARNING, "a wrapper that cannot start, or loses quotes", rule_wrapper_file},
	{"G09", SEVERITY_WARNING, "two variables for GPUs that exclude each other",
		rule_both_devices},
	{"G10", SEVERITY_WARNING, "vLLM with a variable that it refuses", rule_vllm},
	{"G11", SEVERITY_NOTE, "CUDA_VISIBLE_DEVICES on AMD GPUs", rule_cuda_devices},
	{"G12", SEVERITY_ERROR, "more GPUs for the tasks than a node has", rule_too_many_gpus},
	{"G13", SEVERITY_WARNING, "GPUs by their number in a step with some of them", rule_renumbered},
	{"G14", SEVERITY_NOTE, "MPI for GPUs without a choice of network cards", rule_gpu_mpi_alone},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};
