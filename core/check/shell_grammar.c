#include "check/shell_parts.h"

/* Lists of commands, and what joins them. */

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

unsigned reader_end_word(const struct reader *reader)
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

bool reader_take(struct reader *reader, const char *word)
{
	size_t length = bare_word(reader);

	if (length == 0 || !is_bare(reader, length, word))
		return false;
	reader->at += length;
	return true;
}

/* One member of a pipeline; NULL when there is none. */
static struct shell_node *read_node(struct reader *reader)
{
	struct shell_node *node;
	struct shell_redirect **redirects;
	size_t start = reader->at;
	bool negated = false;

	while (reader_take(reader, "!")) {
		negated = !negated;
		reader_skip(reader, false);
	}
	node = reader_new(reader, sizeof *node);
	node->span.start = reader_offset(reader, start);
	if (reader_block(reader, node)) {
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
			reader_function(reader, node, start);
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
	unsigned end = reader_end_word(reader);

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
	return (reader_end_word(reader) & all) != 0;
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
