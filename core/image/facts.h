#ifndef BERTH_IMAGE_FACTS_H
#define BERTH_IMAGE_FACTS_H

/*
 * What is inside an image, read from its file system without starting it: packages by
 * environment, and the versions of what decides where the image runs. Every fact names the path
 * in the image that proves it. What nothing proves is unknown (NULL), never guessed.
 *
 * Strings belong to the arena of the facts. They come from the image: whoever prints them cleans
 * them.
 */

#include "base/arena.h"
#include "base/base.h"
#include "image/tree.h"

#include <stdatomic.h>

/* The single facts. fact_table tells for each what it is called; a new one is a row there and a
 * detector in facts_*.c. */
enum fact {
	FACT_OS,         /* value "ubuntu", version "24.04" */
	FACT_GLIBC,
	FACT_PYTHON,     /* of the environment that is active when the image is started */
	FACT_ROCM,       /* value "rocm"; "bundled" when only PyTorch's package for pip brings one */
	FACT_CUDA,
	FACT_MPI,        /* value "mpich", "openmpi", "cray-mpich", "mvapich", "intel-mpi" */
	FACT_MPI_ABI,    /* value "mpich" or "openmpi"; version: of the shared library */
	FACT_LIBFABRIC,
	FACT_LIBCXI,
	FACT_LIBJANSSON,
	FACT_RCCL,
	FACT_OFI_PLUGIN, /* aws-ofi-rccl or aws-ofi-nccl: RCCL over libfabric */
	FACT_ACTIVATION, /* value "conda", "venv", "none"; version: how, "with-conda" ($WITH_CONDA must
			  * be called), "automatic" (the environment scripts of the image do it),
			  * "by-hand" (nothing does it) */
	FACT_RUNSCRIPT,  /* value "runs-arguments", "plain", "none" */
	FACT_USER_SOFTWARE, /* /user-software is there as a mount point */
	FACT_RUNSCRIPTS,    /* /runscripts is there as a mount point */
	FACT_SLURM_POINT,   /* /var/spool/slurmd is there as a mount point */
	FACT_COUNT,
};

/* The value is what the comments above say. For what has a version only (glibc, ROCm, libfabric ...)
 * it is the fact's own key ("glibc"); of mount points it is "yes" or "no". The version is that of
 * the release: the number of a shared library (libfabric.so.1.28.0) tells another thing, and stands
 * in the path. */
struct fact_value {
	const char *value;   /* NULL: unknown */
	const char *version; /* NULL: unknown, or there is none */
	const char *path;    /* in the image, without a slash in front; proves it. NULL: that nothing
			      * of the kind is in the image */
	const char *version_path; /* proves the version; NULL: the same path */
};

extern const struct fact_info {
	const char *key;   /* for JSON, the index and `berth image why`: "mpi-abi" */
	const char *title; /* for people: "MPI ABI" */
} fact_table[FACT_COUNT];

enum package_source {
	PACKAGE_CONDA,
	PACKAGE_PYTHON,
	PACKAGE_EGG,
	PACKAGE_DPKG, /* this one and those behind it are of the distribution */
	PACKAGE_RPM,
	PACKAGE_APK,
	PACKAGE_SOURCE_COUNT,
};

/* "conda", "python", "egg", "dpkg", "rpm", "apk"; then NULL. */
extern const char *const package_source_names[];

enum environment_kind {
	ENVIRONMENT_SYSTEM, /* dpkg, rpm and apk, and the Python packages of the system's Python */
	ENVIRONMENT_CONDA,  /* a prefix with conda-meta */
	ENVIRONMENT_VENV,   /* a prefix with pyvenv.cfg */
	ENVIRONMENT_PYTHON, /* any other prefix with site-packages */
	ENVIRONMENT_FOLDER, /* a folder of PYTHONPATH that holds packages, as of "pip --target" */
};
/* "system", "conda", "venv", "python", "folder". */
extern const char *const environment_kind_names[];

