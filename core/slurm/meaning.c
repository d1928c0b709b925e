#include "slurm/meaning.h"
#include "slurm/job.h"

const struct slurm_meaning slurm_states[] = {
	{"PENDING", "it waits in the queue", NULL},
	{"RUNNING", "it runs", NULL},
	{"COMPLETING", "it has ended and its nodes are being cleaned up", NULL},
	{"CONFIGURING", "its nodes are being prepared", NULL},
	{"SUSPENDED", "it is paused", NULL},
	{"COMPLETED", "it ended well", NULL},
	{"CANCELLED", "it was cancelled by you or by the administrators", NULL},
	{"TIMEOUT",
		"it reached its time limit and was ended",
		"ask for more time, or go on from a checkpoint"},
	{"OUT_OF_MEMORY",
		"it used more memory than it asked for and was ended",
		"ask for more memory (--mem) or more nodes, or use less, for example a smaller "
		"batch"},
	{"NODE_FAIL",
		"one of its nodes broke down",
		"submit it again; it was not your program's fault"},
	{"BOOT_FAIL",
		"its nodes did not start",
		"submit it again"},
	{"PREEMPTED",
		"a job with higher priority took its nodes",
		"submit it again"},
	{"DEADLINE",
		"it could not end before its --deadline",
		"submit it with a later one"},
	{"FAILED",
		"its script ended with an error",
		"read its log: berth job log ID"},
	{"REQUEUED", "it was put back into the queue", NULL},
	{"REQUEUE_HOLD",
		"it was put back into the queue and is held",
		"release it: scontrol release ID"},
	{"SPECIAL_EXIT",
		"it asked for being put back into the queue, and is held",
		"release it: scontrol release ID"},
	{"REVOKED", "it runs on another cluster", NULL},
	{NULL, NULL, NULL},
};

const struct slurm_meaning slurm_refusals[] = {
	{"AssocMaxSubmitJobLimit",
		"--account is missing, the project's allocation is used up, or you have too many "
		"jobs in the queue",
		"give your project with --account; 'berth job list' counts your jobs"},
	{"Job violates accounting/QOS policy",
		"--account is missing, the project's allocation is used up, or you have too many "
		"jobs in the queue",
		"give your project with --account; 'berth job list' counts your jobs"},
	{"QOSMaxSubmitJobPerUserLimit",
		"you have as many jobs in the queue as the partition allows",
		"wait until one of yours ends, or take another partition"},
	{"Invalid account or account/partition",
		"the project does not exist, you are not in it, or it may not use this partition",
		"check --account and --partition"},
	{"invalid partition specified",
		"there is no such partition",
		"'berth job partitions' lists them"},
	{"Invalid partition name",
		"there is no such partition",
		"'berth job partitions' lists them"},
	{"No partition specified",
		"--partition is missing",
		"'berth job partitions' lists them"},
	{"Requested time limit is invalid",
		"it asks for more time than the partition allows",
		"'berth job partitions' shows the limits"},
	{"Node count specification invalid",
		"it asks for more nodes than the partition allows",
		"'berth job partitions' shows the limits"},
	{"More processors requested than permitted",
		"it asks for more cores than the nodes have",
		"lower --cpus-per-task or --ntasks-per-node"},
	{"Requested node configuration is not available",
		"no node of the partition has what it asks for",
		"compare it with 'berth job partitions' (GPUs only on GPU partitions)"},
	{"Memory specification can not be satisfied",
		"no node has as much memory",
		"ask for less with --mem"},
	{"Invalid generic resource",
		"the partition's nodes have no such GPUs",
		"GPUs are asked for with --gpus-per-node on a GPU partition"},
	{"Invalid qos specification",
		"this quality of service (QOS) is not for you",
		"leave --qos out"},
	{"Job dependency problem",
		"a job that it should wait for does not exist (any more)",
		"'berth job list --all-states' shows those that Slurm remembers"},
	{"DOS line breaks",
		"the script has Windows line ends",
		"convert it: sed -i 's/\\r$//' FILE"},
	{"This does not look like a batch script",
		"the first line of the script is not #!/bin/bash",
		"write #!/bin/bash into its first line"},
	{"Unable to open file",
		"the script is not there",
		"check the path"},
	{"nable to contact slurm controller",
		"Slurm does not answer",
		"wait a minute before you try again"},
	{NULL, NULL, NULL},
};

