#include "check/shell_parts.h"

/* Simple commands: assignments, words and redirects. */

/* NAME= NAME+= NAME[..]= at this place: the length of the name, or 0. */
static size_t assignment_name(const struct reader *reader)
{
	size_t length = 0, depth = 0, end;

	if (!is_name_start(reader_peek(reader, 0)))
		return 0;
	while (is_name(reader_peek(reader, length)))
		length++;
	end = length;
	if (reader_peek(reader, end) == '[') {
		enum { INDEX_MAX = 200 };
		do {
			char c = reader_peek(reader, end);
			if (c == '\0' || c == '\n' || end - length > INDEX_MAX)
				return 0;
			depth += c == '[';
			depth -= c == ']';
			end++;
		} while (depth > 0);
	}
	if (reader_peek(reader, end) == '=' ||
		(reader_peek(reader, end) == '+' && reader_peek(reader, end + 1) == '='))
		return length;
	return 0;
}

static struct shell_word *empty_word(struct reader *reader)
{
	struct shell_word *word = reader_new(reader, sizeof *word);
	word->span.start = word->span.end = reader_offset(reader, reader->at);
	return word;
}

/* (a b c) behind NAME=. */
static void read_elements(struct reader *reader, struct shell_assignment *assignment)
{
	struct shell_word **tail = &assignment->elements;
	size_t start = reader->at++;

	assignment->array = true;
	while (reader->at < reader->length) {
		reader_skip(reader, true);
		if (reader_peek(reader, 0) == ')')
			break;
		*tail = reader_word(reader, STOP_WORD);
		if (*tail != NULL)
			tail = &(*tail)->next;
		else if (reader->at < reader->length)
			reader->at++;
	}
	if (reader_peek(reader, 0) == ')')
		reader->at++;
	else
		reader_trouble(reader, TROUBLE_SUBSTITUTION, start);
}

static struct shell_assignment *read_assignment(struct reader *reader, size_t length)
{
	struct shell_assignment *assignment = reader_new(reader, sizeof *assignment);

	assignment->span.start = reader_offset(reader, reader->at);
	assignment->name = arena_strndup(
		&reader->shell->arena, reader->bytes + reader->at, length);
	reader->at += length;
	if (reader_peek(reader, 0) == '[') {
		reader->at++;
		assignment->index = reader_content(reader, STOP_BRACKET, QUOTE_NONE);
		reader->at += reader_peek(reader, 0) == ']';
	}
	if (reader_peek(reader, 0) == '+') {
		assignment->append = true;
		reader->at++;
	}
	reader->at += reader_peek(reader, 0) == '=';
	if (reader_peek(reader, 0) == '(')
		read_elements(reader, assignment);
	else if ((assignment->value = reader_word(reader, STOP_WORD)) == NULL)
		assignment->value = empty_word(reader);
	assignment->span.end = reader_offset(reader, reader->at > 0 ? reader->at - 1 : 0) + 1;
	return assignment;
}

static bool read_operator(struct reader *reader, struct shell_redirect *redirect, bool *strip)
{
	static const struct {
		const char *text;
		enum shell_redirect_kind kind;
		int descriptor;
	} operators[] = {
		{"<<<", REDIRECT_STRING, 0}, {"<<-", REDIRECT_HERE, 0}, {"<<", REDIRECT_HERE, 0},
		{"<&", REDIRECT_DUP, 0}, {"<>", REDIRECT_BOTH, 0}, {"<", REDIRECT_READ, 0},
		{"&>>", REDIRECT_APPEND, 1}, {"&>", REDIRECT_WRITE, 1}, {">>", REDIRECT_APPEND, 1},
		{">&", REDIRECT_DUP, 1}, {">|", REDIRECT_WRITE, 1}, {">", REDIRECT_WRITE, 1},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(operators); i++) {
		size_t length = strlen(operators[i].text);
		if (reader->at + length > reader->length ||
			memcmp(reader->bytes + reader->at, operators[i].text, length) != 0)
			continue;
		reader->at += length;
		redirect->kind = operators[i].kind;
		if (redirect->descriptor < 0)
			redirect->descriptor = operators[i].descriptor;
		*strip = string_equal(operators[i].text, "<<-");
		return true;
	}
	return false;
}

