#ifndef BERTH_TUI_WIDGETS_MATCH_H
#define BERTH_TUI_WIDGETS_MATCH_H

/*
 * What "/" finds: words that are typed in lower case fit either case, a word with a capital letter
 * fits as it is. Case is that of ASCII letters.
 */

#include "base/base.h"
#include "tui/surface.h"

/* The first place of `word` in so many bytes; NULL when there is none. The empty word is nowhere. */
const char *match_find(const char *bytes, size_t length, const char *word);

/* Tints all places of `word` in a text that was drawn at cell x (which may be negative) of the first
 * line of `area`. */
void match_tint(struct surface *surface, struct rect area, int x, const char *bytes, size_t length,
	const char *word);

#endif
