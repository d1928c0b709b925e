#ifndef BERTH_TUI_VIEWS_SESSIONS_PARTS_H
#define BERTH_TUI_VIEWS_SESSIONS_PARTS_H

/* The view of VNC sessions: what its files sessions*.c share. */

#include "tui/answer.h"
#include "tui/command_form.h"
#include "tui/model.h"
#include "tui/widgets/list.h"
#include "tui/widgets/pager.h"

enum sessions_pane { SESSIONS_LIST, SESSIONS_DETAIL, SESSIONS_PANES };

struct sessions_view {
	struct view view;
	enum sessions_pane focus;
	struct answer answer;
	struct list list;
	struct row_source rows;
	/* Beside the list: how to reach the chosen session, or (with `making`) the form of a new one. */
	bool making;
	struct command_form form;
	struct command_options groups[2];
	struct pager detail; /* of a session, or what a new one would be */
	char *detail_id;     /* owned; the session that the detail is of */
	bool possible;       /* the new one can be started as it is typed */
};

static inline struct sessions_view *sessions_view(struct view *view)
{
	return (struct sessions_view *)(void *)view;
}

/* sessions_list.c */
void sessions_connect_list(struct sessions_view *sessions);
json_t *sessions_chosen(const struct sessions_view *sessions); /* NULL: none */
const char *sessions_state(const json_t *session);

/* sessions_detail.c: keeps the detail that of the chosen session; the plan of a new one. */
void sessions_follow(struct sessions_view *sessions, bool again);
void sessions_plan(struct sessions_view *sessions);

/* sessions.c */
void sessions_ask(struct sessions_view *sessions);
void sessions_make(struct sessions_view *sessions, bool making);

/* sessions_actions.c: the commands of the view, ended by a NULL name. */
extern const struct command sessions_commands[];

#endif
