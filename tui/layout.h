#ifndef BERTH_TUI_LAYOUT_H
#define BERTH_TUI_LAYOUT_H

/*
 * Where things stand on a screen of a given size: a pure function. The bar (views) is at the top,
 * one line of news and one footer at the bottom; what is left is the view's, who divides it by
 * layout_split(): panes with a least size, side by side where they fit, else one below the
 * other, else only the one that has the keys.
 */

#include "tui/surface.h"

struct layout {
	struct rect bar, view, news, footer; /* news may be empty */
};
void layout_screen(int width, int height, bool has_news, struct layout *layout);

struct pane_wish {
	int least_width, least_height;
	int share; /* of the room that is left over; 0: only the least */
};
enum { PANES_MAX = 6 };
/* Gives a rectangle for each pane, empty (width 0) for those that have no room; pane `focus` always
 * has one. Panes are put side by side when all fit, else stacked when all fit, else one. */
void layout_split(struct rect area, const struct pane_wish *wishes, size_t count, size_t focus,
	struct rect *panes);

/* A list of so many rows and what belongs to the chosen one: side by side, or one below the other
 * with no more for the list than it needs, or the one with the focus (0 or 1) alone. Both have
 * frames. */
void layout_list(struct rect area, size_t rows, size_t focus, struct rect panes[2]);

#endif
