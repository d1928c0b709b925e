#ifndef BERTH_SITE_SITE_CONTAINERS_H
#define BERTH_SITE_SITE_CONTAINERS_H

/* Of the site model (site.h): what containers see of the host, and how images are run. */

#include "base/base.h"
#include "base/yaml.h"

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

#endif
