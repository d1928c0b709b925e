#include "base/manual/manual.h"

/* RCCL, MPI and launchers: how ranks find each other. */
const struct diag_info manual_n_ranks[] = {
	{"N01", "Several nodes, and RCCL is not told its network",
		"RCCL looks for a network by itself to let the ranks find each other. A node "
		"has several, and with the older images it may take one that does not lead to "
		"the other nodes: the job hangs in its first collective operation, without a "
		"message.",
		"export NCCL_SOCKET_IFNAME with the value of the hint before srun."},
	{"N02", "A variable that breaks jobs with this image",
		"It was right for other images and is known to do harm with this one; the "
		"message says what happens.",
		"Take the line out. When another script or your login files set it, unset it in "
		"the job."},
	{"N03", "Blanks in the list of networks for RCCL",
		"RCCL takes the names as they stand between the commas, with the blanks. It "
		"finds no network of such a name and stops, or takes another.",
		"Write the list without blanks: hsn0,hsn1,hsn2,hsn3."},
	{"N04", "Each node looks for the first rank on itself",
		"localhost, 127.0.0.1 and $(hostname) mean another machine on each node. The "
		"ranks of the first node wait for the others until a timeout, and so do the "
		"others.",
		"Set MASTER_ADDR in the batch script, to the first node of the job, and export "
		"it: $(scontrol show hostnames \"$SLURM_JOB_NODELIST\" | head -n 1)."},
	{"N05", "A fixed port on nodes that others use, too",
		"On partitions that give parts of nodes a second job (your own, perhaps) may "
		"run on the same node with the same port. One of them stops with 'Address "
		"already in use', or worse, the two talk to each other.",
		"Let the port follow from the job's number: MASTER_PORT=$((10000 + SLURM_JOB_ID "
		"% 10000))."},
	{"N06", "The rank is set in the batch script",
		"The batch script runs once, on the first node, where SLURM_PROCID and "
		"SLURM_LOCALID are 0. All tasks get the same rank, and wait for the ranks that "
		"never come.",
		"Set it in each task: srun bash -c 'export RANK=$SLURM_PROCID "
		"LOCAL_RANK=$SLURM_LOCALID; exec \"$@\"' task PROGRAM."},
	{"N07", "A variable that stays as it is written",
		"In single quotes a backslash before a dollar sign stays, and so the shell of "
		"the task takes the dollar sign for plain text. The program gets the name of "
		"the variable and not what it holds.",
		"Take the backslash away. It is needed in double quotes only."},
	{"N08", "torchrun in each of several tasks",
		"srun starts torchrun once for each task, and torchrun starts a worker for each "
		"GPU. With 8 tasks these are 64 workers for 8 GPUs: memory runs out, or ports "
		"are taken.",
		"One task for each node: --ntasks-per-node=1 with all its cores; or srun alone "
		"with 8 tasks and no torchrun."},
	{"N09", "torchrun --standalone on several nodes",
		"--standalone means that there is no other node. Each node trains its own "
		"model, and all write to the same files.",
		"--nnodes=$SLURM_NNODES --rdzv-backend=c10d "
		"--rdzv-endpoint=$MASTER_ADDR:$MASTER_PORT, or ask for one node."},
	{"N10", "A number of ranks or nodes that is not the job's",
		"The program waits for as many ranks as it is told of. With fewer it waits for "
		"ever, and with more some are refused.",
		"Let it follow from the job: WORLD_SIZE=$SLURM_NTASKS, --nnodes=$SLURM_NNODES."},
	{"N11", "More workers for data than cores",
		"Each rank starts that many processes to load data. When they have to share "
		"cores they get in each other's way, and the GPUs wait.",
		"Fewer workers than cores for each rank, or more cores for each task."},
	{"N12", "A variable that makes the program tell its network",
		"It costs nothing but lines in the output, and these are worth a look: the hint "
		"says which one is good and which is bad.",
		"Nothing to do. Leave it out once the job runs well."},
	{"N13", "MPI for GPUs where there are none",
		"Cray MPICH stops at the start of a program that is not linked with its GPU "
		"library, with a message about GTL. The MPI inside an image of its own does not "
		"know the variable at all.",
		"Leave MPICH_GPU_SUPPORT_ENABLED out of this script."},
	{"N14", "A work-around of former times",
		"It was needed with an older network software and is copied from script to "
		"script since. Today it does nothing, or slows the network down.",
		"Leave it out."},
	{NULL, NULL, NULL, NULL},
};
