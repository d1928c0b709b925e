#include "base/manual/manual.h"

/* Binding of tasks to cores. */
const struct diag_info manual_b_cores[] = {
	{"B01", "A core that is reserved for the system would be used",
		"Some cores of each node are kept for the system and jobs cannot run on them; a mask "
		"that names one is refused by Slurm, or the task loses that core. Usually more cores "
		"were asked for each task than the CCD has left.",
		"Ask for fewer cores per task; the hint says how many there are. On a LUMI-G node "
		"each CCD has 7 cores for jobs."},
	{"B02", "Not as many masks as tasks",
		"Slurm gives the tasks of a node the masks in their order. When the list is too short "
		"it begins again, so that two tasks run on the same cores while others stay idle.",
		"Write one mask for each task of a node; 'berth job mask' shows them."},
	{"B03", "Two tasks on the same cores or GPU die",
		"Tasks that are bound to the same cores slow each other down while other cores stay "
		"idle; so do two tasks on one GCD by accident. In an order of GCDs (on CPU nodes: "
		"CCDs) each may stand once.",
		"Give each task cores and GCDs of its own. When tasks are meant to share a GCD, ask "
		"for several tasks per GCD instead."},
	{"B04", "The cores of a task are far from its GPU die",
		"Each GCD is wired to the cores of one CCD. From other cores every transfer crosses "
		"the node, which can halve the speed. Usually the masks are in the order of the cores "
		"while the GCDs are in their own order, or the other way round.",
		"Put one of the two lists in the order of the other; 'berth job mask --strategy "
		"linear-gcd' shows the masks for GCDs in their own order."},
	{"B05", "no CPU masks on shared nodes",
		"A mask names cores by their number on the node. On nodes that several jobs share, "
		"Slurm chooses which cores and GPU dies a job gets, so a fixed mask would name cores "
		"of somebody else.",
		"Nothing to do; or ask for whole nodes with --exclusive or a partition that gives "
		"whole nodes."},
	{"B06", "--cpus-per-task of srun that contradicts the masks",
		"A mask says which cores a task has; a number of cores beside it that is another one "
		"cannot be kept.",
		"Drop the option of srun, or make the two agree."},
	{"B07", "Cores or threads that the job does not have",
		"CPUs from the number of cores on are the second hardware threads of the cores. "
		"Without --hint=multithread a job has only the first ones, and Slurm refuses the "
		"mask.",
		"Use CPUs below the number of cores, or add #SBATCH --hint=multithread."},
	{"B08", "A mask over several CCDs for a task with one GPU die",
		"The cores of a CCD share a cache, and one GCD is beside them. A task that may run on "
		"several CCDs is often away from both.",
		"Give each task cores of the CCD beside its GCD; 'berth job mask' shows them."},
	{"B09", "A type of --cpu-bind that Slurm does not know",
		"Slurm passes over some wrong types without a word, and the tasks are not bound at "
		"all.",
		"Write mask_cpu:... or map_cpu:..."},
	{"B10", "GPU dies in their own order, and no masks",
		"Slurm puts tasks on the CCDs in their order, and the GCDs beside them have another "
		"order. Rank and GCD then agree, but the cores are far away.",
		"Add --cpu-bind with the masks of 'berth job mask -f list', or give the ranks the "
		"GCDs in the order of the CCDs."},
	{"B11", "torchrun workers share all cores",
		"torchrun starts all workers in one task, and each of them may run on every core of "
		"the node, far from its GPU die.",
		"Use --launcher ranks, or an image with PyTorch 2.9 or newer, whose torchrun binds "
		"its workers by itself."},
	{"B12", "Tasks with GPUs that are not bound to near cores",
		"With this binding a task may run on any core of the node, also on those far from its "
		"GPU.",
		"Take the masks of 'berth job mask -f list'."},
	{"B13", "Blanks in a list of masks",
		"The shell takes the list apart at the blank, and srun tries to start the next mask "
		"as a program.",
		"Write the list without blanks and line breaks."},
	{"B14", "More threads than cores in the mask",
		"The threads of a task share the cores of its mask; with more threads than cores they "
		"wait for each other.",
		"Set OMP_NUM_THREADS to the number of cores in the mask."},
	{"B15", "--distribution together with masks",
		"Masks decide which cores a task has, so only the first part of --distribution "
		"counts, the one that spreads tasks over nodes.",
		"Drop what stands behind the first colon."},
	{"B16", "The node has no such GCD or CCD",
		"The order names a GCD (on CPU nodes: a CCD) that this type of node does not have, or "
		"one of which the site file does not say where it is wired.",
		"Use numbers from 0 up to the last one that the hint names."},
	{"B17", "More was asked than fits on a node",
		"The tasks, cores, GCDs per task or hardware threads that were asked for do not fit "
		"on one node of this type, or cannot be divided evenly.",
		"Take what the hint says fits, or spread the tasks over more nodes."},
	{"B18", "Several GCDs per task and several tasks per GCD",
		"Either a task has several GCDs, or several tasks share one GCD. Both at once has no "
		"clear meaning, so nothing can be computed.",
		"Leave one of the two at 1."},
	{"B19", "GCDs or CCDs stay unused",
		"The tasks do not use all GCDs (on CPU nodes: all CCDs) of the order. On a whole node "
		"these are still billed to your project.",
		"Take more tasks, or a number of GCDs per task that divides the number of GCDs; "
		"otherwise ignore this note."},
	{"B20", "The order cannot be read",
		"An order is a list of GCD numbers (on CPU nodes: CCD numbers) with commas between "
		"them, one for each task, without blanks or letters.",
		"Write it like this: 4,5,2,3"},
	{NULL, NULL, NULL, NULL},
};
