#ifndef BERTH_CLI_COMMAND_BUILD_H
#define BERTH_CLI_COMMAND_BUILD_H

#include "cli/cli.h"

/* The commands; commands_build.c and commands_build_ways.c are their tables. */
void command_build_check(struct cli *cli);
void command_build_rules(struct cli *cli);
/* One for all recipes: the last word of the command is the recipe's name. */
void command_build(struct cli *cli);
void command_build_write(struct cli *cli);
void command_build_template(struct cli *cli);
void command_build_templates(struct cli *cli);
void command_build_advise(struct cli *cli);

#endif
