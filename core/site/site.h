#ifndef BERTH_SITE_SITE_H
#define BERTH_SITE_SITE_H

/*
 * The site model: what is true of one machine (its image roots, partitions, node types, bind
 * presets and so on), read from site files. Layers, each laid over the one before: the built-in
 * file (lumi or demo), the file of BERTH_SITE or --site, the user's ~/.config/berth/site.yaml.
 * docs/man/berth-site.5.scd describes the file; site_shape (shape.h) is its table. Of recipes and
 * name forms the first that fits is taken, so those that a layer adds go before the lower ones.
 *
 * Everything here belongs to the site's arena; a site is never changed after site_load().
 */

#include "base/arena.h"
#include "base/base.h"
#include "base/diag.h"
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
	char *gres;                          /* "gpu:mi250:8"; NULL without GPUs */
	struct yaml_records nics;            /* struct site_nic */
	struct yaml_records strategies;      /* struct site_strategy */
};

struct site_bind_preset {
	struct yaml_record record;
	char *title;
	struct yaml_strings binds; /* bind specs */
	char *why;                 /* why it is there */
	char *without;             /* what breaks without it */
	char *conflicts;           /* what it must not be used with; may be NULL */
	bool optional;             /* sources that are missing are left out without an error */
};

/* A folder (its name) that holds links into another file system. Binding the folder alone leaves
 * these links dangling inside a container; whoever binds it must bind the target, too. */
struct site_linked_filesystem {
	struct yaml_record record; /* its name is the folder: "/scratch" */
	char *target;              /* "/pfs" */
};

enum environment_when {
	WHEN_ALWAYS,
	WHEN_GPU,        /* the job uses GPUs */
	WHEN_NODES,      /* several nodes and GPUs */
	WHEN_MPI,        /* the program talks MPI */
	WHEN_NODES_ANY,  /* several nodes */
	WHEN_GPU_MPI,    /* the program talks MPI, and the job uses GPUs */
};

struct site_environment {
	struct yaml_record record; /* its name is the variable */
	char *value;
	int when;  /* enum environment_when */
	char *why; /* becomes the comment in the script */
};

enum cache_place {
	CACHE_NODE, /* a folder on each node, made new for each job */
	CACHE_KEPT, /* below the folder that the user names for caches */
};

enum trap_kind {
	TRAP_HARMFUL,  /* breaks something with certain images */
	TRAP_OUTDATED, /* a work-around that is no longer needed */
	TRAP_UNREAD,   /* looks right, but no program reads it */
	TRAP_TELLS,    /* makes a program say something that is worth looking for */
};

/* A variable that scripts set and better would not, or that should be known about. */
struct site_trap {
	struct yaml_record record; /* its name is the variable */
	int kind;                  /* enum trap_kind */
	char *value;               /* only when set to this; NULL: whatever it is */
	int when;                  /* enum environment_when */
	struct yaml_strings images; /* queries, any of: only with such an image; none: with any, or none */
	char *why;                 /* one sentence, without a full stop */
	char *instead;             /* what to do, likewise; may be NULL */
};

/* A variable that names the folder of a cache. */
struct site_cache {
	struct yaml_record record; /* its name is the variable */
	char *folder; /* CACHE_NODE: absolute, in which $NAME is left to the shell; else relative */
	int place;    /* enum cache_place */
	int when;     /* enum environment_when */
	struct yaml_strings frameworks; /* of the images that use it; none: of all */
	struct yaml_strings programs;   /* commands that surely use it */
	char *why;    /* becomes the comment in the script */
};

/* Where a virtual environment in a squashfs file is mounted. */
struct site_overlay {
	char *mount; /* absolute, without a slash at the end; NULL: not known */
	char *why, *without; /* as in a bind preset */
};

/* Modules that bring a container with its binds. */
struct site_container_module {
	char *variable;  /* the one that holds the path of the image: "SIF"; NULL: there are none */
	char *needs;     /* modules to load before, with blanks; may be NULL */
	char *marker;    /* what stands in the versions of these modules; may be NULL */
	char *runscript; /* starts one rank of a Python program in the container; may be NULL */
	char *purpose;   /* becomes the comment in the script */
	char *example;   /* the whole name of such a module, for hints; may be NULL */
};

enum image_start { START_EXEC, START_RUN };   /* `singularity exec` or `singularity run` */
enum conda_start {
	CONDA_NONE,   /* no conda, or the image activates everything by itself */
	CONDA_CALL,   /* the command in $WITH_CONDA must be run inside */
};

/* How images of one family and vintage are run. The first recipe (in the file's order) whose
 * family is the image's and of which one `when` holds is taken. */
struct site_recipe {
	struct yaml_record record;
	char *title;
	char *family;              /* NULL: images of no known family */
	struct yaml_strings when;  /* any of; each all of, for example "framework=jax version<0.4.28";
				    * empty: always. core/image/query.h */
	struct yaml_strings presets;
	struct yaml_records environment; /* struct site_environment */
	int start;                 /* enum image_start */
	int conda;                 /* enum conda_start */
	bool conda_optional;       /* some of these images do what CONDA_CALL asks for by themselves */
	char *mpi;                 /* value of srun's --mpi for a program with MPI; may be NULL */
	char *bindings_module;     /* the module that sets the same binds; may be NULL */
	char *warning;             /* said whenever such an image is used; may be NULL */
};

