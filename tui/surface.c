#include "tui/surface.h"
#include "tui/surface_cells.h"

static const struct cell blank = {" ", 1, ROLE_TEXT, -1, -1};

static int limit_side(int side)
{
	return side < 1 ? 1 : side > SURFACE_SIDE_MAX ? SURFACE_SIDE_MAX : side;
}

void surface_resize(struct surface *surface, int width, int height)
{
	surface->width = limit_side(width);
	surface->height = limit_side(height);
	surface->cells = xreallocarray(surface->cells,
		(size_t)surface->width * (size_t)surface->height, sizeof *surface->cells);
	surface_clear(surface);
}

void surface_clear(struct surface *surface)
{
	size_t width = (size_t)surface->width;

	for (size_t x = 0; x < width; x++)
		surface->cells[x] = blank;
	for (size_t y = 1; y < (size_t)surface->height; y++)
		memcpy(surface->cells + y * width, surface->cells, width * sizeof blank);
	surface->cursor_x = surface->cursor_y = -1;
}

void surface_release(struct surface *surface)
{
	free(surface->cells);
	*surface = (struct surface){.cursor_x = -1, .cursor_y = -1};
}

const struct cell *surface_at(const struct surface *surface, int x, int y)
{
	if (x < 0 || y < 0 || x >= surface->width || y >= surface->height)
		return NULL;
	return surface_row(surface, y) + x;
}

/* Areas may reach beyond the surface, even beyond what an int can add. */
static int clip_side(int start, int size, int limit, int *first)
{
	int64_t end = (int64_t)start + size;

	*first = start < 0 ? 0 : start > limit ? limit : start;
	if (end > limit)
		end = limit;
	return end > *first ? (int)(end - *first) : 0;
}

struct rect surface_clip(const struct surface *surface, struct rect area)
{
	struct rect clip;

	clip.width = clip_side(area.x, area.width, surface->width, &clip.x);
	clip.height = clip_side(area.y, area.height, surface->height, &clip.y);
	return clip;
}

/* Half a wide character cannot be shown: what is left of one becomes a blank. */
/* Makes a border at the left of cell x: a wide character that lies across it becomes blanks. A
 * border at the edge of the surface is fine. */
static void part(struct surface *surface, int x, int y)
{
	struct cell *row = surface_row(surface, y);

	if (x <= 0 || x >= surface->width || row[x].width != 0)
		return;
	for (int i = x - 1; i <= x; i++) {
		memcpy(row[i].bytes, " ", 2);
		row[i].width = 1;
	}
}

void surface_put(struct surface *surface, int x, int y, int width, enum role role,
	const char *bytes, size_t length)
{
	struct cell *cell = surface_row(surface, y) + x;

	part(surface, x, y);
	part(surface, x + width, y);
	memcpy(cell->bytes, bytes, length);
	cell->bytes[length] = '\0';
	cell->width = (uint8_t)width;
	cell->role = (uint8_t)role;
	cell->foreground = cell->background = -1;
	if (width == 2)
		cell[1] = (struct cell){"", 0, (uint8_t)role, -1, -1};
}

void surface_fill(struct surface *surface, struct rect area, enum role role)
{
	struct rect clip = surface_clip(surface, area);
	struct cell filled = blank;

	filled.role = (uint8_t)role;
	if (clip.width == 0)
		return;
	for (int y = clip.y; y < clip.y + clip.height; y++) {
		struct cell *row = surface_row(surface, y);

		part(surface, clip.x, y);
		part(surface, clip.x + clip.width, y);
		for (int x = clip.x; x < clip.x + clip.width; x++)
			row[x] = filled;
	}
}

void surface_tint(struct surface *surface, struct rect area, enum role role)
{
	struct rect clip = surface_clip(surface, area);

	for (int y = clip.y; y < clip.y + clip.height; y++)
		for (int x = clip.x; x < clip.x + clip.width; x++)
			surface_row(surface, y)[x].role = (uint8_t)role;
}

void surface_cursor(struct surface *surface, struct rect area, int x, int y)
{
	struct rect clip = surface_clip(surface, area);

	if (x < 0 || y < 0 || x >= area.width || y >= area.height ||
		!rect_has(clip, area.x + x, area.y + y))
		return;
	surface->cursor_x = area.x + x;
	surface->cursor_y = area.y + y;
}
