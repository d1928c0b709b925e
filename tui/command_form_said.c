#include "tui/command_form.h"

#include <ctype.h>

/*
 * What a command says to somebody at a command line, said to somebody in front of its form.
 */

static bool is_part_of_word(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_';
}

static bool names(const struct build_option *option, const char *word, size_t length)
{
	if (length == 2 && option->letter != 0)
		return word[1] == option->letter;
	return length > 2 && strlen(option->name) == length - 2 && word[1] == '-' &&
	       strncmp(option->name, word + 2, length - 2) == 0;
}

/* The field of "--package" or "-p"; NULL when the form has none such. */
static const char *field_of(const struct command_form *form, const char *word, size_t length)
{
	for (const struct command_options *group = form->groups;
		length >= 2 && group->options != NULL; group++)
		for (const struct build_option *o = group->options; o->name != NULL; o++)
			if (names(o, word, length))
				return o->name;
	return NULL;
}

/* How long the quoted command is that begins here: 'berth build advise --need X'. */
static size_t quoted_command(const char *at, size_t length)
{
	const char *end = string_starts(at, "'berth ") ? memchr(at + 1, '\'', length - 1) : NULL;

	return end != NULL ? (size_t)(end - at) + 1 : 0;
}

/* Among words the name of a field needs quotes; before its value or in quotes already it needs none. */
static void append_field(const char *field, char before, char behind, struct text *text)
{
	bool plain = before == '\'' || (behind != '\0' && strchr("':=", behind) != NULL);

	text_append_format(text, plain ? "%s" : "'%s'", field);
}

static void append_line(const struct command_form *form, const char *line, size_t length, struct text *text)
{
	for (size_t i = 0; i < length;) {
		size_t quoted = quoted_command(line + i, length - i), word = 0;
		const char *field;

		while (i + word < length && is_part_of_word(line[i + word]))
			word++;
		field = line[i] == '-' ? field_of(form, line + i, word) : NULL;
		if (field != NULL)
			append_field(field, i > 0 ? line[i - 1] : ' ', line[i + word], text);
		else
			text_append_bytes(text, line + i, quoted > 0 ? quoted : word > 0 ? word : 1);
		i += quoted > 0 ? quoted : word > 0 ? word : 1;
	}
	text_append_char(text, '\n');
}

/* What begins like that goes; gives the rest of the line. */
static const char *without(const char *line, const char *start)
{
	return string_starts(line, start) ? line + strlen(start) : line;
}

void command_form_append_said(const struct command_form *form, const char *said, struct text *text)
{
	char *needs = xasprintf("error: '%s' needs ", form->words);
	char *help = xasprintf("  hint: see 'berth %s --help'", form->words);

	for (const char *line = said; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		const char *next = line + length + (line[length] == '\n'), *rest;

		if (!string_starts(line, help)) {
			line = without(line, "berth: ");
			rest = without(line, needs);
			if (rest != line)
				text_append(text, "error: this needs ");
			append_line(form, rest, strcspn(rest, "\n"), text);
		}
		line = next;
	}
	free(needs);
	free(help);
}
