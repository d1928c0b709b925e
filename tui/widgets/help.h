#ifndef BERTH_TUI_WIDGETS_HELP_H
#define BERTH_TUI_WIDGETS_HELP_H

/*
 * The page behind "?": groups of commands with their keys, which scrolls. It is filled from the
 * tables of commands each time that it is opened.
 */

#include "tui/command.h"
#include "tui/widgets/dialog.h"

struct help_row {
	char *keys, *name, *text; /* owned; keys NULL: a heading, its title in `text` */
};

struct help {
	struct VECTOR_OF(struct help_row) rows;
	size_t first, lines; /* the uppermost in sight; how many there are at this width */
	int shown;
};

void help_release(struct help *help);
void help_clear(struct help *help);
void help_heading(struct help *help, const char *title);
/* `keys` as in tables ("up k"), which the user may have changed; NULL or "" for none. `argument`
 * and `name` may be NULL. */
void help_add(struct help *help, const char *keys, const char *name, const char *argument,
	const char *text);
/* Motion; q, ?, Esc, Enter leave. */
enum dialog_taken help_take(struct help *help, const struct key *key);
void help_draw(struct help *help, struct surface *surface, struct rect area, const char *title);

#endif
