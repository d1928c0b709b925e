#include "check/shell_parts.h"

/* Lists of commands, and the blocks that hold them. */

void reader_skip(struct reader *reader, bool lines)
{
	while (reader->at < reader->length) {
		char c = reader->bytes[reader->at], next = reader_peek(reader, 1);
		if (is_blank(c) || c == '\0') {
			reader->at++;
		} else if (c == '\r' && (next == '\n' || reader->at + 1 == reader->length)) {
			reader->at++;
		} else if (c == '\\' && (next == '\n' || (next == '\r' && reader_peek(reader, 2) == '\n'))) {
			reader->at += next == '\n' ? 2 : 3;
		} else if (c == '#' && (reader->at == 0 ||
					       strchr(" \t\n;&|()\r",
						       reader->bytes[reader->at - 1]) != NULL)) {
			const char *end = memchr(reader->bytes + reader->at, '\n',
				reader->length - reader->at);
			reader->at = end != NULL ? (size_t)(end - reader->bytes) : reader->length;
		} else if (lines && c == '\n') {
			reader->at++;
			reader_here_contents(reader);
		} else {
			break;
		}
	}
}

/* The length of the unquoted word of letters here, behind which a word ends; or 0. */
static size_t bare_word(const struct reader *reader)
{
	size_t length = 0;
	char c = reader_peek(reader, 0);

	if (c == '{' || c == '}' || c == '!')
		length = 1;
	else
		while (is_name(reader_peek(reader, length)))
			length++;
	c = reader_peek(reader, length);
	if (length == 0 || (c != '\0' && strchr(" \t\r\n;&|<>()", c) == NULL))
		return 0;
	return length;
}

static bool is_bare(const struct reader *reader, size_t length, const char *word)
{
	return strlen(word) == length && memcmp(reader->bytes + reader->at, word, length) == 0;
}

/* Which end the reserved word here is, or 0. */
static unsigned end_word(const struct reader *reader)
{
	static const struct {
		const char *word;
		unsigned end;
	} ends[] = {
		{"}", END_BRACE}, {"then", END_THEN}, {"else", END_ELSE}, {"elif", END_ELSE},
		{"fi", END_FI}, {"do", END_DO}, {"done", END_DONE}, {"esac", END_ESAC},
	};
	size_t length = bare_word(reader);

	for (size_t i = 0; length > 0 && i < ARRAY_LENGTH(ends); i++)
		if (is_bare(reader, length, ends[i].word))
			return ends[i].end;
	return 0;
}

/* Takes the reserved word when it is here. */
static bool take(struct reader *reader, const char *word)
{
	size_t length = bare_word(reader);

	if (length == 0 || !is_bare(reader, length, word))
		return false;
	reader->at += length;
	return true;
}

static void close_block(struct reader *reader, const char *word, size_t start)
{
	if (!take(reader, word))
		reader_trouble(reader, TROUBLE_BLOCK, start);
}

/* A list within a block. */
static struct shell_node *inner_list(struct reader *reader, unsigned ends)
{
	struct shell_node *list = NULL;

	if (reader_enter(reader)) {
		list = reader_list(reader, ends);
		reader_leave(reader);
	}
	return list;
}

static void read_if(struct reader *reader, struct shell_node *node)
{
	size_t start = reader->at;

	node->kind = NODE_IF;
	node->condition = inner_list(reader, END_THEN | END_FI);
	if (take(reader, "then"))
		node->body = inner_list(reader, END_ELSE | END_FI);
	if (take(reader, "elif")) {
		node->otherwise = reader_new(reader, sizeof *node);
		node->otherwise->span.start = reader_offset(reader, reader->at);
		if (reader_enter(reader)) {
			read_if(reader, node->otherwise);
			reader_leave(reader);
		}
		node->otherwise->span.end = reader_offset(reader, reader->at);
		return; /* the inner one took the "fi" */
	}
	if (take(reader, "else"))
		node->otherwise = inner_list(reader, END_FI);
	close_block(reader, "fi", start);
}

