#ifndef BERTH_JOB_ASSIGN_H
#define BERTH_JOB_ASSIGN_H

/*
 * Who runs where on one node: for each local task its GCDs, cores and NIC. Masks, wrapper,
 * tables, pictures and checks are views of this one assignment.
 */

#include "base/diag.h"
#include "job/mask.h"
#include "site/site.h"

/* More tasks than that cannot be, as each has a core of its own. */
enum { ASSIGN_TASKS_MAX = MASK_BITS, ASSIGN_GCDS_MAX = 64 };

struct assign_wish {
	const struct site_node_type *type;
	/* The order in which tasks take GCDs (on CPU nodes: CCDs); order_count of them. */
	const int64_t *order;
	size_t order_count;
	unsigned cores;         /* per task; 0: all usable ones that fall to a task */
	unsigned gcds_per_task; /* 1 when 0 */
	unsigned tasks_per_gcd; /* 1 when 0; on CPU nodes: tasks per CCD */
	unsigned tasks;         /* 0: as many as the order gives */
	bool both_threads;      /* also the second hardware thread of each core */
};

struct assign_task {
	struct mask cpus;
	unsigned gcds[ASSIGN_GCDS_MAX];
	unsigned gcd_count;      /* 0 on CPU nodes */
	unsigned ccd;            /* the (first) CCD */
	unsigned numa;           /* the (first) NUMA domain */
	const struct site_nic *nic; /* wired to that NUMA domain, or NULL */
};

struct assignment {
	const struct site_node_type *type;
	struct assign_task *tasks; /* owned; the index is the local rank */
	size_t count;
	unsigned cores; /* per task */
	unsigned gcds_per_task, tasks_per_gcd;
	bool both_threads;
};

/*
 * Computes the assignment. Every task gets the same number of cores; tasks that share a CCD get
 * equal slots of it when the reserved cores allow that, else one run of cores after the other.
 * Errors: B01 a reserved core would be used (more cores asked than are usable), B03 the same GCD
 * twice in the order, B16 a GCD or CCD that the node does not have, B17 more tasks, cores, GCDs
 * per task or hardware threads than fit, B18 both several GCDs per task and several tasks per
 * GCD. Notes: B19 GCDs of the order that stay unused. The caller ends it with
 * assignment_release().
 */
bool assign(const struct assign_wish *wish, struct assignment *out, struct diags *diags) MUST_USE;
void assignment_release(struct assignment *assignment);

/* The usable cores of the node as CPUs (first hardware threads). */
struct mask node_usable_cores(const struct site_node_type *type);
/* The CPUs of one CCD, all its cores, first hardware threads. */
struct mask node_ccd_cores(const struct site_node_type *type, unsigned ccd);

/* Reads "4,5,2,3" into a new array that the caller frees; B20 when it is no list of numbers or
 * has more than ASSIGN_GCDS_MAX of them. Whether the node has them is for assign() to say. */
bool order_parse(const char *string, int64_t **order, size_t *count, struct diags *diags) MUST_USE;

/* The comma list of masks for --cpu-bind=mask_cpu:. */
void assignment_append_masks(const struct assignment *assignment, struct text *text);

/* The value for --gpu-bind=: "map:4,5,2,3", or "mask:0x3,0xc" when a task has several GCDs. Nothing
 * on CPU nodes. */
void assignment_append_gpu_map(const struct assignment *assignment, struct text *text);

/* Whether `order` is 0, 1, 2, ... : then a task's GCDs (on CPU nodes: CCDs) follow from its local
 * rank alone, as rank / tasks_per_gcd, or from rank * gcds_per_task on. */
bool assignment_is_linear(const struct assignment *assignment);

#endif