struct package_environment {
	enum environment_kind kind;
	const char *prefix;  /* "opt/venv"; "" the root. Several Pythons may share one: the first of
			      * them is what "python3" starts */
	const char *python;  /* version, or NULL */
	const char *path;    /* proves it: "opt/venv/pyvenv.cfg" */
	bool active;         /* on PATH (a folder: on PYTHONPATH) when the image is started, as far
			      * as can be told */
};

struct package {
	const char *name;    /* as the image writes it: "Flash_Attn" */
	const char *key;     /* how names are compared (PEP 503): "flash-attn" */
	const char *version; /* NULL unknown */
	enum package_source source;
	uint32_t environment; /* index into facts.environments */
	const char *path;    /* proves it */
};

/* A command that the image offers: an entry point of a Python package, or a wrapper. */
struct image_tool {
	const char *name;  /* "torchrun" */
	const char *path;  /* "opt/venv/bin/torchrun" */
	const char *target; /* "torch.distributed.run:main" for an entry point; else NULL */
};

struct facts {
	struct arena arena; /* owns all that follows */
	struct fact_value values[FACT_COUNT];
	struct package_environment *environments;
	size_t environment_count;
	struct package *packages; /* ordered by key, then environment, then source */
	size_t package_count;
	struct image_tool *tools; /* ordered by name */
	size_t tool_count;
	size_t file_count; /* names in the image, without the root */
	bool cut; /* there were more packages or tools than are kept (a note says so, too) */
};

/* What is kept of one image. */
enum { FACTS_PACKAGES_MAX = 200000, FACTS_ENVIRONMENTS_MAX = 1000, FACTS_TOOLS_MAX = 20000 };

enum facts_depth { /* each includes those before it */
	FACTS_WALK,      /* one walk, and no file but the scripts of the environment where the head of
			  * the image does not keep them: what the names of files tell */
	FACTS_NAMES,     /* also a handful of small files (os-release and the like) */
	FACTS_DATABASES, /* also those of dpkg, rpm and apk, and of Python's packages the metadata of
			  * those whose names have no version; what the index keeps */
	FACTS_CONTENTS,  /* also entry points: many small reads, for one image that somebody looks at */
};

/* Reads the facts of an image whose tree is open. `sif` gives labels, environment and
 * runscript; it may be zeroed. A part that cannot be read is a warning and leaves its facts unknown;
 * false only when the walk itself fails (the diagnostics of tree.h). I47 (a note): there is more
 * than is kept; I48 (a note): a data base of packages is of a kind that cannot be read. The caller ends `facts` with
 * facts_release(), also after false; it has zeroed it. `cancel` (may be NULL) is looked at now and
 * then; set, it makes the result false without a diagnostic. */
bool facts_read(struct image_tree *tree, const struct sif *sif, enum facts_depth depth,
	const atomic_bool *cancel, struct facts *facts, struct diags *diags) MUST_USE;
void facts_release(struct facts *facts);

/* Reads the versions of Python packages whose names do not tell them (FACTS_DATABASES has done it). */
void facts_complete(struct image_tree *tree, struct facts *facts);

/* The key by which package names are compared: lower case, runs of "-", "_" and "." become one
 * "-". In the arena. */
const char *package_key(const char *name, struct arena *arena);

/* The version of a package that people mean who write `condition` ("2.39", ">=2.39"; may be NULL):
 * that of a distribution's package without its epoch and revision ("1:2.39-0ubuntu8.6"), unless
 * they write such. NULL when it has none; in `buffer`, whose text is replaced, or the package's own. */
const char *package_version(
	const struct package *package, const char *condition, struct text *buffer);

/* The packages of that key (which the caller has made with package_key()), as a run of the
 * array; *count of them. An active environment's come first. NULL when there is none. */
const struct package *facts_packages(const struct facts *facts, const char *key, size_t *count);

#endif
