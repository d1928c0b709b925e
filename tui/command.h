#ifndef BERTH_TUI_COMMAND_H
#define BERTH_TUI_COMMAND_H

/*
 * Everything that can be done in the workbench is a row of a table: keys, the ":" line, the palette,
 * the footer, the help and the user's own keys all lead to these rows. What belongs to one view
 * stands in the view's table; what always works in command_global (command_global.c).
 *
 * Words behind ":" that are no such row are a command of the headless face ("image list torch"):
 * it is run as a program of its own, and its output is shown in a pager.
 */

#include "base/base.h"

struct app;
struct view;

enum command_flag {
	COMMAND_WRITES = 1 << 0,  /* touches files or the machine: refused in read-only mode */
	COMMAND_QUIET = 1 << 1,   /* not in the footer */
	COMMAND_ARGUMENT = 1 << 2, /* takes words; started by a key, it asks for them */
};

struct command {
	const char *name;  /* "compare": as typed behind ":"; unique among global and the view's */
	const char *keys;  /* "c", "up k"; NULL for none; the user may change them */
	const char *label; /* one or two words for the footer; NULL: the name */
	const char *help;  /* one line, no full stop */
	const char *argument; /* what the help calls the words behind it: "QUERY"; or NULL */
	unsigned flags;
	/* NULL: always possible. Gives NULL when it can be done now, else one short sentence why not
	 * ("no image is chosen"), which is shown. */
	const char *(*disabled)(struct app *app, struct view *view);
	/* `view` is the one that the command belongs to, or the present one. `argument` is never NULL. */
	void (*run)(struct app *app, struct view *view, const char *argument);
};

/* A reason of `disabled` that is over in a moment: the footer keeps such a command in its place, dim. What
 * cannot be done for another reason is not in the footer at all. */
extern const char command_soon[];

/* Ended by a NULL name. */
extern const struct command command_global[];

#endif
