#include "cli/cli.h"
#include "base/similar.h"
#include "base/units.h"

#include <stdlib.h>

static struct cli_value *find_value(const struct cli *cli, const char *name)
{
	for (size_t i = 0; i < cli->value_count; i++)
		if (string_equal(cli->values[i].option->name, name))
			return (struct cli_value *)(uintptr_t)&cli->values[i];
	return NULL;
}

static struct cli_value *find_letter(struct cli *cli, char letter)
{
	for (size_t i = 0; i < cli->value_count; i++)
		if (cli->values[i].option->letter == letter)
			return &cli->values[i];
	return NULL;
}

static void add_options(struct cli *cli, const struct cli_option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		if (cli->value_count == CLI_OPTIONS_MAX)
			BUG("too many options in '%s'", cli->command->words);
		cli->values[cli->value_count++].option = options;
	}
}

/* Whether the command has a use for one more word, and this looks like one: a number, or what stands
 * behind another. */
static bool may_be_value(const struct cli *cli, const char *given)
{
	const struct cli_command *command = cli->command;
	bool room = command->most < 0 || cli->arguments.count < (size_t)command->most;

	return room && (cli->arguments.count > 0 || (given[1] >= '0' && given[1] <= '9'));
}

/* `given` is the whole word; its first `length` bytes are the option. */
static bool fail_unknown(struct cli *cli, const char *given, size_t length)
{
	const char *names[CLI_OPTIONS_MAX], *near;
	char *name = xstrndup(given, length);

	for (size_t i = 0; i < cli->value_count; i++)
		names[i] = cli->values[i].option->name;
	near = similar_best(name + strspn(name, "-"), names, cli->value_count);
	diags_fail(&cli->diags, "U01", NULL, "'%s' has no option '%s'", cli->command->words, name);
	if (near != NULL)
		diag_hint(cli_last(cli), "did you mean '--%s'?", near);
	else if (may_be_value(cli, given))
		diag_hint(cli_last(cli), "if '%s' is a value, write '--' before it; else see 'berth %s --help'",
			given, cli->command->words);
	else
		diag_hint(cli_last(cli), "see 'berth %s --help'", cli->command->words);
	free(name);
	return false;
}

static bool is_choice(const struct cli_option *option, const char *value)
{
	for (size_t i = 0; option->choices[i] != NULL; i++)
		if (string_equal(option->choices[i], value))
			return true;
	return false;
}

static bool take(struct cli *cli, struct cli_value *value, const char *given)
{
	const struct cli_option *option = value->option;
	char *field = xasprintf("--%s", option->name);
	bool fine = true;

	if (!option->repeats && value->given.count > 0) {
		fine = diags_fail(&cli->diags, "U03", field, "given twice");
	} else if (option->choices != NULL && !is_choice(option, given)) {
		struct text known = TEXT_INIT;
		for (size_t i = 0; option->choices[i] != NULL; i++)
			text_append_format(&known, "%s%s", i > 0 ? ", " : "", option->choices[i]);
		fine = diags_fail(&cli->diags, "U04", field, "'%s' is none of its values", given);
		diag_hint(cli_last(cli), "it takes one of: %s",
			text_string(&known));
		text_release(&known);
	} else {
		strings_add(&value->given, given);
	}
	free(field);
	return fine;
}

struct cli_value *cli_option_of(
	struct cli *cli, const char *word, size_t *length, const char **given)
{
	struct cli_value *value;
	char *name;

	*given = NULL;
	if (word[1] != '-') {
		*length = 2;
		if (word[2] != '\0')
			*given = word + 2;
		return find_letter(cli, word[1]);
	}
	*length = strcspn(word, "=");
	if (word[*length] == '=')
		*given = word + *length + 1;
	name = xstrndup(word + 2, *length - 2);
	value = find_value(cli, name);
	free(name);
	return value;
}

/* Reads one option at words[*at], and its value; leaves *at on the last word used. */
static bool parse_option(struct cli *cli, int count, char *const *words, int *at)
{
	const char *word = words[*at], *given;
	size_t length;
	struct cli_value *value = cli_option_of(cli, word, &length, &given);

	if (value == NULL)
		return fail_unknown(cli, word, length);
	if (value->option->value == NULL) {
		if (given != NULL)
			return diags_fail(
				&cli->diags, "U02", NULL, "'%.*s' takes no value", (int)length, word);
		return take(cli, value, "");
	}
	if (given == NULL && *at + 1 < count)
		given = words[++*at];
	if (given == NULL)
		return diags_fail(&cli->diags, "U02", NULL, "'%.*s' needs a value: %s", (int)length,
			word, value->option->value);
	return take(cli, value, given);
}

/* The command is one or two words; options may stand anywhere before "--". */
static const struct cli_command *find_command(int count, char *const *words, int *used)
{
	*used = 0;
	if (count >= 2) {
		char *both = xasprintf("%s %s", words[0], words[1]);
		const struct cli_command *command = cli_command_find(both);
		free(both);
		*used = 2;
		if (command != NULL)
			return command;
	}
	*used = 1;
	return count >= 1 ? cli_command_find(words[0]) : NULL;
}

