#ifndef BERTH_CHECK_RULES_SLURM_PARTS_H
#define BERTH_CHECK_RULES_SLURM_PARTS_H

/* The rules of family S; rules_slurm.c has their table. */

#include "check/rules.h"

/* The first line, for what is missing in the header. */
struct shell_span first_line(const struct check *check);
/* Whether rules about the job apply: the script has a header, and is no heterogeneous job. */
bool is_job(const struct check *check);

/* rules_slurm_header.c: how the header is written. */
void rule_no_shebang(struct check *check);
void rule_nothing_there(struct check *check);
void rule_no_text(struct check *check);
void rule_unknown_option(struct check *check);
void rule_variable_in_header(struct check *check);
void rule_line_not_read(struct check *check);
void rule_mail(struct check *check);
void rule_reservation(struct check *check);
void rule_threads_per_core(struct check *check);
void rule_carriage_returns(struct check *check);
void rule_syntax(struct check *check);
void rule_not_followed(struct check *check);

/* rules_slurm_limits.c: what the partition and its nodes can give. */
void rule_no_partition(struct check *check);
void rule_unknown_partition(struct check *check);
void rule_account(struct check *check);
void rule_time(struct check *check);
void rule_no_time(struct check *check);
void rule_restricted(struct check *check);
void rule_nodes(struct check *check);
void rule_gpu_cores(struct check *check);
void rule_cpu_cores(struct check *check);
void rule_gpus(struct check *check);
void rule_memory(struct check *check);
void rule_requeue(struct check *check);

/* rules_slurm_shares.c: what a job does not ask for, or pays for and does not use. */
void rule_no_gpus(struct check *check);
void rule_spread_gpus(struct check *check);
void rule_whole_node_unused(struct check *check);
void rule_default_memory(struct check *check);
void rule_exclusive_memory(struct check *check);
void rule_billing(struct check *check);
void rule_memory_per_gpu(struct check *check);

/* rules_containers_start.c: containers of jobs with GPUs. */
void rule_missing_gpu_option(struct check *check);

/* rules_slurm_sizes.c: steps against the job, and beside each other. */
void rule_step_too_large(struct check *check);
void rule_steps_one_by_one(struct check *check);

/* rules_slurm_steps.c: steps and the body of the script. */
void rule_tasks_per_node_of_step(struct check *check);
void rule_hint_of_step(struct check *check);
void rule_tasks_per_gpu(struct check *check);
void rule_export_commas(struct check *check);
void rule_threads_of_nothing(struct check *check);
void rule_blanks_around_equals(struct check *check);
void rule_mpirun(struct check *check);
void rule_no_srun(struct check *check);
void rule_no_wait(struct check *check);

/* rules_slurm_cores.c: what steps and programs make of the cores; the folder of the output. */
void rule_cores_not_handed_on(struct check *check);
void rule_output_folder(struct check *check);
void rule_threads_as_cores(struct check *check);

#endif
