#include "job/launcher.h"
#include "job/script_parts.h"

const char *const job_launcher_names[] = {
	[LAUNCH_DEFAULT] = "default",
	[LAUNCH_RANKS] = "ranks",
	[LAUNCH_TORCHRUN] = "torchrun",
	[LAUNCH_MPI] = "mpi",
	[LAUNCH_SINGLE] = "single",
	[LAUNCH_ACCELERATE] = "accelerate",
	[LAUNCH_DEEPSPEED] = "deepspeed",
	[LAUNCH_RUNSCRIPT] = "runscript",
	[LAUNCH_RAY] = "ray",
	[LAUNCH_VLLM] = "vllm",
	NULL,
};

static bool on_several_nodes(const struct job *job)
{
	return job->nodes > 1;
}

/* Also on one node, where its usual port may be somebody else's. */
static bool always(const struct job *job)
{
	return job != NULL;
}

static const struct launcher launchers[] = {
	[LAUNCH_RANKS] = {
		.title = "a task for each GCD (on CPU nodes: core or CCD)",
		.shape = SHAPE_RANKS,
		.meets = script_needs_torch_ranks,
	},
	[LAUNCH_MPI] = {
		.title = "the same for a program that talks MPI",
		.shape = SHAPE_RANKS,
	},
	[LAUNCH_SINGLE] = {
		.title = "one task in all",
		.shape = SHAPE_ONE,
	},
	[LAUNCH_TORCHRUN] = {
		.title = "one task on each node, where torchrun starts the workers",
		.shape = SHAPE_NODES,
		.needs_gpus = true,
		.workers = "torchrun",
		.own = {"torchrun"},
		.meets = on_several_nodes,
		.append_program = script_append_torchrun,
	},
	[LAUNCH_ACCELERATE] = {
		.title = "one task on each node, where accelerate starts the workers",
		.shape = SHAPE_NODES,
		.needs_gpus = true,
		.workers = "accelerate",
		.own = {"accelerate", "launch"},
		.own_options = true,
		.meets = always,
		.append_program = script_append_accelerate,
	},
	[LAUNCH_DEEPSPEED] = {
		.title = "as ranks, with all that DeepSpeed's own launcher would set",
		.shape = SHAPE_RANKS,
		.needs_gpus = true,
		.torch_ranks = true,
		.own = {"deepspeed"},
		.meets = script_needs_torch_ranks,
		.append_program = script_append_deepspeed,
	},
	[LAUNCH_RUNSCRIPT] = {
		.title = "as ranks, by the script that the container's module brings",
		.shape = SHAPE_RANKS,
		.needs_gpus = true,
		.prepares = true,
		.append_program = script_append_runscript,
	},
	[LAUNCH_RAY] = {
		.title = "a Ray cluster of all nodes; the program runs on the first",
		.shape = SHAPE_NODES,
		.wants_inner = true,
		.append_start = script_append_ray,
	},
	[LAUNCH_VLLM] = {
		.title = "a server of vLLM, over Ray when there are several nodes",
		.shape = SHAPE_NODES,
		.needs_gpus = true,
		.wants_inner = true,
		.own = {"vllm", "serve"},
		.own_options = true,
		.append_program = script_append_vllm,
		.append_start = script_append_vllm_start,
	},
};

const struct launcher *launcher_of(enum job_launcher launcher)
{
	if (launcher == LAUNCH_DEFAULT || (size_t)launcher >= ARRAY_LENGTH(launchers))
		BUG("no launcher %d", (int)launcher);
	return &launchers[launcher];
}

void launchers_append_help(struct text *text)
{
	text_append(text, "Launchers:\n");
	for (size_t i = LAUNCH_DEFAULT + 1; i < ARRAY_LENGTH(launchers); i++)
		text_append_format(
			text, "  %-11s %s\n", job_launcher_names[i], launchers[i].title);
}
