#ifndef BERTH_TUI_WIDGETS_ASK_H
#define BERTH_TUI_WIDGETS_ASK_H

/*
 * One line that is asked for: an input with a label, history, and completion. Tab adds what all
 * candidates have in common and shows them; Tab again goes through them.
 */

#include "tui/widgets/dialog.h"
#include "tui/widgets/input.h"

struct ask {
	char *label, *placeholder; /* owned */
	struct input input;        /* set history here; the text is text_string(&input.text) */
	/* Adds whole words that the one before the cursor may become; may be NULL. */
	void (*complete)(void *context, const char *before, struct strings *candidates);
	void *context;
	struct strings candidates; /* shown; none until Tab */
	size_t candidate;          /* the one that was put in last; candidates.count: none yet */
};

/* Strings are copied; `initial` and `placeholder` may be NULL. The rest of the struct is set by the
 * caller afterwards. */
void ask_set(struct ask *ask, const char *label, const char *initial, const char *placeholder,
	bool secret);
void ask_release(struct ask *ask);
enum dialog_taken ask_take(struct ask *ask, const struct key *key);
/* As a box in the middle of the area. */
void ask_draw(struct ask *ask, struct surface *surface, struct rect area);
/* As the last line of the area, the candidates above it. */
void ask_draw_line(struct ask *ask, struct surface *surface, struct rect area);

#endif
