#include "check/build_commands.h"

bool build_words_known(const struct script_command *command)
{
	for (size_t i = command->program; i < command->words.count; i++)
		if (command->words.items[i].splits)
			return false;
	return true;
}

bool build_is_subcommand(const struct script_command *command, const char *name)
{
	return command->program + 1 < command->words.count &&
	       script_word_is(&command->words.items[command->program + 1], name);
}

const struct script_command *build_next(
	const struct check *check, const char *program, const char *subcommand, size_t *index)
{
	const struct script_command *command;

	while ((command = check_next(check, program, index)) != NULL)
		if (build_is_subcommand(command, subcommand))
			return command;
	return NULL;
}

const struct script_word *build_option_word(const struct script_command *command, const char *name,
	size_t least, const char **value)
{
	*value = NULL;
	for (size_t i = command->program + 1; i < command->words.count; i++) {
		const struct script_word *word = &command->words.items[i];
		const char *text = word->text.bytes;
		size_t length = strcspn(text, "=");
		if (length < least || length > strlen(name) || strncmp(text, name, length) != 0)
			continue;
		if (text[length] == '=')
			*value = text + length + 1;
		else if (i + 1 < command->words.count)
			*value = command->words.items[i + 1].text.bytes;
		return word;
	}
	return NULL;
}

bool build_text_known(const char *text)
{
	return text != NULL && strchr(text, SHELL_HOLE) == NULL;
}

const struct site_module *site_module_with(const struct site *site, const char *program)
{
	YAML_EACH (const struct site_module, module, &site->modules)
		for (size_t i = 0; i < module->provides.count; i++)
			if (string_equal(module->provides.items[i], program))
				return module;
	return NULL;
}

const char *site_module_name(const struct site_module *module)
{
	return module->name != NULL ? module->name : module->record.name;
}
