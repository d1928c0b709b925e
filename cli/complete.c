#include "cli/complete.h"
#include "base/clean.h"

#include <ctype.h>

static bool has_control(const char *string)
{
	for (; *string != '\0'; string++)
		if ((unsigned char)*string < ' ' || *string == 0x7f)
			return true;
	return false;
}

void complete_offer(struct completion *completion, const char *candidate, const char *help)
{
	struct text *out = &completion->cli->out;

	if (!string_starts(candidate, completion->word) || has_control(candidate))
		return;
	text_append(out, completion->before);
	text_append(out, candidate);
	if (help != NULL) {
		text_append_char(out, '\t');
		text_append_clean(out, help, CLEAN_LINE);
	}
	text_append_char(out, '\n');
}

void complete_ask_shell(struct completion *completion, const char *what)
{
	text_append_format(&completion->cli->out, "\t%s\n", what);
}

static const char *group_summary(const char *name, size_t length)
{
	const struct cli_group *group;

	for (size_t i = 0; (group = cli_group_at(i)) != NULL; i++)
		if (group->name != NULL && group->summary != NULL &&
			strlen(group->name) == length && strncmp(group->name, name, length) == 0)
			return group->summary;
	return NULL;
}

void complete_commands(struct completion *completion, const char *first)
{
	const struct cli_command *command;
	char *last = NULL;

	for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) {
		size_t length = strcspn(command->words, " ");
		bool grouped = command->words[length] == ' ';
		if (first != NULL) {
			if (grouped && strlen(first) == length &&
				strncmp(command->words, first, length) == 0)
				complete_offer(
					completion, command->words + length + 1, command->summary);
			continue;
		}
		if (last != NULL && strlen(last) == length &&
			strncmp(last, command->words, length) == 0)
			continue;
		free(last);
		last = xstrndup(command->words, length);
		complete_offer(
			completion, last, grouped ? group_summary(last, length) : command->summary);
	}
	free(last);
}

static bool is_literal(const char *token)
{
	return islower((unsigned char)token[0]) != 0;
}

/* "[[HOST:]SESSION]..." is HOST:SESSION, and "PACKAGE[SPEC]..." PACKAGE. The caller frees it. */
static char *bare_word(const char *token)
{
	struct text word = TEXT_INIT;

	for (token += strspn(token, "["); *token != '\0' && strchr("[.", *token) == NULL; token++)
		if (*token != ']')
			text_append_char(&word, *token);
	return text_detach(&word);
}

/* The word for argument number `index` in one form of the arguments: "IMAGE [PATH]" or "check
 * NAME", without brackets and dots. NULL when there is none, or when the arguments before do not
 * fit. The caller frees it. */
static char *argument_word(const char *form, const struct strings *given, size_t index)
{
	struct strings tokens = {0};
	char *word = NULL;
	bool fits = true;

	strings_split(&tokens, form, ' ');
	for (size_t i = 0; i < index && i < tokens.count; i++)
		if (is_literal(tokens.items[i]) && !string_equal(tokens.items[i], given->items[i]))
			fits = false;
	if (fits && tokens.count > 0) {
		size_t last = tokens.count - 1;
		const char *token = tokens.items[index < last ? index : last];
		if (index <= last || strstr(token, "...") != NULL)
			word = bare_word(token);
	}
	strings_release(&tokens);
	return word;
}

/* The next argument, in each of the forms that the command's arguments may have. */
static void complete_argument(struct completion *completion)
{
	const struct cli *cli = completion->cli;
	const char *form = cli->command->arguments;
	struct strings seen = {0};

	while (form != NULL && *form != '\0') {
		const char *end = strstr(form, " | ");
		char *one = end != NULL ? xstrndup(form, (size_t)(end - form)) : xstrdup(form);
		char *word = argument_word(one, &cli->arguments, cli->arguments.count);
		if (word != NULL && !strings_has(&seen, word)) {
			strings_add(&seen, word);
			if (is_literal(word))
				complete_offer(completion, word, NULL);
			else
				complete_value(completion, word, NULL);
		}
		free(word);
		free(one);
		form = end != NULL ? end + strlen(" | ") : NULL;
	}
	strings_release(&seen);
}

