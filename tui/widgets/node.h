#ifndef BERTH_TUI_NODE_H
#define BERTH_TUI_NODE_H

/*
 * The picture of a node: its cores by CCD and NUMA domain, each in the role of the task that runs
 * there, its GPU dies and NICs (job/picture.h says who owns what). It fits itself to the area: boxes
 * side by side or one below the other, and in the smallest a line for each task.
 */

#include "job/assign.h"
#include "tui/surface.h"

void node_draw(const struct assignment *assignment, struct surface *surface, struct rect area,
	size_t first_line);
/* How many lines it has in an area that is so wide. */
size_t node_height(const struct assignment *assignment, int width);

#endif
