#ifndef BERTH_IMAGE_FACTS_PARTS_H
#define BERTH_IMAGE_FACTS_PARTS_H

/*
 * What the files of the facts share: facts.c walks and reads, the others bring tables of detectors,
 * each with what is done at the end. A detector says by a pattern which names of the image it wants
 * to see, and whether it then wants to read the file. Nobody else includes this but their tests.
 */

#include "image/facts.h"

struct facts_reader;

enum detector_match {
	MATCH_PATH,   /* the whole path */
	MATCH_NAME,   /* the last part of the path */
	MATCH_PREFIX, /* how the name begins */
	MATCH_SUFFIX, /* how the name ends */
	MATCH_INSIDE, /* the path of the folder in which the name lies */
};

struct facts_detector {
	enum detector_match match;
	const char *pattern; /* never empty; NULL ends a table */
	/* Sees the name during the walk, and says whether the file is to be read afterwards; NULL
	 * stands for "yes". */
	bool (*seen)(struct facts_reader *reader, const struct tree_entry *entry);
	/* Gets the content of the file, if it is no larger than `limit` and `depth` is reached. NULL:
	 * the name says everything. */
	void (*content)(struct facts_reader *reader, const char *path, const struct text *content);
	uint64_t limit;
	enum facts_depth depth;
};

/* The detectors of one file of code, and what it does before the walk and after all was read (NULL
 * for nothing). */
struct facts_module {
	const struct facts_detector *detectors;
	void (*start)(struct facts_reader *reader);
	void (*finish)(struct facts_reader *reader);
};

extern const struct facts_module facts_python, facts_system, facts_rpm, facts_apk,
	facts_environment, facts_pythons, facts_gather, facts_libraries, facts_mpi,
	facts_runscript, facts_tools;

/* A file that is read when the walk has ended. */
struct facts_file {
	struct tree_entry entry; /* its path is the arena's */
	const struct facts_detector *detector;
};

/* What speaks for a kind of MPI. */
struct mpi_evidence {
	const char *family; /* NULL: the name of the library fits several */
	const char *abi;    /* NULL: the evidence is of the version alone */
	const char *version;
	const char *path;
	int rank;
};

/* A variable that a script sets, other than those of which struct facts_start keeps account. */
struct facts_variable {
	const char *name, *value;
};

/* What happens when the image is started. All strings are the arena's. */
struct facts_start {
	const char *search_path; /* PATH; NULL when nothing sets it */
	const char *path_proof;  /* the script that sets it, or "oci-config.json" */
	const char *python_path;  /* PYTHONPATH; NULL when nothing sets it */
	const char *python_path_proof;
	int assignments;
	struct facts_variable variables[100];
	size_t variable_count;
	const char *conda_proof; /* the script that defines $WITH_CONDA; NULL when none does */
	const char *conda_name;  /* the environment that $WITH_CONDA activates, or NULL: the name of
				  * one of conda, or a path */
	const char *activated;   /* likewise what a script activates, or NULL */
	const char *activated_proof;
	const char *runscript;
	const char *runscript_proof;
};

struct facts_reader {
	struct image_tree *tree;
	const struct sif *sif;
	enum facts_depth depth;
	const atomic_bool *cancel; /* may be NULL */
	struct facts *facts;
	struct diags *diags;
	int ranks[FACT_COUNT]; /* how good what facts->values has is; see facts_set() */

	struct VECTOR_OF(struct facts_file) files;
	struct VECTOR_OF(struct package_environment) environments;
	size_t last_environment; /* that was looked up: the next one is mostly the same */
	struct VECTOR_OF(struct package) packages;
	struct VECTOR_OF(struct image_tool) tools;
	size_t bytes_left; /* of names and paths that are still kept */
	bool cancelled;

	struct VECTOR_OF(struct mpi_evidence) mpi;
	struct facts_start start;
};

/* Takes a value for the fact if its rank is higher than that of what is there. Value and version are
 * copied to the arena (NULL is fine), the path too. */
void facts_set(struct facts_reader *reader, enum fact fact, int rank, const char *value,
	const char *version, const char *path);
/* Says the version of a fact that has none yet, and what proves it. */
void facts_set_version(struct facts_reader *reader, enum fact fact, const char *version,
	const char *path);

