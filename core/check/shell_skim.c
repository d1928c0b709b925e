#include "check/shell_parts.h"

/*
 * "$((1 + 2))" is arithmetic, "$((cd x; ls) | wc)" a command substitution whose first command is a
 * subshell: which of them it is shows only at the parenthesis that closes the inner one. Trying the
 * one and then the other takes exponential time when they nest. Here one pass over the text from the
 * outermost one on decides for all that it meets, and no byte is passed twice.
 */

struct frame {
	char kind;       /* 'A' arithmetic, 'C' commands, 'P' plain parenthesis, 'B' ${, '"' quotes */
	size_t verdict;  /* of 'A' */
};
struct frames VECTOR_OF(struct frame);

static void push(struct frames *frames, char kind, size_t verdict)
{
	vector_push(frames, (struct frame){kind, verdict});
}

static void push_arithmetic(struct reader *reader, struct frames *frames, size_t at)
{
	push(frames, 'A', reader->verdicts.count);
	vector_push(&reader->verdicts, (struct verdict){at, true});
}

/* Behind the quote that closes the one at `at`. */
static size_t skip_single_quotes(struct reader *reader, size_t at)
{
	const char *end;

	if (reader->no_more_quotes)
		return at + 1;
	end = memchr(reader->bytes + at + 1, '\'', reader->length - at - 1);
	if (end == NULL) {
		reader->no_more_quotes = true;
		return at + 1;
	}
	return (size_t)(end - reader->bytes) + 1;
}

/* Takes a "$(", "$((" or "${" at `at`; gives the place behind, or 0 for none. */
static size_t take_dollar(struct reader *reader, struct frames *frames, size_t at)
{
	char next = at + 1 < reader->length ? reader->bytes[at + 1] : '\0';

	if (next == '{') {
		push(frames, 'B', 0);
		return at + 2;
	}
	if (next != '(')
		return 0;
	if (at + 2 < reader->length && reader->bytes[at + 2] == '(') {
		push_arithmetic(reader, frames, at);
		return at + 3;
	}
	push(frames, 'C', 0);
	return at + 2;
}

static size_t close_paren(struct reader *reader, struct frames *frames, size_t at)
{
	struct frame *top = &frames->items[frames->count - 1];

	if (top->kind == 'A') {
		if (at + 1 < reader->length && reader->bytes[at + 1] == ')') {
			frames->count--;
			return at + 2;
		}
		reader->verdicts.items[top->verdict].arithmetic = false;
		top->kind = 'C';
	} else if (top->kind != 'B') {
		frames->count--;
	}
	return at + 1;
}

static size_t skim_step(struct reader *reader, struct frames *frames, size_t at)
{
	const char *bytes = reader->bytes;
	char c = bytes[at], kind = frames->items[frames->count - 1].kind;
	size_t behind;

	if (c == '\\')
		return at + 2;
	if (c == '$' && (behind = take_dollar(reader, frames, at)) > 0)
		return behind;
	if (c == '"') {
		if (kind == '"')
			frames->count--;
		else
			push(frames, '"', 0);
	} else if (kind == '"') {
		return at + 1;
	} else if (c == '\'') {
		return skip_single_quotes(reader, at);
	} else if (c == '(' && kind != 'B') {
		push(frames, 'P', 0);
	} else if (c == ')') {
		return close_paren(reader, frames, at);
	} else if (c == '}' && kind == 'B') {
		frames->count--;
	} else if (c == '#' && (kind == 'C' || kind == 'P') && at > 0 &&
		   (is_blank(bytes[at - 1]) || bytes[at - 1] == '\n')) {
		const char *end = memchr(bytes + at, '\n', reader->length - at);
		return end != NULL ? (size_t)(end - bytes) : reader->length;
	}
	return at + 1;
}

static void skim(struct reader *reader, size_t at)
{
	struct frames frames = {0};

	push_arithmetic(reader, &frames, at);
	at += reader->bytes[at] == '$' ? 3 : 2;
	while (at < reader->length && frames.count > 0)
		at = skim_step(reader, &frames, at);
	if (at > reader->skimmed)
		reader->skimmed = at;
	vector_release(&frames);
}

bool reader_is_arithmetic(struct reader *reader, size_t at)
{
	size_t low = 0, high;

	if (at >= reader->skimmed)
		skim(reader, at);
	high = reader->verdicts.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (reader->verdicts.items[middle].at == at)
			return reader->verdicts.items[middle].arithmetic;
		if (reader->verdicts.items[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return true;
}

size_t reader_placeholder(const struct reader *reader, size_t at, bool inside)
{
	enum { PLACEHOLDER_MAX = 80 };
	const char *bytes = reader->bytes;
	size_t end = at + 1;

	if (end >= reader->length || !is_name_start(bytes[end]))
		return 0;
	while (end < reader->length && end - at < PLACEHOLDER_MAX &&
		(is_name(bytes[end]) || (bytes[end] != '\0' && strchr(" -.:/'", bytes[end]) != NULL)))
		end++;
	if (end >= reader->length || bytes[end] != '>' || is_blank(bytes[end - 1]))
		return 0;
	end++;
	/* At the beginning of a word "<in>out" reads and writes files. */
	if (!inside && end < reader->length && strchr(" \t\r\n/.\"'_-)", bytes[end]) == NULL)
		return 0;
	return end - at;
}