static void complete_option_value(struct completion *completion, const struct cli_option *option)
{
	for (size_t i = 0; option->choices != NULL && option->choices[i] != NULL; i++)
		complete_offer(completion, option->choices[i], NULL);
	if (option->choices == NULL && option->value != NULL)
		complete_value(completion, option->value, option->name);
}

static void complete_option_names(struct completion *completion)
{
	const struct cli *cli = completion->cli;

	for (size_t i = 0; i < cli->value_count; i++) {
		const struct cli_value *value = &cli->values[i];
		char *name = xasprintf("--%s", value->option->name);
		if (value->given.count == 0 || value->option->repeats)
			complete_offer(completion, name, value->option->help);
		free(name);
	}
	if (cli->command->takes_program)
		complete_offer(completion, "--", "The program and its arguments follow");
}

/* A word that begins with a dash: an option, or an option with its value. */
static void complete_dash(struct completion *completion)
{
	size_t length;
	const char *given, *word = completion->word;
	struct cli_value *value = NULL;

	if (word[1] != '\0' && (word[1] != '-' || strchr(word, '=') != NULL))
		value = cli_option_of(completion->cli, word, &length, &given);
	if (value != NULL && given != NULL) {
		char *before = xstrndup(word, (size_t)(given - word));
		struct completion inner = {completion->cli, before, given};
		complete_option_value(&inner, value->option);
		free(before);
	} else {
		complete_option_names(completion);
	}
}

/* Reads words[*at], a whole one; *awaited becomes the option whose value the next one is. */
static void read_word(struct cli *cli, const char *word, const struct cli_option **awaited)
{
	struct cli_value *value;
	const char *given;
	size_t length;

	if (word[0] != '-' || word[1] == '\0') {
		strings_add(&cli->arguments, word);
		return;
	}
	value = cli_option_of(cli, word, &length, &given);
	if (value == NULL)
		return;
	if (value->option->value != NULL && given == NULL)
		*awaited = value->option;
	else
		strings_add(&value->given, given != NULL ? given : "");
}

static struct cli_value *value_of(struct cli *cli, const struct cli_option *option)
{
	for (size_t i = 0; i < cli->value_count; i++)
		if (cli->values[i].option == option)
			return &cli->values[i];
	BUG("an option of another command");
}

/* The words behind the command: `count` whole ones before the one that is completed. */
static void complete_behind_command(struct completion *completion, int count, char *const *words)
{
	struct cli *cli = completion->cli;
	const struct cli_option *awaited = NULL;
	bool dashes = false;

	for (int i = 0; i < count; i++) {
		if (awaited != NULL) {
			strings_add(&value_of(cli, awaited)->given, words[i]);
			awaited = NULL;
		} else if (dashes) {
			strings_add(cli->command->takes_program ? &cli->program : &cli->arguments,
				words[i]);
		} else if (string_equal(words[i], "--")) {
			dashes = true;
		} else {
			read_word(cli, words[i], &awaited);
		}
	}
	if (awaited != NULL)
		complete_option_value(completion, awaited);
	else if (dashes && cli->command->takes_program)
		complete_ask_shell(completion, cli->program.count == 0 ? "programs" : "files");
	else if (!dashes && completion->word[0] == '-')
		complete_dash(completion);
	else
		complete_argument(completion);
}

void cli_complete(struct cli *cli, int count, char *const *words)
{
	struct completion completion = {cli, "", count > 0 ? words[count - 1] : ""};
	int whole = count > 0 ? count - 1 : 0, used;

	if (cli_find_command(cli, whole, words, &used)) {
		complete_behind_command(&completion, whole - used, words + used);
	} else if (whole == 0) {
		complete_commands(&completion, NULL);
		complete_offer(&completion, "--help", "List all commands");
		complete_offer(&completion, "--version", "Tell the version");
	} else if (whole == 1) {
		complete_commands(&completion, words[0]);
		if (cli_group_exists(words[0]))
			complete_offer(&completion, "--help", "List these commands");
	}
	/* Somebody is typing: whatever went wrong is not their question now. */
	diags_release(&cli->diags);
	cli->diags = (struct diags){0};
}
