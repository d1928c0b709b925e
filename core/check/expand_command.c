#include "check/expand_parts.h"

#include "base/units.h"

/* Command substitutions whose output is known: cat with a here-document, echo, seq. */

/* The content of the here-document (or <<<) that a command reads, or NULL. */
static const struct shell_redirect *here_of(const struct shell_node *node)
{
	for (const struct shell_redirect *redirect = node->redirects; redirect != NULL;
		redirect = redirect->next)
		if (redirect->kind == REDIRECT_HERE && redirect->descriptor == 0 &&
			redirect->target != NULL && !redirect->open)
			return redirect;
	return NULL;
}

/* $(...) leaves no newline at the end. */
static struct shell_text without_newlines(struct expander *expander, struct shell_text text)
{
	struct builder builder = {0};
	size_t length = text.length;

	while (length > 0 && text.bytes[length - 1] == '\n')
		length--;
	builder_add(&builder, text.bytes, length, text.origin, text.start);
	return builder_end(expander, &builder, text.start);
}

static bool echo_output(struct expander *expander, const struct script_words *words,
	struct shell_text *text)
{
	struct builder builder = {0};
	size_t first = 1;

	if (words->count > 1 && string_equal(words->items[1].text.bytes, "-n"))
		first = 2;
	for (size_t i = first; i < words->count; i++) {
		const struct script_word *word = &words->items[i];
		if (i > first)
			builder_add_at(&builder, " ", shell_text_at(&word->text, 0));
		builder_add(&builder, word->text.bytes, word->text.length, word->text.origin,
			word->text.start);
	}
	*text = builder_end(expander, &builder, 0);
	if (words->count > first && (words->items[first].text.bytes[0] == '-' ||
					    strchr(text->bytes, '\\') != NULL))
		return false;
	return true;
}

static bool seq_output(struct expander *expander, const struct script_words *words, uint32_t at,
	struct shell_text *text)
{
	enum { NUMBERS_MAX = 1024 };
	int64_t numbers[3] = {1, 1, 0};
	struct builder builder = {0};
	size_t count = 0;

	if (words->count < 2 || words->count > 4)
		return false;
	for (size_t i = 1; i < words->count; i++)
		if (!integer_parse(words->items[i].text.bytes, -100000, 100000, &numbers[i - 1]))
			return false;
	if (words->count == 2) {
		numbers[2] = numbers[0];
		numbers[0] = 1;
	} else if (words->count == 3) {
		numbers[2] = numbers[1];
		numbers[1] = 1;
	}
	if (numbers[1] == 0)
		return false;
	for (int64_t n = numbers[0]; numbers[1] > 0 ? n <= numbers[2] : n >= numbers[2];
		n += numbers[1]) {
		char digits[32];
		snprintf(digits, sizeof digits, "%s%lld", count > 0 ? "\n" : "", (long long)n);
		builder_add_at(&builder, digits, at);
		if (++count > NUMBERS_MAX)
			builder.hole = true;
		if (builder.hole)
			break;
	}
	*text = builder_end(expander, &builder, at);
	return true;
}

bool expand_command(struct expander *expander, const struct shell_part *part, struct shell_text *text)
{
	const struct shell_node *node = part->script;
	const struct shell_redirect *here;
	struct script_words words;

	if (node == NULL || node->next != NULL || node->kind != NODE_COMMAND ||
		node->assignments != NULL || node->words == NULL)
		return false;
	here = here_of(node);
	if (here != NULL && node->redirects->next == NULL && node->words->next == NULL &&
		shell_word_is(node->words, "cat")) {
		*text = without_newlines(expander, expand_text(expander, here->target));
		return true;
	}
	if (node->redirects != NULL ||
		(!shell_word_is(node->words, "echo") && !shell_word_is(node->words, "seq")))
		return false;
	words = expand_words(expander, node->words);
	for (size_t i = 0; i < words.count; i++)
		if (words.items[i].splits)
			return false;
	if (shell_word_is(node->words, "seq"))
		return seq_output(expander, &words, part->span.start, text);
	if (!echo_output(expander, &words, text))
		return false;
	*text = without_newlines(expander, *text);
	return true;
}
