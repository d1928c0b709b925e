#ifndef BERTH_CLI_WORKSPACE_H
#define BERTH_CLI_WORKSPACE_H

/*
 * berth.yaml for commands: finding it, and taking from it what the command line leaves open.
 */

#include "cli/cli.h"
#include "workspace/workspace.h"

/* Reads the file that a command is about (--file, or found) into `workspace`, which the caller
 * releases. False with W08 when there is none; with the mistakes of the file when it has any. */
bool cli_workspace_read(struct cli *cli, struct workspace *workspace) MUST_USE;

/* Fills the options that were not given (image, binds, environment, and what is in `job:`) from the
 * workspace file, if there is one and --workspace does not say "none". Lists are added to, and a
 * variable of the command line hides the same one of the file. Diagnostics about such an option
 * will stand at its place in the file. False when the file cannot be used. */
bool cli_workspace_fill(struct cli *cli) MUST_USE;

/* Gives diagnostics about options that the file filled their place in it; cli_finish() calls it. */
void cli_workspace_places(struct cli *cli);

/* Writes the new content of a workspace file (through its link, if it is one) as a plan. */
bool cli_workspace_write(struct cli *cli, const char *path, const struct text *text, bool replace)
	MUST_USE;

#endif
