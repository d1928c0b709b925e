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

/* How the program is started on the nodes; launcher.h has the table. */
enum job_launcher {
	LAUNCH_DEFAULT,    /* ranks on GPU partitions; elsewhere ranks with a strategy, else single */
	LAUNCH_RANKS,      /* one task for each GCD (or group of GCDs, or CCD), by srun */
	LAUNCH_TORCHRUN,   /* one task on each node; torchrun starts a worker for each GCD */
	LAUNCH_MPI,        /* as ranks, for a program that talks MPI */
	LAUNCH_SINGLE,     /* one task in all */
	LAUNCH_ACCELERATE, /* one task on each node; accelerate starts a worker for each GCD */
	LAUNCH_DEEPSPEED,  /* as ranks, with what DeepSpeed's own launcher would set */
	LAUNCH_RUNSCRIPT,  /* as ranks, by the script that the container's module brings */
	LAUNCH_RAY,        /* a Ray cluster over all nodes; the program runs on the first */
	LAUNCH_VLLM,       /* a server of vLLM, over Ray when there are several nodes */
};
extern const char *const job_launcher_names[]; /* indexed by the enum; ended by NULL */

/* How a task gets its GCDs. */
enum job_mechanism {
	MECHANISM_WRAPPER,  /* ROCR_VISIBLE_DEVICES, set in the task before the program starts */
	MECHANISM_GPU_BIND, /* srun --gpu-bind=map: with --gres-flags=allow-task-sharing */
	MECHANISM_AUTO,     /* gpu-bind where the Slurm of the machine knows it, else the wrapper */
};
extern const char *const job_mechanism_names[]; /* "wrapper", "gpu-bind", "auto"; ended by NULL */

enum job_open_mode { OPEN_MODE_DEFAULT, OPEN_MODE_APPEND, OPEN_MODE_TRUNCATE };
extern const char *const job_open_mode_names[]; /* indexed by the enum; ended by NULL */

/* Where the container and its binds come from. */
enum job_container {
	CONTAINER_PATH,     /* the image by its path, the binds written out */
	CONTAINER_BINDINGS, /* the image by its path, the binds from the recipe's bindings-module */
	CONTAINER_MODULE,   /* both from the container's own module, which sets $SIF */
};
extern const char *const job_container_names[]; /* "path", "bindings-module", "module"; NULL ends */

/* What was asked. Zero or NULL means: not asked for. Strings and lists belong to the caller and must
 * live as long as the job. wish_rows.h has a row for each member but the command. */
struct job_wish {
	const char *name;
	const char *account;
	const char *partition;
	int64_t nodes;
	int64_t time;    /* seconds */
	uint64_t memory; /* bytes per node */
	const char *output;
	const char *array, *dependency, *signal; /* as sbatch takes them */
	int open_mode; /* enum job_open_mode */
	bool no_requeue;
	const char *mail_type, *mail_user;
	int launcher;  /* enum job_launcher */
	int mechanism; /* enum job_mechanism */
	const char *strategy; /* name of one of the node type's, or "custom" with `order` */
	int64_t order[ASSIGN_GCDS_MAX]; /* order_count of them; without a strategy it is "custom" */
	size_t order_count;
	unsigned tasks_per_node, gpus_per_node, cores, gpus_per_task, tasks_per_gpu;
	bool both_threads, exclusive;
	int container;            /* enum job_container */
	char *const *modules;     /* to load, in this order; ended by NULL */
	const char *overlay;      /* a squashfs file with a virtual environment */
	const char *caches;       /* the folder for caches that are to stay */
	char *const *environment; /* "NAME=VALUE", ended by NULL */
	const char *template;     /* name or path */
	/* The second part of a heterogeneous job; without a partition there is none. */
	const char *het_partition;
	int64_t het_nodes;
	unsigned het_tasks_per_node, het_cores;
	char *const *command; /* ended by NULL; a word ":" starts the program of the second part */
};

struct launcher;

struct job {
	const struct site *site;
	const struct job_wish *wish;
	const struct image *image;
	const struct site_recipe *recipe; /* of the image; may be NULL */
	const struct bind_set *binds;
	const struct site_partition *partition;
	const struct site_node_type *type;
	enum job_launcher launcher; /* never LAUNCH_DEFAULT */
	const struct launcher *how; /* its row in the table */
	enum job_mechanism mechanism; /* never MECHANISM_AUTO */
	char name[64]; /* made up from the program, for a job without a name */
	char **program; /* the words to run, ended by NULL; the array is owned, the words are not */
	int64_t nodes;
	bool whole_node; /* the job has its nodes for itself, so that masks mean something */
	unsigned tasks_per_node; /* 0 with one task in all */
	unsigned gpus_per_node;
	unsigned cpus_per_task; /* as Slurm counts them; 0: left to the masks */
	uint64_t memory;         /* per node; 0: the partition's default */
	uint64_t memory_per_gpu; /* 0: not asked for */
	bool has_masks;
	struct assignment assignment; /* filled when has_masks */
	bool interactive;  /* what is written is typed into a shell, not a batch script */
	bool het_part;     /* one of the two parts of a heterogeneous job */
	struct job *het; /* owned; the second part of a heterogeneous job, or NULL */
	struct job_wish het_wish; /* what `het` was laid out from */
};

/*
 * Checks what was asked and lays it out. All mistakes are reported in one run, each with the
 * option as its field: S02 S03 partition, S04 account, S08 time, S09 nodes, S10 S11 cores, S12
 * GPUs on a CPU partition, S18 memory, S24 mail that nobody sends (note), S39 no time (note), S40 a
 * partition that is not for everybody (note), S41 strategy unknown, S42 options that do not go
 * together, S43 no program, S44 a value that cannot stand in a header, S48 an array, dependency or
 * signal that sbatch would not take;
 * B.. from assign(); B05 (note) that there are no masks on shared nodes, and why; B11 workers
 * that share all cores; C14 ROCm outside the driver's window, C29 the recipe's warning,
 * C30 (note) that the kind of the image is not known.
 * False when any of them is an error. The caller ends it with job_release(), also after false.
 */
bool job_layout(const struct site *site, const struct job_wish *wish, const struct image *image,
	const struct bind_set *binds, struct job *job, struct diags *diags) MUST_USE;
void job_release(struct job *job);

/* Whether the image's torchrun can bind its workers to the cores near their GPUs by itself
 * (--numa-binding, since PyTorch 2.9). */
bool job_binds_workers(const struct job *job);

/* Composes into `binds`, which must be empty, what the image needs (unless a module brings it), what
 * was asked for, and the overlay of the wish; as bind_compose(), and bind_check() on all of it. */
bool job_compose(const struct site *site, const struct job_wish *wish,
	const struct bind_wish *bind_wish, struct bind_set *binds, struct diags *diags) MUST_USE;

/* Resolves a strategy (or "custom" with an order) of a node type into an assignment; what
 * `berth job mask` and job_layout() share. S41 unknown strategy, and all of assign(). */
bool job_assign(const struct site_node_type *type, const struct job_wish *wish,
	struct assignment *assignment, struct diags *diags) MUST_USE;

#endif
