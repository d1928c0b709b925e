#ifndef BERTH_TUI_VIEWS_SESSIONS_PARTS_H
#define BERTH_TUI_VIEWS_SESSIONS_PARTS_H

/* The view of VNC sessions: what its files sessions*.c share. */

#include "tui/answer.h"
#include "tui/command_form.h"
#include "tui/model.h"
#include "tui/widgets/list.h"
#include "tui/widgets/pager.h"
#include "vnc/thumbnail.h"

enum sessions_pane { SESSIONS_LIST, SESSIONS_DETAIL };

struct vnc_live;

/* The live picture of a session's screen; sessions_picture.c. */
struct sessions_picture {
	int fd;                /* of the connection */
	struct vnc_live *live; /* NULL: no connection */
	char *id;              /* owned; whose picture it is, or will be; NULL: none is wanted */
	char *trouble;         /* owned; why there is none; NULL: nothing is known */
	int columns, rows;     /* the room at the last drawing; 0: it is not seen */
	int shown_columns, shown_rows; /* what the connection knows of that */
	bool large;                    /* it takes all of the pane */
	struct thumbnail thumbnail;    /* what came last */
};

struct sessions_view {
	struct view view;
	enum sessions_pane focus;
	struct answer answer; /* all sessions */
	struct answer info;   /* the chosen one, with the ways in */
	struct list list;
	struct row_source rows;
	/* Beside the list: how to reach the chosen session, or (with `making`) the form of a new
	 * one. */
	bool making;
	struct command_form form;
	struct command_options groups[2];
	struct pager detail; /* of a session, or what a new one would be */
	char *detail_id;     /* owned; the session that the detail is of */
	bool possible;       /* the new one could be started when it was looked at last */
	bool planning;       /* it is being looked at again */
	char *obstacle;      /* owned; else what stands against it; NULL: not known */
	struct sessions_picture picture;
};

static inline struct sessions_view *sessions_view(struct view *view)
{
	return (struct sessions_view *)(void *)view;
}

/* sessions_list.c */
void sessions_connect_list(struct sessions_view *sessions);
json_t *sessions_chosen(const struct sessions_view *sessions); /* NULL: none */
const char *sessions_state(const json_t *session);

/* sessions_detail.c: keeps the detail that of the chosen session; the plan of a new one; what is
 * done when `info` came. */
void sessions_told(void *context);
void sessions_follow(struct sessions_view *sessions, bool again);
void sessions_plan(struct sessions_view *sessions);

/* sessions_picture.c */
/* Begins, changes or ends the connection as what is chosen and seen wants it, a moment later. */
void sessions_picture_follow(struct sessions_view *sessions);
/* The view leaves the sight: no connection stays. */
void sessions_picture_hide(struct sessions_view *sessions);
void sessions_picture_release(struct sessions_view *sessions);
/* Draws it into the lower part of the area when there is one; gives what is left above. */
struct rect sessions_picture_draw(
	struct sessions_view *sessions, struct surface *surface, struct rect area);
/* To be called by a drawing that has no place for it. */
void sessions_picture_unseen(struct sessions_view *sessions);

/* sessions.c */
void sessions_ask(struct sessions_view *sessions);
void sessions_make(struct sessions_view *sessions, bool making);

/* sessions_files.c: commands that read files of the session's folder, in a thread. */
void sessions_copy_password(struct app *app, struct view *view, const char *argument);
void sessions_show_log(struct app *app, struct view *view, const char *argument);

/* sessions_actions.c: the commands of the view, ended by a NULL name. */
extern const struct command sessions_commands[];

#endif
