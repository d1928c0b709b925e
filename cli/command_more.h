#ifndef BERTH_CLI_COMMAND_MORE_H
#define BERTH_CLI_COMMAND_MORE_H

/* The commands, one file each; commands_more.c is their table. */

#include "cli/cli.h"

void command_doctor(struct cli *cli);
void command_explain(struct cli *cli);
void command_help(struct cli *cli);
void command_tui(struct cli *cli); /* in main.c, which alone knows the workbench */

#endif
