#ifndef BERTH_CLI_COMPLETE_H
#define BERTH_CLI_COMPLETE_H

/*
 * Completion for shells. `berth __complete WORD...` gets the words up to the cursor, the last of
 * which may be empty or not whole, and writes a line for each candidate for that last word:
 *
 *   CANDIDATE          the whole word, or
 *   CANDIDATE TAB HELP with one line of help
 *   TAB WHAT           no candidate: the shell may add its own, where WHAT is "files", "folders" or
 *                      "programs"; "unknown" is a value that complete_values.c has no row for
 *
 * Behind a candidate that ends in ':', '=', ',' or '.' no blank belongs. It always ends with 0 and
 * says nothing on standard error. Nothing is run or asked: no Slurm, no network. Images are found
 * by walking the site's folders; what is inside them is only known from the index.
 *
 * complete.c finds out what the word is, complete_values.c has the table of values,
 * complete_images.c those that come from images, and complete_site.c those of the site file.
 */

#include "cli/cli.h"

struct completion {
	struct cli *cli;    /* the command, with the options and arguments before the word */
	const char *before; /* the beginning of the word that is no part of the value: "--site=" */
	const char *word;   /* the rest of the word */
};

/* Writes a candidate, unless it does not begin as the word or has control characters. `help` may be
 * NULL. */
void complete_offer(struct completion *completion, const char *candidate, const char *help);
/* Asks the shell for its own candidates. */
void complete_ask_shell(struct completion *completion, const char *what);

/* The names of commands: for the first word, or the words that follow `first`. */
void complete_commands(struct completion *completion, const char *first);

/* complete_values.c: the candidates for a value: what the help calls it ("FILE"), and of which
 * option (NULL: it is an argument). */
void complete_value(struct completion *completion, const char *value, const char *option);

/* complete_images.c: names of images, words of queries, names of packages that are in images. */
void complete_images(struct completion *completion);
void complete_query(struct completion *completion);
void complete_packages(struct completion *completion);
void complete_facts(struct completion *completion);

/* complete_site.c: what the site file knows; of accounts, the projects of the user. */
void complete_built_in_sites(struct completion *completion);
void complete_sites(struct completion *completion);
void complete_partitions(struct completion *completion);
void complete_node_types(struct completion *completion);
void complete_strategies(struct completion *completion);
void complete_presets(struct completion *completion);
void complete_modules(struct completion *completion);
void complete_cotainr_systems(struct completion *completion);
void complete_accounts(struct completion *completion);

#endif