static void read_do(struct reader *reader, struct shell_node *node, size_t start)
{
	reader_skip(reader, true);
	if (reader_peek(reader, 0) == ';')
		reader->at++;
	reader_skip(reader, true);
	if (take(reader, "{")) {
		node->body = inner_list(reader, END_BRACE);
		close_block(reader, "}", start);
		return;
	}
	if (take(reader, "do"))
		node->body = inner_list(reader, END_DONE);
	close_block(reader, "done", start);
}

static void read_while(struct reader *reader, struct shell_node *node)
{
	size_t start = reader->at;

	node->kind = NODE_WHILE;
	node->condition = inner_list(reader, END_DO);
	read_do(reader, node, start);
}

/* ((a; b; c)) of a for. */
static void read_for_arithmetic(struct reader *reader, struct shell_node *node)
{
	struct shell_word **tail = &node->words;

	node->kind = NODE_FOR_ARITHMETIC;
	reader->at += 2;
	for (int i = 0; i < 3; i++) {
		*tail = reader_content(reader, STOP_SEMICOLON, QUOTE_NONE);
		tail = &(*tail)->next;
		if (reader_peek(reader, 0) != ';')
			break;
		reader->at++;
	}
	if (reader_peek(reader, 0) == ')' && reader_peek(reader, 1) == ')')
		reader->at += 2;
	else
		reader_trouble(reader, TROUBLE_SUBSTITUTION, reader->at);
}

static void read_words(struct reader *reader, struct shell_word **tail)
{
	for (;;) {
		reader_skip(reader, false);
		if ((*tail = reader_word(reader, STOP_WORD)) == NULL)
			break;
		tail = &(*tail)->next;
	}
}

static void read_for(struct reader *reader, struct shell_node *node)
{
	size_t start = reader->at, length = 0;

	node->kind = NODE_FOR;
	node->name = "";
	reader_skip(reader, false);
	if (reader_peek(reader, 0) == '(' && reader_peek(reader, 1) == '(') {
		read_for_arithmetic(reader, node);
		read_do(reader, node, start);
		return;
	}
	while (is_name(reader_peek(reader, length)))
		length++;
	node->name = arena_strndup(&reader->shell->arena, reader->bytes + reader->at, length);
	reader->at += length;
	reader_skip(reader, true);
	if (take(reader, "in"))
		read_words(reader, &node->words);
	read_do(reader, node, start);
}

/* ;; ;& ;;& */
static bool take_item_end(struct reader *reader)
{
	if (reader_peek(reader, 0) != ';' ||
		(reader_peek(reader, 1) != ';' && reader_peek(reader, 1) != '&'))
		return false;
	reader->at += 2;
	reader->at += reader_peek(reader, 0) == '&';
	return true;
}

static struct shell_node *read_item(struct reader *reader)
{
	struct shell_node *item = reader_new(reader, sizeof *item);
	struct shell_word **tail = &item->words;

	item->kind = NODE_CASE_ITEM;
	item->span.start = reader_offset(reader, reader->at);
	reader->at += reader_peek(reader, 0) == '(';
	for (;;) {
		reader_skip(reader, false);
		if ((*tail = reader_word(reader, STOP_WORD)) != NULL)
			tail = &(*tail)->next;
		reader_skip(reader, false);
		if (reader_peek(reader, 0) != '|')
			break;
		reader->at++;
	}
	if (reader_peek(reader, 0) == ')')
		reader->at++;
	item->body = inner_list(reader, END_ITEM | END_ESAC);
	(void)take_item_end(reader);
	item->span.end = reader_offset(reader, reader->at);
	return item;
}

static void read_case(struct reader *reader, struct shell_node *node)
{
	struct shell_node **tail = &node->body;
	size_t start = reader->at;

	node->kind = NODE_CASE;
	reader_skip(reader, false);
	node->words = reader_word(reader, STOP_WORD);
	reader_skip(reader, true);
	if (!take(reader, "in")) {
		reader_trouble(reader, TROUBLE_BLOCK, start);
		return;
	}
	for (;;) {
		size_t at;
		reader_skip(reader, true);
		if (reader->at >= reader->length || end_word(reader) == END_ESAC)
			break;
		at = reader->at;
		*tail = read_item(reader);
		tail = &(*tail)->next;
		if (reader->at == at) /* nothing that a pattern could be */
			reader->at++;
	}
	close_block(reader, "esac", start);
}

