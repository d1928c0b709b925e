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
	void (*more_details)(struct text *text); /* lines that come from another table; may be NULL */
	const struct cli_option *options; /* ended by a NULL name; may be NULL */
	void (*run)(struct cli *cli);
};

/* Commands that have a page of the manual in common, berth-NAME(1). Those of one page may stand in
 * several tables; the first row of a name has the summary. */
struct cli_group {
	const char *name;    /* NULL: they stand in berth(1) */
	const char *summary; /* one line, no full stop */
	const struct cli_command *commands; /* ended by NULL words */
};

/* All groups, in the order of the help; NULL behind the last. */
const struct cli_group *cli_group_at(size_t index);
/* All commands, in the order of the help; NULL behind the last. */
const struct cli_command *cli_command_at(size_t index);

/* What the exit codes mean, ended by a NULL meaning. */
struct cli_exit_code {
	int code;
	const char *meaning;
};
extern const struct cli_exit_code cli_exit_codes[];

/* The options that every command takes, ended by a NULL name. */
extern const struct cli_option cli_global_options[];

enum { CLI_OPTIONS_MAX = 80 };

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
	bool output_gone;    /* the reader of standard output has seen enough, or it cannot be written */
	bool progress_shown; /* a line of progress stands on the terminal */
	int exit_code;       /* set by a command that knows better than its diagnostics; or 0 */
	bool site_loaded;
	struct site site;
	struct catalog catalog;
	struct workspace *workspace; /* owned; what filled options that were not given; or NULL */
};

/* parse.c: fills `cli` from the words behind the program's name. False with U.. diagnostics. */
bool cli_parse(struct cli *cli, int count, char *const *words) MUST_USE;

/* The first two things that cli_parse() does, for those who look at words that are not whole yet.
 * Finds the command of the first words and lists its options, with *used words that name it; false
 * without a diagnostic when there is none. */
bool cli_find_command(struct cli *cli, int count, char *const *words, int *used) MUST_USE;
/* The option that `word` ("--name", "--name=value", "-n", "-nvalue") stands for, NULL for none; *length
 * gets that of its name with the dashes, *given the value in the same word or NULL. */
struct cli_value *cli_option_of(
	struct cli *cli, const char *word, size_t *length, const char **given);

/* Whether the command has an option of that name. */
bool cli_has(const struct cli *cli, const char *option);
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
/* Says on standard output that a check found nothing in `name` ("-": standard input). */
void cli_say_in_order(struct cli *cli, const char *name);
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

/* What no help shows, for the shells and for the makers of Berth (complete.h, man.c). */
/* The candidates for the last of the words, a line each. */
void cli_complete(struct cli *cli, int count, char *const *words);
/* A page of the manual in scdoc's language: "berth", or "berth-GROUP". words[1] names a file with the
 * paragraphs that people have written for it; the sections of the tables come where it has a line
 * "@commands@", or behind it. U06, F20. */
void cli_man(struct cli *cli, int count, char *const *words);
/* "berth --version", with `words` behind it ("--json"). U01. */
void cli_version(struct cli *cli, int count, char *const *words);

/* stream.c, for results that are too large to be kept and work that takes its time */
/* Writes what cli->out has by now when it is more than a piece; with `last`, all of it. False when
 * nobody reads any more: the command then ends. Never with --json. */
bool cli_stream(struct cli *cli, bool last);
/* Shows on a terminal how far the work is, "WHAT 45 %"; the line goes away with cli_progress_end(). */
void cli_progress(struct cli *cli, const char *what, uint64_t done, uint64_t total);
void cli_progress_end(struct cli *cli);

/* output.c */
/* Prints the diagnostics to standard error and the result to standard output. */
int cli_finish(struct cli *cli);
/* Prints warnings and notes now, before work that takes long; not with --json, and not when there
 * are errors. */
void cli_tell(struct cli *cli);
/* A table with aligned columns. */
struct table_cell {
	size_t at, length; /* bytes in `text` */
	size_t width;      /* on a terminal */
};
struct table {
	struct text text; /* of all cells, cleaned */
	struct VECTOR_OF(struct table_cell) cells;
	size_t columns;
};
/* Copies the cells and cleans them; NULL is shown as "-". */
void table_row(struct table *table, size_t columns, const char *const *cells);
/* Appends the table; the first row is the heading. Releases it. */
void table_print(struct cli *cli, struct table *table);
void table_release(struct table *table);

#endif
