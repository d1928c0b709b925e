#include "base/clean.h"
#include "tui/glyph.h"
#include "tui/surface.h"

static void draw_side(struct surface *surface, struct rect area, int y, enum role role,
	enum glyph left, enum glyph right)
{
	bool ascii = surface->ascii;

	surface_text(surface, area, 0, y, role, glyph(left, ascii));
	for (int x = 1; x < area.width - 1; x++)
		surface_text(surface, area, x, y, role, glyph(GLYPH_HORIZONTAL, ascii));
	surface_text(surface, area, area.width - 1, y, role, glyph(right, ascii));
}

struct rect surface_frame(struct surface *surface, struct rect area, enum role role,
	enum role title_role, const char *title)
{
	if (area.width < 3 || area.height < 3)
		return area;
	draw_side(surface, area, 0, role, GLYPH_TOP_LEFT, GLYPH_TOP_RIGHT);
	for (int y = 1; y < area.height - 1; y++) {
		surface_text(surface, area, 0, y, role, glyph(GLYPH_VERTICAL, surface->ascii));
		surface_text(surface, area, area.width - 1, y, role,
			glyph(GLYPH_VERTICAL, surface->ascii));
	}
	draw_side(surface, area, area.height - 1, role, GLYPH_BOTTOM_LEFT, GLYPH_BOTTOM_RIGHT);
	if (title != NULL && title[0] != '\0' && area.width > 6) {
		size_t wanted = text_width(title);
		int width = wanted < (size_t)area.width - 6 ? (int)wanted : area.width - 6;

		surface_text(surface, area, 2, 0, role, " ");
		surface_fit(surface, area, 3, 0, width, -1, title_role, title);
		surface_text(surface, area, 3 + width, 0, role, " ");
	}
	return rect_inside(area, 1, 1, 1, 1);
}

void surface_scroll_mark(
	struct surface *surface, struct rect area, size_t first, size_t shown, size_t total)
{
	size_t height = area.height > 0 ? (size_t)area.height : 0, thumb, start, room;

	if (total <= shown || height == 0 || area.width < 1)
		return;
	thumb = (size_t)((double)height * (double)shown / (double)total);
	thumb = thumb < 1 ? 1 : thumb;
	room = height - thumb;
	first = first > total - shown ? total - shown : first;
	start = (size_t)((double)room * (double)first / (double)(total - shown) + 0.5);
	/* Whoever is not at an end sees that. */
	if (first > 0 && start == 0 && room > 0)
		start = 1;
	if (first < total - shown && start == room && room > 1)
		start = room - 1;
	for (size_t y = 0; y < height; y++) {
		bool on = y >= start && y < start + thumb;

		surface_text(surface, area, area.width - 1, (int)y, ROLE_BORDER,
			glyph(on ? GLYPH_SCROLL_THUMB : GLYPH_SCROLL_TRACK, surface->ascii));
	}
}

static int at_least_nothing(int64_t size)
{
	return size > 0 ? (int)size : 0;
}

struct rect rect_inside(struct rect area, int left, int top, int right, int bottom)
{
	return (struct rect){area.x + left, area.y + top,
		at_least_nothing((int64_t)area.width - left - right),
		at_least_nothing((int64_t)area.height - top - bottom)};
}

static int limit(int size, int most)
{
	return size < 0 || most < 0 ? 0 : size > most ? most : size;
}

struct rect rect_take_left(struct rect *area, int width)
{
	struct rect part = *area;

	part.width = limit(width, area->width);
	area->x += part.width;
	area->width -= part.width;
	return part;
}

struct rect rect_take_right(struct rect *area, int width)
{
	struct rect part = *area;

	part.width = limit(width, area->width);
	area->width -= part.width;
	part.x += area->width;
	return part;
}

struct rect rect_take_top(struct rect *area, int height)
{
	struct rect part = *area;

	part.height = limit(height, area->height);
	area->y += part.height;
	area->height -= part.height;
	return part;
}

struct rect rect_take_bottom(struct rect *area, int height)
{
	struct rect part = *area;

	part.height = limit(height, area->height);
	area->height -= part.height;
	part.y += area->height;
	return part;
}

struct rect rect_middle(struct rect area, int width, int height)
{
	width = limit(width, area.width);
	height = limit(height, area.height);
	return (struct rect){area.x + (area.width - width) / 2, area.y + (area.height - height) / 2,
		width, height};
}
