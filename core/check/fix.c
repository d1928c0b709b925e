#include "check/fix.h"

#include "base/clean.h"

struct edit {
	struct shell_span span;
	const char *text; /* of the finding */
};
struct edits VECTOR_OF(struct edit);

/* Whole lines of the script that change together. */
struct change {
	uint32_t start, end; /* bytes: from the beginning of a line to that of another */
	size_t first_edit, edit_count;
};
struct changes VECTOR_OF(struct change);

static int by_start(const void *a, const void *b)
{
	const struct edit *left = a, *right = b;

	if (left->span.start != right->span.start)
		return left->span.start < right->span.start ? -1 : 1;
	return left->span.end < right->span.end ? -1 : left->span.end > right->span.end;
}

static void collect(const struct check *check, struct edits *edits)
{
	uint32_t length = (uint32_t)check->script->shell.text.length;
	size_t kept = 0;

	vector_each (const struct finding, finding, &check->findings)
		vector_each (const struct check_fix, fix, &finding->fixes)
			if (fix->span.start <= fix->span.end && fix->span.end <= length)
				vector_push(edits, (struct edit){fix->span, fix->text});
	if (edits->count > 1)
		qsort(edits->items, edits->count, sizeof *edits->items, by_start);
	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *last = kept > 0 ? &edits->items[kept - 1] : NULL;
		if (last != NULL && (edits->items[i].span.start < last->span.end ||
					    edits->items[i].span.start == last->span.start))
			continue;
		edits->items[kept++] = edits->items[i];
	}
	edits->count = kept;
}

/* The bytes from `start` to `end` with some of the edits applied. */
static void append_edited(const struct check *check, const struct edit *edits, size_t count,
	uint32_t start, uint32_t end, struct text *text)
{
	const char *bytes = check->script->shell.text.bytes;

	for (size_t i = 0; i < count; i++) {
		text_append_bytes(text, bytes + start, edits[i].span.start - start);
		text_append(text, edits[i].text);
		start = edits[i].span.end;
	}
	text_append_bytes(text, bytes + start, end - start);
}

size_t fix_apply(const struct check *check, struct text *text)
{
	struct edits edits = {0};
	size_t count;

	collect(check, &edits);
	count = edits.count;
	append_edited(
		check, edits.items, count, 0, (uint32_t)check->script->shell.text.length, text);
	vector_release(&edits);
	return count;
}

static uint32_t line_start(const struct check *check, uint32_t at)
{
	while (at > 0 && check->script->shell.text.bytes[at - 1] != '\n')
		at--;
	return at;
}

/* The beginning of the next line, or the end. */
static uint32_t line_end(const struct check *check, uint32_t at)
{
	const struct shell_text *text = &check->script->shell.text;
	const char *newline =
		at < text->length ? memchr(text->bytes + at, '\n', text->length - at) : NULL;

	return newline != NULL ? (uint32_t)(newline - text->bytes) + 1 : (uint32_t)text->length;
}

static void find_changes(const struct check *check, const struct edits *edits, struct changes *changes)
{
	for (size_t i = 0; i < edits->count; i++) {
		uint32_t start = line_start(check, edits->items[i].span.start);
		uint32_t end = line_end(check, edits->items[i].span.end);
		struct change *last =
			changes->count > 0 ? &changes->items[changes->count - 1] : NULL;
		if (last != NULL && start < last->end) {
			last->end = end > last->end ? end : last->end;
			last->edit_count++;
		} else {
			vector_push(changes, (struct change){start, end, i, 1});
		}
	}
}

/* Each line with a sign before it; gives how many. */
static size_t append_lines(struct text *text, char sign, const char *bytes, size_t length)
{
	size_t lines = 0;

	while (length > 0) {
		const char *newline = memchr(bytes, '\n', length);
		size_t size = newline != NULL ? (size_t)(newline - bytes) + 1 : length;
		text_append_char(text, sign);
		text_append_bytes(text, bytes, size);
		if (newline == NULL)
			text_append(text, "\n\\ No newline at end of file\n");
		bytes += size;
		length -= size;
		lines++;
	}
	return lines;
}

enum { CONTEXT = 3 };

static uint32_t lines_before(const struct check *check, uint32_t at, int lines)
{
	while (lines-- > 0 && at > 0)
		at = line_start(check, at - 1);
	return at;
}

static uint32_t lines_behind(const struct check *check, uint32_t at, int lines)
{
	while (lines-- > 0 && at < check->script->shell.text.length)
		at = line_end(check, at);
	return at;
}

/* The changes from `first` on that share a hunk; gives the index behind them. */
static size_t append_hunk(struct check *check, const struct edits *edits,
	const struct changes *changes, size_t first, long *shift, struct text *text)
{
	const char *bytes = check->script->shell.text.bytes;
	uint32_t start = lines_before(check, changes->items[first].start, CONTEXT), at = start;
	struct text body = TEXT_INIT;
	size_t old_lines = 0, new_lines = 0, next = first, same;
	int line, column;

	do {
		const struct change *change = &changes->items[next++];
		struct text changed = TEXT_INIT;
		same = append_lines(&body, ' ', bytes + at, change->start - at);
		old_lines += same;
		new_lines += same;
		old_lines += append_lines(
			&body, '-', bytes + change->start, change->end - change->start);
		append_edited(check, edits->items + change->first_edit, change->edit_count,
			change->start, change->end, &changed);
		new_lines += append_lines(&body, '+', text_string(&changed), changed.length);
		text_release(&changed);
		at = change->end;
	} while (next < changes->count &&
		 lines_behind(check, at, 2 * CONTEXT) >= changes->items[next].start);
	same = append_lines(&body, ' ', bytes + at, lines_behind(check, at, CONTEXT) - at);
	shell_place(&check->script->shell, start, &line, &column);
	text_append_format(text, "@@ -%d,%zu +%ld,%zu @@\n", line, old_lines + same, line + *shift,
		new_lines + same);
	text_append_bytes(text, text_string(&body), body.length);
	*shift += (long)new_lines - (long)old_lines;
	text_release(&body);
	return next;
}

void fix_diff(const struct check *check, struct text *text)
{
	struct edits edits = {0};
	struct changes changes = {0};
	struct check copy = *check; /* finding lines needs the script to be changeable */
	long shift = 0;

	collect(check, &edits);
	find_changes(check, &edits, &changes);
	if (changes.count > 0) {
		text_append(text, "--- ");
		text_append_clean(text, check->script->path, CLEAN_LINE);
		text_append(text, "\n+++ ");
		text_append_clean(text, check->script->path, CLEAN_LINE);
		text_append_char(text, '\n');
	}
	for (size_t i = 0; i < changes.count;)
		i = append_hunk(&copy, &edits, &changes, i, &shift, text);
	vector_release(&edits);
	vector_release(&changes);
}
