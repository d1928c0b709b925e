#ifndef BERTH_CLI_CLI_H
#define BERTH_CLI_CLI_H

/*
 * The headless face: const tables of commands, one for each group (commands_GROUP.c), each command with
 * its options. Parsing,
 * help and completion all come from the tables. A command reads its options from `struct cli`,
 * appends its result to cli->out and its complaints to cli->diags, and returns; main.c prints both
 * and turns the diagnostics into the exit code.
 */

#include "base/diag.h"
#include "base/text.h"
#include "image/catalog.h"
#include "site/site.h"

#include <jansson.h>

struct cli_option {
	const char *name;           /* without the dashes */
	char letter;                /* 0 for none */
	const char *value;          /* what the help calls the value; NULL: the option takes none */
	const char *help;           /* one line, no full stop */
	const char *const *choices; /* the values it takes, ended by NULL; NULL for any */
	bool repeats;               /* may be given several times */
};

struct cli;

struct cli_command {
	const char *words;     /* "image list" */
	const char *arguments; /* for the help: "[QUERY...]"; NULL for none */
	int least, most;       /* number of arguments; most -1 for any */
	bool takes_program;    /* words behind "--" are a program to run */
	const char *summary;   /* one line, no full stop */
	const char *details;   /* paragraphs for the help; may be NULL */
	const char *examples;  /* lines; may be NULL */
	const struct cli_option *options; /* ended by a NULL name; may be NULL */
	void (*run)(struct cli *cli);
};

/* All commands, in the order of the help; NULL behind the last. */
const struct cli_command *cli_command_at(size_t index);
/* The options that every command takes, ended by a NULL name. */
extern const struct cli_option cli_global_options[];

enum { CLI_OPTIONS_MAX = 40 };

struct cli_value {
	const struct cli_option *option;
	struct strings given;
	char *workspace_key; /* owned; where in the workspace file values come from; or NULL */
};

struct workspace;

struct cli {
	const struct cli_command *command;
	struct cli_value values[CLI_OPTIONS_MAX];
	size_t value_count;
	struct strings arguments;
	struct strings program; /* what stands behind "--" */
	bool json, color, ascii;
	struct text out;     /* the result, for standard output */
	json_t *document;    /* the result with --json; owned */
	struct diags diags;
	int exit_code;       /* set by a command that knows better than its diagnostics; or 0 */
	bool site_loaded;
	struct site site;
	struct catalog catalog;
	struct workspace *workspace; /* owned; what filled options that were not given; or NULL */
};

/* parse.c: fills `cli` from the words behind the program's name. False with U.. diagnostics. */
bool cli_parse(struct cli *cli, int count, char *const *words) MUST_USE;

/* Values by the option's name; BUG() when the command does not have it. */
bool cli_given(const struct cli *cli, const char *option);
const char *cli_value(const struct cli *cli, const char *option); /* the last one, or NULL */
const struct strings *cli_values(const struct cli *cli, const char *option);
/* An integer in [low, high], or `otherwise` when not given; U05 when it is something else. */
int64_t cli_integer(
	struct cli *cli, const char *option, int64_t low, int64_t high, int64_t otherwise);
/* The index of the value among the option's choices, or `otherwise` when not given. */
int cli_choice(const struct cli *cli, const char *option, int otherwise);

/* context.c: what several commands need. */
/* The site of --site, loaded once; NULL when it cannot be loaded (diagnosed). */
const struct site *cli_site(struct cli *cli);
/* The image that `what` names, resolved below --root or the site's roots; NULL when none. */
const struct image *cli_image(struct cli *cli, const char *what);
/* The diagnostic that was added last, for a hint. */
struct diag *cli_last(struct cli *cli);
/* A new JSON document with its schema. */
json_t *cli_document(struct cli *cli, const char *schema);
void cli_release(struct cli *cli);

/* help.c */
void cli_help(struct cli *cli, const struct cli_command *command);
void cli_help_overview(struct cli *cli);
void cli_help_group(struct cli *cli, const char *group);
const struct cli_command *cli_command_find(const char *words);
/* Whether a group of commands ("image") exists, and its commands: "image list, image show". */
bool cli_group_exists(const char *group);
void cli_group_list(const char *group, struct text *text);

/* output.c */
/* Prints the diagnostics to standard error and the result to standard output. */
int cli_finish(struct cli *cli);
/* A table with aligned columns; cells belong to the caller until table_print(). */
struct table {
	struct strings cells;
	size_t columns;
};
void table_row(struct table *table, size_t columns, const char *const *cells);
/* Appends the table; the first row is the heading. Releases it. */
void table_print(struct cli *cli, struct table *table);

#endif