static void read_test(struct reader *reader, struct shell_node *node)
{
	struct shell_word **tail = &node->words;
	size_t start = reader->at;

	node->kind = NODE_TEST;
	for (;;) {
		reader_skip(reader, true);
		if (reader->at >= reader->length) {
			reader_trouble(reader, TROUBLE_BLOCK, start);
			return;
		}
		if (reader_peek(reader, 0) == ']' && reader_peek(reader, 1) == ']') {
			reader->at += 2;
			return;
		}
		*tail = reader_word(reader, STOP_TEST);
		if (*tail != NULL)
			tail = &(*tail)->next;
		else
			reader->at++; /* an operator */
	}
}

static void read_function(struct reader *reader, struct shell_node *node, size_t start)
{
	reader_skip(reader, true);
	if (take(reader, "{")) {
		node->body = inner_list(reader, END_BRACE);
		close_block(reader, "}", start);
	} else if (reader_peek(reader, 0) == '(') {
		reader->at++;
		node->body = inner_list(reader, END_PAREN);
		reader->at += reader_peek(reader, 0) == ')';
	} else {
		reader_trouble(reader, TROUBLE_BLOCK, start);
	}
}

static void read_function_word(struct reader *reader, struct shell_node *node)
{
	size_t start = reader->at, length = 0;

	node->kind = NODE_FUNCTION;
	reader_skip(reader, false);
	while (reader_peek(reader, length) != '\0' &&
		strchr(" \t\r\n(){};&|<>", reader_peek(reader, length)) == NULL)
		length++;
	node->name = arena_strndup(&reader->shell->arena, reader->bytes + reader->at, length);
	reader->at += length;
	reader_skip(reader, false);
	if (reader_peek(reader, 0) == '(' && reader_peek(reader, 1) == ')')
		reader->at += 2;
	read_function(reader, node, start);
}

static void read_subshell(struct reader *reader, struct shell_node *node)
{
	size_t start = reader->at++;

	node->kind = NODE_SUBSHELL;
	node->body = inner_list(reader, END_PAREN);
	if (reader_peek(reader, 0) == ')')
		reader->at++;
	else
		reader_trouble(reader, TROUBLE_SUBSTITUTION, start);
}

static void read_double_parens(struct reader *reader, struct shell_node *node)
{
	size_t start = reader->at;

	node->kind = NODE_ARITHMETIC;
	reader->at += 2;
	node->words = reader_content(reader, STOP_ARITHMETIC, QUOTE_NONE);
	if (reader_peek(reader, 0) == ')' && reader_peek(reader, 1) == ')')
		reader->at += 2;
	else
		reader_trouble(reader, TROUBLE_SUBSTITUTION, start);
}

/* A block that begins here; false when none does. */
static bool read_block(struct reader *reader, struct shell_node *node)
{
	static const struct {
		const char *word;
		void (*read)(struct reader *reader, struct shell_node *node);
	} blocks[] = {
		{"if", read_if}, {"while", read_while}, {"until", read_while}, {"for", read_for},
		{"select", read_for}, {"case", read_case}, {"function", read_function_word},
	};
	size_t start = reader->at;

	if (reader_peek(reader, 0) == '(') {
		if (reader_peek(reader, 1) == '(' && reader_is_arithmetic(reader, reader->at))
			read_double_parens(reader, node);
		else
			read_subshell(reader, node);
		return true;
	}
	if (reader_peek(reader, 0) == '[' && reader_peek(reader, 1) == '[' &&
		is_blank(reader_peek(reader, 2))) {
		reader->at += 2;
		read_test(reader, node);
		return true;
	}
	if (take(reader, "{")) {
		node->kind = NODE_GROUP;
		node->body = inner_list(reader, END_BRACE);
		close_block(reader, "}", start);
		return true;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(blocks); i++)
		if (take(reader, blocks[i].word)) {
			blocks[i].read(reader, node);
			return true;
		}
	return false;
}

