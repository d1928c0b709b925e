#include "job/wish.h"

#define WISH(kind_, member, name_, help_, low_, high_, choices_)                                   \
	{.name = (name_), .kind = WISH_##kind_, .offset = offsetof(struct job_wish, member),       \
		.low = (low_), .high = (high_), .choices = (choices_), .help = (help_)}

const struct wish_field job_wish_fields[] = {
	WISH(STRING, account, "account", "The project that pays (or SBATCH_ACCOUNT)", 0, 0, NULL),
	WISH(STRING, partition, "partition", "The partition", 0, 0, NULL),
	WISH(NUMBER, nodes, "nodes", "How many nodes (1)", 1, 1000000, NULL),
	WISH(TIME, time, "time", "Time limit: minutes, or H:M:S", 0, 0, NULL),
	WISH(STRING, name, "job-name", "Name of the job", 0, 0, NULL),
	WISH(STRING, output, "output", "Where the job's output goes (%x-%j.out)", 0, 0, NULL),
	WISH(SIZE, memory, "mem", "Memory of each node", 0, 0, NULL),
	WISH(COUNT, gpus_per_node, "gpus-per-node", "GCDs on each node", 1, 1000, NULL),
	WISH(FLAG, exclusive, "exclusive", "Whole nodes also where nodes are shared", 0, 0, NULL),
	WISH(CHOICE, launcher, "launcher", "How the program is started", 0, 0, job_launcher_names),
	WISH(CHOICE, mechanism, "mechanism", "How a task gets its GCDs", 0, 0,
		job_mechanism_names),
	WISH(STRING, strategy, "strategy", "Order in which the ranks of a node take its GCDs", 0, 0,
		NULL),
	WISH(ORDER, order, "order", "That order by hand, as 4,5,2,3", 0, 0, NULL),
	WISH(COUNT, cores, "cores", "Cores of each task", 1, MASK_BITS, NULL),
	WISH(COUNT, gpus_per_task, "gpus-per-task", "GCDs of each task", 1, ASSIGN_GCDS_MAX, NULL),
	WISH(COUNT, tasks_per_gpu, "tasks-per-gpu", "Tasks that share a GCD", 1, ASSIGN_TASKS_MAX,
		NULL),
	WISH(COUNT, tasks_per_node, "ntasks-per-node", "Tasks on each node", 1, ASSIGN_TASKS_MAX,
		NULL),
	WISH(FLAG, both_threads, "both-threads", "Also the second hardware thread of each core", 0,
		0, NULL),
	WISH(STRINGS, environment, "env", "Set a variable", 0, 0, NULL),
	{.name = NULL},
};
