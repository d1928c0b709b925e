#ifndef BERTH_TUI_PAGER_H
#define BERTH_TUI_PAGER_H

/*
 * Lines of text: scrolling both ways, search with all hits tinted, filter, wrapping, following the
 * end, marks beside lines. It keeps the text and an index of its lines, and holds both to a limit:
 * the beginning is dropped, and that is said in its status. A line of more than PAGER_LINE_MAX bytes
 * counts as several, so that drawing takes the time of what is seen, whatever the text.
 */

#include "base/text.h"
#include "tui/key.h"
#include "tui/surface.h"

enum pager_colors { PAGER_PLAIN, PAGER_SCRIPT, PAGER_DIFF, PAGER_YAML };

enum { PAGER_BYTES_MAX = 32 << 20, PAGER_LINES_MAX = 2000000, PAGER_LINE_MAX = 16 << 10 };

struct pager_mark {
	size_t line;       /* from 0 */
	enum role role;
	const char *sign;  /* one cell */
};

struct pager {
	struct text text;  /* owned; lines end with newlines; not cleaned: drawing does */
	struct VECTOR_OF(size_t) lines; /* offsets */
	size_t dropped;    /* lines that were dropped at the beginning */
	enum pager_colors colors;
	size_t first;      /* the uppermost line in sight */
	size_t skip;       /* with wrap: so many of its rows are above */
	size_t chosen;     /* with `cursor` the chosen line; the one that was found last */
	int left;          /* cells scrolled to the right */
	bool cursor;       /* one line is the chosen one, and motion moves it */
	bool follow;       /* shows the end as it grows; moving up ends it, End begins it again */
	bool wrap, numbers;
	char *search, *filter; /* owned; NULL for none */
	struct VECTOR_OF(size_t) visible; /* with a filter: the lines that have it */
	struct VECTOR_OF(struct pager_mark) marks; /* ordered by line */
	int shown, across; /* rows and cells for text at the last drawing */
	size_t in_sight;   /* lines of which something was seen then */
	struct rect area;  /* where it was drawn last, for the mouse */
};

void pager_release(struct pager *pager);
/* New text; the position stays where it can, marks go. */
void pager_set(struct pager *pager, const char *text, size_t length);
/* Bytes at the end; keeps following. */
void pager_append(struct pager *pager, const char *bytes, size_t length);
void pager_mark(struct pager *pager, size_t line, enum role role, const char *sign);
void pager_clear_marks(struct pager *pager);
void pager_show_line(struct pager *pager, size_t line);
/* The next line (or the one before) that has `search`, round the end; false when there is none. The
 * search is kept and its hits are tinted; NULL searches again, "" ends it. */
bool pager_search(struct pager *pager, const char *search, bool backward);
/* Shows only the lines that have it; NULL or "": all. */
void pager_filter(struct pager *pager, const char *filter);
/* Motion as in lists; without a cursor space goes on by a page; left and right (h l) scroll; n N search
 * again. */
bool pager_take(struct pager *pager, const struct key *key);
void pager_draw(struct pager *pager, struct surface *surface, struct rect area, bool focus);
/* "line 12 of 340" or the like. */
void pager_status(const struct pager *pager, struct text *text);

#endif
