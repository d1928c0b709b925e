#ifndef BERTH_CLI_COMMAND_QUEUE_H
#define BERTH_CLI_COMMAND_QUEUE_H

/* The commands of the group "job" that talk to Slurm; commands_queue.c is their table. */

#include "cli/cli.h"
#include "plan/plan.h"
#include "slurm/slurm.h"

void command_job_submit(struct cli *cli);
void command_job_test(struct cli *cli);
void command_job_list(struct cli *cli);
void command_job_show(struct cli *cli);
void command_job_history(struct cli *cli);
void command_job_log(struct cli *cli);
void command_job_cancel(struct cli *cli);
void command_job_partitions(struct cli *cli);

/* queue.c: what they share. */

/* The flag of ^C, which from now on does nothing but set it. */
const atomic_bool *queue_interrupt(void);
/* A client whose questions ^C ends. */
struct slurm_client queue_client(void);
/* Whether the argument names a job; U05 otherwise. */
bool queue_check_id(struct cli *cli, const char *id);
/* The job in the queue, or else in the accounting. Q03 when neither knows it. */
bool queue_find(struct cli *cli, const char *id, struct slurm_jobs *jobs);
/* Where the command line names no job, adds the newest one of the user to the arguments, and
 * tells which it is. False with Q03 when there is none, and with what Slurm says. */
bool queue_name_job(struct cli *cli);
/* "1:02:03", "-" */
void queue_append_duration(struct text *text, int64_t seconds);
/* Local time, "2026-11-25 22:11:26", "-" */
void queue_append_time(struct text *text, int64_t time);
/* The jobs as a table. `ended`: with exit codes instead of nodes. */
void queue_table(struct cli *cli, const struct slurm_jobs *jobs, bool ended);
json_t *queue_jobs_json(const struct slurm_jobs *jobs) RETURNS_NEW;
/* Shows, saves or runs a plan, as --show, --save and --force say; the document has the plan when
 * it does not run. What its programs say on standard error goes to ours, and is explained if the
 * plan fails. True with `result`, which the caller releases, when it ran well. */
bool queue_run_plan(struct cli *cli, const struct plan *plan, struct plan_result *result,
	struct text *said);

#endif
