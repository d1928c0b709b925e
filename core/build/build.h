#ifndef BERTH_BUILD_BUILD_H
#define BERTH_BUILD_BUILD_H

/*
 * Ways to make or extend an image. Each is a recipe: a row of build_recipes with its own file. A
 * recipe turns what was asked for into a plan (plan/plan.h) and says what the plan needs, so that
 * build_preflight() can look before anything starts.
 *
 * All recipes work alike: they claim a folder ".NAME.berth-work" beside the target, have the tool
 * write there, move the result to its name when it is whole, and remove the folder. What they set
 * for the tool: caches and temporary folders off $HOME, and no binds of the shell
 * (SINGULARITY_BIND), which would break a build.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"
#include "image/image.h"
#include "plan/plan.h"
#include "site/site.h"

/* An option of a recipe. The faces make their own of it. */
struct build_option {
	const char *name;  /* without the dashes */
	char letter;       /* 0 for none */
	const char *value; /* what the help calls the value; NULL: the option takes none */
	const char *help;
	const char *const *choices; /* ended by NULL; NULL for any */
	bool repeats;
};

/* What was given for one option; nothing in `given` when it was not. */
struct build_value {
	const char *name;
	const struct strings *given;
};

enum build_where {
	BUILD_HERE, /* on this machine, now */
	BUILD_JOB,  /* in a job of its own, on a compute node */
};

/* What is asked for. Nothing here is owned. */
struct build {
	const struct site *site;
	const struct strings *arguments;
	const struct build_value *values;
	size_t value_count;
	const struct image *image; /* what --image or --base-image names, when it is an image file */
	const char *folder;        /* absolute; relative paths count from here */
	enum build_where where;
	bool force;    /* replace the target when it is a file */
	bool modules;  /* environment modules (Lmod) are there */
	bool network;  /* build_preflight() may look whether the registry can be reached (L20) */
};

/* What comes of it. All zero is fine to release. */
struct build_output {
	struct plan plan;
	char *target;     /* owned, as all here; absolute; NULL when the tool alone knows */
	bool changes_target; /* it must be there already */
	char *reads;      /* the environment, requirements or definition file; NULL for none */
	char *base;       /* the image below: its path or address; NULL for none */
	char *source;     /* the address that an image is fetched from; NULL for none */
	char *work;       /* the claim beside the target */
	char *tmp;        /* where temporary files go */
	struct strings programs; /* that must be there, in PATH */
	struct strings modules;  /* that are loaded, as "cotainr/2025.7.1" */
	char *loading;           /* the shell words that load them: "... && ..."; NULL for none */
	struct strings loading_env; /* "NAME=VALUE" that the modules read */
	struct strings module_programs; /* that must be there once they are loaded */
	uint64_t space, temporary, memory; /* bytes that target, tmp and a job need; 0 unknown */
	struct text after; /* how the result is used: lines of shell and comments; may be empty */
};

struct build_recipe {
	const char *name;      /* "cotainr" */
	bool of_site;          /* needs a tool that only some sites have, and a record of it there */
	const char *arguments; /* for the help; NULL for none */
	int least, most;       /* number of arguments */
	const char *summary;   /* one line, no full stop */
	const char *details;   /* paragraphs for the help */
	const char *examples;
	const struct build_option *options; /* ended by a NULL name */
	bool (*plan)(const struct build *build, struct build_output *output, struct diags *diags);
};

/* Ended by NULL. */
extern const struct build_recipe *const build_recipes[];
const struct build_recipe *build_recipe_find(const char *name);

/* Makes the plan. L01 and L02 for what was asked for wrongly, L03 for what is known not to work (an
 * error that `force` makes a warning), F20 for a file that cannot be read. `output` is then to be
 * released and not used. */
bool build_plan(const struct build_recipe *recipe, const struct build *build,
	struct build_output *output, struct diags *diags) MUST_USE;
void build_output_release(struct build_output *output);

/* Looks at this machine: target, space, quota, memory, programs, modules, binds (L10..L20). What
 * stands in the way is an error, which `force` makes a warning; R09 for work of another run on the
 * same target is always one. A registry that cannot be reached is only ever a warning, and is looked
 * at last, when nothing else stands in the way; that takes at most REGISTRY_DEADLINE_MS and a moment.
 * For BUILD_JOB only what a compute node sees as well. */
void build_preflight(
	const struct build *build, const struct build_output *output, struct diags *diags);

/* The job that does the plan: what sbatch reads. NULL members are taken from the site. */
struct build_job {
	const char *account, *partition, *time, *memory; /* as sbatch takes them */
	int64_t cores; /* 0: from the site */
	const char *output; /* where the log goes; NULL: beside the target */
};
void build_job_script(const struct build_recipe *recipe, const struct build *build,
	const struct build_output *output, const struct build_job *job, struct text *text);

#endif
