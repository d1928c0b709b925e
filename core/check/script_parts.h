#ifndef BERTH_CHECK_SCRIPT_PARTS_H
#define BERTH_CHECK_SCRIPT_PARTS_H

/* What the files that fill a struct script share. */

#include "check/expand.h"
#include "check/script.h"
#include "image/names.h"

enum {
	WALK_COMMANDS_MAX = 200000, /* commands that are gone through, loops and ranks counted */
	WALK_DEPTH_MAX = 40,        /* scripts within scripts, functions within functions */
	WALK_RANKS_MAX = 64,
};

struct walk_function {
	const char *name;
	const struct shell_node *body;
};

struct walk_text {
	struct shell_text text;
	const struct shell_node *list;
};

/* A walk through the commands of a script in the order in which they run. */
struct walk {
	struct script *script;
	struct expander expander;
	struct name_forms *forms; /* compiled on the first image */
	struct VECTOR_OF(struct walk_function) functions;
	uint32_t *function_slots; /* open addressing: the last index of each name + 1, or 0 */
	size_t function_slot_count; /* a power of two */
	size_t module_capacity; /* of script->modules */
	struct VECTOR_OF(struct walk_text) texts; /* that were read already */
	size_t commands;    /* gone through so far */
	unsigned depth;
	bool silent;        /* nothing is recorded: the ranks of a step are tried */
	bool export_all;    /* set -a */
	struct script_rank *rank; /* silent: what it has when its program starts */

	/* Of the present command. */
	enum script_where where;
	struct script_step *step;
	size_t parent;
	bool conditional, loop, background, substitution, piped, function;
};

/* A command that runs now, without what stands in front of the program. */
struct run {
	const struct shell_node *node;
	struct script_words words; /* the program is the first; never empty */
	const char *name;          /* its base name; "" when not known */
	size_t index;              /* in script->commands; SIZE_MAX when nothing is recorded */
};

/* script_walk.c */
void walk_list(struct walk *walk, const struct shell_node *list);
/* The words of a command, be they its own or those that another command starts. `node` is the
 * command in whose place they run. */
void walk_words(struct walk *walk, const struct shell_node *node, struct script_words words);
/* A script within the script, with its arguments ("$@"), which may be not known. */
void walk_text(
	struct walk *walk, const struct shell_text *text, const struct script_words *arguments);
/* A list that may run or not: what it sets is in doubt afterwards. */
void walk_branch(struct walk *walk, const struct shell_node *list);
/* The commands within the words, assignments and redirects of a node. */
void walk_all_substitutions(struct walk *walk, const struct shell_node *node);
struct script_words words_from(const struct script_words *words, size_t first);
/* From here on the variable may be anything. */
void variables_forget(struct walk *walk, const char *name, uint32_t at);

/* script_assign.c */
void walk_assign(struct walk *walk, const struct shell_assignment *assignment, bool exported);
/* `export NAME`, `unset NAME`, `read NAME`: the names among the words. */
void walk_names(struct walk *walk, const struct shell_node *node, const struct script_words *words,
	const char *command);
/* Whether the command is export, declare, local and the like, whose assignments last. */
bool is_declaration(const struct shell_node *node);
/* Whether it exports them, too. */
bool exports(const struct shell_node *node);

/* script_loops.c */
void walk_loop(struct walk *walk, const struct shell_node *node);
void walk_for(struct walk *walk, const struct shell_node *node);
void walk_for_arithmetic(struct walk *walk, const struct shell_node *node);
/* Every name in an expression that cannot be worked out: which of them it sets does not matter. */
void forget_expression(struct walk *walk, const struct shell_word *words);

/* script_functions.c: the functions that were defined so far. */
void functions_add(struct walk *walk, const char *name, const struct shell_node *body);
const struct walk_function *functions_find(const struct walk *walk, const char *name);
void functions_release(struct walk *walk);

/* script_prefix.c */
/* The first word that is the program, behind `time`, `exec`, `env A=b` and the like. */
size_t program_index(const struct script_words *words);
/* The base name of a program; "" when it is not known. */
const char *word_name(const struct script_word *word);

/* script_run.c */
void run_command(struct walk *walk, const struct shell_node *node, const struct script_words *words,
	size_t index);

/* What a command does to the model; false when it is none of that kind after all. */
bool run_chmod(struct walk *walk, const struct run *run); /* script_files.c */
/* script_shells.c */
bool run_shell(struct walk *walk, const struct run *run);
bool run_source(struct walk *walk, const struct run *run);
bool run_file(struct walk *walk, const struct run *run); /* one that the script wrote */
bool run_function(struct walk *walk, const struct run *run);
bool run_container(struct walk *walk, const struct run *run); /* script_containers.c */
bool run_srun(struct walk *walk, const struct run *run);      /* script_srun.c */

/* script_srun.c: what the rank that is tried has when its program starts. */
void rank_note(struct walk *walk);

/* script_files.c: the files that the script wrote so far. */
struct script_file *files_find(struct script *script, const char *path);
/* What the redirects of `cat` and `echo` write. */
void files_write(struct walk *walk, const struct run *run);

/* script_options.c */
/* Reads options of a program from `first` on; gives the index of the first word that is none. */
size_t options_read(struct script *script, unsigned program, const struct script_words *words,
	size_t first, struct script_options *options, bool *unknown);
void options_number(const struct script_options *options, const char *name,
	struct script_number *number);
/* GPUs of --gres, --gpus-per-node: the number behind the last colon. */
bool gpus_parse(const char *value, int64_t *gpus);

/* script_binding.c */
void step_bind_cores(struct script *script, struct walk *walk, struct script_step *step);
void step_bind_gpus(struct script *script, struct walk *walk, struct script_step *step);

/* script_step.c */
void step_numbers(struct script *script, struct walk *walk, struct script_step *step);

/* script_header.c */
void header_read(struct script *script);
void header_numbers(struct script *script);
/* The variables that Slurm sets in the batch script, as far as the header tells. */
void header_variables(struct script *script);

/* script_image.c */
void image_recognise(struct walk *walk, const struct script_word *path, struct script_image *image);

#endif
