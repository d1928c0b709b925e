#ifndef BERTH_CHECK_RULES_CORES_PARTS_H
#define BERTH_CHECK_RULES_CORES_PARTS_H

/* The rules of family B; rules_cores.c has their table. */

#include "check/rules.h"
#include "job/assign.h"

/* The steps with masks or a map, on a known type of node. */
#define EACH_BOUND_STEP(check, step)                                                               \
	for (size_t i_ = 0; i_ < (check)->script->steps.count; i_++)                               \
		for (const struct script_step *step = (check)->script->steps.items[i_];            \
			step != NULL && step->mask_count > 0 && (check)->script->type != NULL;     \
			step = NULL)

/* The cores that are reserved, with both their threads. */
struct mask reserved_cpus(const struct site_node_type *type);
/* The CCDs of these CPUs, as bits. */
struct mask ccds_of(const struct site_node_type *type, const struct mask *cpus);
/* How many of the masks belong to a task; 0 when the number of tasks is not known. */
size_t ranks_bound(const struct script_step *step);
/* Whether the job has whole nodes with GPU dies whose wiring is known. */
bool whole_gpu_node(const struct check *check);

/* rules_cores_masks.c: lists of masks by themselves. */
void rule_reserved_core(struct check *check);
void rule_number_of_masks(struct check *check);
void rule_overlap(struct check *check);
void rule_shared_node(struct check *check);
void rule_cores_and_masks(struct check *check);
void rule_second_threads(struct check *check);
void rule_bind_typo(struct check *check);
void rule_blanks_in_list(struct check *check);
void rule_too_many_threads(struct check *check);
void rule_distribution(struct check *check);

/* rules_cores_gpus.c: cores against GPU dies. */
void rule_far_cores(struct check *check);
void rule_several_ccds(struct check *check);
void rule_no_masks(struct check *check);
void rule_workers_share(struct check *check);
void rule_loose_tasks(struct check *check);

#endif
