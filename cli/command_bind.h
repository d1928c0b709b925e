#ifndef BERTH_CLI_COMMAND_BIND_H
#define BERTH_CLI_COMMAND_BIND_H

/* The commands, one file each; commands_bind.c is their table. */

#include "cli/cli.h"

void command_bind_check(struct cli *cli);
void command_bind_compose(struct cli *cli);
void command_bind_show(struct cli *cli);

#endif
