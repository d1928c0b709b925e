#ifndef BERTH_TUI_SURFACE_H
#define BERTH_TUI_SURFACE_H

/*
 * The screen as a grid of cells that views draw into; it knows no terminal. A cell has a character
 * and a role (theme/role.h), never a colour; only pictures (thumbnails) bring colours of their own.
 *
 * Everything that draws takes a rectangle: coordinates are relative to its upper left corner, and
 * nothing is ever drawn outside of it or of the surface. Text is cleaned here (base/clean.h): it
 * may come from anywhere.
 */

#include "base/base.h"
#include "theme/role.h"

struct rect {
	int x, y, width, height; /* cells; a width or height below 1 is empty */
};

enum { CELL_BYTES = 20 };

struct cell {
	char bytes[CELL_BYTES]; /* one character with its combining marks, ended by NUL */
	uint8_t width;          /* 1 or 2; 0: the right half of the wide character before it */
	uint8_t role;           /* enum role */
	int16_t foreground, background; /* of pictures: 0 to 255 of the palette; -1: the role's */
};

struct surface {
	int width, height;
	struct cell *cells;     /* owned; width * height of them, row by row */
	bool ascii;             /* draw with ASCII alone */
	int cursor_x, cursor_y; /* where the terminal's cursor is shown; -1: hidden */
};

enum { SURFACE_SIDE_MAX = 1000 };

/* Makes it this large (sides are limited to 1 .. SURFACE_SIDE_MAX) and blank. */
void surface_resize(struct surface *surface, int width, int height);
/* Blank cells of the role ROLE_TEXT, no cursor. */
void surface_clear(struct surface *surface);
void surface_release(struct surface *surface);
static inline struct rect surface_rect(const struct surface *surface)
{
	return (struct rect){0, 0, surface->width, surface->height};
}
/* NULL outside. */
const struct cell *surface_at(const struct surface *surface, int x, int y);

/* Writes one line (of UTF-8) at x, y of `area`; what does not fit is cut off. A wide character is
 * never cut in half. Gives the cells that were taken. x may be negative: the beginning is then
 * outside. */
int surface_text(struct surface *surface, struct rect area, int x, int y, enum role role,
	const char *text);
/* The same of so many bytes, which may hold anything. */
int surface_bytes(struct surface *surface, struct rect area, int x, int y, enum role role,
	const char *bytes, size_t length);
int surface_format(struct surface *surface, struct rect area, int x, int y, enum role role,
	const char *format, ...) PRINTF_LIKE(6, 7);
/* The same in at most `width` cells, with an ellipsis when it was cut; `align` < 0 left, 0 middle,
 * > 0 right. The rest of the width is blank in the same role. */
void surface_fit(struct surface *surface, struct rect area, int x, int y, int width, int align,
	enum role role, const char *text);

/* Blanks of a role. */
void surface_fill(struct surface *surface, struct rect area, enum role role);
/* Gives cells a role and leaves their text (selection, search hits). */
void surface_tint(struct surface *surface, struct rect area, enum role role);
/* A frame around the area, with a title (may be NULL) in its upper side; gives what is inside. An area
 * below 3 x 3 has no room for a frame: it gets none, and is given back. */
struct rect surface_frame(struct surface *surface, struct rect area, enum role role,
	enum role title_role, const char *title);
/* A vertical scroll mark on the right side of `area` (one column): `first` of `total` rows, of
 * which `shown` are seen. Nothing when all are. */
void surface_scroll_mark(
	struct surface *surface, struct rect area, size_t first, size_t shown, size_t total);
/* A cell of a picture. */
void surface_picture(struct surface *surface, struct rect area, int x, int y, const char *bytes,
	int foreground, int background);
void surface_cursor(struct surface *surface, struct rect area, int x, int y);

/* Rectangles. */
struct rect rect_inside(struct rect area, int left, int top, int right, int bottom);
/* Cuts off so much at one side: gives it, and leaves the rest in *area. */
struct rect rect_take_left(struct rect *area, int width);
struct rect rect_take_right(struct rect *area, int width);
struct rect rect_take_top(struct rect *area, int height);
struct rect rect_take_bottom(struct rect *area, int height);
/* A rectangle of this size (or less) in the middle of the area. */
struct rect rect_middle(struct rect area, int width, int height);
static inline bool rect_has(struct rect area, int x, int y)
{
	return x >= area.x && y >= area.y && x < area.x + area.width && y < area.y + area.height;
}

#endif
