#include "base/manual/manual.h"

/* Binding of tasks to GPU dies. */
const struct diag_info manual_g_gpus[] = {
	{"G01", "--gpu-bind hides the GPUs of the tasks from each other",
		"Without --gres-flags=allow-task-sharing Slurm puts each task in a cgroup with its "
		"own GPU. MPI and RCCL then cannot copy between GPUs of a node, and a list such as "
		"map:0,1,2 is taken in the order of the CCDs.",
		"Add --gres-flags=allow-task-sharing to srun."},
	{"G02", "--gpus-per-task hides the GPUs of the tasks from each other",
		"Slurm puts each task in a cgroup with its own GPUs, so that MPI and RCCL cannot copy "
		"between the GPUs of a node.",
		"Add --gres-flags=allow-task-sharing to srun, or --gpu-bind=none with "
		"ROCR_VISIBLE_DEVICES set in each task."},
	{"G03", "A value of --gres-flags that Slurm does not know",
		"Slurm refuses the step.",
		"The one for GPUs is allow-task-sharing."},
	{"G04", "--gpu-bind=closest is not reliable",
		"Slurm's idea of which GPU die is near to a task's cores does not hold on these nodes: "
		"tasks get dies far away, or two tasks the same one.",
		"Name the dies: --gpu-bind=map:... together with --gres-flags=allow-task-sharing, or "
		"set ROCR_VISIBLE_DEVICES in each task before the program starts."},
	{"G05", "ROCR_VISIBLE_DEVICES for GPUs that the task does not see",
		"When Slurm gives each task its own GPUs they count from 0 in every task. A wrapper "
		"that names GPU 3 in the fourth task leaves that task without any.",
		"Add --gpu-bind=none to srun, so that all GPUs are seen, or leave the variable alone."},
	{"G06", "The GPU of a task is chosen in the batch script",
		"SLURM_LOCALID and SLURM_PROCID are 0 in the batch script, and every task inherits "
		"what was computed there: all of them use the first GPU.",
		"Set the variable in each task: in a wrapper script, or in bash -c with single "
		"quotes."},
	{"G07", "The rank of a task is expanded in the batch script",
		"In double quotes, in a here-document whose end word has no quotes, or straight on "
		"the line of srun the batch script expands $SLURM_PROCID and $SLURM_LOCALID, before "
		"there are tasks. All tasks get the same number.",
		"Put the text in single quotes, quote the end word of the here-document, or write a "
		"backslash before the $."},
	{"G08", "A wrapper that cannot start, or loses quotes",
		"srun starts a wrapper as a program: it needs #! in its first line and the permission "
		"to be executed. $* and $@ without quotes take arguments with blanks apart.",
		"Begin with #!/bin/bash, chmod +x, and end with exec \"$@\"."},
	{"G09", "ROCR_ and HIP_VISIBLE_DEVICES exclude each other",
		"HIP_VISIBLE_DEVICES counts among the GPUs that ROCR_VISIBLE_DEVICES leaves. With "
		"both set to 3 there is one GPU, number 0, and 3 does not exist.",
		"Set one of the two."},
	{"G10", "vLLM with ROCR_VISIBLE_DEVICES",
		"vLLM refuses ROCR_VISIBLE_DEVICES. The runscript of the images of the LUMI AI "
		"Factory turns it into HIP_VISIBLE_DEVICES, but `singularity exec` does not run it.",
		"Start with `singularity run`, or export HIP_VISIBLE_DEVICES instead."},
	{"G11", "CUDA_VISIBLE_DEVICES on AMD GPUs",
		"PyTorch knows it as another name, the ROCm runtime does not.",
		"Set HIP_VISIBLE_DEVICES or ROCR_VISIBLE_DEVICES."},
	{"G12", "More GPUs for the tasks than a node has",
		"The tasks on a node times the GPUs of each are more than the GPUs of a node: Slurm "
		"refuses the step.",
		"Take fewer tasks on each node, or fewer GPUs for each."},
	{"G13", "GPUs by their number in a step with some of them",
		"A step with a part of the GPUs of a node sees them counted from 0, whichever they "
		"are. Numbers of the whole node name others, or none.",
		"Give the step all GPUs of the node, or count from 0."},
	{"G14", "MPI for GPUs without a choice of network cards",
		"Cray MPICH gives each rank a network card by its number on the node. When the ranks take their "
		"GPUs in another order, and they mostly do, data for one GPU goes through the card of "
		"another.",
		"export MPICH_OFI_NIC_POLICY=GPU beside MPICH_GPU_SUPPORT_ENABLED=1."},
	{NULL, NULL, NULL, NULL},
};
