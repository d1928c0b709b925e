#include "cli/cli.h"
#include "base/files.h"

#include <ctype.h>

/*
 * The pages of the manual, in the language of scdoc(5), from the tables of commands.
 */

enum { PART_LIMIT = 1 << 20 };

/* Text in which nothing is markup. */
static void append_plain(struct text *text, const char *string, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		bool line_starts = i == 0 || string[i - 1] == '\n';
		if (strchr("\\*_`", string[i]) != NULL ||
			(line_starts && strchr("#-.|[]>", string[i]) != NULL))
			text_append_char(text, '\\');
		text_append_char(text, string[i]);
	}
}

static void append_marked(struct text *text, const char *mark, const char *string)
{
	text_append(text, mark);
	append_plain(text, string, strlen(string));
	text_append(text, mark);
}

static void append_literal(struct text *text, const char *lines)
{
	text_append_format(text, "```\n%s%s```\n\n", lines,
		lines[0] != '\0' && lines[strlen(lines) - 1] == '\n' ? "" : "\n");
}

/* The help of a command: paragraphs, and lines that begin with blanks and stay as they are. */
static void append_details(struct text *text, const char *details)
{
	struct text literal = TEXT_INIT;

	while (*details != '\0') {
		size_t length = strcspn(details, "\n");
		if (details[0] == ' ') {
			text_append_bytes(&literal, details, length);
			text_append_char(&literal, '\n');
		} else {
			append_plain(text, details, length);
			text_append_char(text, '\n');
		}
		details += length + (details[length] == '\n');
		if (literal.length > 0 && details[0] != ' ') {
			text_append_char(text, '\n');
			append_literal(text, text_string(&literal));
			text_truncate(&literal, 0);
		}
	}
	text_append_char(text, '\n');
	text_release(&literal);
}

static void append_options(struct text *text, const struct cli_option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		if (options->letter != 0)
			text_append_format(text, "*\\-%c*, ", options->letter);
		text_append_format(text, "*\\-\\-%s*", options->name);
		if (options->value != NULL) {
			text_append_char(text, ' ');
			append_marked(text, "_", options->value);
		}
		text_append(text, "\n\t");
		append_plain(text, options->help, strlen(options->help));
		if (options->repeats)
			text_append(text, " (may be repeated)");
		if (!string_ends(text_string(text), "."))
			text_append_char(text, '.');
		for (size_t i = 0; options->choices != NULL && options->choices[i] != NULL; i++) {
			text_append(text, i == 0 ? " One of " : ", ");
			append_marked(text, "_", options->choices[i]);
		}
		text_append(text, options->choices != NULL ? ".\n\n" : "\n\n");
	}
}

