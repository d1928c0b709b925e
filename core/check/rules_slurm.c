#include "check/rules_slurm_parts.h"

/* S: the header for sbatch, and how steps are asked for. */

struct shell_span first_line(const struct check *check)
{
	const struct shell_text *text = &check->script->shell.text;
	const char *end = text->length > 0 ? memchr(text->bytes, '\n', text->length) : NULL;

	return (struct shell_span){
		0, (uint32_t)(end != NULL ? (size_t)(end - text->bytes) : text->length)};
}

bool is_job(const struct check *check)
{
	return check->script->has_header && !check->script->heterogeneous;
}

const struct rule rules_slurm[] = {
	{"S01", SEVERITY_ERROR, "the first line does not name the interpreter", rule_no_shebang},
	{"S02", SEVERITY_ERROR, "no partition", rule_no_partition},
	{"S03", SEVERITY_ERROR, "a partition that the machine does not have", rule_unknown_partition},
	{"S04", SEVERITY_ERROR, "no account, or one of a wrong form", rule_account},
	{"S05", SEVERITY_ERROR, "an option that sbatch does not know", rule_unknown_option},
	{"S06", SEVERITY_ERROR, "a variable in an #SBATCH line", rule_variable_in_header},
	{"S07", SEVERITY_WARNING, "a line for sbatch that it does not read", rule_line_not_read},
	{"S08", SEVERITY_ERROR, "more time than the partition allows", rule_time},
	{"S09", SEVERITY_ERROR, "more nodes than the partition allows", rule_nodes},
	{"S10", SEVERITY_ERROR, "more cores than a GPU node can give", rule_gpu_cores},
	{"S11", SEVERITY_ERROR, "more cores than the node has", rule_cpu_cores},
	{"S12", SEVERITY_ERROR, "GPUs that the nodes do not have", rule_gpus},
	{"S13", SEVERITY_WARNING, "a partition with GPUs, and none asked for", rule_no_gpus},
	{"S14", SEVERITY_WARNING, "--gpus for several nodes", rule_spread_gpus},
	{"S15", SEVERITY_NOTE, "a whole node of which a part is used", rule_whole_node_unused},
	{"S16", SEVERITY_WARNING, "no memory asked for, where the default is small", rule_default_memory},
	{"S17", SEVERITY_WARNING, "--exclusive without --mem where nodes are shared",
		rule_exclusive_memory},
	{"S18", SEVERITY_ERROR, "more memory than the node can give", rule_memory},
	{"S19", SEVERITY_NOTE, "more cores or memory than the share of the GPUs or cores", rule_billing},
	{"S20", SEVERITY_WARNING, "--ntasks-per-node of srun that is only a maximum",
		rule_tasks_per_node_of_step},
	{"S21", SEVERITY_WARNING, "--hint=multithread of srun but not of the job", rule_hint_of_step},
	{"S22", SEVERITY_ERROR, "--threads-per-core above 1", rule_threads_per_core},
	{"S23", SEVERITY_WARNING, "--ntasks-per-gpu together with --ntasks", rule_tasks_per_gpu},
	{"S24", SEVERITY_NOTE, "mail that is never sent", rule_mail},
	{"S25", SEVERITY_NOTE, "a reservation", rule_reservation},
	{"S26", SEVERITY_NOTE, "a long job whose output is cut when it starts again", rule_requeue},
	{"S27", SEVERITY_WARNING, "a value with commas in --export", rule_export_commas},
	{"S28", SEVERITY_WARNING, "SLURM_CPUS_PER_TASK without --cpus-per-task",
		rule_threads_of_nothing},
	{"S29", SEVERITY_NOTE, "--cpus-per-task of the job that srun may not take over",
		rule_cores_not_handed_on},
	{"S30", SEVERITY_ERROR, "blanks around the = of an assignment", rule_blanks_around_equals},
	{"S31", SEVERITY_WARNING, "a folder for the output that comes too late", rule_output_folder},
	{"S32", SEVERITY_WARNING, "mpirun instead of srun", rule_mpirun},
	{"S33", SEVERITY_WARNING, "several tasks and no srun", rule_no_srun},
	{"S34", SEVERITY_WARNING, "a step that is larger than the job", rule_step_too_large},
	{"S35", SEVERITY_NOTE, "steps in the background and no wait", rule_no_wait},
	{"S37", SEVERITY_NOTE, "SLURM_CPUS_ON_NODE as a number of cores", rule_threads_as_cores},
	{"S38", SEVERITY_WARNING, "--mem-per-gpu without GPUs", rule_memory_per_gpu},
	{"S39", SEVERITY_NOTE, "no time limit", rule_no_time},
	{"S40", SEVERITY_NOTE, "a partition that is not for everybody", rule_restricted},
	{"S45", SEVERITY_ERROR, "bash cannot read the script", rule_syntax},
	{"S46", SEVERITY_ERROR, "lines end in CR LF", rule_carriage_returns},
	{"S47", SEVERITY_NOTE, "too much to follow", rule_not_followed},
	{"S49", SEVERITY_WARNING, "steps side by side that wait for each other", rule_steps_one_by_one},
	{"S50", SEVERITY_WARNING, "a file without a command", rule_nothing_there},
	{"S51", SEVERITY_ERROR, "a file that is no text", rule_no_text},
	{"S60", SEVERITY_ERROR, "a container without the option that its GPUs need",
		rule_missing_gpu_option},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};
