#include "base/manual/manual.h"

/* Slurm: headers of job scripts, steps, the queue. */
const struct diag_info manual_s_slurm[] = {
	{"S01", "The first line does not name the interpreter",
		"sbatch refuses a file that does not begin with #!. A blank line before it is enough.",
		"Let the first line be #!/bin/bash."},
	{"S02", "no partition",
		"The machine has no default partition, so Slurm would refuse the job.",
		"Name a partition with --partition; 'berth site show' lists them."},
	{"S03", "unknown partition",
		"Slurm knows no partition of this name. Old scripts often name partitions that are "
		"gone.",
		"Take the name that the hint offers, or see 'berth site show'."},
	{"S04", "no account, or one of a wrong form",
		"Jobs are paid by a project. Without its name, or with a mistyped one, Slurm refuses "
		"the job with words that hide the reason.",
		"Give your project with --account."},
	{"S05", "An option that sbatch does not know",
		"sbatch refuses the job for an option that it does not know, and passes over a word "
		"that is no option at all. Often it is a typing mistake, or an option of srun such as "
		"--cpu-bind.",
		"Take the name that the hint offers, or give the option to srun."},
	{"S06", "A variable in an #SBATCH line",
		"For bash these lines are comments and sbatch expands only its own patterns (%j, %x, "
		"%A, %a), so the job gets the text with the dollar sign.",
		"Write the value, or give the option on the command line of sbatch, where the shell "
		"expands it."},
	{"S07", "A line for sbatch that it does not read",
		"sbatch reads lines that begin with #SBATCH, in capitals and without a blank before "
		"or in it, up to the first command. All others are comments, and their options do not "
		"count.",
		"Move the line up, or write it as #SBATCH. To turn a line off on purpose write "
		"##SBATCH."},
	{"S08", "more time than the partition allows",
		"Slurm refuses the job, or lets it wait for ever.",
		"Ask for less time, and let the program continue from a checkpoint."},
	{"S09", "more nodes than the partition allows",
		"Slurm refuses the job, or lets it wait for ever.",
		"Ask for fewer nodes, or take the larger partition that the hint names."},
	{"S10", "more cores than a GPU node can give",
		"Some cores of a GPU node are reserved for the system. A job that asks for more than "
		"the rest waits for ever.",
		"Lower --cores or --ntasks-per-node."},
	{"S11", "more cores than the node has",
		"Slurm refuses the job.",
		"Lower --cores or --ntasks-per-node."},
	{"S12", "GPUs that the nodes do not have",
		"Slurm refuses the job: the nodes of this partition have no GPUs, or fewer.",
		"Take a partition with GPUs, or ask for fewer on each node."},
	{"S13", "A partition with GPUs, and none asked for",
		"Without an option for GPUs the tasks of a job see no GPU, also on nodes that have "
		"them.",
		"Add --gpus-per-node."},
	{"S14", "--gpus for several nodes",
		"--gpus is a number for the whole job; Slurm may give one node more of them than "
		"another, 7 and 1 for example.",
		"Say how many each node has to give: --gpus-per-node."},
	{"S15", "A whole node of which a part is used",
		"On a partition that gives whole nodes the whole node is billed, however little of it "
		"is used.",
		"Take a partition that bills by resource, or use all GPUs."},
	{"S16", "No memory asked for, where the default is small",
		"The default of the partition is a size for each node, whatever the number of GPUs; "
		"programs with several GPUs are then killed for memory.",
		"Ask for the share of each GPU, which costs nothing extra: the hint has the option."},
	{"S17", "--exclusive without --mem where nodes are shared",
		"On partitions that bill by resource --exclusive gives a job all cores and GPUs of "
		"its nodes, but only the default memory.",
		"Add --mem with the size that the hint names."},
	{"S18", "more memory than the node can give",
		"A part of each node's memory is kept for the system. Asking for more than the rest "
		"means a refusal, or waiting for one of a few large nodes.",
		"Ask for the size that the hint names."},
	{"S19", "More cores or memory than the share of the GPUs or cores",
		"On shared nodes each GPU comes with a share of the cores and of the memory of its node, and "
		"each core with a share of the memory. More than that is billed as more GPUs or cores.",
		"Ask for less, if the program does not need it."},
	{"S20", "--ntasks-per-node of srun is only a maximum",
		"srun takes over the number of tasks from the job. Beside it --ntasks-per-node only "
		"limits how many of them run on one node, so that the step has fewer tasks on each "
		"node than it says.",
		"Give srun --ntasks, the number of all tasks, or give --ntasks-per-node to the job."},
	{"S21", "--hint=multithread for a step only",
		"The job has then only the first thread of each core, and Slurm spreads the tasks of "
		"the step wrongly.",
		"Write it as #SBATCH --hint=multithread."},
	{"S22", "--threads-per-core above 1",
		"Slurm refuses it on this machine.",
		"Ask for both hardware threads of each core with #SBATCH --hint=multithread."},
	{"S23", "--ntasks-per-gpu together with a number of tasks",
		"The two contradict each other, and where tasks end up is not reliable.",
		"Give --ntasks-per-node and --gpus-per-node."},
	{"S24", "mail that nobody sends",
		"The machine sends no mail about jobs, so these options have no effect.",
		"Leave them out; look at the queue, or let the job write a file when it ends."},
	{"S25", "A reservation",
		"Reservations are made for courses and events. Afterwards Slurm refuses the job.",
		"Drop the line when the event is over."},
	{"S26", "A long job whose output is cut when it starts again",
		"When a node fails Slurm starts the job again, and the output begins anew: what was "
		"written before is lost.",
		"Add --open-mode=append, or --no-requeue when the program cannot go on from a "
		"checkpoint."},
	{"S27", "A value with commas in --export",
		"The commas separate the variables: a value is cut at its first comma, and what "
		"follows is taken for the name of another variable.",
		"Export the variable in the script; srun hands the whole environment on."},
	{"S28", "SLURM_CPUS_PER_TASK without --cpus-per-task",
		"Slurm sets the variable only when the job asks for cores per task. Without that it "
		"is empty, and OMP_NUM_THREADS= then means all cores or 1, depending on the program.",
		"Add --cpus-per-task, or write the number."},
	{"S29", "--cpus-per-task of the job that srun may not take over",
		"srun takes the cores of its tasks from its own option, or from SRUN_CPUS_PER_TASK, and not "
		"from the header. Sites may set that variable for all jobs, though not in every case; where "
		"it is not set each task has a single core, and the job is slow without any message.",
		"srun --cpus-per-task=\"$SLURM_CPUS_PER_TASK\", or export SRUN_CPUS_PER_TASK before srun."},
	{"S30", "Blanks around the = of an assignment",
		"bash takes the name for a command and the rest for its arguments: command not found, "
		"and the variable is not set.",
		"Write NAME=value without blanks."},
	{"S31", "A folder for the output that comes too late",
		"Slurm opens the output file before the first line of the script runs. While its folder is not "
		"there the job ends at once and leaves nothing behind that would say why. The mkdir of the "
		"script helps only from the second time on.",
		"Make the folder by hand before sbatch, or write the output beside the script."},
	{"S32", "mpirun instead of srun",
		"The MPI of the machine is started by srun; mpirun is not there, or starts all ranks "
		"on one node.",
		"Put srun in its place; it takes the number of tasks from the job."},
	{"S33", "Several tasks and no srun",
		"The batch script itself runs once, on the first node. Only srun starts a program in "
		"each task.",
		"Put srun before the program, or ask for one task."},
	{"S34", "A step that is larger than the job",
		"srun cannot give more than the job has, and fails.",
		"Ask for less in the step, or for more in the header."},
	{"S35", "Steps in the background, and nothing waits for them",
		"When the batch script ends the job ends, and steps that still run are killed.",
		"Put `wait` at the end of the script."},
	{"S37", "SLURM_CPUS_ON_NODE as a number of cores",
		"For Slurm a CPU is a hardware thread, and each core has two. As a number of threads or cores "
		"it is twice too large, also on GPU nodes, where some cores are kept for the system besides.",
		"Take SLURM_CPUS_PER_TASK, or write the number of cores."},
	{"S38", "--mem-per-gpu without GPUs",
		"The memory is asked for each GPU, and the job asks for no GPU.",
		"Ask for GPUs, or for memory with --mem."},
	{"S39", "no time limit",
		"Without --time the partition's default applies, which is often shorter than the "
		"work.",
		"Give --time."},
	{"S40", "the partition is not for everybody",
		"Only some users or projects may use it.",
		"Ask the support team of the machine."},
	{"S41", "unknown strategy or node type",
		"A strategy is an order in which the ranks of a node take its GPU dies; each node "
		"type has its own.",
		"Take one that the hint names, or give an --order."},
	{"S42", "options that do not go together",
		"One of the options has no meaning beside the others.",
		"Drop one of them."},
	{"S43", "no program to run",
		"The words behind -- are the program and its arguments.",
		"Write for example: berth job script ... -- python train.py"},
	{"S44", "a value that cannot stand in a script header",
		"sbatch reads one option from each header line; a line break in a value would end it.",
		"Use a value without line breaks and control characters."},
	{"S45", "bash cannot read the script",
		"A quote, a parenthesis or a block is not closed, or a placeholder such as <project> "
		"is still there. bash stops where it notices, which may be far behind the place of "
		"the mistake.",
		"Look at the place and before it; 'bash -n FILE' reads a script without running it."},
	{"S46", "Lines that end in CR LF",
		"Files from Windows have a carriage return at the end of each line. sbatch refuses "
		"them, and bash takes it for a part of the last word.",
		"Take them away: dos2unix FILE, or 'berth job check --fix --write FILE'."},
	{"S47", "Too much to follow",
		"Berth reads scripts to a depth and a length that no person would write. What lies "
		"beyond is not checked.",
		"Nothing to do, unless the script is meant to be like that."},
	{"S48", "a value that sbatch would not take",
		"Arrays, dependencies and signals have a notation of their own, and sbatch refuses "
		"what does not follow it.",
		"Write it as in the examples of the hint."},
	{"S49", "Steps side by side that wait for each other",
		"A step that does not say how many cores it takes gets all that the job has on its node, and "
		"all of its memory. A second one, started while the first runs in the background, waits "
		"until it has ended; with a server and its client that is for ever.",
		"Give each srun --exact and --mem=SIZE with its share of the memory. --overlap lets a step "
		"run beside another one on the same cores, as a client beside its server."},
	{"S50", "a file without a command",
		"The file is empty, or has only comments. It is clean because there is nothing in it that "
		"could be wrong; sbatch refuses an empty script, and one of comments ends at once.",
		"Look whether it is the file that you mean, and whether it was written to its end: on a full "
		"quota an empty file is left behind."},
	{"S51", "a file that is no text",
		"A script has no NUL bytes. A file with them is a program, an image or an archive, or a "
		"text in UTF-16; sbatch takes none of these.",
		"Name the script itself. What an image holds tells 'berth image show'; a text in UTF-16 "
		"becomes one for bash by 'iconv -f UTF-16 -t UTF-8'."},
	{"S52", "a time that may be meant otherwise",
		"Slurm reads two numbers with a colon as minutes and seconds: a job that asks for 2:00 is "
		"ended after two minutes.",
		"For hours write all three: 2:00:00. When minutes were meant, a number alone says it more "
		"clearly: 2."},
	{"S53", "a script with mistakes",
		"Slurm looks at the header and the limits only. What 'berth job check' finds beyond that "
		"shows when the job runs, or never: ranks that share a GPU, for example.",
		"Let 'berth job check' tell what it is. The script was handed to Slurm all the same: 'berth "
		"job cancel' takes it back."},
	{"S60", "a container without the option that its GPUs need",
		"GPUs of NVIDIA are in a container only when it was started with --nv, and on some machines "
		"those of AMD only with --rocm. Programs then run on the CPU, or stop because they find no "
		"GPU. (On LUMI this is so in the partition lumid; the GPUs of LUMI-G need no option.)",
		"Add the option behind exec, run or shell. The site file says which it is "
		"(container-option of gpu-kinds)."},
	{NULL, NULL, NULL, NULL},
};
