#ifndef BERTH_TUI_WIDGETS_MENU_H
#define BERTH_TUI_WIDGETS_MENU_H

/*
 * A list to choose from, narrowed by typing (base/fuzzy.h; what fits best is first): the palette of
 * commands, choices of fields. Enter answers, Esc leaves; arrows, page keys, ctrl-n ctrl-p move;
 * all other keys are typed.
 */

#include "tui/widgets/dialog.h"
#include "tui/widgets/input.h"

struct menu_item {
	const char *text;
	const char *note; /* dim, behind it; searched as well; may be NULL */
	const char *keys; /* at the right side; may be NULL */
	const char *
		disabled; /* why it cannot be taken now (shown instead of the note); NULL: it can */
};

struct menu {
	const struct menu_item *items; /* the caller's */
	size_t count;
	struct input input;
	struct VECTOR_OF(size_t) order; /* the items that fit, best first */
	size_t chosen, first;           /* places in `order` */
	int shown, widest;
	struct rect area; /* of the rows, when drawn last */
};

/* New items; `chosen` is the first one that is chosen. What was typed goes. */
void menu_set(struct menu *menu, const struct menu_item *items, size_t count, size_t chosen);
void menu_release(struct menu *menu);
/* Enter on a disabled item is only TAKEN: the caller sees which by menu_chosen(). */
enum dialog_taken menu_take(struct menu *menu, const struct key *key);
/* The index of the chosen item; false when none fits. */
bool menu_chosen(const struct menu *menu, size_t *index);
/* As a box in the middle of the area. */
void menu_draw(struct menu *menu, struct surface *surface, struct rect area, const char *title);

#endif