/* "IMAGE [PATH]", with what stands for something else underlined. */
static void append_arguments(struct text *text, const char *arguments)
{
	while (*arguments != '\0') {
		size_t name = strspn(arguments, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		if (name > 0) {
			text_append_format(text, "_%.*s_", (int)name, arguments);
			arguments += name;
		} else {
			append_plain(text, arguments++, 1);
		}
	}
}

static void append_usage(struct text *text, const struct cli_command *command)
{
	text_append_format(text, "*berth %s* [_OPTION_...]", command->words);
	if (command->arguments != NULL) {
		text_append_char(text, ' ');
		append_arguments(text, command->arguments);
	}
	if (command->takes_program)
		text_append(text, " \\-\\- _PROGRAM_ [_ARGUMENT_...]");
}

static void append_command(struct text *text, const struct cli_command *command)
{
	text_append_format(text, "## berth %s\n\n", command->words);
	append_usage(text, command);
	text_append(text, "\n\n");
	append_plain(text, command->summary, strlen(command->summary));
	text_append(text, ".\n\n");
	if (command->details != NULL)
		append_details(text, command->details);
	if (command->more_details != NULL) {
		struct text more = TEXT_INIT;
		command->more_details(&more);
		append_details(text, text_string(&more));
		text_release(&more);
	}
	append_options(text, command->options);
	if (command->examples != NULL)
		append_literal(text, command->examples);
}

static bool same_group(const struct cli_group *group, const char *name)
{
	return group->name == NULL || name == NULL ? group->name == name
						   : string_equal(group->name, name);
}

static void each_command(struct text *text, const char *name,
	void (*append)(struct text *text, const struct cli_command *command))
{
	const struct cli_group *group;

	for (size_t i = 0; (group = cli_group_at(i)) != NULL; i++)
		for (const struct cli_command *command = group->commands;
			same_group(group, name) && command->words != NULL; command++)
			append(text, command);
}

static void append_synopsis(struct text *text, const struct cli_command *command)
{
	if (text->data[text->length - 2] != '\n')
		text_truncate(text, text->length - 1), text_append(text, "++\n");
	append_usage(text, command);
	text_append_char(text, '\n');
}

/* berth(1) names the other pages and has the commands of no group. */
static void append_groups(struct text *text)
{
	const struct cli_group *group;

	for (size_t i = 0; (group = cli_group_at(i)) != NULL; i++) {
		if (group->name == NULL || group->summary == NULL)
			continue;
		text_append_format(text, "*berth-%s*(1)\n\t", group->name);
		append_plain(text, group->summary, strlen(group->summary));
		text_append(text, ":\n\t");
		for (size_t more = i; cli_group_at(more) != NULL; more++)
			for (const struct cli_command *command = cli_group_at(more)->commands;
				same_group(cli_group_at(more), group->name) &&
				command->words != NULL;
				command++)
				text_append_format(text, "%s*%s*",
					text->data[text->length - 1] == '\t' ? "" : ", ",
					command->words);
		text_append(text, "\n\n");
	}
}

static void append_exit_codes(struct text *text)
{
	text_append(text, "# EXIT STATUS\n\n");
	for (const struct cli_exit_code *code = cli_exit_codes; code->meaning != NULL; code++)
		text_append_format(text, "*%d*\n\t%c%s.\n\n", code->code,
			toupper((unsigned char)code->meaning[0]), code->meaning + 1);
}

static void append_see_also(struct text *text, const char *name)
{
	const struct cli_group *group;

	text_append(text, "# SEE ALSO\n\n");
	if (name != NULL)
		text_append(text, "*berth*(1), ");
	for (size_t i = 0; (group = cli_group_at(i)) != NULL; i++)
		if (group->summary != NULL && (name == NULL || !string_equal(name, group->name)))
			text_append_format(text, "*berth-%s*(1), ", group->name);
	text_append(text, "*berth-site*(5), *berth-themes*(5), *berth.yaml*(5)\n");
}

static void append_sections(struct text *text, const char *name)
{
	text_append(text, "# COMMANDS\n\n");
	if (name == NULL)
		append_groups(text);
	each_command(text, name, append_command);
	text_append(text, name == NULL ? "# OPTIONS OF EVERY COMMAND\n\n" : "# OTHER OPTIONS\n\n");
	append_options(text, cli_global_options);
	append_exit_codes(text);
}

/* The page of a group; NULL is berth(1) itself. `part` is what people have written. */
static void append_page(struct text *text, const char *name, const char *summary, const char *part)
{
	static const char mark[] = "@commands@\n";
	const char *place = strstr(part, mark);
	size_t before = place != NULL ? (size_t)(place - part) : strlen(part);
	char *title = name != NULL ? xasprintf("berth-%s", name) : xstrdup("berth");

	text_append_format(text, "%s(1)\n\n# NAME\n\n%s - %c%s\n\n# SYNOPSIS\n\n", title, title,
		tolower((unsigned char)summary[0]), summary + 1);
	if (name == NULL)
		text_append(text, "*berth* _COMMAND_ [_OPTION_...] [_ARGUMENT_...]++\n"
				  "*berth* *\\-\\-version* [*\\-\\-json*]\n");
	else
		each_command(text, name, append_synopsis);
	text_append_char(text, '\n');
	text_append_bytes(text, part, before);
	text_append_char(text, '\n');
	append_sections(text, name);
	if (place != NULL)
		text_append(text, place + strlen(mark));
	text_append_char(text, '\n');
	append_see_also(text, name);
	free(title);
}

void cli_man(struct cli *cli, int count, char *const *words)
{
	static const char berth_summary[] =
		"Looks into container images, composes their binds and writes job scripts";
	const char *page = count > 0 ? words[0] : "";
	struct text part = TEXT_INIT;
	const struct cli_group *group;

	if (count > 1 && !file_read(words[1], PART_LIMIT, &part, &cli->diags))
		goto done;
	if (string_equal(page, "berth")) {
		append_page(&cli->out, NULL, berth_summary, text_string(&part));
		goto done;
	}
	for (size_t i = 0; (group = cli_group_at(i)) != NULL; i++)
		if (group->summary != NULL && string_starts(page, "berth-") &&
			string_equal(group->name, page + strlen("berth-"))) {
			append_page(&cli->out, group->name, group->summary, text_string(&part));
			goto done;
		}
	diags_fail(&cli->diags, "U06", NULL, "there is no page '%s'", page);
done:
	text_release(&part);
}
