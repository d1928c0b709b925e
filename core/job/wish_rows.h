/*
 * What may be asked of a job, one row each; read by wish.c and, for the options, by
 * cli/commands_job.c, which define WISH (and BINDING, for the rows that `job mask` has as well) before
 * they include this. No include guard: that is the point.
 *
 * WISH(KIND, member, "name", letter, "what the help calls the value", "help", low, high, choices)
 */

#ifndef BINDING
#define BINDING WISH
#endif

/* The header. */
WISH(STRING, account, "account", 'A', "PROJECT", "The project that pays (or SBATCH_ACCOUNT)", 0, 0,
	NULL)
WISH(STRING, partition, "partition", 'p', "NAME", "The partition", 0, 0, NULL)
WISH(NUMBER, nodes, "nodes", 'N', "N", "How many nodes (1)", 1, 1000000, NULL)
WISH(TIME, time, "time", 't', "TIME", "Time limit: minutes, or H:M:S", 0, 0, NULL)
WISH(STRING, name, "job-name", 'J', "NAME", "Name of the job", 0, 0, NULL)
WISH(STRING, output, "output", '\0', "PATTERN", "Where the job's output goes (%x-%j.out)", 0, 0,
	NULL)
WISH(SIZE, memory, "mem", '\0', "SIZE", "Memory of each node", 0, 0, NULL)
WISH(COUNT, gpus_per_node, "gpus-per-node", '\0', "N", "GCDs on each node", 1, 1000, NULL)
WISH(FLAG, exclusive, "exclusive", '\0', NULL, "Whole nodes also where nodes are shared", 0, 0, NULL)
WISH(STRING, array, "array", 'a', "LIST", "A job for each index, as 0-9 or 1,5,7%2", 0, 0, NULL)
WISH(STRING, dependency, "dependency", 'd', "LIST", "Start after other jobs, as afterok:4711", 0, 0,
	NULL)
WISH(STRING, signal, "signal", '\0', "SIGNAL", "Warn the program before the end, as USR1@300", 0, 0,
	NULL)
WISH(CHOICE, open_mode, "open-mode", '\0', "MODE", "What a restart does to the output", 0, 0,
	job_open_mode_names)
WISH(FLAG, no_requeue, "no-requeue", '\0', NULL, "Do not start again after a node has failed", 0, 0,
	NULL)
WISH(STRING, mail_type, "mail-type", '\0', "LIST", "Mail on these events, where Slurm sends mail", 0,
	0, NULL)
WISH(STRING, mail_user, "mail-user", '\0', "ADDRESS", "Where that mail goes", 0, 0, NULL)

/* How the program is started. */
WISH(CHOICE, launcher, "launcher", '\0', "HOW", "How the program is started", 0, 0,
	job_launcher_names)
WISH(CHOICE, mechanism, "mechanism", '\0', "HOW", "How a task gets its GCDs", 0, 0,
	job_mechanism_names)
BINDING(STRING, strategy, "strategy", '\0', "NAME",
	"Order in which the ranks of a node take its GCDs", 0, 0, NULL)
BINDING(ORDER, order, "order", '\0', "LIST", "That order by hand, as 4,5,2,3", 0, 0, NULL)
BINDING(COUNT, cores, "cores", 'c', "N", "Cores of each task", 1, MASK_BITS, NULL)
BINDING(COUNT, gpus_per_task, "gpus-per-task", '\0', "N", "GCDs of each task", 1, ASSIGN_GCDS_MAX,
	NULL)
BINDING(COUNT, tasks_per_gpu, "tasks-per-gpu", '\0', "N", "Tasks that share a GCD", 1,
	ASSIGN_TASKS_MAX, NULL)
BINDING(COUNT, tasks_per_node, "ntasks-per-node", '\0', "N", "Tasks on each node", 1,
	ASSIGN_TASKS_MAX, NULL)
BINDING(FLAG, both_threads, "both-threads", '\0', NULL,
	"Also the second hardware thread of each core", 0, 0, NULL)

/* What is around it. */
WISH(CHOICE, container, "container", '\0', "HOW", "Where the container comes from", 0, 0,
	job_container_names)
WISH(STRINGS, modules, "module", '\0', "NAME", "Load a module first", 0, 0, NULL)
WISH(STRING, overlay, "overlay", '\0', "FILE", "A virtual environment as one squashfs file", 0, 0,
	NULL)
WISH(STRING, caches, "caches", '\0', "DIR", "Put the caches of models and compilers there", 0, 0,
	NULL)
WISH(STRINGS, environment, "env", '\0', "NAME=VALUE", "Set a variable", 0, 0, NULL)
WISH(STRING, template, "template", '\0', "NAME", "Write by a template: a name, or a file", 0, 0,
	NULL)

/* A second part with nodes of another kind; its program stands behind a word ':'. */
WISH(STRING, het_partition, "het-partition", '\0', "NAME",
	"A second part of the job there; its program stands behind ':'", 0, 0, NULL)
WISH(NUMBER, het_nodes, "het-nodes", '\0', "N", "Nodes of the second part (1)", 1, 1000000, NULL)
WISH(COUNT, het_tasks_per_node, "het-ntasks-per-node", '\0', "N", "Its tasks on each node", 1,
	ASSIGN_TASKS_MAX, NULL)
WISH(COUNT, het_cores, "het-cores", '\0', "N", "Cores of each of its tasks", 1, MASK_BITS, NULL)

#undef WISH
#undef BINDING