/* What is said of images that hold certain things. */
struct site_image_rule {
	struct yaml_record record; /* its name is what the rule is about: "openmpi" */
	struct yaml_strings when;  /* any of; each all of, for example "mpi=openmpi"; words as in
				    * core/image/verdict_rules.c */
	int severity;              /* enum severity */
	char *says;
	char *why; /* may be NULL */
};

struct site_module {
	struct yaml_record record;
	char *name;    /* what `module load` takes, without a version; defaults to the record's name */
	char *version; /* the version to name in scripts; may be NULL */
	char *path;    /* for `module use`; may be NULL */
	char *needs;   /* modules to load before, with blanks; may be NULL */
	char *purpose;
	char *conflicts;
	struct yaml_strings provides; /* programs that it brings */
	struct yaml_strings systems;  /* of cotainr: what --system takes, in any version */
	bool binds;    /* it sets all binds of containers anew */
	struct yaml_strings presets;  /* of `binds`: those that it sets; none: not known */
	struct yaml_strings families; /* of `binds`: of the images that these suit; none: of no
				       * known family */
	char *broken;  /* why loading it is of no use; may be NULL */
};

/* Something that people know from elsewhere or from before, and that is not there; the name of the
 * record says what: a program, an option, a path. */
struct site_absent {
	struct yaml_record record;
	char *why;
	char *instead; /* what to do; may be NULL */
};

/* Which ROCm in an image works with the GPU driver of the machine. */
struct site_rocm_window {
	char *driver;
	char *low;      /* oldest version that is supported: 6.1 */
	char *high;     /* newest version that is supported: 7.0 */
	char *note_from; /* from this version on, supported with care: 7.0; may be NULL */
	char *note;
	char *since;
};

struct site_account {
	char *pattern; /* POSIX extended regular expression of the whole name */
	char *example;
	char *hint;
	struct yaml_strings documented; /* accounts that documents use in their examples */
};

struct site_slurm {
	char *version;         /* of the machine, "24.05.8" */
	bool requires_account;
	bool gpu_bind_map;     /* --gpu-bind=map: with --gres-flags=allow-task-sharing works */
	char *gpu_bind_map_since; /* the first version of Slurm that knows it; may be NULL */
	bool sends_mail;
	char *cpus_per_task_variable; /* SRUN_CPUS_PER_TASK */
	char *mpi_default;     /* "cray_shasta" */
	char *default_partition; /* of jobs that name none; NULL: such a job is refused */
	char *node_names;      /* what names of nodes begin with, before their number; may be NULL */
};

/* What a way of building needs here; the record's name is that of the recipe ("cotainr"). */
struct site_build_recipe {
	struct yaml_record record;
	char *module;      /* name of a site_module that brings the tool; may be NULL */
	uint64_t memory;   /* of the job that builds, bytes; 0 unknown */
	uint64_t space;    /* for the result; 0 unknown */
	uint64_t temporary; /* for what is there only while it builds; 0 unknown */
	int64_t cores;     /* 0: one */
	int64_t time;      /* seconds; 0 unknown */
	char *partition;   /* for the job; may be NULL */
};

/* A system of cotainr: the name of a base image. */
struct site_cotainr_system {
	struct yaml_record record; /* "lumi-g" */
	char *base;                /* path or docker://... */
};

/* A version of cotainr with its systems; the record's name is the version. */
struct site_cotainr {
	struct yaml_record record;
	struct yaml_records systems; /* struct site_cotainr_system */
};

struct site_build {
	char *wheel_index; /* pip index of PyTorch for a ROCm; {rocm} is its version, "6.2" */
	char *docker_registry; /* host[:port] of docker://NAME without a host; may be NULL */
	struct yaml_strings wheel_rocm;  /* versions of ROCm that have such an index */
	struct yaml_strings bind_modules; /* modules whose binds must not be there in a build */
	struct yaml_strings conda_images; /* queries: images that hold a conda already */
	struct yaml_strings image_only; /* pip packages that are better had in an image */
	char *venv_mount;  /* where software on top of an image is mounted: "/user-software" */
	struct yaml_records recipes; /* struct site_build_recipe */
	struct yaml_records cotainr; /* struct site_cotainr, newest first */
};

/* VNC sessions: how one gets in from outside, and what a session gets when the user asks nothing. */
struct site_vnc {
	char *login;     /* the host that laptops log in to; NULL: not known */
	char *user;      /* the name there; NULL: that of the account here */
	int backend;     /* enum site_vnc_backend */
	char *module;    /* the module that defines `start-vnc`; may be NULL */
	char *partition; /* may be NULL */
	int64_t cores;   /* 0: one */
	uint64_t memory; /* bytes; 0: what the partition gives */
	int64_t time;    /* seconds; 0: what the partition gives */
	char *here_policy;         /* why a session without a job is not welcome; NULL: it is */
	struct yaml_strings novnc; /* folders where noVNC may be, on nodes and in images */
};
enum site_vnc_backend { SITE_VNC_DIRECT, SITE_VNC_MODULE };

