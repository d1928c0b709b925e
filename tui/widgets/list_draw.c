#include "base/clean.h"
#include "tui/glyph.h"
#include "tui/widgets/list_columns.h"
#include "tui/widgets/match.h"
#include "tui/widgets/motion.h"

/* Left of the columns: the sign of the chosen row, and that of a mark. */
enum { GUTTER = 2, GUTTER_LEAST_WIDTH = 8, HEADER_LEAST_HEIGHT = 3 };

/* The cell where the text of a fitted field begins. */
static int text_start(const struct text *text, int width, int align)
{
	size_t cells = align > 0 ? clean_width(text_string(text), text->length) : 0;

	return align > 0 && cells < (size_t)width ? width - (int)cells : 0;
}

static void draw_cells(const struct list *list, struct surface *surface, struct rect line,
	size_t row, const struct list_widths *widths, struct text *text)
{
	const struct row_source *source = list->source;

	for (size_t i = 0; i < widths->count; i++) {
		struct rect field = {line.x + widths->x[i], line.y, widths->width[i], 1};
		enum role role;

		if (field.width < 1)
			continue;
		text_truncate(text, 0);
		role = source->cell(source->context, row, i, text);
		surface_fit(surface, field, 0, 0, field.width,
			source->columns[i].align > 0 ? 1 : -1, role, text_string(text));
	}
}

/* Hits stay visible on the chosen row, too: it is tinted before. */
static void tint_hits(const struct list *list, struct surface *surface, struct rect line,
	size_t row, const struct list_widths *widths, struct text *text)
{
	const struct row_source *source = list->source;

	for (size_t i = 0; i < widths->count && list->search != NULL; i++) {
		struct rect field = {line.x + widths->x[i], line.y, widths->width[i], 1};

		if (field.width < 1)
			continue;
		text_truncate(text, 0);
		source->cell(source->context, row, i, text);
		match_tint(surface, field, text_start(text, field.width, source->columns[i].align),
			text_string(text), text->length, list->search);
	}
}

static void draw_row(const struct list *list, struct surface *surface, struct rect line, int gutter,
	size_t row, const struct list_widths *widths, bool focus)
{
	struct rect cells = rect_inside(line, gutter, 0, 0, 0);
	bool marked = list->marked.count > 0 &&
		      list_is_marked(list, list->source->key(list->source->context, row));
	bool chosen = row == list->chosen;
	struct text text = TEXT_INIT;

	draw_cells(list, surface, cells, row, widths, &text);
	if (marked)
		surface_tint(surface, line, ROLE_MARKED);
	if (chosen)
		surface_tint(surface, line, focus ? ROLE_SELECTED : ROLE_SELECTED_QUIET);
	if (gutter > 0) {
		enum role role = chosen   ? (focus ? ROLE_SELECTED : ROLE_SELECTED_QUIET)
				 : marked ? ROLE_MARKED
					  : ROLE_TEXT;

		if (chosen)
			surface_text(
				surface, line, 0, 0, role, glyph(GLYPH_POINTER, surface->ascii));
		if (marked)
			surface_text(
				surface, line, 1, 0, role, glyph(GLYPH_CHECKED, surface->ascii));
	}
	tint_hits(list, surface, cells, row, widths, &text);
	text_release(&text);
}

static void draw_header(const struct list *list, struct surface *surface, struct rect line,
	int gutter, const struct list_widths *widths)
{
	const struct list_column *columns = list->source->columns;
	struct rect cells = rect_inside(line, gutter, 0, 0, 0);

	surface_fill(surface, line, ROLE_HEADER);
	for (size_t i = 0; i < widths->count; i++)
		if (widths->width[i] > 0)
			surface_fit(surface, cells, widths->x[i], 0, widths->width[i],
				columns[i].align > 0 ? 1 : -1, ROLE_HEADER, columns[i].title);
}

void list_draw(struct list *list, struct surface *surface, struct rect area, bool focus)
{
	struct list_widths widths;
	size_t count = list_count(list);
	int gutter = area.width >= GUTTER_LEAST_WIDTH ? GUTTER : 0;
	struct rect header = {area.x, area.y, area.width, 0};

	if (area.width < 1 || area.height < 1 || list->source == NULL)
		return;
	if (!list->no_header && area.height >= HEADER_LEAST_HEIGHT)
		header = rect_take_top(&area, 1);
	list->area = area;
	list->shown = area.height;
	if (list->chosen >= count)
		list->chosen = count > 0 ? count - 1 : 0;
	list->first = motion_scroll(list->first, list->chosen, count, list->shown);
	if (count > (size_t)area.height && area.width > 1) {
		surface_scroll_mark(surface, area, list->first, (size_t)area.height, count);
		area.width--;
	}
	list_share(list->source->columns, area.width - gutter, &widths);
	if (header.height > 0)
		draw_header(list, surface, header, gutter, &widths);
	if (count == 0 && list->source->empty != NULL)
		surface_fit(surface, area, gutter, 0, area.width - gutter, -1, ROLE_DIM,
			list->source->empty);
	for (int y = 0; y < area.height && list->first + (size_t)y < count; y++) {
		struct rect line = {area.x, area.y + y, area.width, 1};

		draw_row(list, surface, line, gutter, list->first + (size_t)y, &widths, focus);
	}
}
