#ifndef BERTH_TUI_APP_PARTS_H
#define BERTH_TUI_APP_PARTS_H

/*
 * What the files app_*.c, command_global.c, model.c and app_play.c share. Views know app.h only.
 */

#include "theme/theme.h"
#include "tui/app.h"
#include "tui/config.h"
#include "tui/decode.h"
#include "tui/layout.h"
#include "tui/loop.h"
#include "tui/model.h"
#include "tui/term.h"
#include "tui/tui.h"
#include "tui/work.h"

struct dialog;
struct play;

/* A dialog lies over the view, and over dialogs that were there before. Each begins with this. */
struct dialog_ops {
	/* Draws itself somewhere into `area`, which is all between the bar and the footer. */
	void (*draw)(
		struct app *app, struct dialog *dialog, struct surface *surface, struct rect area);
	/* Takes every key; leaves by app_close_dialog(). */
	void (*key)(struct app *app, struct dialog *dialog, const struct key *key);
	void (*release)(struct dialog *dialog); /* what is inside; the struct itself is freed */
	const char *keys;			/* for the footer: "enter runs it  esc back" */
};
struct dialog {
	const struct dialog_ops *ops;
	const char *keys; /* in place of those of `ops`; NULL: those */
};

struct news {
	enum severity severity;
	char *line;	    /* owned; NULL: nothing */
	struct diags diags; /* all of which the line is the worst */
	bool until_key;	    /* stays until a key comes */
	bool here;	    /* about the view that is shown, and goes with it */
};

struct app_history {
	char *name;	      /* owned */
	struct strings lines; /* oldest first */
};

enum { APP_VIEWS_MAX = 64 };

struct app {
	struct tui_start start;
	struct loop loop;
	struct works *works;
	struct term *term; /* NULL: a script runs on the surface alone */
	struct decoder decoder;
	struct surface surface;
	struct theme theme;
	bool has_theme;
	struct config config;
	struct model model;
	struct view *views[APP_VIEWS_MAX]; /* by place in view_table; NULL: never shown */
	int bar[APP_VIEWS_MAX + 1]; /* where each name begins in the bar, and the last one ends */
	struct VECTOR_OF(size_t) visits; /* places in view_table; the last one is shown */
	struct VECTOR_OF(struct dialog *) dialogs;
	struct VECTOR_OF(struct app_history) histories;
	struct news news;
	struct {
		struct list *list;
		void (*moved)(struct view *view);
		struct view *view;
	} finding; /* of app_find() */
	struct play *script;
	FILE *record;
	int64_t recorded; /* when the last key was */
	bool dirty, leaving, read_only, mouse;
	int signal; /* that asked to end; 0 */
	int exit_code;
	struct diags failure;	   /* of a script, and the screen as it was then: both are */
	struct text failed_screen; /* printed when the terminal is given back */
	int64_t drawn;		   /* when; of the real clock */
	bool waits_for_terminal;
};

/* What can be done: rows of the tables of commands, views, the user's own commands and the headless
 * face, in one form. */
enum action_kind { ACTION_COMMAND, ACTION_VIEW, ACTION_CUSTOM, ACTION_HEADLESS };
struct action {
	enum action_kind kind;
	const char *name, *keys, *label, *help, *argument; /* see struct command */
	unsigned flags;
	const struct command *command;
	struct view *view; /* of the command; NULL: a global one */
	const struct view_ops *shows;
	const struct custom_command *custom;
	const struct tui_headless *headless;
};
struct actions VECTOR_OF(struct action);

/* app.c */
bool app_init(struct app *app, const struct tui_start *start, struct diags *diags) MUST_USE;
void app_release(struct app *app);
int app_loop(struct app *app);
void app_resize(struct app *app, int width, int height);
bool app_load_theme(struct app *app, const char *name, struct diags *diags) MUST_USE;
/* Whether nothing is under way that a script would wait for. */
bool app_is_idle(const struct app *app);
void app_suspend(struct app *app);

/* app_draw.c */
void app_draw(struct app *app);

/* app_keys.c */
void app_key(struct app *app, const struct key *key);
/* Goes back or gives up, as Esc does outside of dialogs. */
void app_escape(struct app *app);

/* app_views.c */
void app_release_views(struct app *app);

/* app_actions.c */
/* All that can be named now. Without `everything`: what has keys, of this view and everywhere. */
void app_actions(struct app *app, bool everything, struct actions *actions);
/* For those who show them: an action whose keys all belong to ones before it has none. */
void app_drop_taken_keys(struct actions *actions);
/* Why not now; NULL when it can be done. */
const char *app_action_disabled(struct app *app, const struct action *action);
/* Runs it, or says why not. `argument` NULL: when it takes one, it is asked for. */
void app_run_action(struct app *app, const struct action *action, const char *argument);
/* A whole line as typed behind ":". */
void app_run_line(struct app *app, const char *line);
/* Adds candidates for the text before the cursor of such a line. */
void app_complete_line(void *app, const char *before, struct strings *candidates);

/* app_headless.c, app_custom.c */
void app_run_headless(struct app *app, const char *line);
void app_run_custom(struct app *app, const struct custom_command *custom);

/* app_dialogs.c, dialog_*.c */
/* As app_confirm(), and tells when it was left by Esc. Exactly one of both is called. */
void app_confirm_or(struct app *app, const char *question, const char *exactly, const char *yes,
	void (*answer)(void *context), void (*left)(void *context), void *context);
/* A question with two answers besides no: y is the first, the first letter of its label the other. */
struct app_answer {
	const char *label; /* "Leave" */
	void (*answer)(void *context);
};
void app_confirm_two(struct app *app, const char *question, const char *exactly,
	const struct app_answer *yes, const struct app_answer *also, void *context);
/* Writes the workspace file, and leaves when that went well. */
void app_save_and_leave(struct app *app);
void app_open_dialog(struct app *app, struct dialog *dialog);
void app_close_dialog(struct app *app, struct dialog *dialog);
struct strings *app_history(struct app *app, const char *name);
void app_remember(struct app *app, const char *name, const char *line);
void app_open_help(struct app *app);
void app_open_palette(struct app *app);
void app_open_line(struct app *app, const char *initial);
void app_show_news(struct app *app); /* all diagnostics of the news in a pager */

/* app_news.c */
void app_clear_news(struct app *app);
/* Another view is shown: what was said about the one before goes. */
void app_leave_news(struct app *app);

/* model.c */
/* False when there is no such site. */
bool model_init(struct model *model, struct app *app, struct diags *diags) MUST_USE;
void model_release(struct model *model);
/* Reads the file anew, or another one. */
void model_open(struct model *model, const char *path);
void model_undo(struct model *model);
void model_redo(struct model *model);
void model_save(struct model *model, bool force);
bool model_is_busy(const struct model *model);
/* Composes what follows from the document, in the background. */
void model_compose(struct model *model);
/* The content is another: composes, and keeps a draft. */
void model_edited(struct model *model);
/* model_draft.c: writes the draft now, or in a moment; offers one that was left. */
void model_keep(struct model *model);
void model_keep_soon(struct model *model);
void model_offer_draft(struct model *model);
/* model.c */
/* After the first view is there: scans, composes, and offers a draft. */
void model_begin(struct model *model);

/* app_play.c */
struct play *play_open(struct app *app, const char *path, struct diags *diags) MUST_USE;
void play_free(struct play *script);
/* Does what is next; gives how many milliseconds it may wait until it is asked again. */
int play_turn(struct play *script);
void play_record(struct app *app, const struct key *key);

#endif
