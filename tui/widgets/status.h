#ifndef BERTH_TUI_WIDGETS_STATUS_H
#define BERTH_TUI_WIDGETS_STATUS_H

/*
 * Small things: news, what is under way, how far it is, and what would be seen where there is nothing.
 */

#include "base/diag.h"
#include "tui/surface.h"

/* A line of news with the sign of its severity; `more` further ones are told with `key`, which
 * shows them. */
void news_draw(struct surface *surface, struct rect area, enum severity severity, const char *text,
	size_t more, const char *key);

/* The sign of a spinner after so many milliseconds, and how long until the next one. */
const char *spinner_sign(int64_t milliseconds, bool ascii);
enum { SPINNER_STEP = 250 }; /* milliseconds */
/* Appends "scanning 12 s"; seconds only from one on. */
void busy_append(struct text *text, const char *title, int64_t milliseconds);
/* A bar with its percentage and `label` behind it (may be NULL), in the first line of the area. A
 * `total` of 0 is not known: the bar is empty and there is no percentage. */
void progress_draw(struct surface *surface, struct rect area, uint64_t done, uint64_t total,
	const char *label);
/* What would be seen here, and which key brings it: dim, broken at blanks. */
void nothing_draw(struct surface *surface, struct rect area, const char *text);

#endif
