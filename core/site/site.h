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
#include "site/site_containers.h"
#include "site/site_machine.h"

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
