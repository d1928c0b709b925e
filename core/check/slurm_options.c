#include "check/slurm_options.h"

#include "base/similar.h"

#define BOTH (SLURM_SBATCH | SLURM_SRUN)
#define NEEDED ARGUMENT_NEEDED
#define MAYBE ARGUMENT_MAYBE
#define NONE ARGUMENT_NONE

/* sbatch(1) and srun(1) of Slurm 22.05, and what came with 23.02 to 24.05. Ended by a NULL name. */
static const struct slurm_option slurm_options[] = {
	{"accel-bind", 0, NEEDED, SLURM_SRUN, NULL},
	{"account", 'A', NEEDED, BOTH, NULL},
	{"acctg-freq", 0, NEEDED, BOTH, NULL},
	{"array", 'a', NEEDED, SLURM_SBATCH, NULL},
	{"batch", 0, NEEDED, SLURM_SBATCH, NULL},
	{"bb", 0, NEEDED, BOTH, NULL},
	{"bbf", 0, NEEDED, BOTH, NULL},
	{"bcast", 0, MAYBE, SLURM_SRUN, NULL},
	{"bcast-exclude", 0, NEEDED, SLURM_SRUN, NULL},
	{"begin", 'b', NEEDED, BOTH, NULL},
	{"chdir", 'D', NEEDED, BOTH, NULL},
	{"cluster-constraint", 0, NEEDED, BOTH, NULL},
	{"clusters", 'M', NEEDED, BOTH, NULL},
	{"cluster", 0, NEEDED, BOTH, "clusters"},
	{"comment", 0, NEEDED, BOTH, NULL},
	{"compress", 0, MAYBE, SLURM_SRUN, NULL},
	{"constraint", 'C', NEEDED, BOTH, NULL},
	{"container", 0, NEEDED, BOTH, NULL},
	{"container-id", 0, NEEDED, BOTH, NULL},
	{"contiguous", 0, NONE, BOTH, NULL},
	{"core-spec", 'S', NEEDED, BOTH, NULL},
	{"cores-per-socket", 0, NEEDED, BOTH, NULL},
	{"cpu-bind", 0, NEEDED, SLURM_SRUN, NULL},
	{"cpu-freq", 0, NEEDED, BOTH, NULL},
	{"cpus-per-gpu", 0, NEEDED, BOTH, NULL},
	{"cpus-per-task", 'c', NEEDED, BOTH, NULL},
	{"deadline", 0, NEEDED, BOTH, NULL},
	{"delay-boot", 0, NEEDED, BOTH, NULL},
	{"dependency", 'd', NEEDED, BOTH, NULL},
	{"disable-status", 'X', NONE, SLURM_SRUN, NULL},
	{"distribution", 'm', NEEDED, BOTH, NULL},
	{"epilog", 0, NEEDED, SLURM_SRUN, NULL},
	{"error", 'e', NEEDED, BOTH, NULL},
	{"exact", 0, NONE, SLURM_SRUN, NULL},
	{"exclude", 'x', NEEDED, BOTH, NULL},
	{"exclusive", 0, MAYBE, BOTH, NULL},
	{"export", 0, NEEDED, BOTH, NULL},
	{"export-file", 0, NEEDED, SLURM_SBATCH, NULL},
	{"external", 0, NONE, SLURM_SRUN, NULL},
	{"extra", 0, NEEDED, BOTH, NULL},
	{"extra-node-info", 'B', NEEDED, BOTH, NULL},
	{"get-user-env", 0, MAYBE, SLURM_SBATCH, NULL},
	{"gid", 0, NEEDED, BOTH, NULL},
	{"gpu-bind", 0, NEEDED, BOTH, NULL},
	{"gpu-freq", 0, NEEDED, BOTH, NULL},
	{"gpus", 'G', NEEDED, BOTH, NULL},
	{"gpus-per-node", 0, NEEDED, BOTH, NULL},
	{"gpus-per-socket", 0, NEEDED, BOTH, NULL},
	{"gpus-per-task", 0, NEEDED, BOTH, NULL},
	{"gres", 0, NEEDED, BOTH, NULL},
	{"gres-flags", 0, NEEDED, BOTH, NULL},
	{"help", 'h', NONE, BOTH, NULL},
	{"het-group", 0, NEEDED, SLURM_SRUN, NULL},
	{"hint", 0, NEEDED, BOTH, NULL},
	{"hold", 'H', NONE, BOTH, NULL},
	{"ignore-pbs", 0, NONE, SLURM_SBATCH, NULL},
	{"immediate", 'I', MAYBE, BOTH, NULL},
	{"input", 'i', NEEDED, BOTH, NULL},
	{"interactive", 0, NONE, SLURM_SRUN, NULL},
	{"job-name", 'J', NEEDED, BOTH, NULL},
	{"jobid", 0, NEEDED, BOTH, NULL},
	{"kill-on-bad-exit", 'K', MAYBE, SLURM_SRUN, NULL},
	{"kill-on-invalid-dep", 0, NEEDED, SLURM_SBATCH, NULL},
	{"label", 'l', NONE, SLURM_SRUN, NULL},
	{"licenses", 'L', NEEDED, BOTH, NULL},
	{"mail-type", 0, NEEDED, BOTH, NULL},
	{"mail-user", 0, NEEDED, BOTH, NULL},
	{"mcs-label", 0, NEEDED, BOTH, NULL},
	{"mem", 0, NEEDED, BOTH, NULL},
	{"mem-bind", 0, NEEDED, BOTH, NULL},
	{"mem-per-cpu", 0, NEEDED, BOTH, NULL},
	{"mem-per-gpu", 0, NEEDED, BOTH, NULL},
	{"mincpus", 0, NEEDED, BOTH, NULL},
	{"mpi", 0, NEEDED, SLURM_SRUN, NULL},
	{"msg-timeout", 0, NEEDED, SLURM_SRUN, NULL},
	{"multi-prog", 0, NONE, SLURM_SRUN, NULL},
	{"network", 0, NEEDED, BOTH, NULL},
	{"nice", 0, MAYBE, BOTH, NULL},
	{"no-allocate", 'Z', NONE, SLURM_SRUN, NULL},
	{"no-kill", 'k', MAYBE, BOTH, NULL},
	{"no-requeue", 0, NONE, SLURM_SBATCH, NULL},
	{"nodefile", 'F', NEEDED, BOTH, NULL},
	{"nodelist", 'w', NEEDED, BOTH, NULL},
	{"nodes", 'N', NEEDED, BOTH, NULL},
	{"ntasks", 'n', NEEDED, BOTH, NULL},
	{"ntasks-per-core", 0, NEEDED, BOTH, NULL},
	{"ntasks-per-gpu", 0, NEEDED, BOTH, NULL},
	{"ntasks-per-node", 0, NEEDED, BOTH, NULL},
	{"ntasks-per-socket", 0, NEEDED, BOTH, NULL},
	{"ntasks-per-tres", 0, NEEDED, BOTH, NULL},
	{"open-mode", 0, NEEDED, BOTH, NULL},
	{"oom-kill-step", 0, MAYBE, BOTH, NULL},
	{"output", 'o', NEEDED, BOTH, NULL},
	{"overcommit", 'O', NONE, BOTH, NULL},
	{"overlap", 0, NONE, SLURM_SRUN, NULL},
	{"oversubscribe", 's', NONE, BOTH, NULL},
	{"parsable", 0, NONE, SLURM_SBATCH, NULL},
	{"partition", 'p', NEEDED, BOTH, NULL},
	{"power", 0, NEEDED, BOTH, NULL},
	{"prefer", 0, NEEDED, BOTH, NULL},
	{"preserve-env", 'E', NONE, SLURM_SRUN, NULL},
	{"priority", 0, NEEDED, BOTH, NULL},
	{"profile", 0, NEEDED, BOTH, NULL},
	{"prolog", 0, NEEDED, SLURM_SRUN, NULL},
	{"propagate", 0, MAYBE, BOTH, NULL},
	{"pty", 0, MAYBE, SLURM_SRUN, NULL},
	{"qos", 'q', NEEDED, BOTH, NULL},
	{"quiet", 'Q', NONE, BOTH, NULL},
	{"quit-on-interrupt", 0, NONE, SLURM_SRUN, NULL},
	{"reboot", 0, NONE, BOTH, NULL},
	{"relative", 'r', NEEDED, SLURM_SRUN, NULL},
	{"requeue", 0, NONE, SLURM_SBATCH, NULL},
	{"reservation", 0, NEEDED, BOTH, NULL},
	{"resv", 0, NEEDED, BOTH, "reservation"},
	{"resv-ports", 0, MAYBE, SLURM_SRUN, NULL},
	{"segment", 0, NEEDED, BOTH, NULL},
	{"send-libs", 0, MAYBE, SLURM_SRUN, NULL},
	{"share", 0, NONE, BOTH, "oversubscribe"},
	{"signal", 0, NEEDED, BOTH, NULL},
	{"slurmd-debug", 0, NEEDED, SLURM_SRUN, NULL},
	{"sockets-per-node", 0, NEEDED, BOTH, NULL},
	{"spread-job", 0, NONE, BOTH, NULL},
	{"stepmgr", 0, NONE, BOTH, NULL},
	{"switches", 0, NEEDED, BOTH, NULL},
	{"task-epilog", 0, NEEDED, SLURM_SRUN, NULL},
	{"task-prolog", 0, NEEDED, SLURM_SRUN, NULL},
	{"tasks-per-node", 0, NEEDED, BOTH, "ntasks-per-node"},
	{"test-only", 0, NONE, BOTH, NULL},
	{"thread-spec", 0, NEEDED, BOTH, NULL},
	{"threads", 'T', NEEDED, SLURM_SRUN, NULL},
	{"threads-per-core", 0, NEEDED, BOTH, NULL},
	{"time", 't', NEEDED, BOTH, NULL},
	{"time-min", 0, NEEDED, BOTH, NULL},
	{"tmp", 0, NEEDED, BOTH, NULL},
	{"tres-bind", 0, NEEDED, BOTH, NULL},
	{"tres-per-task", 0, NEEDED, BOTH, NULL},
	{"uid", 0, NEEDED, BOTH, NULL},
	{"unbuffered", 'u', NONE, SLURM_SRUN, NULL},
	{"usage", 0, NONE, BOTH, NULL},
	{"use-min-nodes", 0, NONE, BOTH, NULL},
	{"verbose", 'v', NONE, BOTH, NULL},
	{"version", 'V', NONE, BOTH, NULL},
	{"wait", 'W', NONE, SLURM_SBATCH, NULL},
	{"wait", 'W', NEEDED, SLURM_SRUN, NULL},
	{"wait-all-nodes", 0, NEEDED, SLURM_SBATCH, NULL},
	{"wckey", 0, NEEDED, BOTH, NULL},
	{"whole", 0, NONE, SLURM_SRUN, NULL},
	{"wrap", 0, NEEDED, SLURM_SBATCH, NULL},
	{"x11", 0, MAYBE, BOTH, NULL},
	{NULL, 0, NONE, 0, NULL},
};

