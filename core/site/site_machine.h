#ifndef BERTH_SITE_SITE_MACHINE_H
#define BERTH_SITE_SITE_MACHINE_H

/* Of the site model (site.h): where images lie, the nodes, and the partitions that they are in. */

#include "base/base.h"
#include "base/yaml.h"

/* A folder in which images are looked for. */
struct site_root {
	struct yaml_record record;
	char *path;    /* absolute; "~", $NAME and ${NAME} are expanded on load */
	int64_t depth; /* how many folders deep images may lie below it; 1 is the folder itself;
			* 2 when the file says nothing */
	int stability; /* enum root_stability */
	char *note;    /* may be NULL */
};

enum root_stability {
	ROOT_YOURS,   /* the user's own folder; what a root is that says nothing */
	ROOT_KEPT,    /* images stay: safe to name in a script */
	ROOT_MOVES,   /* links that point elsewhere tomorrow */
	ROOT_REMOVED, /* images vanish without notice */
};
/* "yours", "kept", "moves", "removed", by enum root_stability; ended by NULL. */
extern const char *const site_stability_names[];

/* One form of image file name; core/image/names.h describes the notation of `form`. */
struct site_name_form {
	struct yaml_record record;
	char *family; /* "lumi", "laif", "cpe" */
	char *form;
	/* Fields that the form itself does not spell out, for example framework=pytorch
	 * version={torch}; each "FIELD=VALUE", where {other} takes another field's value. */
	struct yaml_strings set;
};

enum allocation { ALLOCATION_NODE, ALLOCATION_RESOURCE };

/* How long a job of up to so many nodes may run, where that depends on its size. */
struct site_time_bin {
	struct yaml_record record;
	int64_t nodes;
	int64_t time; /* seconds */
};

struct site_partition {
	struct yaml_record record;
	char *node_type;          /* name of a site_node_type */
	int allocation;           /* enum allocation: whole nodes, or by resource */
	int64_t max_time;         /* seconds; 0 unknown */
	struct yaml_records time_bins; /* struct site_time_bin, by ascending nodes; may be none */
	int64_t max_nodes;        /* per job; 0 for no limit other than `nodes` */
	int64_t max_jobs;         /* in the queue per user; 0 unknown */
	int64_t max_running;      /* 0 unknown */
	int64_t nodes;            /* in the partition; 0 unknown */
	uint64_t default_memory;  /* bytes per node that a job gets which asks nothing; 0: all */
	uint64_t default_memory_per_core; /* bytes; 0: does not apply */
	bool restricted;          /* not for every user */
	char *purpose;            /* one line */
};

/* A network interface and the NUMA domain that it is wired to. */
struct site_nic {
	struct yaml_record record;
	int64_t numa;  /* -1 when nobody knows */
	bool expected; /* not observed, but concluded from the wiring */
};

/* An order in which the local ranks take the GCDs of a node (on CPU nodes: the CCDs). */
struct site_strategy {
	struct yaml_record record;
	char *title;
	char *use; /* when to take it */
	struct yaml_integers order; /* GCD of rank 0, 1, ...; on CPU nodes, CCD of rank 0, 1, ... */
};

enum gpu_vendor { GPU_OTHER, GPU_AMD, GPU_NVIDIA };

/* GPUs of one kind: what they are called, and how tasks and containers get at them. */
struct site_gpu_kind {
	struct yaml_record record;
	int vendor;    /* enum gpu_vendor */
	char *die;     /* what Slurm counts as one GPU: "GCD"; "GPU" when the file says nothing */
	char *visible; /* the variable that says which dies a task may use, counted as Slurm does;
			* NULL: none, tasks take what Slurm gives them */
	char *inner;   /* a second one, which counts among those; Ray and vLLM go by it. May be NULL */
	char *container_option; /* without which containers have no GPUs: "--nv"; may be NULL */
	char *communication;    /* the library by which they exchange data: "RCCL"; may be NULL */
};

struct site_node_type {
	struct yaml_record record;
	char *title;
	int64_t sockets;
	int64_t cores;            /* per node */
	int64_t threads_per_core; /* hardware thread t of core c is CPU c + t * cores */
	int64_t cores_per_ccd;    /* cores that share an L3 cache */
	int64_t cores_per_numa;
	struct yaml_integers reserved_cores; /* kept for the system; jobs cannot use them */
	char *gpu_kind; /* name of a site_gpu_kind; the site's first one when the file says nothing */
	const struct site_gpu_kind *gpu;     /* the same; NULL without GPUs, or when there are no kinds */
	int64_t gcds;                        /* GPU dies: "GPUs" for Slurm; 0 on CPU nodes */
	struct yaml_integers ccd_of_gcd;     /* gcds entries; none when the wiring is not known */
	int64_t gcds_per_module;             /* dies on one GPU module (MI250X: 2); 0 without GPUs */
	uint64_t gcd_memory;                 /* bytes */
	struct yaml_integers memory_sizes;   /* usable bytes of the kinds of this node, ascending */
	uint64_t fair_memory_per_gcd;        /* bytes that cost no extra; 0 does not apply */
	uint64_t fair_memory_per_core;       /* bytes; 0 does not apply */
	/* On shared nodes, bytes that are billed as one GCD or core; 0: memory is not billed. */
	uint64_t billed_memory_per_gcd, billed_memory_per_core;
	char *gres;                          /* "gpu:mi250:8"; NULL without GPUs */
	struct yaml_records nics;            /* struct site_nic */
	struct yaml_records strategies;      /* struct site_strategy */
};

#endif
