#include "base/clean.h"
#include "tui/glyph.h"
#include "tui/widgets/highlight.h"
#include "tui/widgets/match.h"
#include "tui/widgets/pager_lines.h"

/* Beyond that a line is ordinary text: nobody reads so far to the right. */
enum { HIGHLIGHT_BYTES = 4096, MARK_CELLS = 2, MARKS_LEAST_WIDTH = 12, NUMBERS_LEAST_WIDTH = 24 };

struct line_view {
	const char *bytes;
	size_t length;
	struct highlight parts[HIGHLIGHTS_MAX];
	size_t count;
};

static void view_line(const struct pager *pager, size_t line, struct line_view *view)
{
	view->bytes = pager_line(pager, line, &view->length);
	view->count = highlight_line(pager->colors, view->bytes,
		view->length < HIGHLIGHT_BYTES ? view->length : HIGHLIGHT_BYTES, view->parts);
}

/* Draws the bytes [start, end) of a line, in their roles; the first of them at cell -left. */
static void draw_row(const struct line_view *view, struct surface *surface, struct rect row,
	size_t start, size_t end, int left)
{
	size_t at = start, part = 0;
	int column = 0;

	while (at < end && column - left < row.width) {
		enum role role = ROLE_TEXT;
		size_t next = end;
		const char *tab;

		while (part < view->count && view->parts[part].end <= at)
			part++;
		if (part < view->count && view->parts[part].start <= at) {
			role = view->parts[part].role;
			next = view->parts[part].end < next ? view->parts[part].end : next;
		} else if (part < view->count && view->parts[part].start < next) {
			next = view->parts[part].start;
		}
		tab = memchr(view->bytes + at, '\t', next - at);
		if (tab == view->bytes + at) {
			column = pager_cells(view->bytes, view->length, at, at + 1, column);
			at++;
			continue;
		}
		next = tab != NULL ? (size_t)(tab - view->bytes) : next;
		column += surface_bytes(
			surface, row, column - left, 0, role, view->bytes + at, next - at);
		at = next;
	}
}

static void tint_hits(const struct pager *pager, const struct line_view *view,
	struct surface *surface, struct rect row, size_t start, size_t end, int left)
{
	size_t at = start, wanted = strlen(pager->search);
	const char *from = view->bytes, *stop = view->bytes + view->length, *hit;
	int column = 0;

	while ((hit = match_find(from, (size_t)(stop - from), pager->search)) != NULL) {
		size_t first = (size_t)(hit - view->bytes), last = first + wanted;
		struct rect cells = {row.x, row.y, 0, 1};
		int before, after;

		from = hit + wanted;
		if (first >= end || column - left >= row.width)
			return;
		if (last <= start)
			continue;
		first = first < start ? start : first;
		last = last > end ? end : last;
		before = pager_cells(view->bytes, view->length, at, first, column) - left;
		after = pager_cells(view->bytes, view->length, first, last, before + left) - left;
		column = after + left;
		at = last;
		before = before < 0 ? 0 : before;
		after = after > row.width ? row.width : after;
		cells.x += before;
		cells.width = after - before;
		surface_tint(surface, cells, ROLE_MATCH);
	}
}

