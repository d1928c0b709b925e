#ifndef BERTH_CHECK_SCRIPT_H
#define BERTH_CHECK_SCRIPT_H

/*
 * A job script as the rules look at it: its #SBATCH options, the commands that it runs in their
 * order with their words expanded, the variables at each command, the files that it writes by
 * here-documents, and its steps (srun, or a container without it) with all that counts for
 * them. Whatever cannot be known before the script runs is a hole (SHELL_HOLE) in a text, or
 * "not known"; nothing is guessed. No file but the script itself is looked at.
 */

#include "check/shell.h"
#include "check/slurm_options.h"
#include "image/image.h"
#include "job/mask.h"
#include "site/site.h"

/* One word after expansion. */
struct script_word {
	struct shell_text text; /* ends with a NUL; SHELL_HOLE for what is not known */
	const struct shell_word *source; /* the word in the script that it came from */
	bool known;             /* no hole in it */
	bool splits;            /* a hole without quotes: it may be several words, or none */
};

struct script_words {
	struct script_word *items; /* of the script's arena */
	size_t count;
};

enum value_state {
	VALUE_UNSET,   /* the script does not set it (it may come from outside), or unset it */
	VALUE_KNOWN,
	VALUE_PARTLY,  /* the text has holes */
	VALUE_MAYBE,   /* set in some branch only: the text is one hole */
};

/* What a variable is from some command on. */
struct script_value {
	enum value_state state;
	bool exported;
	bool array;
	struct shell_text text;   /* of an array: its first element */
	struct shell_text *items; /* of an array */
	size_t count;
	struct shell_span span;   /* the assignment in the script */
	size_t time;
};

/* Where a command runs. */
enum script_where {
	WHERE_BATCH,     /* in the batch script, on the first node */
	WHERE_TASK,      /* in each task of a step, on the host */
	WHERE_CONTAINER, /* inside a container */
};

struct script_step;

/* A simple command that runs. Commands of functions that nobody calls are not among them; those
 * of a loop stand here once, with what changes in the loop not known. */
struct script_command {
	const struct shell_node *node;
	struct script_words words; /* of assignments alone: none */
	size_t program;            /* index in words of the program, behind `time`, `exec`, `env A=b`... */
	const char *name;          /* its base name; "" when not known */
	enum script_where where;
	struct script_step *step;  /* that it runs in; NULL in the batch script */
	size_t parent;             /* index of the command that runs it (srun, bash -c); SIZE_MAX */
	bool conditional;          /* in a branch, a loop, or behind && or || */
	bool loop, background, substitution; /* the last: within $(...) */
	bool piped;                /* reads from or writes to a pipe */
	bool function;             /* in the body of a function */
	size_t time;               /* for script_variable() */
};

/* Options of srun or #SBATCH as Slurm takes them; `option` is an entry of the table of slurm_options.h. */
struct script_option {
	const struct slurm_option *option; /* NULL for one that Slurm does not have */
	const char *spelled;  /* as written without the value, "--acount", "-c" */
	struct shell_text value; /* bytes NULL when it has none; ends with a NUL */
	bool known;           /* the value has no hole */
	bool ambiguous;       /* a shortened name that several options begin with */
	bool value_missing;
	struct shell_span span;  /* the option with its value */
	struct shell_span value_span;
	bool late;            /* #SBATCH: behind the first command, so sbatch does not read it */
};

struct script_options {
	struct script_option *items;
	size_t count, capacity;
};

/* A line that looks like one for sbatch but is none, "##SBATCH", "# SBATCH", " #SBATCH", or a word in
 * an #SBATCH line that is no option. */
struct script_stray {
	struct shell_span span;
	struct shell_text text; /* ends with a NUL */
	enum script_stray_kind { STRAY_LINE, STRAY_WORD } kind;
};

/* A number that may not be known. */
struct script_number {
	bool known; /* and then asked for; else not asked for, or not known: see `asked` */
	bool asked;
	int64_t value;
	const struct script_option *option; /* that asks for it, or NULL */
};

/* An image by its path: what the name says, without a look at the disk. */
struct script_image {
	struct script_word path;  /* bytes NULL: no image */
	struct image image;       /* image.name filled when the name is known to the site */
	const struct site_recipe *recipe; /* NULL when the path is not known */
};

struct script_container {
	size_t command;           /* index in commands */
	struct script_step *step; /* that it runs in, or is */
	const char *action;       /* "exec", "run", "shell" */
	struct script_image image;
	struct script_words binds; /* values of -B and --bind */
	struct script_words options; /* every word between the action and the image */
	struct script_words program; /* what runs inside, with its arguments; may be empty */
};

/* How the tasks of a step get their cores. */
enum bind_kind { BIND_DEFAULT, BIND_UNKNOWN, BIND_NONE, BIND_MASKS, BIND_MAP, BIND_OTHER };

/* What a single rank of a step has. */
struct script_rank {
	bool visible_known, inner_known; /* the variable is set and its value known */
	const char *visible, *inner;     /* script_visible(), script_inner(); NULL when not set */
	struct mask gcds;                /* by these or by --gpu-bind; empty when not known */
	size_t time;                     /* when its program starts, for variables_at(); 0 when not seen */
};

