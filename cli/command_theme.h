#ifndef BERTH_CLI_COMMAND_THEME_H
#define BERTH_CLI_COMMAND_THEME_H

#include "cli/cli.h"

void command_theme_list(struct cli *cli);
void command_theme_show(struct cli *cli);
void command_theme_check(struct cli *cli);

#endif