/* One member of a pipeline; NULL when there is none. */
static struct shell_node *read_node(struct reader *reader)
{
	struct shell_node *node;
	struct shell_redirect **redirects;
	size_t start = reader->at;
	bool negated = false;

	while (take(reader, "!")) {
		negated = !negated;
		reader_skip(reader, false);
	}
	node = reader_new(reader, sizeof *node);
	node->span.start = reader_offset(reader, start);
	if (read_block(reader, node)) {
		redirects = &node->redirects;
		while (reader_skip(reader, false), reader_redirect(reader, &redirects))
			;
		node->span.end = reader_offset(reader, reader->at);
	} else {
		node = reader_command(reader);
		if (node != NULL && node->kind == NODE_FUNCTION) {
			struct shell_text name;
			node->name = shell_word_text(reader->shell, node->words, &name) ? name.bytes : "";
			node->words = NULL;
			read_function(reader, node, start);
			node->span.end = reader_offset(reader, reader->at);
		}
	}
	if (node != NULL)
		node->negated = negated;
	return node;
}

/* The operator behind a node: how the next one is joined. */
static enum shell_join read_join(struct reader *reader, struct shell_node *chain)
{
	char c = reader_peek(reader, 0), next = reader_peek(reader, 1);

	if ((c == '&' && next == '&') || (c == '|' && next == '|')) {
		reader->at += 2;
		reader_skip(reader, true);
		return c == '&' ? JOIN_AND : JOIN_OR;
	}
	if (c == '|') {
		reader->at += next == '&' ? 2 : 1;
		reader_skip(reader, true);
		return JOIN_PIPE;
	}
	if (c == '&') {
		reader->at++;
		for (; chain != NULL; chain = chain->next)
			chain->background = true;
	} else if (c == ';' && next != ';' && next != '&') {
		reader->at++;
	}
	return JOIN_NEXT;
}

/* Takes what can stand before no command; true when it did. */
static bool skip_stray(struct reader *reader, unsigned ends)
{
	char c = reader_peek(reader, 0);
	unsigned end = end_word(reader);

	if (c == ')' || (c == ';' && (reader_peek(reader, 1) == ';' || reader_peek(reader, 1) == '&'))) {
		if ((c == ')' ? END_PAREN : END_ITEM) & (ends | reader->expected))
			return false;
	} else if (end != 0) {
		if (end & (ends | reader->expected))
			return false;
		reader_trouble(reader, TROUBLE_STRAY, reader->at);
		reader->at += bare_word(reader);
		return true;
	} else if (c != ';' && c != '|' && !(c == '&' && reader_peek(reader, 1) != '>')) {
		return false;
	}
	reader_trouble(reader, TROUBLE_STRAY, reader->at);
	reader->at++;
	return true;
}

/* Whether the list ends here: at one of `ends`, or at what an enclosing list waits for. */
static bool list_ends(const struct reader *reader, unsigned ends)
{
	unsigned all = ends | reader->expected;
	char c = reader_peek(reader, 0);

	if (reader->at >= reader->length)
		return true;
	if (c == ')')
		return (all & END_PAREN) != 0;
	if (c == ';' && (reader_peek(reader, 1) == ';' || reader_peek(reader, 1) == '&'))
		return (all & END_ITEM) != 0;
	return (end_word(reader) & all) != 0;
}

struct shell_node *reader_list(struct reader *reader, unsigned ends)
{
	struct shell_node *first = NULL, **tail = &first, *chain = NULL;
	unsigned expected = reader->expected;
	enum shell_join join = JOIN_NEXT;

	reader->expected |= ends;
	for (;;) {
		struct shell_node *node;
		reader_skip(reader, true);
		if (list_ends(reader, ends))
			break;
		if (skip_stray(reader, ends))
			continue;
		node = read_node(reader);
		if (node == NULL) {
			if (reader->at < reader->length && !list_ends(reader, ends) &&
				reader_peek(reader, 0) != '\n')
				reader->at++;
			continue;
		}
		node->join = join;
		if (join == JOIN_NEXT)
			chain = node;
		*tail = node;
		tail = &node->next;
		reader_skip(reader, false);
		join = read_join(reader, chain);
	}
	reader->expected = expected;
	return first;
}
