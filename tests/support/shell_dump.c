/*
 * shell_dump FILE: the commands and assignments that the shell reader finds, each as
 * "LINE command NAME" or "LINE assign NAME" ("-" for a name that expands), for the comparison with
 * shfmt in tests/cli/test_shell_reader.sh.
 */

#include "base/files.h"
#include "check/shell.h"

#include <stdio.h>

static struct shell shell;

static void dump_list(const struct shell_node *list);

static int line_of(uint32_t offset)
{
	int line, column;

	shell_place(&shell, offset, &line, &column);
	return line;
}

static void dump_words(const struct shell_word *words)
{
	for (; words != NULL; words = words->next)
		for (const struct shell_part *part = words->parts; part != NULL; part = part->next) {
			dump_list(part->script);
			dump_words(part->word);
			dump_words(part->index);
		}
}

/* A name as shfmt has it: one plain text, without quotes. */
static void dump_command(const struct shell_word *word)
{
	const struct shell_part *part = word->parts;

	if (part != NULL && part->next == NULL && part->kind == PART_TEXT && part->quote == QUOTE_NONE)
		printf("%d command %.*s\n", line_of(word->span.start), (int)part->text.length,
			part->text.bytes);
	else
		printf("%d command -\n", line_of(word->span.start));
}

static void dump_list(const struct shell_node *list)
{
	for (; list != NULL; list = list->next) {
		if (list->kind == NODE_COMMAND && list->words != NULL)
			dump_command(list->words);
		for (const struct shell_assignment *a = list->assignments; a != NULL; a = a->next) {
			printf("%d assign %s\n", line_of(a->span.start), a->name);
			dump_words(a->index);
			dump_words(a->value);
			dump_words(a->elements);
		}
		dump_words(list->words);
		for (const struct shell_redirect *r = list->redirects; r != NULL; r = r->next)
			dump_words(r->target);
		dump_list(list->condition);
		dump_list(list->body);
		dump_list(list->otherwise);
	}
}

int main(int argc, char **argv)
{
	struct text text = TEXT_INIT;
	struct diags diags = {0};

	if (argc != 2 || !file_read(argv[1], SHELL_BYTES_LIMIT - 1, &text, &diags))
		return 2;
	shell_read(text_string(&text), text.length, &shell);
	dump_list(shell.list);
	shell_release(&shell);
	text_release(&text);
	diags_release(&diags);
	return 0;
}
