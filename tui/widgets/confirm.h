#ifndef BERTH_TUI_WIDGETS_CONFIRM_H
#define BERTH_TUI_WIDGETS_CONFIRM_H

/*
 * A question that is answered by "No" or by the name of what is done; "No" is chosen at first, so
 * that Enter by mistake does nothing. What exactly is done stands below the question and scrolls
 * when it is long. y takes it at once; n, q, Esc leave.
 */

#include "tui/widgets/dialog.h"

struct confirm {
	char *question, *exactly, *yes; /* owned; exactly may be "" */
	bool agreed;                    /* the button that is chosen */
	size_t first, lines; /* of `exactly`: the uppermost in sight, and how many it has */
	int shown;           /* lines in sight, when drawn last */
	struct rect no_button, yes_button;
};

/* Strings are copied. `exactly` may be NULL. */
void confirm_set(
	struct confirm *confirm, const char *question, const char *exactly, const char *yes);
void confirm_release(struct confirm *confirm);
/* DIALOG_ANSWERED: yes. DIALOG_LEFT: no. */
enum dialog_taken confirm_take(struct confirm *confirm, const struct key *key);
void confirm_draw(struct confirm *confirm, struct surface *surface, struct rect area);

#endif
