#ifndef BERTH_TUI_SURFACE_CELLS_H
#define BERTH_TUI_SURFACE_CELLS_H

/* What the files that draw on a surface share: cells by their place on the screen, unchecked. */

#include "tui/surface.h"

static inline struct cell *surface_row(const struct surface *surface, int y)
{
	return surface->cells + (size_t)y * (size_t)surface->width;
}

/* What of the area lies on the surface; its width or height is 0 when nothing does. */
struct rect surface_clip(const struct surface *surface, struct rect area);

/* Sets a character (less than CELL_BYTES bytes, clean) that is 1 or 2 cells wide and on the
 * surface. */
void surface_put(struct surface *surface, int x, int y, int width, enum role role,
	const char *bytes, size_t length);

#endif
