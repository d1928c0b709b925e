#ifndef BERTH_TUI_CONFIG_H
#define BERTH_TUI_CONFIG_H

/*
 * The user's configuration of the workbench, "config.yaml" in Berth's configuration folder:
 *
 *   theme: dark            # a name or a path
 *   ascii: true            # draw with ASCII alone
 *   mouse: true            # take the mouse
 *   read-only: true        # refuse what changes anything
 *   keys:                  # other keys for commands; the empty text: none
 *     compare: ctrl-p
 *   commands:              # own commands, by name
 *     top:
 *       keys: ctrl-t
 *       help: Watch the node of the job
 *       run: "!ssh %{node} -t top"  # with "!" in front it gets the terminal; else its output is shown
 *       views: [jobs]      # only there; none: everywhere
 *
 * %{NAME} is what the view has by that name (view.h), as one shell word.
 */

#include "base/arena.h"
#include "base/diag.h"
#include "base/yaml.h"

struct custom_keys {
	struct yaml_record record; /* the command's name */
	char *keys;                /* NULL: none */
};

struct custom_command {
	struct yaml_record record;
	char *keys, *label, *help, *run;
	struct yaml_strings views;
	bool writes;  /* refused in read-only mode; everything that gets the terminal is */
	bool confirm; /* asks first, with the line */
};

struct config {
	struct arena arena; /* owns all strings */
	char *theme;
	bool ascii, mouse, read_only;
	struct yaml_records keys;     /* struct custom_keys */
	struct yaml_records commands; /* struct custom_command */
};

/* The user's file; none is no mistake. F.. with line and column, D05 keys that are none, D06 a command
 * without a line to run. False when it has mistakes: `config` is then empty. */
bool config_load(struct config *config, struct diags *diags) MUST_USE;
bool config_read(const char *path, const char *bytes, size_t length, struct config *config,
	struct diags *diags) MUST_USE;
void config_release(struct config *config);

/* The keys of a command after the user's wishes. */
const char *config_keys(const struct config *config, const char *command, const char *keys);
/* Writes the line with its %{NAME}s; false with the name that `subject` does not know (in *missing,
 * the caller frees it). */
bool config_expand(const char *line, const char *(*subject)(void *context, const char *name),
	void *context, struct text *text, char **missing) MUST_USE;

#endif
