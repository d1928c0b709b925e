#ifndef BERTH_CLI_COMMAND_INDEX_H
#define BERTH_CLI_COMMAND_INDEX_H

/* The commands, one file each; commands_index.c is their table. */

#include "cli/cli.h"

void command_index_clear(struct cli *cli);
void command_index_rebuild(struct cli *cli);
void command_index_status(struct cli *cli);

#endif
