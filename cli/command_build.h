#ifndef BERTH_CLI_COMMAND_BUILD_H
#define BERTH_CLI_COMMAND_BUILD_H

#include "cli/cli.h"

/* The commands; commands_build.c is their table. */
void command_build_check(struct cli *cli);
void command_build_rules(struct cli *cli);

#endif
