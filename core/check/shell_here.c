#include "check/shell_parts.h"

/* Here-documents: the end word stands on the line, the content behind it. */

/* The end word without its quotes; bash does not expand anything in it. */
static struct shell_text end_word(struct reader *reader, bool *quoted)
{
	char *bytes;
	size_t length = 0;
	char quote = '\0';
	struct text_span {
		size_t start, end;
	} span = {reader->at, reader->at};

	*quoted = false;
	for (; span.end < reader->length; span.end++) {
		char c = reader->bytes[span.end];
		if (quote == '\0' && (c == '\0' || strchr(" \t\r\n;&|<>()", c) != NULL))
			break;
		if (c == '\n')
			break;
		if (quote == '\0' && (c == '\'' || c == '"'))
			quote = c;
		else if (c == quote)
			quote = '\0';
	}
	bytes = arena_alloc(&reader->shell->arena, span.end - span.start + 1);
	quote = '\0';
	for (size_t i = span.start; i < span.end; i++) {
		char c = reader->bytes[i];
		if (quote == '\0' && (c == '\'' || c == '"')) {
			quote = c;
			*quoted = true;
		} else if (c == quote && c != '\0') {
			quote = '\0';
		} else if (c == '\\' && quote != '\'') {
			*quoted = true;
			if (i + 1 < span.end)
				bytes[length++] = reader->bytes[++i];
		} else {
			bytes[length++] = c;
		}
	}
	reader->at = span.end;
	return (struct shell_text){.bytes = bytes, .length = length};
}

void reader_here(struct reader *reader, struct shell_redirect *redirect, bool strip)
{
	struct pending_here here = {.redirect = redirect, .strip = strip};

	while (is_blank(reader_peek(reader, 0)))
		reader->at++;
	redirect->open = true;
	here.end = end_word(reader, &redirect->quoted);
	vector_push(&reader->pending, here);
}

/* Where the content from `at` on ends: the beginning of the line with the end word; `next` is
 * the line behind it. */
static size_t find_end(const struct reader *reader, const struct pending_here *here, size_t at,
	size_t *next, bool *found)
{
	*found = false;
	while (at < reader->length) {
		const char *line = reader->bytes + at;
		const char *end = memchr(line, '\n', reader->length - at);
		size_t length = end != NULL ? (size_t)(end - line) : reader->length - at;
		size_t behind = at + length + (end != NULL);
		while (here->strip && length > 0 && *line == '\t') {
			line++;
			length--;
		}
		if (length > 0 && line[length - 1] == '\r')
			length--;
		/* Within $(...) the closing parenthesis may follow the end word at once. */
		if (length == here->end.length &&
			memcmp(line, here->end.bytes, length) == 0) {
			*next = behind;
			*found = true;
			return at;
		}
		at = behind;
	}
	*next = at;
	return at;
}

static void read_quoted(
	struct reader *reader, struct shell_redirect *redirect, size_t end, bool strip)
{
	struct shell_part **tail = &redirect->target->parts;
	size_t at = reader->at;

	while (at < end) {
		struct shell_part *part;
		size_t from = at;
		const char *newline;
		while (strip && from < end && reader->bytes[from] == '\t')
			from++;
		newline = strip ? memchr(reader->bytes + from, '\n', end - from) : NULL;
		at = newline != NULL ? (size_t)(newline - reader->bytes) + 1 : end;
		part = reader_new(reader, sizeof *part);
		if (reader->shell->stopped)
			return;
		part->kind = PART_TEXT;
		part->quote = QUOTE_SINGLE;
		part->name = part->operation = "";
		part->span = (struct shell_span){
			reader_offset(reader, from), reader_offset(reader, at)};
		part->text = (struct shell_text){
			.bytes = reader->bytes + from,
			.length = at - from,
			.origin = reader->text.origin != NULL ? reader->text.origin + from : NULL,
			.start = part->span.start,
		};
		*tail = part;
		tail = &part->next;
	}
}

static void read_content(struct reader *reader, const struct pending_here *here)
{
	struct shell_redirect *redirect = here->redirect;
	size_t next, length = reader->length;
	bool found, strip_tabs = reader->strip_tabs;
	size_t end = find_end(reader, here, reader->at, &next, &found);

	redirect->open = !found;
	if (!found)
		reader_trouble(reader, TROUBLE_HERE, reader->at);
	redirect->target = reader_new(reader, sizeof *redirect->target);
	redirect->target->span.start = reader_offset(reader, reader->at);
	if (redirect->quoted) {
		read_quoted(reader, redirect, end, here->strip);
	} else if (reader_enter(reader)) {
		reader->length = end;
		reader->strip_tabs = here->strip;
		redirect->target->parts = reader_parts(reader, STOP_HERE, QUOTE_DOUBLE);
		reader->length = length;
		reader->strip_tabs = strip_tabs;
		reader_leave(reader);
	}
	redirect->target->span.end = reader_offset(reader, end);
	reader->at = reader->shell->stopped ? reader->length : next;
}

void reader_here_contents(struct reader *reader)
{
	/* What a content itself begins is not of this line. */
	for (size_t i = 0; i < reader->pending.count; i++) {
		struct pending_here here = reader->pending.items[i];
		if (here.redirect == NULL)
			continue;
		reader->pending.items[i].redirect = NULL;
		read_content(reader, &here);
	}
	reader->pending.count = 0;
}
