/*
 * The input is a job script. It is read, walked through and checked by every rule.
 */

#include "check/rules.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_span(const struct script *script, struct shell_span span)
{
	require(span.start <= span.end && span.end <= script->shell.text.length + 1);
}

static void check_words(const struct script *script, const struct script_words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct shell_text *text = &words->items[i].text;
		require(strlen(text->bytes) == text->length);
		for (size_t at = 0; at < text->length; at++)
			require(shell_text_at(text, at) <= script->shell.text.length);
	}
}

static void check_nodes(const struct script *script, const struct shell_node *list)
{
	for (; list != NULL; list = list->next) {
		check_span(script, list->span);
		for (const struct shell_word *word = list->words; word != NULL; word = word->next)
			check_span(script, word->span);
		check_nodes(script, list->condition);
		check_nodes(script, list->body);
		check_nodes(script, list->otherwise);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct site site;
	static bool loaded;
	struct diags diags = {0};
	struct script script;
	struct check check;

	if (!loaded) {
		require(site_load("lumi", &site, &diags));
		loaded = true;
	}
	script_read(&site, "input", (const char *)data, size, &script);
	check_nodes(&script, script.shell.list);
	for (size_t i = 0; i < script.commands.count; i++)
		check_words(&script, &script.commands.items[i].words);
	check_run(&script, NULL, &check);
	for (size_t i = 0; i < check.findings.count; i++) {
		check_span(&script, check.findings.items[i].span);
		require(check.findings.items[i].diag.line > 0);
	}
	check_release(&check);
	script_release(&script);
	diags_release(&diags);
	return 0;
}
