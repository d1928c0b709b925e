#ifndef BERTH_JOB_JOB_H
#define BERTH_JOB_JOB_H

/*
 * A job: what was asked (struct job_wish), checked against the site and laid out on its nodes
 * (struct job), from which script.h writes the script.
 */

#include "base/diag.h"
#include "bind/bind.h"
#include "image/image.h"
#include "job/assign.h"
#include "site/site.h"

/* How the program is started on the nodes. */
enum job_launcher {
	LAUNCH_DEFAULT,  /* ranks on GPU partitions; elsewhere ranks with a strategy, else single */
	LAUNCH_RANKS,    /* one task for each GCD (or group of GCDs, or CCD), by srun */
	LAUNCH_TORCHRUN, /* one task on each node; torchrun starts a worker for each GCD */
	LAUNCH_MPI,      /* as ranks, for a program that talks MPI */
	LAUNCH_SINGLE,   /* one task in all */
};
extern const char *const job_launcher_names[]; /* indexed by the enum; ended by NULL */

/* How a task gets its GCDs. */
enum job_mechanism {
	MECHANISM_WRAPPER,  /* ROCR_VISIBLE_DEVICES, set in the task before the program starts */
	MECHANISM_GPU_BIND, /* srun --gpu-bind=map: with --gres-flags=allow-task-sharing */
};
extern const char *const job_mechanism_names[]; /* "wrapper", "gpu-bind"; ended by NULL */

/* Zero or NULL means: not asked for. Strings and arrays belong to the caller and must live as
 * long as the job. */
struct job_wish {
	const char *name;
	const char *account;
	const char *partition;
	int64_t nodes;
	int64_t time; /* seconds */
	uint64_t memory; /* bytes per node */
	const char *output;
	enum job_launcher launcher;
	enum job_mechanism mechanism;
	const char *strategy; /* name of one of the node type's, or "custom" with `order` */
	const int64_t *order;
	size_t order_count;
	unsigned tasks_per_node, gpus_per_node, cores, gpus_per_task, tasks_per_gpu;
	bool both_threads, exclusive;
	char *const *environment; /* "NAME=VALUE", ended by NULL */
	char *const *command;     /* ended by NULL */
};

struct job {
	const struct site *site;
	const struct job_wish *wish;
	const struct image *image;
	const struct site_recipe *recipe; /* of the image; may be NULL */
	const struct bind_set *binds;
	const struct site_partition *partition;
	const struct site_node_type *type;
	enum job_launcher launcher; /* never LAUNCH_DEFAULT */
	char name[64]; /* made up from the program, for a job without a name */
	int64_t nodes;
	bool whole_node; /* the job has its nodes for itself, so that masks mean something */
	unsigned tasks_per_node; /* 0 with LAUNCH_SINGLE: one task in all */
	unsigned gpus_per_node;
	unsigned cpus_per_task; /* as Slurm counts them; 0: left to the masks */
	uint64_t memory;         /* per node; 0: the partition's default */
	uint64_t memory_per_gpu; /* 0: not asked for */
	bool has_masks;
	struct assignment assignment; /* filled when has_masks, or for torchrun */
};

/*
 * Checks what was asked and lays it out. All mistakes are reported in one run, each with the
 * option as its field: S02 S03 partition, S04 account, S08 time, S09 nodes, S10 S11 cores, S12
 * GPUs on a CPU partition, S18 memory, S39 no time (note), S40 a partition that is not for
 * everybody (note), S41 strategy unknown, S42 options that do not go together, S43 no program,
 * S44 a value that cannot stand in a header;
 * B.. from assign(); B05 (note) that there are no masks on shared nodes, and why; B11 workers
 * that share all cores; C14 ROCm outside the driver's window, C29 the recipe's warning.
 * False when any of them is an error. The caller ends it with job_release(), also after false.
 */
bool job_layout(const struct site *site, const struct job_wish *wish, const struct image *image,
	const struct bind_set *binds, struct job *job, struct diags *diags) MUST_USE;
void job_release(struct job *job);

/* Whether the image's torchrun can bind its workers to the cores near their GPUs by itself
 * (--numa-binding, since PyTorch 2.9). */
bool job_binds_workers(const struct job *job);

/* Resolves a strategy (or "custom" with an order) of a node type into an assignment; what
 * `berth job mask` and job_layout() share. S41 unknown strategy, and all of assign(). */
bool job_assign(const struct site_node_type *type, const struct job_wish *wish,
	struct assignment *assignment, struct diags *diags) MUST_USE;

#endif
