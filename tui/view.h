#ifndef BERTH_TUI_VIEW_H
#define BERTH_TUI_VIEW_H

/*
 * A view is one screen of the workbench: a const table of operations and a struct of its own that
 * begins with `struct view`. Views are made once, when they are first shown, and live until the
 * end, so that coming back finds everything as it was. A view draws only what it knows: it never
 * waits, reads no file and asks no clock while it draws or takes a key; what takes time is work
 * (app.h: app_work, app_child), whose result marks the view dirty.
 *
 * Adding one is a file in tui/views and a row in views.c.
 */

#include "tui/command.h"
#include "tui/key.h"
#include "tui/surface.h"

#include "base/text.h"

/* What has changed, for view_ops.changed. */
enum model_part {
	MODEL_IMAGES = 1 << 0,    /* the catalog was scanned anew, or facts have come */
	MODEL_WORKSPACE = 1 << 1, /* an edit of berth.yaml, undo, another file */
	MODEL_COMPOSED = 1 << 2,  /* binds, script and complaints that follow from it */
	MODEL_QUEUE = 1 << 3,     /* what Slurm says of the user's jobs */
	MODEL_RUNS = 1 << 4,
};

struct view_ops {
	const char *name;    /* "images": ":images" shows it */
	const char *title;   /* "Images" */
	const char *keys;    /* that show it from everywhere: "1" */
	const char *summary; /* one line for the help */
	size_t size;         /* of the whole struct; zeroed before `open` */
	const struct command *commands; /* ended by a NULL name; the footer's order */
	void (*open)(struct view *view);
	void (*close)(struct view *view);
	/* It comes into sight or leaves it: what watches (queue, thumbnails, logs) starts and stops. */
	void (*show)(struct view *view, bool visible);   /* may be NULL */
	void (*changed)(struct view *view, unsigned parts); /* may be NULL */
	/* Before the tables of commands; false: not for us. Text fields that are being edited and
	 * the motion in lists are taken here (by their widgets). May be NULL. */
	bool (*key)(struct view *view, const struct key *key);
	/* Into `area`, which is at least 1 x 1; the view keeps what it needs to scroll. */
	void (*draw)(struct view *view, struct surface *surface, struct rect area);
	/* While letters go into a field: what the other keys do ("enter take it  esc leave it"), in
	 * the footer in place of commands that they do not reach; NULL at other times. May be NULL. */
	const char *(*typing)(struct view *view);
	/* What stands right in the footer: "12 of 340 images"; may be NULL. */
	void (*status)(struct view *view, struct text *text);
	/* What %{NAME} means in commands of the user: "image", "job", "session", "file", "run"; NULL
	 * when the view has no such thing. The view owns the string. May be NULL. */
	const char *(*subject)(struct view *view, const char *name);
	/* The argument of ":NAME ARGUMENT" (a query, a path); may be NULL. */
	void (*visit)(struct view *view, const char *argument);
};

struct view {
	const struct view_ops *ops;
	struct app *app;
	bool visible;
};

/* All views, in the order of the bar at the top; NULL behind the last. */
extern const struct view_ops *const view_table[];

#endif
