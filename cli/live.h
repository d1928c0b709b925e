#ifndef BERTH_CLI_LIVE_H
#define BERTH_CLI_LIVE_H

/*
 * Running a recorded plan in front of somebody: its steps, what its programs say and how far they
 * are go to standard error. Ctrl-C and SIGTERM cancel it; the end of the login does not reach it.
 */

#include "cli/cli.h"
#include "plan/record.h"

/* Runs what is left of the plan. What went wrong, and what is left behind, is in cli->diags. */
void live_run(struct cli *cli, struct run_record *record);
/* Lets another process of Berth, in a session of its own, do it. */
void live_detach(struct cli *cli, const struct run_record *record);

/* "12 s", "3:05", "1:02:03". */
void append_elapsed(struct text *text, int64_t milliseconds);
/* The run as JSON; `plan` gives the titles of the steps and what is left behind, or is NULL. */
json_t *run_json(const struct run_record *record, const struct plan *plan) RETURNS_NEW;

#endif
