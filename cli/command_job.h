#ifndef BERTH_CLI_COMMAND_JOB_H
#define BERTH_CLI_COMMAND_JOB_H

#include "cli/cli.h"
#include "job/job.h"

/* The options that `job mask` and `job script` share, into a wish; *order is the caller's to
 * free. False when one of them cannot be read. */
bool read_binding_options(struct cli *cli, struct job_wish *wish, int64_t **order);

/* The commands, one file each; commands_job.c is their table. */
void command_job_mask(struct cli *cli);
void command_job_script(struct cli *cli);
void command_job_check(struct cli *cli);
void command_job_rules(struct cli *cli);

#endif