struct site {
	struct arena arena; /* owns everything below */
	int64_t format;     /* 1 */
	char *name;
	char *title;
	char *extends; /* the built-in site below this file; may be NULL */
	char *container_command; /* "singularity", also when the file says nothing */
	struct yaml_strings unreachable; /* places for images that compute nodes cannot see */
	struct yaml_records roots;        /* struct site_root */
	struct yaml_records name_forms;   /* struct site_name_form */
	struct yaml_records partitions;   /* struct site_partition */
	struct yaml_records gpu_kinds;    /* struct site_gpu_kind */
	struct yaml_records node_types;   /* struct site_node_type */
	struct yaml_records bind_presets; /* struct site_bind_preset */
	struct yaml_records linked_filesystems; /* struct site_linked_filesystem */
	struct yaml_records recipes;      /* struct site_recipe */
	struct yaml_records image_rules;  /* struct site_image_rule */
	struct yaml_records modules;      /* struct site_module */
	/* How folders begin that hold software of the host, which must not hide that of an image. */
	struct yaml_strings host_stacks;
	/* How the names begin of modules that bring no program but what others are built on. */
	struct yaml_strings stack_modules;
	struct yaml_records absent_programs; /* struct site_absent: "docker" */
	struct yaml_records absent_options;  /* of the container program: "--fakeroot" */
	struct yaml_records absent_paths;    /* folders and files, which are gone */
	struct yaml_records host_environment; /* struct site_environment; programs without image */
	struct yaml_records environment_traps; /* struct site_trap */
	struct yaml_records caches;           /* struct site_cache */
	struct site_overlay overlay;
	struct site_container_module container_module;
	char *templates; /* a folder with templates of job scripts, as written; may be NULL */
	struct site_rocm_window rocm;
	struct site_account account;
	struct site_slurm slurm;
	struct site_build build;
	struct site_vnc vnc;
	/* The files that were laid over each other, lowest first ("built-in lumi", paths). */
	struct yaml_strings layers;
};

/* Loads a site. `which` is a built-in name ("lumi", "demo") or a path (anything with a slash, or
 * ending in .yaml or .yml); NULL takes $BERTH_SITE, and without that "lumi". The user's own
 * site.yaml is laid over it when it is there, unless `which` was given and is a path.
 * False when a file cannot be read, is wrong (F01..F08) or contradicts itself (F10..F19); `site`
 * is then empty. The caller ends it with site_release(). */
bool site_load(const char *which, struct site *site, struct diags *diags) MUST_USE;
void site_release(struct site *site);

/* Everything that contradicts itself in a loaded site: unknown node types and presets, orders
 * that name something twice, topologies that do not add up. site_load() runs it as well. What
 * is written in name forms and conditions of recipes is checked by those who read it:
 * name_form_check() and query_new(). */
bool site_check(const struct site *site, struct diags *diags) MUST_USE;

/* The built-in sites: names and titles; ended by a NULL name. */
struct site_builtin {
	const char *name, *title;
	const char *bytes;
	const size_t *length;
	const struct yaml_packed *packed; /* the same, as it is loaded */
};
extern const struct site_builtin site_builtins[];

/* By name; NULL when there is none. */
const struct site_root *site_root(const struct site *site, const char *name);
const struct site_partition *site_partition(const struct site *site, const char *name);
const struct site_node_type *site_node_type(const struct site *site, const char *name);
const struct site_strategy *site_strategy(const struct site_node_type *type, const char *name);
const struct site_bind_preset *site_bind_preset(const struct site *site, const char *name);
const struct site_build_recipe *site_build_recipe(const struct site *site, const char *name);
const struct site_module *site_module(const struct site *site, const char *name);

/* What a GPU of the node is called: "GCD", or "GPU" when nobody says otherwise. */
const char *site_die(const struct site_node_type *type);
/* The library by which its GPUs exchange data: "RCCL", "NCCL" when nobody says otherwise. */
const char *site_communication(const struct site_node_type *type);
/* The variable with a task's GPUs; NULL when there is none. */
const char *site_visible_variable(const struct site_node_type *type);
/* Seconds that a job of so many nodes may run; 0 unknown. */
int64_t site_max_time(const struct site_partition *partition, int64_t nodes);
/* What the variables of the site's container program begin with: "SINGULARITY" or "APPTAINER". With
 * "_BIND" behind it stands the variable for binds, with "ENV_NAME" the one that becomes NAME inside. */
const char *site_container_prefix(const struct site *site);

/* The name of the record nearest to `name`, for "did you mean"; NULL when none is near. */
const char *site_nearest(const struct yaml_records *records, size_t size, const char *name);

#endif
