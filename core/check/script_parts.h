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

/* script_walk.c */
void walk_list(struct walk *walk, const struct shell_node *list);
/* The words of a command, be they its own or those that another command starts. `node` is the
 * command in whose place they run. */
void walk_words(struct walk *walk, const struct shell_node *node, struct script_words words);
/* A script within the script, with its arguments ("$@"), which may be not known. */
void walk_text(struct walk *walk, const struct shell_text *text, const struct script_words *arguments);
struct script_words words_from(const struct script_words *words, size_t first);

/* script_functions.c: the functions that were defined so far. */
void functions_add(struct walk *walk, const char *name, const struct shell_node *body);
const struct walk_function *functions_find(const struct walk *walk, const char *name);
void functions_release(struct walk *walk);

/* script_run.c: what commands do: shells, modules, files, containers, steps. */
void run_command(struct walk *walk, const struct shell_node *node, const struct script_words *words,
	size_t index);
/* The first word that is the program, behind `time`, `exec`, `env A=b` and the like. */
size_t program_index(const struct script_words *words);

/* script_step.c */
/* Reads options of a program from `first` on; gives the index of the first word that is none. */
size_t options_read(struct script *script, unsigned program, const struct script_words *words,
	size_t first, struct script_options *options, bool *unknown);
void step_numbers(struct script *script, struct walk *walk, struct script_step *step);
void options_number(const struct script_options *options, const char *name,
	struct script_number *number);
/* GPUs of --gres, --gpus-per-node: the number behind the last colon. */
bool gpus_parse(const char *value, int64_t *gpus);

/* script_header.c */
void header_read(struct script *script);
void header_numbers(struct script *script);
/* The variables that Slurm sets in the batch script, as far as the header tells. */
void header_variables(struct script *script);

/* script_image.c */
void image_recognise(struct walk *walk, const struct script_word *path, struct script_image *image);

void variables_forget(struct walk *walk, const char *name, uint32_t at);

#endif
