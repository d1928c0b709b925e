#ifndef BERTH_CLI_COMMAND_WORKSPACE_H
#define BERTH_CLI_COMMAND_WORKSPACE_H

#include "cli/cli.h"

/* The commands; commands_workspace.c is their table. */
void command_init(struct cli *cli);
void command_set(struct cli *cli);
void command_unset(struct cli *cli);
void command_status(struct cli *cli);
void command_lock(struct cli *cli);

#endif
