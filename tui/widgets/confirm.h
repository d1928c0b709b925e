#ifndef BERTH_TUI_WIDGETS_CONFIRM_H
#define BERTH_TUI_WIDGETS_CONFIRM_H

/*
 * A question that is answered by "No" or by the name of what is done; "No" is chosen at first, so
 * that Enter by mistake does nothing. What exactly is done stands below the question and scrolls
 * when it is long. y takes it at once, the first letter of what else can be done takes that; n, q,
 * Esc leave.
 */

#include "tui/widgets/dialog.h"

struct confirm {
	char *question, *exactly, *yes; /* owned; exactly may be "" */
	char *also; /* owned; what else can be done ("Save and leave"), with a first letter that no
		     * other key has; may be NULL */
	enum confirm_button { CONFIRM_NO, CONFIRM_YES, CONFIRM_ALSO } chosen;
	size_t first, lines; /* of `exactly`: the uppermost in sight, and how many it has */
	int shown;           /* lines in sight, when drawn last */
	struct rect no_button, yes_button, also_button;
};

/* Strings are copied. `exactly` may be NULL; `also` is set by itself. */
void confirm_set(
	struct confirm *confirm, const char *question, const char *exactly, const char *yes);
void confirm_release(struct confirm *confirm);
void confirm_set_also(struct confirm *confirm, const char *also);
/* Adds what the keys do, in the words of the buttons: "y leave  s save and leave  esc back". */
void confirm_append_keys(const struct confirm *confirm, struct text *text);
/* DIALOG_ANSWERED: yes. DIALOG_ALSO: what else can be done. DIALOG_LEFT: no. */
enum dialog_taken confirm_take(struct confirm *confirm, const struct key *key);
void confirm_draw(struct confirm *confirm, struct surface *surface, struct rect area);

#endif
