#include "base/manual/manual.h"

/* Binding of tasks to cores. */
const struct diag_info manual_b_cores[] = {
	{"B01", "A core that is reserved for the system would be used",
		"Some cores of each node are kept for the system and jobs cannot run on them; a mask "
		"that names one is refused by Slurm, or the task loses that core. Usually more cores "
		"were asked for each task than the CCD has left.",
		"Ask for fewer cores per task; the hint says how many there are. On a LUMI-G node "
		"each CCD has 7 cores for jobs."},
	{"B03", "A GCD or CCD stands twice in the order",
		"The order says which GCD (on CPU nodes: which CCD) each task takes. A GCD named "
		"twice would be used by two tasks by accident while another one stays idle.",
		"Name each GCD once. When tasks are meant to share a GCD, ask for several tasks per "
		"GCD instead."},
	{"B05", "no CPU masks on shared nodes",
		"A mask names cores by their number on the node. On nodes that several jobs share, "
		"Slurm chooses which cores and GPU dies a job gets, so a fixed mask would name cores "
		"of somebody else.",
		"Nothing to do; or ask for whole nodes with --exclusive or a partition that gives "
		"whole nodes."},
	{"B11", "torchrun workers share all cores",
		"torchrun starts all workers in one task, and each of them may run on every core of "
		"the node, far from its GPU die.",
		"Use --launcher ranks, or an image with PyTorch 2.9 or newer, whose torchrun binds "
		"its workers by itself."},
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
