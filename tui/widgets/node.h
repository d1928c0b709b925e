#ifndef BERTH_TUI_WIDGETS_NODE_H
#define BERTH_TUI_WIDGETS_NODE_H

/*
 * The picture of a node: its cores by CCD and NUMA domain, each with the letter and in the role of the
 * task that runs there (job/picture.h), its GPU dies and NICs. It fits itself to the width: boxes of
 * NUMA domains side by side or one below the other, and in the smallest a line for each task. A line
 * below the boxes says what the other signs mean.
 */

#include "job/assign.h"
#include "tui/surface.h"

/* From line `first_line` on. */
void node_draw(const struct assignment *assignment, struct surface *surface, struct rect area,
	size_t first_line);
/* How many lines it has in an area that is so wide. */
size_t node_height(const struct assignment *assignment, int width);

#endif
