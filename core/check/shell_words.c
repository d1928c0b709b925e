#include "check/shell_parts.h"

/* Words and their parts. */

struct parts {
	struct shell_part *first, **tail;
};

static struct shell_part *add_part(struct reader *reader, struct parts *parts,
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

static void end_part(struct reader *reader, struct shell_part *part)
{
	part->span.end = reader_offset(reader, reader->at);
	if (part->span.end < part->span.start)
		part->span.end = part->span.start;
}

/* The bytes from `from` to before `to`, as they stand. */
static void add_text(
	struct reader *reader, struct parts *parts, size_t from, size_t to, enum shell_quote quote)
{
	struct shell_part *part;

	if (from >= to)
		return;
	part = add_part(reader, parts, PART_TEXT, quote, from);
	part->text = (struct shell_text){
		.bytes = reader->bytes + from,
		.length = to - from,
		.origin = reader->text.origin != NULL ? reader->text.origin + from : NULL,
		.start = part->span.start,
	};
	part->span.end = reader_offset(reader, to - 1) + 1;
}

/* Quotes around nothing still make a word. */
static void add_empty(struct reader *reader, struct parts *parts, enum shell_quote quote)
{
	struct shell_part *part = add_part(reader, parts, PART_TEXT, quote, reader->at);
	part->text = (struct shell_text){.bytes = "", .start = part->span.start};
}

static void read_single_quotes(struct reader *reader, struct parts *parts)
{
	size_t start = reader->at++;
	const char *end = memchr(
		reader->bytes + reader->at, '\'', reader->length - reader->at);
	size_t to = end != NULL ? (size_t)(end - reader->bytes) : reader->length;

	if (end == NULL)
		reader_trouble(reader, TROUBLE_QUOTE, start);
	if (to == reader->at)
		add_empty(reader, parts, QUOTE_SINGLE);
	/* NUL bytes are not there for bash. */
	for (size_t from = reader->at; from < to;) {
		const char *nul = memchr(reader->bytes + from, '\0', to - from);
		size_t until = nul != NULL ? (size_t)(nul - reader->bytes) : to;
		add_text(reader, parts, from, until, QUOTE_SINGLE);
		from = until + 1;
	}
	reader->at = end != NULL ? to + 1 : to;
}

static void read_double_quotes(struct reader *reader, struct parts *parts)
{
	size_t start = reader->at++;

	if (!reader_enter(reader))
		return;
	if (reader_peek(reader, 0) == '"')
		add_empty(reader, parts, QUOTE_DOUBLE);
	*parts->tail = reader_parts(reader, STOP_QUOTE, QUOTE_DOUBLE);
	while (*parts->tail != NULL)
		parts->tail = &(*parts->tail)->next;
	if (reader_peek(reader, 0) == '"')
		reader->at++;
	else
		reader_trouble(reader, TROUBLE_QUOTE, start);
	reader_leave(reader);
}

/* $'...': the escapes that matter; others keep their backslash. */
static void read_ansi_quotes(struct reader *reader, struct parts *parts)
{
	static const char escapes[] = "n\nt\tr\r\\\\''\"\"a\ab\be\033f\fv\v??";
	size_t start = reader->at, from;

	reader->at += 2;
	from = reader->at;
	if (reader_peek(reader, 0) == '\'')
		add_empty(reader, parts, QUOTE_SINGLE);
	while (reader->at < reader->length && reader->bytes[reader->at] != '\'') {
		const char *escape = NULL;
		struct shell_part *part;
		if (reader->bytes[reader->at] != '\\' || reader->at + 1 >= reader->length) {
			reader->at++;
			continue;
		}
		for (size_t i = 0; escapes[i] != '\0' && escape == NULL; i += 2)
			if (escapes[i] == reader->bytes[reader->at + 1])
				escape = &escapes[i + 1];
		add_text(reader, parts, from, reader->at, QUOTE_SINGLE);
		part = add_part(reader, parts, escape != NULL ? PART_TEXT : PART_HOLE, QUOTE_SINGLE,
			reader->at);
		reader->at += 2;
		end_part(reader, part);
		if (escape != NULL)
			part->text = (struct shell_text){
				.bytes = escape, .length = 1, .start = part->span.start};
		from = reader->at;
	}
	add_text(reader, parts, from, reader->at, QUOTE_SINGLE);
	if (reader->at < reader->length)
		reader->at++;
	else
		reader_trouble(reader, TROUBLE_QUOTE, start);
}

/* `...`: a backslash before `, $ or \ goes; what is left is a script. */
static void read_backquotes(struct reader *reader, struct parts *parts, enum shell_quote quote)
{
	struct shell_part *part = add_part(reader, parts, PART_COMMAND, quote, reader->at);
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
	end_part(reader, part);
}

static void read_substitution(struct reader *reader, struct parts *parts, enum shell_part_kind kind,
	enum shell_quote quote)
{
	struct shell_part *part = add_part(reader, parts, kind, quote, reader->at);
	size_t start = reader->at;
	unsigned expected = reader->expected;

	reader->at += 2;
	if (!reader_enter(reader))
		return;
	reader->expected = 0;
	part->script = reader_list(reader, END_PAREN);
	reader->expected = expected;
	reader_leave(reader);
	if (reader_peek(reader, 0) == ')')
		reader->at++;
	else
		reader_trouble(reader, TROUBLE_SUBSTITUTION, start);
	end_part(reader, part);
}

static void read_arithmetic(struct reader *reader, struct parts *parts, enum shell_quote quote)
{
	struct shell_part *part = add_part(reader, parts, PART_ARITHMETIC, quote, reader->at);
	size_t start = reader->at;

	reader->at += 3;
	if (!reader_enter(reader))
		return;
	part->word = reader_content(reader, STOP_ARITHMETIC, QUOTE_NONE);
	reader_leave(reader);
	if (reader_peek(reader, 0) == ')' && reader_peek(reader, 1) == ')')
		reader->at += 2;
	else
		reader_trouble(reader, TROUBLE_SUBSTITUTION, start);
	end_part(reader, part);
}

static const char *copy_name(struct reader *reader, size_t length)
{
	const char *name = arena_strndup(
		&reader->shell->arena, reader->bytes + reader->at, length);
	reader->at += length;
	return name;
}

/* The length of a parameter's name at this place: a name, a number or a special character. */
static size_t parameter_length(const struct reader *reader, bool braces)
{
	char c = reader_peek(reader, 0);
	size_t length = 1;

	if (is_name_start(c)) {
		while (is_name(reader_peek(reader, length)))
			length++;
	} else if (is_digit(c)) {
		while (braces && is_digit(reader_peek(reader, length)))
			length++;
	} else if (c == '\0' || strchr("@*#?$!-", c) == NULL) {
		length = 0;
	}
	return length;
}

static const char *read_operation(struct reader *reader)
{
	static const char *const operations[] = {":-", ":=", ":?", ":+", "##", "%%", "//", "^^",
		",,", "-", "=", "?", "+", "#", "%", "/", "^", ",", ":", "@"};

	for (size_t i = 0; i < ARRAY_LENGTH(operations); i++) {
		size_t length = strlen(operations[i]);
		if (reader->at + length <= reader->length &&
			memcmp(reader->bytes + reader->at, operations[i], length) == 0) {
			reader->at += length;
			return operations[i];
		}
	}
	return NULL;
}

/* The inside of ${...}; false when it is nothing that bash knows. */
static bool read_braces(struct reader *reader, struct shell_part *part, enum shell_quote quote)
{
	const char *prefix = "";
	size_t length;

	if (reader_peek(reader, 0) == '#' && reader_peek(reader, 1) != '}') {
		prefix = "length";
		reader->at++;
	} else if (reader_peek(reader, 0) == '!' && is_name_start(reader_peek(reader, 1))) {
		prefix = "indirect";
		reader->at++;
	}
	length = parameter_length(reader, true);
	if (length == 0)
		return false;
	part->name = copy_name(reader, length);
	if (reader_peek(reader, 0) == '[') {
		reader->at++;
		part->index = reader_content(reader, STOP_BRACKET, QUOTE_NONE);
		if (reader_peek(reader, 0) == ']')
			reader->at++;
	}
	part->operation = prefix;
	if (reader_peek(reader, 0) == '}')
		return true;
	part->operation = read_operation(reader);
	if (part->operation == NULL) {
		part->operation = "";
		return false;
	}
	part->word = reader_content(reader, STOP_BRACE, quote);
	return *prefix == '\0';
}

static void read_parameter(struct reader *reader, struct parts *parts, enum shell_quote quote)
{
	struct shell_part *part = add_part(reader, parts, PART_VARIABLE, quote, reader->at);
	size_t start = reader->at;

	reader->at++;
	if (reader_peek(reader, 0) != '{') {
		part->name = copy_name(reader, parameter_length(reader, false));
		end_part(reader, part);
		return;
	}
	reader->at++;
	if (!reader_enter(reader))
		return;
	if (!read_braces(reader, part, quote)) {
		part->kind = PART_HOLE;
		if (reader_peek(reader, 0) != '}')
			(void)reader_parts(reader, STOP_BRACE, quote);
	}
	reader_leave(reader);
	if (reader_peek(reader, 0) == '}')
		reader->at++;
	else
		reader_trouble(reader, TROUBLE_SUBSTITUTION, start);
	end_part(reader, part);
}

/* What a $ begins; false when it stands for itself. */
static bool read_dollar(struct reader *reader, struct parts *parts, enum shell_quote quote)
{
	char next = reader_peek(reader, 1);

	if (next == '(') {
		if (reader_peek(reader, 2) == '(' && reader_is_arithmetic(reader, reader->at))
			read_arithmetic(reader, parts, quote);
		else
			read_substitution(reader, parts, PART_COMMAND, quote);
	} else if (next == '{' || is_name(next) || (next != '\0' && strchr("@*#?$!-", next) != NULL)) {
		read_parameter(reader, parts, quote);
	} else if (quote == QUOTE_NONE && next == '\'') {
		read_ansi_quotes(reader, parts);
	} else if (quote == QUOTE_NONE && next == '"') {
		reader->at++;
	} else {
		return false;
	}
	return true;
}

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
	add_text(reader, parts, at + 1, at + 2, quote == QUOTE_NONE ? QUOTE_SINGLE : quote);
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
		read_substitution(reader, parts, PART_PROCESS, QUOTE_NONE);
		return true;
	}
	if (reader->bytes[reader->at] != '<')
		return false;
	length = reader_placeholder(reader, reader->at, inside);
	if (length == 0)
		return false;
	reader->at += length;
	end_part(reader, add_part(reader, parts, PART_HOLE, QUOTE_NONE, reader->at - length));
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
	case '$': return read_dollar(reader, parts, quote);
	case '`': read_backquotes(reader, parts, quote); return true;
	case '\'':
		if (quote != QUOTE_NONE || stop == STOP_ARITHMETIC || stop == STOP_SEMICOLON)
			return false;
		read_single_quotes(reader, parts);
		return true;
	case '"':
		if (stop == STOP_HERE || stop == STOP_QUOTE)
			return false;
		read_double_quotes(reader, parts);
		return true;
	case '<':
	case '>': return words && read_angle(reader, parts, inside);
	case '\0': reader->at++; return true;
	case SHELL_HOLE:
		if (!reader->holes)
			return false;
		reader->at++;
		end_part(reader, add_part(reader, parts, PART_HOLE, quote, reader->at - 1));
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
			add_text(reader, &parts, from, at, quote);
			from = ++reader->at;
			continue;
		}
		/* The text before comes first. */
		if (strchr("\\$`'\"<>\001", c) != NULL) {
			add_text(reader, &parts, from, at, quote);
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
	add_text(reader, &parts, from, reader->at < reader->length ? reader->at : reader->length, quote);
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