const struct slurm_option *slurm_option_letter(unsigned program, char letter)
{
	for (const struct slurm_option *option = slurm_options; option->name != NULL; option++)
		if (letter != '\0' && option->letter == letter && option->programs & program)
			return option;
	return NULL;
}

const struct slurm_option *slurm_option_name(
	unsigned program, const char *name, size_t length, bool *ambiguous)
{
	const struct slurm_option *found = NULL;

	*ambiguous = false;
	for (const struct slurm_option *option = slurm_options; option->name != NULL; option++) {
		if (!(option->programs & program) || strncmp(option->name, name, length) != 0)
			continue;
		if (option->name[length] == '\0') {
			*ambiguous = false;
			return option;
		}
		if (found != NULL && !string_equal(slurm_option_key(found), slurm_option_key(option)))
			*ambiguous = true;
		found = option;
	}
	return *ambiguous || length == 0 ? NULL : found;
}

const char *slurm_option_key(const struct slurm_option *option)
{
	return option->same != NULL ? option->same : option->name;
}

const char *slurm_option_nearest(unsigned program, const char *name)
{
	const char *names[ARRAY_LENGTH(slurm_options)];
	size_t count = 0;

	for (const struct slurm_option *option = slurm_options; option->name != NULL; option++)
		if (option->programs & program)
			names[count++] = option->name;
	return similar_best(name, names, count);
}
