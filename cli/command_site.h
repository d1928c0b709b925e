#ifndef BERTH_CLI_COMMAND_SITE_H
#define BERTH_CLI_COMMAND_SITE_H

/* The commands, one file each; commands_site.c is their table. */

#include "cli/cli.h"

void command_site_check(struct cli *cli);
void command_site_list(struct cli *cli);
void command_site_show(struct cli *cli);

#endif
