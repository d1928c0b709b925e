#include "check/shell_parts.h"

/* Words: runs of parts, up to what ends them. */

/* --- lists of parts ------------------------------------------------------------------------- */

struct shell_part *parts_add(struct reader *reader, struct parts *parts,
	enum shell_part_kind kind, enum shell_quote quote, size_t from)
{
	struct shell_part *part = reader_new(reader, sizeof *part);

	part->kind = kind;
	part->quote = quote;
	part->span.start = reader_offset(reader, from);
	part->span.end = part->span.start;
	part->name = part->operation = "";
	*parts->tail = part;
	parts->tail = &part->next;
	return part;
}

void parts_end(struct reader *reader, struct shell_part *part)
{
	part->span.end = reader_offset(reader, reader->at);
	if (part->span.end < part->span.start)
		part->span.end = part->span.start;
}

void parts_text(
	struct reader *reader, struct parts *parts, size_t from, size_t to, enum shell_quote quote)
{
	struct shell_part *part;

	if (from >= to)
		return;
	part = parts_add(reader, parts, PART_TEXT, quote, from);
	part->text = (struct shell_text){
		.bytes = reader->bytes + from,
		.length = to - from,
		.origin = reader->text.origin != NULL ? reader->text.origin + from : NULL,
		.start = part->span.start,
	};
	part->span.end = reader_offset(reader, to - 1) + 1;
}

void parts_empty(struct reader *reader, struct parts *parts, enum shell_quote quote)
{
	struct shell_part *part = parts_add(reader, parts, PART_TEXT, quote, reader->at);
	part->text = (struct shell_text){.bytes = "", .start = part->span.start};
}

/* --- runs ----------------------------------------------------------------------------------- */

/* A backslash: true when it was taken, with what stands behind it. */
static bool read_backslash(
	struct reader *reader, struct parts *parts, enum stop stop, enum shell_quote quote)
{
	char next = reader_peek(reader, 1);
	size_t at = reader->at;

	if (at + 1 >= reader->length)
		return false;
	if (next == '\n' || (next == '\r' && reader_peek(reader, 2) == '\n')) {
		reader->at += next == '\n' ? 2 : 3;
		return true;
	}
	if (quote == QUOTE_DOUBLE &&
		!(strchr("$`\\", next) != NULL && next != '\0') &&
		!(next == '"' && stop != STOP_HERE) && !(next == '}' && stop == STOP_BRACE))
		return false;
	parts_text(reader, parts, at + 1, at + 2, quote == QUOTE_NONE ? QUOTE_SINGLE : quote);
	reader->at += 2;
	return true;
}

/* Whether an unquoted character ends the run. */
static bool ends_here(const struct reader *reader, enum stop stop, size_t depth)
{
	char c = reader->bytes[reader->at];

	switch (stop) {
	case STOP_WORD:
	case STOP_TEST:
		if (c == '\r')
			return reader_peek(reader, 1) == '\n' || reader->at + 1 == reader->length;
		return c != '\0' && strchr(" \t\n;&|<>()", c) != NULL;
	case STOP_QUOTE: return c == '"';
	case STOP_BRACE: return c == '}';
	case STOP_BRACKET: return c == ']' && depth == 0;
	case STOP_SEMICOLON:
		if (c == ';')
			return true;
		return c == ')' && depth == 0;
	case STOP_ARITHMETIC: return c == ')' && depth == 0;
	case STOP_HERE: return false;
	}
	return true;
}

/* Whether a < or > of a word is a part of it, and takes it then. */
static bool read_angle(struct reader *reader, struct parts *parts, bool inside)
{
	size_t length;

	if (reader_peek(reader, 1) == '(') {
		reader_substitution(reader, parts, PART_PROCESS, QUOTE_NONE);
		return true;
	}
	if (reader->bytes[reader->at] != '<')
		return false;
	length = reader_placeholder(reader, reader->at, inside);
	if (length == 0)
		return false;
	reader->at += length;
	parts_end(reader, parts_add(reader, parts, PART_HOLE, QUOTE_NONE, reader->at - length));
	return true;
}

