#include "check/shell_parts.h"

/* What a $ begins: variables, ${...}, $(...), $((...)). */

void reader_substitution(struct reader *reader, struct parts *parts, enum shell_part_kind kind,
	enum shell_quote quote)
{
	struct shell_part *part = parts_add(reader, parts, kind, quote, reader->at);
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
	parts_end(reader, part);
}

static void read_arithmetic(struct reader *reader, struct parts *parts, enum shell_quote quote)
{
	struct shell_part *part = parts_add(reader, parts, PART_ARITHMETIC, quote, reader->at);
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
	parts_end(reader, part);
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
	struct shell_part *part = parts_add(reader, parts, PART_VARIABLE, quote, reader->at);
	size_t start = reader->at;

	reader->at++;
	if (reader_peek(reader, 0) != '{') {
		part->name = copy_name(reader, parameter_length(reader, false));
		parts_end(reader, part);
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
	parts_end(reader, part);
}

bool reader_dollar(struct reader *reader, struct parts *parts, enum shell_quote quote)
{
	char next = reader_peek(reader, 1);

	if (next == '(') {
		if (reader_peek(reader, 2) == '(' && reader_is_arithmetic(reader, reader->at))
			read_arithmetic(reader, parts, quote);
		else
			reader_substitution(reader, parts, PART_COMMAND, quote);
	} else if (next == '{' || is_name(next) || (next != '\0' && strchr("@*#?$!-", next) != NULL)) {
		read_parameter(reader, parts, quote);
	} else if (quote == QUOTE_NONE && next == '\'') {
		reader_ansi_quotes(reader, parts);
	} else if (quote == QUOTE_NONE && next == '"') {
		reader->at++;
	} else {
		return false;
	}
	return true;
}
