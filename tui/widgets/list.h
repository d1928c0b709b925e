#ifndef BERTH_TUI_LIST_H
#define BERTH_TUI_LIST_H

/*
 * A table of rows with one chosen row: motion, scrolling, filter, marks. The rows belong to the view,
 * which gives them by index through a row source; what is chosen is kept by the row's key (a path, a
 * job's number), so that it stays when rows come, go or are sorted anew. Only rows in sight are
 * asked for: a million of them cost nothing.
 */

#include "tui/key.h"
#include "tui/surface.h"

struct list_column {
	const char *title;
	int least, most;  /* cells; most 0: no limit, shares what the others leave */
	int align;        /* > 0 right, else left */
	int rank;         /* columns of the highest rank go first where there is no room; 0 never */
};

struct row_source {
	const struct list_column *columns; /* ended by a NULL title */
	size_t (*count)(void *context);
	/* Stable and unique; valid until the rows change. */
	const char *(*key)(void *context, size_t row);
	/* Writes the cell's text to `text` (empty at the call) and gives its role. */
	enum role (*cell)(void *context, size_t row, size_t column, struct text *text);
	void *context;
	const char *empty; /* shown when there are no rows: "no image fits the query" */
};

struct list {
	const struct row_source *source;
	size_t chosen, first;  /* row indices; `first` is the uppermost that is seen */
	char *chosen_key;      /* owned */
	struct strings marked; /* keys */
	char *search;          /* owned; NULL for none: rows that have it are tinted */
	bool no_header, no_marks;
	int shown;             /* rows in sight at the last drawing */
	struct rect area;      /* where they were drawn last, for the mouse; without the header */
};

void list_release(struct list *list);
/* The rows have changed: finds the chosen one again by its key, else the nearest. */
void list_refresh(struct list *list);
void list_choose(struct list *list, size_t row);
bool list_choose_key(struct list *list, const char *key);
/* NULL when there are no rows. */
const char *list_key(const struct list *list);
/* Motion (arrows, j k, page keys, ctrl-d ctrl-u, g G, home end, wheel, click), space marks. */
bool list_take(struct list *list, const struct key *key);
void list_draw(struct list *list, struct surface *surface, struct rect area, bool focus);
bool list_is_marked(const struct list *list, const char *key);
/* The next row (or the one before) that has `search` in a cell, round the end; false when there is
 * none. The search is kept, and what fits is tinted; NULL searches again, "" ends it. */
bool list_search(struct list *list, const char *search, bool backward);

#endif