/* Exit codes of the script: those of the shell, of srun and of Slurm itself. */
static const struct exit_code {
	int64_t code, signal;
	struct slurm_meaning meaning;
} exit_codes[] = {
	{0, 53, {"0:53", "its output file could not be opened, so nothing of it was run",
		"make the folder of --output (and of --chdir), and submit it again"}},
	{126, 0, {"126", "a program in it cannot be executed",
		"make it executable: chmod +x FILE, or start it by its interpreter"}},
	{127, 0, {"127", "a command in it was not found",
		"check the spelling, and load the modules inside the script"}},
	{137, 0, {"137", "a program in it was killed (signal 9), most often because memory ran out",
		"ask for more memory or use less"}},
	{139, 0, {"139", "a program in it crashed (signal 11)",
		"read its log; in containers the binds or the MPI of the host may not fit"}},
	{134, 0, {"134", "a program in it gave up (signal 6)", "read its log: berth job log ID"}},
	{143, 0, {"143", "a program in it was ended from outside (signal 15)",
		"a time limit or scancel does this"}},
	{192, 0, {"192", "srun could not bind the tasks to the CPUs that it was told",
		"the masks do not fit to the node: see 'berth job mask'"}},
	{255, 0, {"255", "a program in it ended with code 255, as ssh and singularity do when they "
		"cannot start",
		"read its log: berth job log ID"}},
	{0, 9, {"0:9", "it was killed, most often because memory ran out",
		"ask for more memory or use less"}},
	{0, 11, {"0:11", "it crashed", "read its log: berth job log ID"}},
	{0, 15, {"0:15", "it was ended from outside", "a time limit or scancel does this"}},
	{0, 125, {"0:125", "it used more memory than it asked for",
		"ask for more memory or use less"}},
};

static const struct slurm_meaning *find(const struct slurm_meaning *table, const char *word)
{
	for (; table->word != NULL; table++) {
		size_t length = strlen(table->word);
		if (string_equal(table->word, word))
			return table;
		if (table->word[length - 1] == '*' && strncmp(table->word, word, length - 1) == 0)
			return table;
	}
	return NULL;
}

const struct slurm_meaning *slurm_state_meaning(const char *state)
{
	return state != NULL ? find(slurm_states, state) : NULL;
}

const struct slurm_meaning *slurm_reason_meaning(const char *state, const char *reason)
{
	const struct slurm_meaning *meaning;
	char *word;

	if (state == NULL || reason == NULL)
		return NULL;
	/* "ReqNodeNotAvail, UnavailableNodes:...", "(Priority)" */
	reason += strspn(reason, "( ");
	word = xstrndup(reason, strcspn(reason, ",) :"));
	meaning = find(slurm_state_is_open(state) ? slurm_reasons : slurm_endings, word);
	free(word);
	return meaning;
}

const struct slurm_meaning *slurm_exit_meaning(int64_t code, int64_t signal)
{
	for (size_t i = 0; i < ARRAY_LENGTH(exit_codes); i++)
		if (exit_codes[i].code == code && exit_codes[i].signal == signal)
			return &exit_codes[i].meaning;
	return NULL;
}

const struct slurm_meaning *slurm_refusal_meaning(const char *said)
{
	for (const struct slurm_meaning *refusal = slurm_refusals; refusal->word != NULL; refusal++)
		if (strstr(said, refusal->word) != NULL)
			return refusal;
	return NULL;
}
