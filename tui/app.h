#ifndef BERTH_TUI_APP_H
#define BERTH_TUI_APP_H

/*
 * What views may ask of the workbench. One thread draws and takes keys; everything that may take
 * longer than a frame is work in a thread, or a program (a child). Results come back through
 * functions that are called by the same one thread, between two keys.
 */

#include "base/diag.h"
#include "plan/plan.h"
#include "tui/view.h"

#include <stdatomic.h>

struct model;

struct model *app_model(struct app *app);
bool app_ascii(const struct app *app);
/* How many colours the screen has: 256, 16, 8, or 0 for none. */
int app_colors(const struct app *app);

/* Something is to be drawn anew; drawing happens once, after what is under way. */
void app_dirty(struct app *app);
/* Parts of the model have changed: every view that is open is told (view_ops.changed). */
void app_changed(struct app *app, unsigned parts);

/* Shows a view, with an argument (may be NULL); "back" leads to the one before. */
void app_visit(struct app *app, const char *view, const char *argument);
void app_back(struct app *app);
/* The one that is shown; NULL before the first. */
struct view *app_view(struct app *app);
void app_quit(struct app *app); /* asks when work would be lost */

/* One line of news above the footer, for a few seconds (errors until a key). */
void app_say(struct app *app, enum severity severity, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same, of what is seen in this view only: it goes when another one is shown. */
void app_say_here(struct app *app, enum severity severity, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* The same for diagnostics: the worst one as a line, all of them with a key. Moves them out of
 * `diags`. */
void app_say_diags(struct app *app, struct diags *diags);

/*
 * Dialogs. Each lies over the view until it is answered; `answer` is not called when it was left by
 * Esc. Strings are copied. `context` is the caller's (a view lives until the end).
 */

/* "QUESTION" and the exact command or effect; `yes` names what is done ("Cancel the job"). The safe
 * answer is the default. */
void app_confirm(struct app *app, const char *question, const char *exactly, const char *yes,
	void (*answer)(void *context), void *context);
/* One line of text. `history` names what is remembered together ("query"), or NULL. `complete` (may
 * be NULL) adds candidates for the text before the cursor. */
struct app_ask {
	const char *label, *initial, *placeholder, *history;
	bool secret; /* shown as dots, never remembered */
	void (*complete)(void *context, const char *before, struct strings *candidates);
	void (*typed)(void *context, const char *text); /* at each change; may be NULL */
	void (*answer)(void *context, const char *text);
	void (*left)(void *context); /* Esc; may be NULL */
	void *context;
};
void app_ask(struct app *app, const struct app_ask *ask);
/* For commands with an argument: takes it for the answer, and asks only when it is empty. */
void app_ask_unless(struct app *app, const char *argument, const struct app_ask *ask);
/* Asks for a word and goes to the next row of the list that has it; an empty answer is the word of last time. Then
 * `moved` is told. The view and its list live as long as the workbench. */
struct list;
void app_find(struct app *app, struct list *list, void (*moved)(struct view *view), struct view *view);
/* A list to choose from, with a filter by typing. `notes` (may be NULL) stand behind the items. */
void app_choose(struct app *app, const char *title, const struct strings *items,
	const struct strings *notes, size_t chosen, void (*answer)(void *context, size_t index),
	void *context);
/* Text in a pager over the view: search, copy, write to a file. `kind` tells how it is coloured;
 * prose is wrapped at the width of the screen. */
enum page_kind { PAGE_PLAIN, PAGE_SCRIPT, PAGE_DIFF, PAGE_YAML, PAGE_PROSE };
void app_page(struct app *app, const char *title, enum page_kind kind, const char *text);

/* Into the clipboard of the user's terminal (OSC 52), told with a line of news: "copied: WHAT". */
void app_copy(struct app *app, const char *what, const char *text);

/*
 * Work in a thread: `work` must not touch the app, views or the model; it gets copies in its
 * context. When it is done, `done` is called by the app's thread (also after cancel). At most one
 * piece of work of a `slot` counts: starting another cancels the one before, whose `done` gets
 * `stale` true and then only frees. Slots are any addresses that the callers own. While work with a
 * title is under way, a spinner and the seconds stand in the footer.
 */
struct app_work {
	const char *title; /* static; NULL: nothing is shown */
	void (*work)(void *context, const atomic_bool *cancel);
	void (*done)(void *context, bool stale);
	void *context;
};
void app_work(struct app *app, const void *slot, const struct app_work *work);
void app_work_cancel(struct app *app, const void *slot);
bool app_work_busy(const struct app *app, const void *slot);

/* A program in the background, its output (at most APP_CHILD_OUTPUT bytes) handed over at its end;
 * slots as above. A deadline of 0 is none. */
enum { APP_CHILD_OUTPUT = 8 << 20 };
struct app_child {
	const char *title;
	char *const *argv;   /* copied */
	const char *input;   /* copied; may be NULL */
	int deadline_ms;
	/* May be NULL. Gets standard output piece by piece as it comes (for logs that are followed); then
	 * it is not kept for `done`, and there is no limit to it. Not called when stale. */
	void (*piece)(void *context, const char *bytes, size_t length);
	/* status as of waitpid; -1 when it could not be started (why: `error`). */
	void (*done)(void *context, bool stale, int status, const struct text *output,
		const struct text *error);
	void *context;
};
void app_child(struct app *app, const void *slot, const struct app_child *child);
/* A command of the headless face ("image", "verify", PATH) as such a child; `words` ends with NULL.
 * Gives the argv for it, which the caller releases. */
void app_own_argv(struct app *app, char *const *words, struct strings *argv);
/* One command of the headless face that changes something, after a question with its exact words. What it says
 * when it fails is shown as a page. `context` is the slot. Strings are static. */
struct app_deed {
	const char *question, *yes; /* as of app_confirm(); NULL: it is done without being asked for */
	const char *said;	    /* news when it went well: "cancelled" */
	void (*done)(void *context, bool fine); /* when it has ended, before that is told; may be NULL */
	void *context;
};
/* Takes the words. */
void app_do(struct app *app, const struct app_deed *deed, struct strings *words);
/* The same; `words` ends with NULL. */
void app_do_words(struct app *app, const struct app_deed *deed, const char *const *words);
/* A program that gets the terminal (editor, shell); the workbench comes back when it ends. Gives its
 * status as waitpid() does, or -1. */
int app_foreground(struct app *app, char *const *argv, const char *folder);
/* $VISUAL, $EDITOR or vi on a file, at a line (0: none). */
void app_edit(struct app *app, const char *path, int line);

/* Shows a plan (steps, files, command lines), asks, and runs it; `ended` (may be NULL) is called by
 * the app's thread. Long plans (`keep`) become a recorded run (plan/record.h) in a process of their
 * own that outlives the workbench and is seen in the view of runs. */
void app_plan(struct app *app, const struct plan *plan, bool keep,
	void (*ended)(void *context, bool fine, const char *out), void *context);

/* Calls `ring` once, in so many milliseconds; setting the same (ring, context) again moves it, and
 * a negative time takes it away. There is no ticking: who wants to go on sets it again. */
void app_timer(struct app *app, int64_t milliseconds, void (*ring)(void *context), void *context);
/* Monotonic milliseconds; a recorded script may stop them. */
int64_t app_now(const struct app *app);
/* Calls `ready` whenever the file descriptor can be read; NULL ends it. */
void app_watch(struct app *app, int fd, void (*ready)(void *context, int fd), void *context);

#endif
