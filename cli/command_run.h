#ifndef BERTH_CLI_COMMAND_RUN_H
#define BERTH_CLI_COMMAND_RUN_H

/* The commands, one file each; commands_run.c is their table. */

#include "cli/cli.h"

void command_run_list(struct cli *cli);
void command_run_show(struct cli *cli);
void command_run_log(struct cli *cli);
void command_run_cancel(struct cli *cli);
void command_run_resume(struct cli *cli);
void command_run_remove(struct cli *cli);

#endif
