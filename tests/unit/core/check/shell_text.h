#ifndef BERTH_TESTS_UNIT_SHELL_TEXT_H
#define BERTH_TESTS_UNIT_SHELL_TEXT_H

/*
 * What the shell reader made of a script as one line of text, for tables of tests: commands with
 * their joins as in bash, parts of words in their quotes, "?" for a hole, "<<{...}" for a
 * here-document (<<'{...} when nothing in it expands).
 */

#include "base/text.h"
#include "check/shell.h"

static inline void append_list(struct text *text, const struct shell_node *list);
static inline void append_word(struct text *text, const struct shell_word *word);

static inline void append_part(struct text *text, const struct shell_part *part)
{
	switch (part->kind) {
	case PART_TEXT: text_append_bytes(text, part->text.bytes, part->text.length); break;
	case PART_VARIABLE:
		text_append_format(text, "${%s", part->name);
		if (part->index != NULL) {
			text_append_char(text, '[');
			append_word(text, part->index);
			text_append_char(text, ']');
		}
		text_append(text, part->operation);
		append_word(text, part->word);
		text_append_char(text, '}');
		break;
	case PART_COMMAND:
	case PART_PROCESS:
		text_append(text, part->kind == PART_COMMAND ? "$(" : "<(");
		append_list(text, part->script);
		text_append_char(text, ')');
		break;
	case PART_ARITHMETIC:
		text_append(text, "$((");
		append_word(text, part->word);
		text_append(text, "))");
		break;
	case PART_HOLE: text_append_char(text, '?'); break;
	}
}

static inline void append_word(struct text *text, const struct shell_word *word)
{
	static const char *const quotes[] = {"", "\"", "'"};
	enum shell_quote quote = QUOTE_NONE;

	for (const struct shell_part *part = word != NULL ? word->parts : NULL; part != NULL;
		part = part->next) {
		if (part->quote != quote) {
			text_append(text, quotes[quote]);
			text_append(text, quotes[part->quote]);
		}
		quote = part->quote;
		append_part(text, part);
	}
	text_append(text, quotes[quote]);
}

static inline void append_words(struct text *text, const struct shell_word *word)
{
	for (const char *gap = ""; word != NULL; word = word->next, gap = " ") {
		text_append(text, gap);
		append_word(text, word);
	}
}

static inline void append_redirect(struct text *text, const struct shell_redirect *redirect)
{
	static const char *const signs[] = {"<", ">", ">>", ">&", "<<", "<<<", "<>"};

	text_append_format(text, " %d%s", redirect->descriptor, signs[redirect->kind]);
	if (redirect->kind != REDIRECT_HERE) {
		append_word(text, redirect->target);
		return;
	}
	text_append(text, redirect->quoted ? "'{" : "{");
	for (const struct shell_part *part = redirect->target != NULL ? redirect->target->parts : NULL;
		part != NULL; part = part->next)
		append_part(text, part);
	text_append(text, redirect->open ? "..." : "}");
}

static inline void append_assignment(struct text *text, const struct shell_assignment *assignment)
{
	text_append(text, assignment->name);
	if (assignment->index != NULL) {
		text_append_char(text, '[');
		append_word(text, assignment->index);
		text_append_char(text, ']');
	}
	text_append(text, assignment->append ? "+=" : "=");
	if (assignment->array)
		text_append_char(text, '(');
	append_word(text, assignment->value);
	append_words(text, assignment->elements);
	if (assignment->array)
		text_append_char(text, ')');
}

static inline void append_block(
	struct text *text, const char *before, const struct shell_node *list, const char *behind)
{
	text_append(text, before);
	append_list(text, list);
	text_append(text, behind);
}

static inline void append_node(struct text *text, const struct shell_node *node)
{
	const char *gap = "";

	text_append(text, node->negated ? "! " : "");
	switch (node->kind) {
	case NODE_COMMAND:
		for (const struct shell_assignment *a = node->assignments; a != NULL; a = a->next) {
			text_append(text, gap);
			append_assignment(text, a);
			gap = " ";
		}
		text_append(text, node->words != NULL ? gap : "");
		append_words(text, node->words);
		break;
	case NODE_GROUP: append_block(text, "{ ", node->body, " }"); break;
	case NODE_SUBSHELL: append_block(text, "( ", node->body, " )"); break;
	case NODE_IF:
		append_block(text, "if ", node->condition, "");
		append_block(text, " then ", node->body, "");
		append_block(text, " else ", node->otherwise, " fi");
		break;
	case NODE_WHILE:
		append_block(text, "while ", node->condition, "");
		append_block(text, " do ", node->body, " done");
		break;
	case NODE_FOR:
	case NODE_FOR_ARITHMETIC:
		text_append_format(
			text, "for %s in ", node->kind == NODE_FOR ? node->name : "(())");
		append_words(text, node->words);
		append_block(text, " do ", node->body, " done");
		break;
	case NODE_CASE:
		text_append(text, "case ");
		append_words(text, node->words);
		append_block(text, " in ", node->body, " esac");
		break;
	case NODE_CASE_ITEM:
		append_words(text, node->words);
		append_block(text, ") ", node->body, "");
		break;
	case NODE_FUNCTION:
		text_append(text, node->name);
		append_block(text, "() { ", node->body, " }");
		break;
	case NODE_TEST:
	case NODE_ARITHMETIC:
		text_append(text, node->kind == NODE_TEST ? "[[ " : "(( ");
		append_words(text, node->words);
		text_append(text, node->kind == NODE_TEST ? " ]]" : " ))");
		break;
	}
	for (const struct shell_redirect *r = node->redirects; r != NULL; r = r->next)
		append_redirect(text, r);
	text_append(text, node->background ? " &" : "");
}

static inline void append_list(struct text *text, const struct shell_node *list)
{
	static const char *const joins[] = {"; ", " && ", " || ", " | "};

	for (const struct shell_node *node = list; node != NULL; node = node->next) {
		if (node != list)
			text_append(text, joins[node->join]);
		append_node(text, node);
	}
}

#endif
