#ifndef BERTH_TUI_WIDGETS_PAGER_LINES_H
#define BERTH_TUI_WIDGETS_PAGER_LINES_H

/*
 * The lines of a pager (private to pager*.c). A line has an index among all; with a filter only some
 * are shown, and a shown line has a rank among those.
 */

#include "tui/widgets/pager.h"

/* Line `line` without what ends it. */
const char *pager_line(const struct pager *pager, size_t line, size_t *length);

size_t pager_count(const struct pager *pager); /* of shown lines */
size_t pager_at(const struct pager *pager, size_t rank);
/* The rank of a line; of one that is not shown, that of the next (or last) shown one. */
size_t pager_rank(const struct pager *pager, size_t line);

/* The column behind the bytes [from, to) of a line, when `from` is at `column`; tabs go to the next
 * multiple of eight. */
int pager_cells(const char *bytes, size_t length, size_t from, size_t to, int column);
/* Where the row of a wrapped line ends that begins at byte `start`: behind its last blank, or in a word
 * that has no room. */
size_t pager_row_end(const char *bytes, size_t length, size_t start, int width);
/* The byte where row `row` of it begins. */
size_t pager_row_start(const char *bytes, size_t length, int width, size_t row);

/* Moves `first` and `skip` by so many rows, as far as there are any. */
void pager_scroll(struct pager *pager, int64_t rows);
/* Scrolls so that the end is in the last row. */
void pager_to_end(struct pager *pager);
/* No room stays empty below the end. */
void pager_settle(struct pager *pager);
/* Scrolls as little as is needed for the line to be in sight. */
void pager_reach(struct pager *pager, size_t line);

#endif
