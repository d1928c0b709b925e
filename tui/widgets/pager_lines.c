#include "tui/widgets/pager_lines.h"
#include "base/clean.h"

enum { TAB_CELLS = 8 };

const char *pager_line(const struct pager *pager, size_t line, size_t *length)
{
	size_t start = pager->lines.items[line];
	size_t end =
		line + 1 < pager->lines.count ? pager->lines.items[line + 1] : pager->text.length;

	if (end > start && pager->text.data[end - 1] == '\n')
		end--;
	if (end > start && pager->text.data[end - 1] == '\r')
		end--;
	*length = end - start;
	return pager->text.data + start;
}

size_t pager_count(const struct pager *pager)
{
	return pager->filter != NULL ? pager->visible.count : pager->lines.count;
}

size_t pager_at(const struct pager *pager, size_t rank)
{
	return pager->filter != NULL ? pager->visible.items[rank] : rank;
}

size_t pager_rank(const struct pager *pager, size_t line)
{
	size_t low = 0, high = pager_count(pager), count = high;

	if (pager->filter == NULL)
		return line < count || count == 0 ? line : count - 1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (pager->visible.items[middle] < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count || count == 0 ? low : count - 1;
}

static int piece_at(const char *bytes, size_t length, int column, size_t *size)
{
	struct clean_piece piece;

	if (bytes[0] == '\t') {
		*size = 1;
		return TAB_CELLS - column % TAB_CELLS;
	}
	*size = clean_next(bytes, length, &piece);
	return piece.width;
}

int pager_cells(const char *bytes, size_t length, size_t from, size_t to, int column)
{
	size_t size;

	for (; from < to && from < length; from += size)
		column += piece_at(bytes + from, length - from, column, &size);
	return column;
}

size_t pager_row_end(const char *bytes, size_t length, size_t start, int width)
{
	size_t blank = 0, size;
	bool word = false; /* a word has begun: what indents it is no place to break */
	int column = 0;

	for (size_t at = start; at < length; at += size) {
		int cells = piece_at(bytes + at, length - at, column, &size);

		if (column > 0 && column + cells > width) {
			/* A blank that has no room any more is not seen. */
			if (bytes[at] == ' ' && word)
				return at + 1;
			return blank > 0 ? blank : at;
		}
		if (bytes[at] != ' ' && bytes[at] != '\t')
			word = true;
		else if (word)
			blank = at + 1;
		column += cells;
	}
	return length;
}

size_t pager_row_start(const char *bytes, size_t length, int width, size_t row)
{
	size_t at = 0;

	for (; row > 0 && at < length; row--)
		at = pager_row_end(bytes, length, at, width);
	return at;
}

/* Rows that the line takes: 1 without wrapping. */
static size_t count_rows(const struct pager *pager, size_t line)
{
	size_t length, rows = 0;
	const char *bytes;

	if (!pager->wrap || pager->across < 1)
		return 1;
	bytes = pager_line(pager, line, &length);
	for (size_t at = 0; at < length; rows++)
		at = pager_row_end(bytes, length, at, pager->across);
	return rows > 0 ? rows : 1;
}

/* A row of what is shown. */
struct place {
	size_t rank, row;
};

static struct place place_before(const struct pager *pager, struct place place, size_t rows)
{
	while (rows > place.row) {
		if (place.rank == 0)
			return (struct place){0, 0};
		rows -= place.row + 1;
		place.rank--;
		place.row = count_rows(pager, pager_at(pager, place.rank)) - 1;
	}
	place.row -= rows;
	return place;
}

static struct place place_after(const struct pager *pager, struct place place, size_t rows)
{
	size_t count = pager_count(pager);

	while (rows > 0) {
		size_t below = count_rows(pager, pager_at(pager, place.rank)) - 1;

		below = below > place.row ? below - place.row : 0;
		if (rows <= below) {
			place.row += rows;
			break;
		}
		if (place.rank + 1 >= count) {
			place.row += below;
			break;
		}
		rows -= below + 1;
		place = (struct place){place.rank + 1, 0};
	}
	return place;
}

static struct place here(const struct pager *pager)
{
	return (struct place){pager_rank(pager, pager->first), pager->wrap ? pager->skip : 0};
}

static void go(struct pager *pager, struct place place)
{
	pager->first = pager_at(pager, place.rank);
	pager->skip = place.row;
}

static bool is_after(struct place a, struct place b)
{
	return a.rank > b.rank || (a.rank == b.rank && a.row > b.row);
}

/* The uppermost row when the line is at the bottom. */
static struct place top_for(const struct pager *pager, size_t rank)
{
	struct place bottom = {rank, count_rows(pager, pager_at(pager, rank)) - 1};

	return place_before(pager, bottom, pager->shown > 1 ? (size_t)pager->shown - 1 : 0);
}

void pager_scroll(struct pager *pager, int64_t rows)
{
	if (pager_count(pager) == 0)
		return;
	if (rows < 0)
		go(pager, place_before(pager, here(pager), (size_t)-rows));
	else
		go(pager, place_after(pager, here(pager), (size_t)rows));
	pager_settle(pager);
}

void pager_to_end(struct pager *pager)
{
	if (pager_count(pager) > 0)
		go(pager, top_for(pager, pager_count(pager) - 1));
}

void pager_settle(struct pager *pager)
{
	struct place last, place;

	if (pager_count(pager) == 0)
		return;
	last = top_for(pager, pager_count(pager) - 1);
	place = here(pager);
	/* The line may have fewer rows than it had. */
	if (place.row >= count_rows(pager, pager_at(pager, place.rank)))
		place.row = count_rows(pager, pager_at(pager, place.rank)) - 1;
	go(pager, is_after(place, last) ? last : place);
}

void pager_reach(struct pager *pager, size_t line)
{
	size_t rank = pager_rank(pager, line);
	struct place top;

	if (pager_count(pager) == 0)
		return;
	top = top_for(pager, rank);
	if (is_after(here(pager), (struct place){rank, 0}))
		go(pager, (struct place){rank, 0});
	else if (is_after(top, here(pager)))
		go(pager, top);
}