/* The number of the environment with this prefix, made when there is none: of a kind that is only
 * raised (a venv stays one). "usr" and "usr/local" are the system, "". SIZE_MAX when there are too
 * many. */
size_t facts_environment_at(struct facts_reader *reader, const char *prefix, size_t length,
	enum environment_kind kind, const char *path);

/* The version in "python3.12" or "python3" (Debian's own packages are of no one version), at the
 * beginning of a name of this length; NULL for any other name. The "t" of builds without a global lock
 * ("python3.13t") is no part of it. */
const char *facts_python_version(const char *name, size_t length, size_t *version_length);

/* The version of a folder of packages, and the length of the path above: "3.12" and "opt/venv/lib" of
 * "opt/venv/lib/python3.12/site-packages". NULL for any other folder. */
const char *facts_folder_version(const char *path, size_t *length, size_t *version_length);

/* A new environment, although there may be one with this prefix already. SIZE_MAX as above. */
size_t facts_new_environment(struct facts_reader *reader, const char *prefix, size_t length,
	enum environment_kind kind, const char *path);

/* Adds a package; all is copied. `version` may be NULL or empty. */
void facts_add_package(struct facts_reader *reader, const char *name, size_t name_length,
	const char *version, size_t version_length, enum package_source source,
	size_t environment, const char *path);
/* Whether a name in a folder of packages stands for an installed one. */
bool facts_is_installed(const struct tree_entry *entry);
/* Adds that package; nothing when it is none. */
void facts_add_installed(
	struct facts_reader *reader, const struct tree_entry *entry, size_t environment);
void facts_add_tool(struct facts_reader *reader, const char *name, const char *path,
	const char *target);

/* A copy in the arena, or NULL when the image has used up what is kept of it. */
const char *facts_keep(struct facts_reader *reader, const char *bytes, size_t length);

/* Reads a file of at most `limit` bytes, through links. False when it is not there; when it cannot
 * be read there is a warning, too. */
bool facts_read_file(struct facts_reader *reader, const char *path, uint64_t limit,
	struct text *content);

/* Calls `take` for each line, without its end and the blanks before that. */
typedef void facts_line(void *context, const char *line, size_t length);
void facts_each_line(const struct text *content, facts_line *take, void *context);
/* Passes over blanks at the beginning of a line. */
void facts_skip_blanks(const char **line, size_t *length);
/* The value of "KEY<separator> VALUE" when the line is that, blanks and quotes around the value
 * removed; NULL else. */
const char *facts_value_of(
	const char *line, size_t length, const char *key, char separator, size_t *value_length);

/* Follows a script of the environment; `path` is the arena's. */
void facts_read_script(struct facts_reader *reader, const char *path, const struct text *content);
/* Takes "NAME=VALUE" as it stands in the configuration of an OCI image. */
void facts_take_variable(struct facts_reader *reader, const char *line, const char *proof);
/* PATH when the image is started, as far as is known. */
const char *facts_search_path(const struct facts_start *start);

/* Whether it is a file of pkg-config, and the version that such a file says: a new string, or NULL. */
bool facts_is_pc(const struct tree_entry *entry);
char *facts_pc_version(const struct text *content);

/* The upstream part of the version of a distribution's package: without epoch and revision. In the
 * arena. */
const char *facts_upstream(struct facts_reader *reader, const char *version);

/* The environment in which a path lies (the longest prefix that fits), or that of the system;
 * SIZE_MAX when neither is there. */
size_t facts_environment_of(const struct facts_reader *reader, const char *path);

/* rpm's headers, for its data bases: what one blob says is added as a package of the system. False
 * when it is no header. */
bool facts_add_rpm(struct facts_reader *reader, const unsigned char *bytes, size_t length,
	const char *path);

/* Adds what rpmdb.sqlite has; false when a part of it cannot be read. */
bool facts_read_rpm_sqlite(
	struct facts_reader *reader, const char *path, const struct text *content);

enum facts_reading {
	FACTS_READ,
	FACTS_DAMAGED,    /* in part or whole; what is sound is added */
	FACTS_OTHER_FORM, /* no such file at all */
};

/* Adds what a data base of rpm in the form of Berkeley DB has. */
enum facts_reading facts_read_rpm_bdb(
	struct facts_reader *reader, const char *path, const struct text *content);

#endif
