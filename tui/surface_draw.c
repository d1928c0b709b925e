#include "base/clean.h"
#include "base/text.h"
#include "tui/glyph.h"
#include "tui/surface.h"
#include "tui/surface_cells.h"

/* A line that is being written: where its next character goes, and where it has to end. */
struct pen {
	struct surface *surface;
	int64_t x; /* on the surface; may still be left of it */
	int y;
	int left, right; /* cells that may be touched: [left, right) */
	int last;        /* the cell of the character before, for combining marks; -1: none */
	enum role role;
};

static void pen_join(struct pen *pen, const struct clean_piece *piece)
{
	struct cell *cell;
	size_t length;

	if (pen->last < 0 || pen->surface->ascii)
		return;
	cell = surface_row(pen->surface, pen->y) + pen->last;
	length = strlen(cell->bytes);
	/* A name can have thousands of marks on one letter; nobody reads those. */
	if (length + piece->length < CELL_BYTES)
		memcpy(cell->bytes + length, piece->bytes, piece->length + 1u);
}

/* One character of `width` cells. False when it, and so all behind it, has no room. */
static bool pen_put(struct pen *pen, const char *bytes, size_t length, int width)
{
	if (pen->x + width > pen->right)
		return false;
	if (pen->x >= pen->left) {
		pen->last = (int)pen->x;
		surface_put(pen->surface, pen->last, pen->y, width, pen->role, bytes, length);
	} else if (pen->x + width > pen->left) {
		surface_put(pen->surface, pen->left, pen->y, 1, pen->role, " ", 1);
	}
	pen->x += width;
	return true;
}

static bool pen_piece(struct pen *pen, const struct clean_piece *piece)
{
	bool ascii = pen->surface->ascii && (unsigned char)piece->bytes[0] >= 0x80;

	if (piece->width == 0) {
		pen_join(pen, piece);
		return true;
	}
	if (piece->length <= 4 && piece->width <= 2 && !ascii)
		return pen_put(pen, piece->bytes, piece->length, piece->width);
	for (int i = 0; i < piece->width; i++)
		if (!pen_put(pen, ascii ? "?" : piece->bytes + i, 1, 1))
			return false;
	return true;
}

static bool pen_ascii(struct pen *pen, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!pen_put(pen, bytes + i, 1, 1))
			return false;
	return true;
}

static void pen_write(struct pen *pen, const char *bytes, size_t length)
{
	struct clean_piece piece;

	for (size_t i = 0; i < length;) {
		size_t plain = ascii_length(bytes + i, length - i);

		if (!pen_ascii(pen, bytes + i, plain))
			return;
		i += plain;
		if (i == length)
			return;
		i += clean_next(bytes + i, length - i, &piece);
		if (!pen_piece(pen, &piece))
			return;
	}
}

int surface_bytes(struct surface *surface, struct rect area, int x, int y, enum role role,
	const char *bytes, size_t length)
{
	struct rect clip = surface_clip(surface, area);
	struct pen pen = {surface, (int64_t)area.x + x, (int)((int64_t)area.y + y), clip.x,
		clip.x + clip.width, -1, role};
	int64_t start = pen.x;

	if (y < 0 || y >= area.height || pen.y < clip.y || pen.y >= clip.y + clip.height ||
		clip.width == 0)
		return 0;
	pen_write(&pen, bytes, length);
	return (int)(pen.x - start);
}

int surface_text(
	struct surface *surface, struct rect area, int x, int y, enum role role, const char *text)
{
	return surface_bytes(surface, area, x, y, role, text, strlen(text));
}

int surface_format(struct surface *surface, struct rect area, int x, int y, enum role role,
	const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list args;
	int cells;

	va_start(args, format);
	text_append_vformat(&text, format, args);
	va_end(args);
	cells = surface_bytes(surface, area, x, y, role, text_string(&text), text.length);
	text_release(&text);
	return cells;
}

/* Cells of the text, counted only so far as to know that they are more than `enough`. */
static int cells_up_to(const char *text, int enough)
{
	size_t length = strlen(text), width = 0;
	struct clean_piece piece;

	for (size_t i = 0; i < length && width <= (size_t)enough;) {
		size_t plain = ascii_length(text + i, length - i);

		width += plain;
		i += plain;
		if (i < length) {
			i += clean_next(text + i, length - i, &piece);
			width += piece.width;
		}
	}
	return width > (size_t)enough ? enough + 1 : (int)width;
}

void surface_fit(struct surface *surface, struct rect area, int x, int y, int width, int align,
	enum role role, const char *text)
{
	struct rect field = {area.x + x, area.y + y, width, 1}, whole = surface_clip(surface, area);
	int cells, start = 0;

	if (width <= 0 || y < 0 || y >= area.height)
		return;
	/* The field must not reach out of the area. */
	if (field.x < whole.x) {
		field.width -= whole.x - field.x;
		field.x = whole.x;
	}
	if (field.x + field.width > whole.x + whole.width)
		field.width = whole.x + whole.width - field.x;
	if (field.width <= 0)
		return;
	surface_fill(surface, field, role);
	cells = cells_up_to(text, field.width);
	if (cells <= field.width) {
		if (align >= 0)
			start = (field.width - cells) / (align > 0 ? 1 : 2);
		surface_text(surface, field, start, 0, role, text);
		return;
	}
	field.width--;
	cells = surface_text(surface, field, 0, 0, role, text);
	field.width++;
	surface_text(surface, field, cells, 0, role, glyph(GLYPH_ELLIPSIS, surface->ascii));
}

void surface_picture(struct surface *surface, struct rect area, int x, int y, const char *bytes,
	int foreground, int background)
{
	struct rect clip = surface_clip(surface, area);
	int column = area.x + x, line = area.y + y;

	if (x < 0 || y < 0 || x >= area.width || y >= area.height || !rect_has(clip, column, line))
		return;
	surface_bytes(surface, area, x, y, ROLE_TEXT, bytes, strlen(bytes));
	surface_row(surface, line)[column].foreground = (int16_t)foreground;
	surface_row(surface, line)[column].background = (int16_t)background;
}
