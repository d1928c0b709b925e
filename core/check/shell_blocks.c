#include "check/shell_parts.h"

/* Blocks: if, for, case, { }, ( ), [[ ]], (( )), functions. */

static void close_block(struct reader *reader, const char *word, size_t start)
{
	if (!reader_take(reader, word))
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
	if (reader_take(reader, "then"))
		node->body = inner_list(reader, END_ELSE | END_FI);
	if (reader_take(reader, "elif")) {
		node->otherwise = reader_new(reader, sizeof *node);
		node->otherwise->span.start = reader_offset(reader, reader->at);
		if (reader_enter(reader)) {
			read_if(reader, node->otherwise);
			reader_leave(reader);
		}
		node->otherwise->span.end = reader_offset(reader, reader->at);
		return; /* the inner one took the "fi" */
	}
	if (reader_take(reader, "else"))
		node->otherwise = inner_list(reader, END_FI);
	close_block(reader, "fi", start);
}

static void read_do(struct reader *reader, struct shell_node *node, size_t start)
{
	reader_skip(reader, true);
	if (reader_peek(reader, 0) == ';')
		reader->at++;
	reader_skip(reader, true);
	if (reader_take(reader, "{")) {
		node->body = inner_list(reader, END_BRACE);
		close_block(reader, "}", start);
		return;
	}
	if (reader_take(reader, "do"))
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
	if (reader_take(reader, "in"))
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
	if (!reader_take(reader, "in")) {
		reader_trouble(reader, TROUBLE_BLOCK, start);
		return;
	}
	for (;;) {
		size_t at;
		reader_skip(reader, true);
		if (reader->at >= reader->length || reader_end_word(reader) == END_ESAC)
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

void reader_function(struct reader *reader, struct shell_node *node, size_t start)
{
	reader_skip(reader, true);
	if (reader_take(reader, "{")) {
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
	reader_function(reader, node, start);
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

/* A block that a bracket begins; false when none does. */
static bool read_brackets(struct reader *reader, struct shell_node *node)
{
	char c = reader_peek(reader, 0), next = reader_peek(reader, 1);

	if (c == '(' && next == '(' && reader_is_arithmetic(reader, reader->at)) {
		read_double_parens(reader, node);
	} else if (c == '(') {
		read_subshell(reader, node);
	} else if (c == '[' && next == '[' && is_blank(reader_peek(reader, 2))) {
		reader->at += 2;
		read_test(reader, node);
	} else {
		return false;
	}
	return true;
}

static void read_group(struct reader *reader, struct shell_node *node)
{
	size_t start = reader->at;

	node->kind = NODE_GROUP;
	node->body = inner_list(reader, END_BRACE);
	close_block(reader, "}", start);
}

bool reader_block(struct reader *reader, struct shell_node *node)
{
	static const struct {
		const char *word;
		void (*read)(struct reader *reader, struct shell_node *node);
	} blocks[] = {
		{"{", read_group}, {"if", read_if}, {"while", read_while}, {"until", read_while},
		{"for", read_for}, {"select", read_for}, {"case", read_case},
		{"function", read_function_word},
	};

	if (read_brackets(reader, node))
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(blocks); i++)
		if (reader_take(reader, blocks[i].word)) {
			blocks[i].read(reader, node);
			return true;
		}
	return false;
}
