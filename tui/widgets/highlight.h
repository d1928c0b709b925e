#ifndef BERTH_TUI_WIDGETS_HIGHLIGHT_H
#define BERTH_TUI_WIDGETS_HIGHLIGHT_H

/*
 * Colours for the kinds of text that Berth shows most, found line by line: what began on a line
 * before (a here-document, a quoted word over several lines) is not known. Meant for reading, not a
 * parser.
 */

#include "tui/widgets/pager.h"

struct highlight {
	size_t start, end; /* bytes of the line */
	enum role role;
};

enum { HIGHLIGHTS_MAX = 128 };

/* Fills in at most HIGHLIGHTS_MAX parts, in their order, and gives how many; what lies between them
 * is ordinary text. */
size_t highlight_line(
	enum pager_colors kind, const char *line, size_t length, struct highlight *parts);

#endif
