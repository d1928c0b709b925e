#include "tui/dump.h"

/* Of a cell, in the picture's units; what common monospaced fonts have at this size. */
enum { CELL_WIDTH = 9, CELL_HEIGHT = 18, FONT_SIZE = 15, BASELINE = 14, MARGIN = 9 };

struct cell_look {
	int foreground, background; /* 0xrrggbb */
	unsigned style;
};

/* xterm's colours: sixteen of names, a cube of 6 x 6 x 6, and greys. */
static int palette_color(int index)
{
	static const int named[] = {0x000000, 0xcd3131, 0x0dbc79, 0xc5a500, 0x2472c8, 0xbc3fbc,
		0x11a8cd, 0xe5e5e5, 0x767676, 0xf14c4c, 0x23d18b, 0xf5f543, 0x3b8eea, 0xd670d6,
		0x29b8db, 0xffffff};
	static const int levels[] = {0, 95, 135, 175, 215, 255};

	if (index < 16)
		return named[index];
	if (index >= 232)
		return (8 + (index - 232) * 10) * 0x010101;
	index -= 16;
	return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
}

static int color_of(int exact, int index, int otherwise)
{
	if (exact >= 0)
		return exact;
	return index >= 0 && index < 256 ? palette_color(index) : otherwise;
}

static struct cell_look cell_look(
	const struct cell *cell, const struct theme *theme, struct color_pair ground)
{
	struct look look = theme_look(theme, cell->role, 256);
	struct color_pair exact = theme->exact[cell->role];
	struct cell_look seen = {.style = look.style};
	int swap;

	seen.foreground = color_of(exact.foreground, look.foreground, ground.foreground);
	seen.background = color_of(exact.background, look.background, ground.background);
	seen.foreground = color_of(-1, cell->foreground, seen.foreground);
	seen.background = color_of(-1, cell->background, seen.background);
	if ((look.style & LOOK_REVERSE) != 0) {
		swap = seen.foreground;
		seen.foreground = seen.background;
		seen.background = swap;
	}
	return seen;
}

static bool same_look(struct cell_look a, struct cell_look b)
{
	return a.foreground == b.foreground && a.background == b.background && a.style == b.style;
}

static void append_escaped(struct text *text, const char *string)
{
	for (; *string != '\0'; string++) {
		if (*string == '<')
			text_append(text, "&lt;");
		else if (*string == '>')
			text_append(text, "&gt;");
		else if (*string == '&')
			text_append(text, "&amp;");
		else
			text_append_char(text, *string);
	}
}

static void append_background(
	struct text *text, int x, int y, int cells, struct cell_look look, int ground)
{
	if (look.background == ground)
		return;
	text_append_format(text,
		"<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n",
		MARGIN + x * CELL_WIDTH, MARGIN + y * CELL_HEIGHT, cells * CELL_WIDTH, CELL_HEIGHT,
		(unsigned)look.background);
}

/* The characters of a run of cells, each at its own place: fonts differ in their widths. */
static void append_characters(const struct surface *surface, struct text *text, int x, int y,
	int end, struct cell_look look)
{
	struct text places = TEXT_INIT;

	for (; x < end; x++) {
		const struct cell *cell = surface_at(surface, x, y);
		bool empty = cell->width == 0 || string_equal(cell->bytes, " ");

		if (empty)
			continue;
		text_append_format(&places, "<tspan x=\"%d\">", MARGIN + x * CELL_WIDTH);
		append_escaped(&places, cell->bytes);
		text_append(&places, "</tspan>");
	}
	if (places.length > 0) {
		text_append_format(text, "<text y=\"%d\" fill=\"#%06x\"%s%s%s%s>%s</text>\n",
			MARGIN + y * CELL_HEIGHT + BASELINE, (unsigned)look.foreground,
			(look.style & LOOK_BOLD) != 0 ? " font-weight=\"bold\"" : "",
			(look.style & LOOK_ITALIC) != 0 ? " font-style=\"italic\"" : "",
			(look.style & LOOK_UNDERLINE) != 0 ? " text-decoration=\"underline\"" : "",
			(look.style & LOOK_DIM) != 0 ? " opacity=\"0.7\"" : "",
			text_string(&places));
	}
	text_release(&places);
}

static void append_line(const struct surface *surface, const struct theme *theme,
	struct color_pair ground, int y, struct text *text)
{
	for (int pass = 0; pass < 2; pass++) {
		for (int x = 0; x < surface->width;) {
			struct cell_look look = cell_look(surface_at(surface, x, y), theme, ground);
			int end = x + 1;

			while (end < surface->width &&
				same_look(look,
					cell_look(surface_at(surface, end, y), theme, ground)))
				end++;
			if (pass == 0)
				append_background(text, x, y, end - x, look, ground.background);
			else
				append_characters(surface, text, x, y, end, look);
			x = end;
		}
	}
}

void surface_dump_svg(const struct surface *surface, const struct theme *theme, bool dark,
	const char *title, struct text *text)
{
	struct color_pair ground = {dark ? 0xd4d4d4 : 0x1f1f1f, dark ? 0x1b1d1e : 0xffffff};
	struct color_pair own = theme->exact[ROLE_TEXT];
	struct look look = theme_look(theme, ROLE_TEXT, 256);
	int width = surface->width * CELL_WIDTH + 2 * MARGIN;
	int height = surface->height * CELL_HEIGHT + 2 * MARGIN;

	ground.foreground = color_of(own.foreground, look.foreground, ground.foreground);
	ground.background = color_of(own.background, look.background, ground.background);
	text_append_format(text,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"viewBox=\"0 0 %d %d\" font-family=\"'DejaVu Sans Mono', Menlo, Consolas, "
		"monospace\" "
		"font-size=\"%d\" xml:space=\"preserve\">\n<title>",
		width, height, width, height, FONT_SIZE);
	append_escaped(text, title);
	text_append_format(text,
		"</title>\n<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#%06x\"/>\n", width,
		height, (unsigned)ground.background);
	for (int y = 0; y < surface->height; y++)
		append_line(surface, theme, ground, y, text);
	text_append(text, "</svg>\n");
}