static bool fail_command(struct cli *cli, int count, char *const *words)
{
	const struct cli_command *c;
	const char *names[128], *near;
	size_t known = 0;
	bool group = cli_group_exists(words[0]);
	bool two = count > 1 && words[1][0] != '-';
	char *given = two ? xasprintf("%s %s", words[0], words[1]) : xstrdup(words[0]);

	for (size_t i = 0; (c = cli_command_at(i)) != NULL; i++)
		if (known < ARRAY_LENGTH(names))
			names[known++] = c->words;
	near = similar_best(given, names, known);
	if (words[0][0] == '-') {
		diags_fail(&cli->diags, "U06", NULL, "no command stands before '%s'", words[0]);
		diag_hint(cli_last(cli), "options follow the command: berth COMMAND %s ...", words[0]);
		free(given);
		return false;
	}
	if (group && !two) {
		struct text commands = TEXT_INIT;
		cli_group_list(given, &commands);
		diags_fail(&cli->diags, "U06", NULL, "'%s' needs one more word", given);
		diag_hint(cli_last(cli), "there are: %s", text_string(&commands));
		text_release(&commands);
		free(given);
		return false;
	}
	diags_fail(&cli->diags, "U06", NULL, "there is no command '%s'", given);
	if (near != NULL)
		diag_hint(cli_last(cli), "did you mean 'berth %s'?", near);
	else
		diag_hint(cli_last(cli), "see 'berth help'");
	free(given);
	return false;
}

/* "–nodes": what word processors and web pages make of two hyphens. */
static const char *behind_long_dash(const char *word)
{
	static const char *const dashes[] = {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"};

	for (size_t i = 0; i < ARRAY_LENGTH(dashes); i++)
		if (string_starts(word, dashes[i]))
			return word + strlen(dashes[i]) + strspn(word + strlen(dashes[i]), "-");
	return NULL;
}

static bool check_arguments(struct cli *cli)
{
	const struct cli_command *command = cli->command;
	int count = (int)cli->arguments.count;
	const char *option;

	for (int i = 0; i < count; i++)
		if ((option = behind_long_dash(cli->arguments.items[i])) != NULL) {
			diags_fail(&cli->diags, "U07", NULL, "'%s' begins with a long dash, which is no option",
				cli->arguments.items[i]);
			diag_hint(cli_last(cli), "type it with hyphens: --%s", option);
			return false;
		}
	if (count < command->least)
		diags_fail(&cli->diags, "U07", NULL, "'%s' needs %s", command->words,
			command->arguments);
	else if (command->most >= 0 && count > command->most)
		diags_fail(&cli->diags, "U07", NULL, "'%s' has no use for '%s'", command->words,
			cli->arguments.items[command->most]);
	else
		return true;
	if (command->takes_program)
		diag_hint(cli_last(cli), "the program and its arguments stand behind '--'");
	else
		diag_hint(cli_last(cli), "see 'berth %s --help'", command->words);
	return false;
}

bool cli_find_command(struct cli *cli, int count, char *const *words, int *used)
{
	cli->command = find_command(count, words, used);
	if (cli->command == NULL)
		return false;
	add_options(cli, cli->command->options);
	add_options(cli, cli_global_options);
	return true;
}

bool cli_parse(struct cli *cli, int count, char *const *words)
{
	bool fine = true;
	int at;

	if (!cli_find_command(cli, count, words, &at))
		return fail_command(cli, count, words);
	for (; at < count; at++) {
		if (string_equal(words[at], "--")) {
			struct strings *rest =
				cli->command->takes_program ? &cli->program : &cli->arguments;
			while (++at < count)
				strings_add(rest, words[at]);
		} else if (words[at][0] == '-' && words[at][1] != '\0') {
			fine = parse_option(cli, count, words, &at) && fine;
		} else {
			strings_add(&cli->arguments, words[at]);
		}
	}
	return fine && (cli_given(cli, "help") || check_arguments(cli));
}

static const struct cli_value *need_value(const struct cli *cli, const char *name)
{
	const struct cli_value *value = find_value(cli, name);
	if (value == NULL)
		BUG("no option '%s' in this command", name);
	return value;
}

bool cli_has(const struct cli *cli, const char *option)
{
	return find_value(cli, option) != NULL;
}

bool cli_given(const struct cli *cli, const char *option)
{
	return need_value(cli, option)->given.count > 0;
}

const char *cli_value(const struct cli *cli, const char *option)
{
	const struct strings *given = &need_value(cli, option)->given;
	return given->count > 0 ? given->items[given->count - 1] : NULL;
}

const struct strings *cli_values(const struct cli *cli, const char *option)
{
	return &need_value(cli, option)->given;
}

int64_t cli_integer(
	struct cli *cli, const char *option, int64_t low, int64_t high, int64_t otherwise)
{
	const char *given = cli_value(cli, option);
	char *field;

	if (given == NULL || integer_parse(given, low, high, &otherwise))
		return otherwise;
	field = xasprintf("--%s", option);
	diags_fail(&cli->diags, "U05", field, "'%s' is no whole number from %lld to %lld", given,
		(long long)low, (long long)high);
	free(field);
	return otherwise;
}

int cli_choice(const struct cli *cli, const char *option, int otherwise)
{
	const struct cli_value *value = need_value(cli, option);
	const char *given = cli_value(cli, option);

	for (int i = 0; given != NULL && value->option->choices[i] != NULL; i++)
		if (string_equal(value->option->choices[i], given))
			return i;
	return otherwise;
}