/* An extended pattern such as @(a|b), when it closes on its line. */
static size_t pattern_length(const struct reader *reader)
{
	enum { PATTERN_MAX = 200 };
	size_t depth = 0;

	if (strchr("?*+@!", reader->bytes[reader->at]) == NULL || reader_peek(reader, 1) != '(')
		return 0;
	for (size_t i = 1; i < PATTERN_MAX; i++) {
		char c = reader_peek(reader, i);
		if (c == '\0' || c == '\n')
			return 0;
		depth += c == '(';
		if (c == ')' && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* What begins something of its own at this place; true when it was taken. */
static bool read_special(struct reader *reader, struct parts *parts, enum stop stop,
	enum shell_quote quote, bool inside)
{
	bool words = stop == STOP_WORD || stop == STOP_TEST;

	switch (reader->bytes[reader->at]) {
	case '\\': return read_backslash(reader, parts, stop, quote);
	case '$': return reader_dollar(reader, parts, quote);
	case '`': reader_backquotes(reader, parts, quote); return true;
	case '\'':
		if (quote != QUOTE_NONE || stop == STOP_ARITHMETIC || stop == STOP_SEMICOLON)
			return false;
		reader_single_quotes(reader, parts);
		return true;
	case '"':
		if (stop == STOP_HERE || stop == STOP_QUOTE)
			return false;
		reader_double_quotes(reader, parts);
		return true;
	case '<':
	case '>': return words && read_angle(reader, parts, inside);
	case '\0': reader->at++; return true;
	case SHELL_HOLE:
		if (!reader->holes)
			return false;
		reader->at++;
		parts_end(reader, parts_add(reader, parts, PART_HOLE, quote, reader->at - 1));
		return true;
	default: return false;
	}
}

struct shell_part *reader_parts(struct reader *reader, enum stop stop, enum shell_quote quote)
{
	struct parts parts = {.first = NULL, .tail = NULL};
	size_t from = reader->at, depth = 0, start = reader->at;
	bool line_start = true;

	parts.tail = &parts.first;
	while (reader->at < reader->length) {
		char c = reader->bytes[reader->at];
		size_t at = reader->at, length;

		if (is_name(c)) {
			reader->at++;
			line_start = false;
			continue;
		}
		if (c == '\t' && stop == STOP_HERE && reader->strip_tabs && line_start) {
			parts_text(reader, &parts, from, at, quote);
			from = ++reader->at;
			continue;
		}
		/* The text before comes first. */
		if (strchr("\\$`'\"<>\001", c) != NULL) {
			parts_text(reader, &parts, from, at, quote);
			from = at;
			if (read_special(reader, &parts, stop, quote, at > start)) {
				from = reader->at;
				line_start = false;
				continue;
			}
		}
		if (stop == STOP_WORD && (length = pattern_length(reader)) > 0) {
			reader->at += length;
			continue;
		}
		if (ends_here(reader, stop, depth))
			break;
		if (stop == STOP_ARITHMETIC || stop == STOP_SEMICOLON) {
			depth += c == '(';
			depth -= c == ')';
		} else if (stop == STOP_BRACKET) {
			depth += c == '[';
			depth -= c == ']';
		}
		line_start = c == '\n';
		reader->at++;
	}
	parts_text(reader, &parts, from,
		reader->at < reader->length ? reader->at : reader->length, quote);
	return parts.first;
}

struct shell_word *reader_content(struct reader *reader, enum stop stop, enum shell_quote quote)
{
	struct shell_word *word = reader_new(reader, sizeof *word);

	word->span.start = reader_offset(reader, reader->at);
	word->parts = reader_parts(reader, stop, quote);
	word->span.end = reader_offset(reader, reader->at);
	return word;
}

struct shell_word *reader_word(struct reader *reader, enum stop stop)
{
	size_t start = reader->at;
	struct shell_word *word = reader_content(reader, stop, QUOTE_NONE);

	if (reader->at > start) /* not behind a gap, where the next byte comes from elsewhere */
		word->span.end = reader_offset(reader, reader->at - 1) + 1;
	return reader->at > start ? word : NULL;
}
