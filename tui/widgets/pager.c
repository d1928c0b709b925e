#include "tui/widgets/pager.h"
#include "tui/widgets/input_text.h"
#include "tui/widgets/match.h"
#include "tui/widgets/pager_lines.h"

/* What is kept when the limit is reached: dropping a quarter at a time makes appending linear. */
enum { BYTES_KEPT = PAGER_BYTES_MAX / 4 * 3, LINES_KEPT = PAGER_LINES_MAX / 4 * 3 };

void pager_release(struct pager *pager)
{
	text_release(&pager->text);
	vector_release(&pager->lines);
	vector_release(&pager->visible);
	vector_release(&pager->marks);
	free(pager->search);
	free(pager->filter);
	*pager = (struct pager){0};
}

static bool passes(const struct pager *pager, size_t line)
{
	size_t length;
	const char *bytes = pager_line(pager, line, &length);

	return match_find(bytes, length, pager->filter) != NULL;
}

/* Filters lines from `from` on; those before are done. */
static void filter_from(struct pager *pager, size_t from)
{
	while (pager->visible.count > 0 && pager->visible.items[pager->visible.count - 1] >= from)
		pager->visible.count--;
	for (size_t line = from; line < pager->lines.count; line++)
		if (passes(pager, line))
			vector_push(&pager->visible, line);
}

static void drop_lines(struct pager *pager, size_t count)
{
	size_t offset = count < pager->lines.count ? pager->lines.items[count] : pager->text.length;
	size_t kept = 0;

	memmove(pager->text.data, pager->text.data + offset, pager->text.length - offset);
	text_truncate(&pager->text, pager->text.length - offset);
	for (size_t i = count; i < pager->lines.count; i++)
		pager->lines.items[i - count] = pager->lines.items[i] - offset;
	pager->lines.count -= count;
	for (size_t i = 0; i < pager->visible.count; i++)
		if (pager->visible.items[i] >= count)
			pager->visible.items[kept++] = pager->visible.items[i] - count;
	pager->visible.count = kept;
	kept = 0;
	for (size_t i = 0; i < pager->marks.count; i++) {
		if (pager->marks.items[i].line >= count) {
			pager->marks.items[kept] = pager->marks.items[i];
			pager->marks.items[kept++].line -= count;
		}
	}
	pager->marks.count = kept;
	pager->dropped += count;
	pager->skip = pager->first >= count ? pager->skip : 0;
	pager->first = pager->first >= count ? pager->first - count : 0;
	pager->chosen = pager->chosen >= count ? pager->chosen - count : 0;
}

static void hold_limits(struct pager *pager)
{
	size_t count = 0;

	if (pager->lines.count > PAGER_LINES_MAX)
		count = pager->lines.count - LINES_KEPT;
	if (pager->text.length > PAGER_BYTES_MAX) {
		size_t low = count, high = pager->lines.count,
		       least = pager->text.length - BYTES_KEPT;

		/* The first line that begins behind what has to go. */
		while (low < high) {
			size_t middle = low + (high - low) / 2;
			if (pager->lines.items[middle] < least)
				low = middle + 1;
			else
				high = middle;
		}
		count = low;
	}
	if (count > 0)
		drop_lines(pager, count);
}

/* Finds the lines of the bytes from the beginning of the last known one on. */
static void index_lines(struct pager *pager)
{
	const char *bytes = pager->text.data;
	size_t end = pager->text.length, start = 0;

	if (pager->lines.count > 0)
		start = pager->lines.items[pager->lines.count - 1];
	else if (end > 0)
		vector_push(&pager->lines, 0);
	for (;;) {
		size_t left = end - start;
		size_t most = left < PAGER_LINE_MAX ? left : PAGER_LINE_MAX;
		const char *newline = most > 0 ? memchr(bytes + start, '\n', most) : NULL;
		size_t next;

		if (newline != NULL)
			next = (size_t)(newline - bytes) + 1;
		else if (left > PAGER_LINE_MAX)
			next = start + text_limit(bytes + start, left, PAGER_LINE_MAX);
		else
			break;
		if (next == end)
			break;
		vector_push(&pager->lines, next);
		start = next;
	}
}

void pager_append(struct pager *pager, const char *bytes, size_t length)
{
	/* Much at once is taken in parts, so that no more than the limit is ever held for long. */
	while (length > 0) {
		size_t part = length < BYTES_KEPT / 3 ? length : BYTES_KEPT / 3;
		size_t from = pager->lines.count > 0 ? pager->lines.count - 1 : 0;

		text_append_bytes(&pager->text, bytes, part);
		index_lines(pager);
		/* The last line of before may have become longer. */
		if (pager->filter != NULL)
			filter_from(pager, from);
		hold_limits(pager);
		bytes += part;
		length -= part;
	}
}

void pager_set(struct pager *pager, const char *text, size_t length)
{
	text_truncate(&pager->text, 0);
	pager->lines.count = pager->visible.count = pager->marks.count = 0;
	pager->dropped = 0;
	/* Dropping moves the position; it is not to be moved by what is new. */
	if (length > PAGER_BYTES_MAX)
		pager->first = pager->chosen = pager->skip = 0;
	pager_append(pager, text, length);
	if (pager->first >= pager->lines.count) {
		pager->first = pager->lines.count > 0 ? pager->lines.count - 1 : 0;
		pager->skip = 0;
	}
	if (pager->chosen >= pager->lines.count)
		pager->chosen = pager->lines.count > 0 ? pager->lines.count - 1 : 0;
}

void pager_mark(struct pager *pager, size_t line, enum role role, const char *sign)
{
	size_t at = pager->marks.count;

	vector_push(&pager->marks, (struct pager_mark){line, role, sign});
	for (; at > 0 && pager->marks.items[at - 1].line > line; at--) {
		pager->marks.items[at] = pager->marks.items[at - 1];
		pager->marks.items[at - 1] = (struct pager_mark){line, role, sign};
	}
}

void pager_clear_marks(struct pager *pager)
{
	pager->marks.count = 0;
}

/* Whether every line that has `filter` has the filter of before, too: then only those are looked at
 * again. */
static bool narrows(const char *before, const char *filter)
{
	return before != NULL && match_find(filter, strlen(filter), before) != NULL;
}

void pager_filter(struct pager *pager, const char *filter)
{
	char *kept = filter != NULL && filter[0] != '\0' ? xstrdup(filter) : NULL;
	bool narrower = kept != NULL && narrows(pager->filter, kept);
	size_t count = 0;

	free(pager->filter);
	pager->filter = kept;
	pager->skip = 0;
	if (kept == NULL || !narrower)
		pager->visible.count = 0;
	if (kept == NULL)
		return;
	if (!narrower) {
		filter_from(pager, 0);
	} else {
		for (size_t i = 0; i < pager->visible.count; i++)
			if (passes(pager, pager->visible.items[i]))
				pager->visible.items[count++] = pager->visible.items[i];
		pager->visible.count = count;
	}
	if (pager->visible.count > 0)
		pager->chosen = pager_at(pager, pager_rank(pager, pager->chosen));
}
