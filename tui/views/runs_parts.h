#ifndef BERTH_TUI_VIEWS_RUNS_PARTS_H
#define BERTH_TUI_VIEWS_RUNS_PARTS_H

/* The view of what runs: what its files runs*.c share. */

#include "slurm/log.h"
#include "slurm/poll.h"
#include "tui/answer.h"
#include "tui/widgets/list.h"
#include "tui/widgets/pager.h"

enum runs_pane { RUNS_LIST, RUNS_DETAIL };

/* A row: a job of Slurm, or a run of Berth. */
struct runs_row {
	bool is_job;
	const json_t *object; /* of the answer that it came with */
	char *key;            /* owned: "job 4711", "run 20261125-..." */
};

struct runs_view {
	struct view view;
	enum runs_pane focus;
	struct answer jobs, runs;
	struct slurm_poll poll; /* when Slurm may be asked again */
	bool ended_too;         /* also jobs that ended a short time ago */
	struct VECTOR_OF(struct runs_row) all;
	struct list list;
	bool moved;             /* somebody has chosen a row */
	struct row_source rows;
	bool log;        /* the detail is the log, else what is known */
	bool log_failed; /* it could not be had, or not to its end */
	struct pager detail;
	char *detail_key; /* owned; what the detail is of; NULL: nothing */
	struct slurm_log_fold fold;
};

static inline struct runs_view *runs_view(struct view *view)
{
	return (struct runs_view *)(void *)view;
}

/* runs_list.c */
void runs_connect_list(struct runs_view *runs);
/* Makes the rows of the answers that are there. */
void runs_fill(struct runs_view *runs);
const struct runs_row *runs_chosen(const struct runs_view *runs); /* NULL: none */
const char *runs_id(const struct runs_row *row);
/* Whether it still runs or waits. */
bool runs_is_open(const struct runs_row *row);

/* runs_detail.c: keeps the detail that of the chosen row. */
void runs_follow(struct runs_view *runs, bool again);

/* runs.c: asks for what may be asked again now, and comes back when there may be more. */
void runs_ask(struct runs_view *runs, bool by_hand);

/* runs_actions.c: the commands of the view, ended by a NULL name. */
extern const struct command runs_commands[];

#endif
