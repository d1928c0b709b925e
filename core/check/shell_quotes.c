#include "check/shell_parts.h"

/* The four kinds of quotes. */

void reader_single_quotes(struct reader *reader, struct parts *parts)
{
	size_t start = reader->at++;
	const char *end = memchr(
		reader->bytes + reader->at, '\'', reader->length - reader->at);
	size_t to = end != NULL ? (size_t)(end - reader->bytes) : reader->length;

	if (end == NULL)
		reader_trouble(reader, TROUBLE_QUOTE, start);
	if (to == reader->at)
		parts_empty(reader, parts, QUOTE_SINGLE);
	/* NUL bytes are not there for bash. */
	for (size_t from = reader->at; from < to;) {
		const char *nul = memchr(reader->bytes + from, '\0', to - from);
		size_t until = nul != NULL ? (size_t)(nul - reader->bytes) : to;
		parts_text(reader, parts, from, until, QUOTE_SINGLE);
		from = until + 1;
	}
	reader->at = end != NULL ? to + 1 : to;
}

void reader_double_quotes(struct reader *reader, struct parts *parts)
{
	size_t start = reader->at++;

	if (!reader_enter(reader))
		return;
	if (reader_peek(reader, 0) == '"')
		parts_empty(reader, parts, QUOTE_DOUBLE);
	*parts->tail = reader_parts(reader, STOP_QUOTE, QUOTE_DOUBLE);
	while (*parts->tail != NULL)
		parts->tail = &(*parts->tail)->next;
	if (reader_peek(reader, 0) == '"')
		reader->at++;
	else
		reader_trouble(reader, TROUBLE_QUOTE, start);
	reader_leave(reader);
}

/* The byte that \c stands for in $'...', or NULL for one that matters to nobody. */
static const char *find_escape(char c)
{
	static const char escapes[] = "n\nt\tr\r\\\\''\"\"a\ab\be\033f\fv\v??";

	for (size_t i = 0; escapes[i] != '\0'; i += 2)
		if (escapes[i] == c)
			return &escapes[i + 1];
	return NULL;
}

void reader_ansi_quotes(struct reader *reader, struct parts *parts)
{
	size_t start = reader->at, from;

	reader->at += 2;
	from = reader->at;
	if (reader_peek(reader, 0) == '\'')
		parts_empty(reader, parts, QUOTE_SINGLE);
	while (reader->at < reader->length && reader->bytes[reader->at] != '\'') {
		const char *escape;
		struct shell_part *part;
		if (reader->bytes[reader->at] != '\\' || reader->at + 1 >= reader->length) {
			reader->at++;
			continue;
		}
		escape = find_escape(reader->bytes[reader->at + 1]);
		parts_text(reader, parts, from, reader->at, QUOTE_SINGLE);
		part = parts_add(reader, parts, escape != NULL ? PART_TEXT : PART_HOLE, QUOTE_SINGLE,
			reader->at);
		reader->at += 2;
		parts_end(reader, part);
		if (escape != NULL)
			part->text = (struct shell_text){
				.bytes = escape, .length = 1, .start = part->span.start};
		from = reader->at;
	}
	parts_text(reader, parts, from, reader->at, QUOTE_SINGLE);
	if (reader->at < reader->length)
		reader->at++;
	else
		reader_trouble(reader, TROUBLE_QUOTE, start);
}

void reader_backquotes(struct reader *reader, struct parts *parts, enum shell_quote quote)
{
	struct shell_part *part = parts_add(reader, parts, PART_COMMAND, quote, reader->at);
	size_t start = reader->at++, end = reader->at, length = 0;
	struct shell_text text;
	char *bytes;
	uint32_t *origin;

	while (end < reader->length && reader->bytes[end] != '`')
		end += reader->bytes[end] == '\\' ? 2 : 1;
	if (end >= reader->length) {
		reader_trouble(reader, TROUBLE_SUBSTITUTION, start);
		end = reader->length;
	}
	bytes = arena_alloc(&reader->shell->arena, end - reader->at + 1);
	origin = arena_alloc(&reader->shell->arena, (end - reader->at + 1) * sizeof *origin);
	for (size_t i = reader->at; i < end; i++) {
		if (reader->bytes[i] == '\\' && i + 1 < end &&
			strchr(quote == QUOTE_DOUBLE ? "`$\\\"" : "`$\\", reader->bytes[i + 1]) != NULL)
			i++;
		bytes[length] = reader->bytes[i];
		origin[length++] = reader_offset(reader, i);
	}
	text = (struct shell_text){
		.bytes = bytes, .length = length, .origin = origin, .start = part->span.start};
	if (reader_enter(reader)) {
		part->script = shell_read_text(reader->shell, &text, reader->holes, reader->depth);
		reader_leave(reader);
	}
	reader->at = end < reader->length ? end + 1 : end;
	parts_end(reader, part);
}
