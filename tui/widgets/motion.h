#ifndef BERTH_TUI_WIDGETS_MOTION_H
#define BERTH_TUI_WIDGETS_MOTION_H

/*
 * Keys that move through rows, the same in all widgets: arrows, j k, page keys, ctrl-f ctrl-b,
 * ctrl-d ctrl-u (half a page), g G, home end.
 */

#include "tui/key.h"

/* Where the chosen one of `count` rows goes, of which `page` are in sight. False when the key is none
 * of these. */
bool motion_take(const struct key *key, size_t *chosen, size_t count, int page) MUST_USE;

/* The first row in sight so that the chosen one is, and that no room stays empty at the end. */
size_t motion_scroll(size_t first, size_t chosen, size_t count, int shown);

#endif