/*
 * One step: srun, or a container or MPI program that the batch script starts by itself.
 * The numbers are the effective ones: srun's own option, else what it takes over from #SBATCH.
 */
struct script_step {
	size_t command;                /* index in commands */
	bool srun;                     /* else started by the batch script itself */
	struct script_options options; /* of srun */
	const struct script_container *container; /* the innermost one, or NULL */
	struct script_words program;   /* what runs in the end, inside the container; may be empty */
	const char *program_name;      /* base name of its first word; "" when not known */
	size_t program_command;        /* the command that starts it (for script_variable()) */

	bool options_unknown;          /* a word before the program is not known and may be options */
	bool interactive;              /* --pty */
	bool heterogeneous;            /* --het-group, or components with ":" */
	struct script_number nodes, tasks, tasks_per_node, cpus_per_task, gpus_per_node, gpus_per_task;
	struct script_number gpus;     /* in all (-G) */
	int64_t tasks_here;            /* tasks on each node, 0 when not known */

	enum bind_kind cpu_bind;
	const struct script_option *cpu_bind_option; /* NULL: by SLURM_CPU_BIND, or none */
	struct script_word cpu_bind_value;
	struct mask *masks;            /* BIND_MASKS, BIND_MAP: mask_count of them */
	size_t mask_count;
	struct shell_span *mask_spans; /* each as it stands in the script */

	enum bind_kind gpu_bind;       /* BIND_MAP or BIND_MASKS: gcds */
	const struct script_option *gpu_bind_option;
	struct mask *gpu_masks;
	size_t gpu_mask_count;
	bool task_sharing;             /* --gres-flags=allow-task-sharing */

	struct script_rank *ranks;     /* of one node; rank_count is 0 when tasks_here is not known */
	size_t rank_count;
};

/* A file that the script writes by a here-document or by echo. */
struct script_file {
	const char *path;         /* without a leading "./" */
	struct shell_text text;
	struct shell_span span;   /* of the command that writes it */
	bool executable;          /* chmod +x or a mode was seen */
	bool used;                /* a command starts it, or a shell reads it */
	bool started;             /* by its name, so that it needs a first line and a permission */
	size_t command;
};

struct script {
	struct arena arena;       /* owns everything that has no other owner */
	const struct site *site;
	const char *path;         /* for places; "-" is standard input */
	struct shell shell;
	struct script_options header; /* all #SBATCH options, also late ones */
	struct VECTOR_OF(struct script_stray) strays;
	bool has_header;          /* any #SBATCH line at all */
	uint32_t header_end;      /* offset of the first command; where the header ends */

	/* Of the header; only options that sbatch reads, the last of each kind. */
	const struct site_partition *partition;  /* NULL: none, or not known */
	const struct site_node_type *type;       /* NULL likewise */
	struct script_number nodes, tasks, tasks_per_node, cpus_per_task, gpus_per_node, gpus_per_task,
		gpus;
	struct script_number gpus_here; /* GPUs on each node, from whichever option asks for them */
	bool exclusive;           /* --exclusive */
	bool whole_node;          /* the job has its nodes for itself */
	bool both_threads;        /* --hint=multithread, or threads-per-core above 1 */
	bool heterogeneous;       /* #SBATCH hetjob: the numbers above are those of no component */
	bool uses_gpus;

	struct VECTOR_OF(struct script_command) commands;
	struct VECTOR_OF(struct script_step *) steps;
	struct VECTOR_OF(struct script_container *) containers;
	struct VECTOR_OF(struct script_file *) files;
	struct script_words modules; /* every argument of `module load` (or add), in order */
	struct variables *variables; /* opaque */
	bool sources;             /* it reads another script in, which may set anything */
	bool incomplete;          /* a limit was reached: what is missing is not known */
};

/* Reads a script. `bytes`, `site` and `path` must outlive it. The caller ends it with
 * script_release(). */
void script_read(const struct site *site, const char *path, const char *bytes, size_t length,
	struct script *script);
void script_release(struct script *script);

/* The last option of this long name ("nodes", without dashes) that sbatch reads, or NULL. */
const struct script_option *script_header(const struct script *script, const char *name);
/* The same among the options of a step. */
const struct script_option *script_step_option(const struct script_step *step, const char *name);

/* Whether Slurm lets each task of the step see its own GPUs only, counted from 0. */
bool step_isolates(const struct script *script, const struct script_step *step);

/* The variables that tell a task its GPUs, as the site has them (struct site_gpu_kind); NULL for none. */
const char *script_visible(const struct script *script);
const char *script_inner(const struct script *script);

/* The variable as `command` sees it; never NULL: VALUE_UNSET when the script does not set it. */
const struct script_value *script_variable(
	const struct script *script, const struct script_command *command, const char *name);

/* The first of the modules whose name (without a version) is `name`, or NULL. With a version
 * it is "name/version". Wherever it is loaded. */
const struct script_word *script_module(const struct script *script, const char *name);

/* Whether the word is known and its text is `string`; begins with it. */
bool script_word_is(const struct script_word *word, const char *string);
bool script_word_starts(const struct script_word *word, const char *prefix);
/* The span of a word in the file. */
struct shell_span script_word_span(const struct script_word *word);

#endif
