#include "cli/cli.h"

#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *set_or_null(const char *name)
{
	const char *value = getenv(name);
	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* Colour: --color wins, then NO_COLOR, then whether standard error and output are terminals. */
static bool want_color(const struct cli *cli)
{
	const char *term = getenv("TERM");

	switch (cli_choice(cli, "color", 0)) {
	case 1:
		return true;
	case 2:
		return false;
	}
	return set_or_null("NO_COLOR") == NULL && isatty(STDOUT_FILENO) && isatty(STDERR_FILENO) &&
	       (term == NULL || !string_equal(term, "dumb"));
}

/* The variables decide, not setlocale(): a locale that is named but not installed still tells
 * what the terminal understands. */
static bool terminal_is_utf8(void)
{
	const char *locale = set_or_null("LC_ALL");

	if (locale == NULL)
		locale = set_or_null("LC_CTYPE");
	if (locale == NULL)
		locale = set_or_null("LANG");
	return locale != NULL && (strcasestr(locale, "utf-8") != NULL ||
					 strcasestr(locale, "utf8") != NULL);
}

/* What no table of commands has. */
static const struct {
	const char *word;
	void (*run)(struct cli *cli, int count, char *const *words);
} unlisted[] = {
	{"--version", cli_version},
	{"-V", cli_version},
	{"__complete", cli_complete},
	{"__man", cli_man},
};

/* "berth --help" and "berth --version" stand for the commands; no word at all is help. */
static bool run_without_command(struct cli *cli, int count, char *const *words)
{
	if (count == 0 || string_equal(words[0], "--help") || string_equal(words[0], "-h")) {
		cli_help_overview(cli);
		return true;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(unlisted); i++)
		if (string_equal(words[0], unlisted[i].word)) {
			unlisted[i].run(cli, count - 1, words + 1);
			return true;
		}
	if (count == 2 && cli_group_exists(words[0]) &&
		(string_equal(words[1], "--help") || string_equal(words[1], "-h"))) {
		cli_help_group(cli, words[0]);
		return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	struct cli cli = {0};
	int code;

	/* Jansson by itself goes on without memory, and leaves out of documents what it had none for. */
	json_set_alloc_funcs(xmalloc, free);
	/* Writing to a closed pipe is an error that cli_finish() looks at, not a death. */
	signal(SIGPIPE, SIG_IGN);
	if (!run_without_command(&cli, argc - 1, argv + 1)) {
		bool fine = cli_parse(&cli, argc - 1, argv + 1);
		if (cli.command != NULL) {
			cli.json = cli_given(&cli, "json");
			cli.color = want_color(&cli);
			cli.ascii = cli_given(&cli, "ascii") || !terminal_is_utf8();
		}
		if (fine && cli_given(&cli, "help"))
			cli_help(&cli, cli.command);
		else if (fine)
			cli.command->run(&cli);
	}
	code = cli_finish(&cli);
	cli_release(&cli);
	return code;
}
