#include "cli/command_more.h"
#include "cli/topics.h"

#include <ctype.h>

const struct cli_command *cli_command_find(const char *words)
{
	const struct cli_command *command;

	for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
		if (string_equal(command->words, words))
			return command;
	return NULL;
}

bool cli_group_exists(const char *group)
{
	size_t length = strlen(group);
	const struct cli_command *command;

	for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
		if (strncmp(command->words, group, length) == 0 && command->words[length] == ' ')
			return true;
	return false;
}

void cli_group_list(const char *group, struct text *text)
{
	size_t length = strlen(group);
	const struct cli_command *command;

	for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
		if (strncmp(command->words, group, length) == 0 && command->words[length] == ' ')
			text_append_format(
				text, "%s%s", text->length > 0 ? ", " : "", command->words);
}

static void heading(struct cli *cli, const char *title)
{
	text_append_format(&cli->out, cli->color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", title);
}

static void show_options(struct cli *cli, const struct cli_option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		struct text left = TEXT_INIT;
		if (options->letter != 0)
			text_append_format(&left, "  -%c, --%s", options->letter, options->name);
		else
			text_append_format(&left, "      --%s", options->name);
		if (options->value != NULL)
			text_append_format(&left, " %s", options->value);
		if (left.length > 29)
			text_append_format(&cli->out, "%s\n%30s%s", left.data, "", options->help);
		else
			text_append_format(&cli->out, "%-30s%s", left.data, options->help);
		if (options->repeats)
			text_append(&cli->out, " (may be repeated)");
		text_append_char(&cli->out, '\n');
		for (size_t i = 0; options->choices != NULL && options->choices[i] != NULL; i++) {
			text_append_format(&cli->out, "%*s", i == 0 ? 30 : 0, "");
			text_append_format(
				&cli->out, "%s%s", i > 0 ? ", " : "", options->choices[i]);
		}
		if (options->choices != NULL)
			text_append_char(&cli->out, '\n');
		text_release(&left);
	}
}

void cli_help(struct cli *cli, const struct cli_command *command)
{
	text_append_format(&cli->out, "berth %s [OPTION...]%s%s%s\n\n%s.\n", command->words,
		command->arguments != NULL ? " " : "",
		command->arguments != NULL ? command->arguments : "",
		command->takes_program ? " -- PROGRAM [ARGUMENT...]" : "", command->summary);
	if (command->details != NULL)
		text_append_format(&cli->out, "\n%s\n", command->details);
	if (command->more_details != NULL) {
		text_append_char(&cli->out, '\n');
		command->more_details(&cli->out);
	}
	if (command->options != NULL) {
		heading(cli, "Options");
		show_options(cli, command->options);
	}
	heading(cli, "Options of every command");
	show_options(cli, cli_global_options);
	if (command->examples != NULL) {
		heading(cli, "Examples");
		text_append_format(&cli->out, "%s\n", command->examples);
	}
}

/* The commands whose words begin so. */
static void list_commands(struct cli *cli, const char *start)
{
	const struct cli_command *command;
	int width = 0;

	for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
		if (string_starts(command->words, start) && (int)strlen(command->words) > width)
			width = (int)strlen(command->words);
	for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
		if (string_starts(command->words, start))
			text_append_format(&cli->out, "  %-*s  %s\n", width, command->words,
				command->summary);
}

/* The help for the first of two words, "image". */
void cli_help_group(struct cli *cli, const char *group)
{
	char *start = xasprintf("%s ", group);

	text_append_format(&cli->out, "berth %s... [OPTION...] [ARGUMENT...]\n", start);
	heading(cli, "Commands");
	list_commands(cli, start);
	text_append_format(&cli->out, "\n'berth %s... --help' tells more about each.\n", start);
	free(start);
}

static void list_topics(struct cli *cli)
{
	const struct cli_topic *topic;

	for (unsigned i = 0; (topic = cli_topic_at(i)) != NULL; i++)
		text_append_format(&cli->out, "  %-15s  %s\n", topic->name, topic->summary);
}

void cli_help_overview(struct cli *cli)
{
	text_append(&cli->out,
		"berth COMMAND [OPTION...] [ARGUMENT...]\n\n"
		"Looks into container images, composes their binds and writes job scripts with the\n"
		"right CPU masks.\n");
	heading(cli, "Commands");
	list_commands(cli, "");
	text_append(&cli->out,
		"\n'berth COMMAND --help' tells more about a command, and 'berth explain ID' about a\n"
		"diagnostic.\n");
	heading(cli, "Guides");
	list_topics(cli);
	text_append(&cli->out, "\n'berth help TOPIC' prints one; they read well in 'less'.\n");
	heading(cli, "Exit codes");
	for (const struct cli_exit_code *code = cli_exit_codes; code->meaning != NULL; code++)
		text_append_format(&cli->out, "  %3d  %s\n", code->code, code->meaning);
}

/* "B05", as it stands behind a complaint. */
static bool looks_like_id(const char *word)
{
	return isalpha((unsigned char)word[0]) && isdigit((unsigned char)word[1]) &&
	       isdigit((unsigned char)word[2]) && word[3] == '\0';
}

void command_help(struct cli *cli)
{
	struct text words = TEXT_INIT;
	const struct cli_command *command;
	const struct cli_topic *topic;

	if (cli->arguments.count == 0) {
		cli_help_overview(cli);
		return;
	}
	strings_join(&cli->arguments, " ", &words);
	command = cli_command_find(text_string(&words));
	if (command != NULL) {
		cli_help(cli, command);
	} else if (cli_group_exists(text_string(&words))) {
		cli_help_group(cli, text_string(&words));
	} else if ((topic = cli_topic_find(text_string(&words))) != NULL) {
		text_append(&cli->out, topic->text);
	} else if (looks_like_id(text_string(&words))) {
		command_explain(cli);
	} else {
		diags_fail(&cli->diags, "U06", NULL, "there is no command or guide '%s'",
			text_string(&words));
		diag_hint(cli_last(cli), "'berth help' lists them");
	}
	text_release(&words);
}
