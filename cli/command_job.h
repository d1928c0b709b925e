#ifndef BERTH_CLI_COMMAND_JOB_H
#define BERTH_CLI_COMMAND_JOB_H

#include "cli/cli.h"
#include "job/job.h"

/* What was asked for by the options of the command (`job mask` has only some of the rows of
 * job/wish.h) on top of what the wish already holds. False when one of them cannot be read. */
bool read_wishes(struct cli *cli, struct job_wish *wish);

/* The commands, one file each; commands_job.c is their table. */
void command_job_check(struct cli *cli);
void command_job_explain(struct cli *cli);
void command_job_mask(struct cli *cli);
void command_job_rules(struct cli *cli);
void command_job_script(struct cli *cli);
void command_job_template(struct cli *cli);
void command_job_templates(struct cli *cli);

#endif
