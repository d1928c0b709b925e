#ifndef BERTH_CHECK_RULES_GPUS_PARTS_H
#define BERTH_CHECK_RULES_GPUS_PARTS_H

/* The rules of family G; rules_gpus.c has their table. */

#include "check/rules.h"

/* Whether the job runs on nodes with GPUs of which it is known where they are wired. */
bool on_gpus(const struct check *check);
/* The same, and the GPUs are AMD's. */
bool on_amd(const struct check *check);

/* rules_gpus_slurm.c: what Slurm is asked for. */
void rule_no_task_sharing(struct check *check);
void rule_gpus_per_task(struct check *check);
void rule_gres_flags(struct check *check);
void rule_closest(struct check *check);
void rule_too_many_gpus(struct check *check);
void rule_renumbered(struct check *check);

/* rules_gpus_tasks.c: what the tasks set. */
void rule_wrapper_and_isolation(struct check *check);
void rule_device_in_batch(struct check *check);
void rule_expands_early(struct check *check);
void rule_wrapper_file(struct check *check);
void rule_both_devices(struct check *check);
void rule_vllm(struct check *check);
void rule_cuda_devices(struct check *check);
void rule_gpu_mpi_alone(struct check *check);

#endif
