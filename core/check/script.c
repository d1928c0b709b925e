#include "check/script.h"

#include "check/script_parts.h"

void script_read(const struct site *site, const char *path, const char *bytes, size_t length,
	struct script *script)
{
	struct walk walk = {0};
	struct script_words none = {0};

	*script = (struct script){.site = site, .path = path};
	shell_read(bytes, length, &script->shell);
	script->variables = variables_new(&script->arena);
	header_read(script);
	header_numbers(script);
	header_variables(script);
	walk = (struct walk){
		.script = script,
		.expander = {.script = script, .variables = script->variables, .arguments = &none},
		.parent = SIZE_MAX,
	};
	walk_list(&walk, script->shell.list);
	script->incomplete = script->incomplete || script->shell.stopped;
	name_forms_free(walk.forms);
	functions_release(&walk);
	vector_release(&walk.texts);
}

void script_release(struct script *script)
{
	for (size_t i = 0; i < script->steps.count; i++)
		vector_release(&script->steps.items[i]->options);
	vector_release(&script->header);
	vector_release(&script->strays);
	vector_release(&script->commands);
	vector_release(&script->steps);
	vector_release(&script->containers);
	vector_release(&script->files);
	variables_free(script->variables);
	shell_release(&script->shell);
	arena_release(&script->arena);
}

const struct script_value *script_variable(
	const struct script *script, const struct script_command *command, const char *name)
{
	return variables_at(script->variables, name, command->time);
}

const struct script_word *script_module(const struct script *script, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < script->modules.count; i++) {
		const char *module = script->modules.items[i].text.bytes;
		if (strncmp(module, name, length) == 0 &&
			(module[length] == '\0' || module[length] == '/'))
			return &script->modules.items[i];
	}
	return NULL;
}

bool script_word_is(const struct script_word *word, const char *string)
{
	return word->known && string_equal(word->text.bytes, string);
}

bool script_word_starts(const struct script_word *word, const char *prefix)
{
	size_t length = strlen(prefix);
	return word->text.length >= length && memcmp(word->text.bytes, prefix, length) == 0;
}

struct shell_span script_word_span(const struct script_word *word)
{
	struct shell_span span = {
		shell_text_at(&word->text, 0), shell_text_at(&word->text, word->text.length)};

	if (word->source != NULL && (word->text.length == 0 || span.end <= span.start))
		span = word->source->span;
	return span;
}
