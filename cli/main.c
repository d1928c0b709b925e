#include "cli/cli.h"
#include "cli/command_more.h"
#include "base/files.h"
#include "tui/tui.h"

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

#ifdef HAVE_TUI
/* The tables of commands, as the workbench wants to have them. All strings stay ours. */
struct headless_commands VECTOR_OF(struct tui_headless);

static const char *const *list_options(const struct cli_command *command, struct strings *kept)
{
	const struct cli_option *tables[] = {command->options, cli_global_options};

	for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
		for (const struct cli_option *option = tables[i];
			option != NULL && option->name != NULL; option++)
			strings_add_format(kept, "--%s", option->name);
	return (const char *const *)strings_argv(kept);
}

static size_t count_commands(void)
{
	size_t count = 0;

	while (cli_command_at(count) != NULL)
		count++;
	return count;
}

static bool read_size(struct cli *cli, struct tui_start *start)
{
	const char *size = cli_value(cli, "size");
	char rest;

	if (size == NULL || (sscanf(size, "%dx%d%c", &start->width, &start->height, &rest) == 2 &&
				    start->width > 0 && start->height > 0 &&
				    start->width <= 1000 && start->height <= 1000))
		return true;
	return diags_fail(&cli->diags, "U05", "--size", "'%s' is no size such as 80x24", size);
}

static void run_workbench(struct cli *cli, struct tui_start *start)
{
	size_t count = count_commands();
	struct headless_commands commands = {0};
	struct strings *options = xcalloc(count, sizeof *options);

	for (size_t i = 0; i < count; i++) {
		const struct cli_command *command = cli_command_at(i);
		if (string_equal(command->words, "tui"))
			continue;
		vector_push(&commands,
			(struct tui_headless){.words = command->words,
				.arguments = command->arguments,
				.summary = command->summary,
				.options = list_options(command, &options[i])});
	}
	vector_push(&commands, (struct tui_headless){0});
	start->headless = commands.items;
	cli->exit_code = tui_run(start);
	for (size_t i = 0; i < count; i++)
		strings_release(&options[i]);
	free(options);
	vector_release(&commands);
}

void command_tui(struct cli *cli)
{
	char *self = path_self();
	struct tui_start start = {
		.self = self != NULL ? self : "berth",
		.site = cli_value(cli, "site"),
		.workspace = cli_value(cli, "workspace"),
		.view = cli->arguments.count > 0 ? cli->arguments.items[0] : NULL,
		.argument = cli->arguments.count > 1 ? cli->arguments.items[1] : NULL,
		.theme = cli_value(cli, "theme"),
		.ascii = cli->ascii,
		.no_color = cli_choice(cli, "color", 0) == 2 ||
			    (cli_choice(cli, "color", 0) == 0 && set_or_null("NO_COLOR") != NULL),
		.read_only = cli_given(cli, "read-only"),
		.script = cli_value(cli, "script"),
		.record = cli_value(cli, "record"),
	};

	if (read_size(cli, &start))
		run_workbench(cli, &start);
	free(self);
}
#else
void command_tui(struct cli *cli)
{
	diags_fail(&cli->diags, "D07", NULL, "this berth was built without the workbench");
}
#endif

/* "berth" alone, where a person sits, is the workbench. */
static bool is_workbench(int count)
{
#ifdef HAVE_TUI
	return count == 0 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
#else
	return count < 0;
#endif
}

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
	char *workbench[] = {argv[0], (char[]){"tui"}};
	const char *term = getenv("TERM");
	bool wanted = is_workbench(argc - 1);
	bool dumb = wanted && term != NULL && string_equal(term, "dumb");
	int code;

	/* Jansson by itself goes on without memory, and leaves out of documents what it had none for. */
	json_set_alloc_funcs(xmalloc, free);
	/* Writing to a closed pipe is an error that cli_finish() looks at, not a death. */
	signal(SIGPIPE, SIG_IGN);
	if (wanted && !dumb) {
		argc = 2;
		argv = workbench;
	}
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
	/* Behind the help, which is longer than a screen. */
	if (dumb)
		fputs("berth: the terminal 'dumb' (TERM) cannot show the workbench\n", stderr);
	cli_release(&cli);
	return code;
}