static const struct pager_mark *find_mark(const struct pager *pager, size_t line)
{
	size_t low = 0, high = pager->marks.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (pager->marks.items[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low < pager->marks.count && pager->marks.items[low].line == line
		       ? &pager->marks.items[low]
		       : NULL;
}

/* What stands left of the text. */
struct margins {
	int marks, numbers; /* cells */
};

static struct margins find_margins(const struct pager *pager, int width)
{
	struct margins margins = {0};
	size_t last = pager->dropped + pager->lines.count;

	if (pager->marks.count > 0 && width >= MARKS_LEAST_WIDTH)
		margins.marks = MARK_CELLS;
	if (pager->numbers && width >= NUMBERS_LEAST_WIDTH)
		for (margins.numbers = 2; last >= 10; last /= 10)
			margins.numbers++;
	return margins;
}

static void draw_margins(const struct pager *pager, struct surface *surface, struct rect row,
	size_t line, struct margins margins)
{
	const struct pager_mark *mark = find_mark(pager, line);

	if (margins.marks > 0 && mark != NULL)
		surface_text(surface, row, 0, 0, mark->role, mark->sign);
	if (margins.numbers > 0) {
		char number[24];

		snprintf(number, sizeof number, "%zu", pager->dropped + line + 1);
		surface_fit(surface, row, margins.marks, 0, margins.numbers - 1, 1,
			mark != NULL ? mark->role : ROLE_DIM, number);
	}
}

/* Draws one line from its row `skip` on, in the rows that are left of the area. Gives how many it
 * took. */
static int draw_line(const struct pager *pager, struct surface *surface, struct rect area, int y,
	size_t line, size_t skip, struct margins margins, bool focus)
{
	struct line_view view;
	size_t start, end;
	int left = pager->wrap ? 0 : pager->left, rows = 0;

	view_line(pager, line, &view);
	start = pager->wrap ? pager_row_start(view.bytes, view.length, pager->across, skip) : 0;
	do {
		struct rect row = {area.x, area.y + y + rows, area.width, 1};
		struct rect text = rect_inside(row, margins.marks + margins.numbers, 0, 0, 0);

		end = view.length;
		if (pager->wrap)
			end = pager_row_end(view.bytes, view.length, start, pager->across);
		if (rows == 0 && skip == 0)
			draw_margins(pager, surface, row, line, margins);
		text.width = pager->across;
		draw_row(&view, surface, text, start, end, left);
		if (pager->cursor && line == pager->chosen)
			surface_tint(surface, text, focus ? ROLE_SELECTED : ROLE_SELECTED_QUIET);
		if (pager->search != NULL)
			tint_hits(pager, &view, surface, text, start, end, left);
		start = end;
		rows++;
	} while (pager->wrap && start < view.length && y + rows < area.height);
	return rows;
}

static void place(struct pager *pager)
{
	size_t count = pager_count(pager);

	if (pager->follow && count > 0) {
		pager->chosen = pager_at(pager, count - 1);
		pager_to_end(pager);
	}
	pager_settle(pager);
	if (pager->cursor && count > 0) {
		pager->chosen = pager_at(pager, pager_rank(pager, pager->chosen));
		pager_reach(pager, pager->chosen);
	}
}

void pager_draw(struct pager *pager, struct surface *surface, struct rect area, bool focus)
{
	size_t count = pager_count(pager), rank, first, skip;
	struct margins margins;
	bool mark;
	int y = 0;

	if (area.width < 1 || area.height < 1)
		return;
	/* How many rows wrapped lines take depends on the width: it must not depend on them. */
	mark = area.width > 4 && (pager->wrap || count > (size_t)area.height);
	margins = find_margins(pager, area.width);
	pager->area = area;
	pager->shown = area.height;
	pager->across = area.width - margins.marks - margins.numbers - (mark ? 1 : 0);
	place(pager);
	if (count == 0) {
		surface_text(surface, area, margins.marks + margins.numbers, 0, ROLE_DIM,
			pager->filter != NULL ? "no line has it" : "");
		return;
	}
	first = rank = pager_rank(pager, pager->first);
	skip = pager->wrap ? pager->skip : 0;
	for (; y < area.height && rank < count; rank++, skip = 0)
		y += draw_line(
			pager, surface, area, y, pager_at(pager, rank), skip, margins, focus);
	pager->in_sight = rank - first;
	if (mark)
		surface_scroll_mark(surface, area, first, pager->in_sight, count);
}

void pager_status(const struct pager *pager, struct text *text)
{
	size_t count = pager_count(pager);
	size_t at = pager->cursor ? pager->chosen : pager->first + pager->in_sight;

	if (pager->filter != NULL) {
		text_append_format(text, "%zu of %zu lines have '", count, pager->lines.count);
		text_append_clean(text, pager->filter, CLEAN_LINE);
		text_append_char(text, '\'');
	} else if (count > 0) {
		/* Without a cursor the last line in sight says how far one has read. */
		at = pager->cursor ? at + 1 : at > count ? count : at < 1 ? 1 : at;
		text_append_format(
			text, "line %zu of %zu", pager->dropped + at, pager->dropped + count);
	} else {
		text_append(text, "empty");
	}
	if (pager->follow)
		text_append(text, ", following");
	if (pager->dropped > 0)
		text_append_format(text, ", the first %zu dropped", pager->dropped);
}