/* The number or {name} before a redirect: its length when a redirect follows, else 0. */
static size_t descriptor_length(const struct reader *reader)
{
	size_t length = 0;

	if (reader_peek(reader, 0) == '{' && is_name_start(reader_peek(reader, 1))) {
		for (length = 1; is_name(reader_peek(reader, length)); length++)
			;
		if (reader_peek(reader, length++) != '}')
			return 0;
	} else {
		while (is_digit(reader_peek(reader, length)) && length < 4)
			length++;
	}
	if (reader_peek(reader, length) != '<' && reader_peek(reader, length) != '>')
		return 0;
	return length;
}

bool reader_redirect(struct reader *reader, struct shell_redirect ***tail)
{
	size_t start = reader->at, digits = descriptor_length(reader);
	char first = reader_peek(reader, digits), second = reader_peek(reader, digits + 1);
	struct shell_redirect *redirect;
	bool strip;

	if (first != '<' && first != '>' && !(first == '&' && second == '>'))
		return false;
	if ((first == '<' || first == '>') && second == '(')
		return false;
	if (first == '<' && digits == 0 && reader_placeholder(reader, reader->at, false) > 0)
		return false;
	redirect = reader_new(reader, sizeof *redirect);
	redirect->span.start = reader_offset(reader, start);
	redirect->descriptor = -1;
	if (digits > 0 && is_digit(reader_peek(reader, 0)))
		redirect->descriptor = atoi(reader->bytes + reader->at);
	reader->at += digits;
	if (!read_operator(reader, redirect, &strip))
		return false;
	if (redirect->kind == REDIRECT_HERE) {
		reader_here(reader, redirect, strip);
	} else {
		while (is_blank(reader_peek(reader, 0)))
			reader->at++;
		redirect->target = reader_word(reader, STOP_WORD);
		if (redirect->target == NULL)
			reader_trouble(reader, TROUBLE_STRAY, start);
	}
	redirect->span.end = reader_offset(reader, reader->at - 1) + 1;
	**tail = redirect;
	*tail = &redirect->next;
	return true;
}

/* Whether the command so far is one whose arguments may be assignments. */
static bool declares(const struct shell_node *node)
{
	static const char *const names[] = {"export", "declare", "local", "readonly", "typeset"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (shell_word_is(node->words, names[i]))
			return true;
	return false;
}

static bool ends_command(const struct reader *reader)
{
	char c = reader_peek(reader, 0);

	if (c == '&')
		return reader_peek(reader, 1) != '>';
	return reader->at >= reader->length || c == '\n' || c == ';' || c == '|' || c == ')' ||
	       (c == '\r' && (reader_peek(reader, 1) == '\n' || reader->at + 1 == reader->length));
}

/* name() at the second word: the body of a function. */
static bool is_definition(struct reader *reader, const struct shell_node *node)
{
	size_t ahead = 1;

	if (node->words == NULL || node->words->next != NULL || node->assignments != NULL ||
		reader_peek(reader, 0) != '(')
		return false;
	while (is_blank(reader_peek(reader, ahead)))
		ahead++;
	if (reader_peek(reader, ahead) != ')')
		return false;
	reader->at += ahead + 1;
	return true;
}

static void note_end(struct reader *reader, struct shell_node *node)
{
	if (reader->at > 0)
		node->span.end = reader_offset(reader, reader->at - 1) + 1;
}

struct shell_node *reader_command(struct reader *reader)
{
	struct shell_node *node = reader_new(reader, sizeof *node);
	struct shell_word **words = &node->words;
	struct shell_assignment **assignments = &node->assignments;
	struct shell_redirect **redirects = &node->redirects;
	size_t start = reader->at;

	node->kind = NODE_COMMAND;
	node->span.start = node->span.end = reader_offset(reader, start);
	while (reader_skip(reader, false), !ends_command(reader)) {
		size_t name = node->words == NULL || declares(node) ? assignment_name(reader) : 0;
		if (is_definition(reader, node)) {
			node->kind = NODE_FUNCTION;
			return node;
		}
		if (reader_redirect(reader, &redirects)) {
			note_end(reader, node);
		} else if (name > 0) {
			*assignments = read_assignment(reader, name);
			assignments = &(*assignments)->next;
			note_end(reader, node);
		} else if ((*words = reader_word(reader, STOP_WORD)) != NULL) {
			words = &(*words)->next;
			note_end(reader, node);
		} else if (reader->at < reader->length) {
			reader_trouble(reader, TROUBLE_STRAY, reader->at);
			reader->at++;
		}
	}
	if (node->words == NULL && node->assignments == NULL && node->redirects == NULL)
		return NULL;
	return node;
}
