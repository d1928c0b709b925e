#include "tui/views/check_parts.h"

#include "base/files.h"
#include "base/words.h"
#include "tui/paths.h"

/* What can be done with a script that was checked. */

static const char *no_file(struct app *app, struct view *view)
{
	(void)app;
	return check_view(view)->path != NULL ? NULL : "no script is open: o opens one";
}

static const char *no_finding(struct app *app, struct view *view)
{
	(void)app;
	return check_chosen(check_view(view)) != NULL ? NULL : "there is no finding";
}

static const char *no_steps(struct app *app, struct view *view)
{
	const char *why = no_file(app, view);

	return why != NULL                  ? why
	       : check_view(view)->is_build ? "who runs where is told of job scripts only"
					    : NULL;
}

static const char *nothing_to_fix(struct app *app, struct view *view)
{
	json_t *findings = check_findings(check_view(view)), *finding;
	size_t index;

	if (no_steps(app, view) != NULL)
		return no_steps(app, view);
	json_array_foreach(findings, index,
		finding) if (json_is_true(json_object_get(finding, "fixable"))) return NULL;
	return "nothing of this can be mended by itself";
}

static void complete_path(void *context, const char *before, struct strings *candidates)
{
	(void)context;
	paths_complete(before, candidates);
}

static void opened(void *context, const char *path)
{
	if (path[0] != '\0')
		check_open_file(context, path);
}

static void open_file(struct app *app, struct view *view, const char *argument)
{
	struct app_ask ask = {
		.label = "Script",
		.placeholder = "job.sh",
		.history = "checked files",
		.complete = complete_path,
		.answer = opened,
		.context = check_view(view),
	};

	app_ask_unless(app, argument, &ask);
}

static void explain(struct app *app, struct view *view, const char *argument)
{
	const json_t *finding = check_chosen(check_view(view));
	const struct diag_info *info = diag_info_find(json_member(finding, "id"));
	struct text text = TEXT_INIT;

	(void)argument;
	text_append_format(&text, "line %lld, %s: %s\n",
		(long long)json_integer_value(json_object_get(finding, "line")),
		json_member(finding, "severity"), json_member(finding, "message"));
	if (json_member(finding, "hint")[0] != '\0')
		text_append_format(&text, "hint: %s\n", json_member(finding, "hint"));
	if (info != NULL)
		text_append_format(&text,
			"\n%s: %s\n\n%s\n\nWhat to do: %s\n\n"
			"To turn it off for a line, write behind it:  # berth: ignore %s\n",
			info->id, info->title, info->why, info->fix, info->id);
	app_page(app, json_member(finding, "id"), PAGE_PROSE, text_string(&text));
	text_release(&text);
}

/* A command of the headless face on the file, whose output is shown or only told. */
static void child(struct check_view *check, const char *const *words,
	void (*done)(void *context, bool stale, int status, const struct text *output,
		const struct text *error))
{
	struct strings list = {0}, argv = {0};
	struct app_child child = {.title = "looking at the script",
		.deadline_ms = 60000,
		.done = done,
		.context = check};

	for (size_t i = 0; words[i] != NULL; i++)
		strings_add(&list, words[i]);
	app_own_argv(check->view.app, strings_argv(&list), &argv);
	child.argv = strings_argv(&argv);
	app_child(check->view.app, &check->rows, &child);
	strings_release(&list);
	strings_release(&argv);
}

static void explained(
	void *context, bool stale, int status, const struct text *output, const struct text *error)
{
	struct check_view *check = context;

	(void)status;
	if (!stale)
		app_page(check->view.app, "Who runs where", PAGE_PLAIN,
			output->length > 0 ? text_string(output) : text_string(error));
}

static void picture(struct app *app, struct view *view, const char *argument)
{
	const char *const words[] = {
		"job", "explain", check_view(view)->path, app_ascii(app) ? "--ascii" : NULL, NULL};

	(void)argument;
	child(check_view(view), words, explained);
}

static void mended(
	void *context, bool stale, int status, const struct text *output, const struct text *error)
{
	struct check_view *check = context;

	(void)status;
	(void)output;
	if (stale)
		return;
	/* What is left is among the findings; here only whether the file was written counts. */
	if (strstr(text_string(error), "berth: wrote ") == NULL)
		app_page(check->view.app, "What could not be mended", PAGE_PROSE,
			text_string(error));
	else
		app_say(check->view.app, SEVERITY_NOTE, "mended: %s", path_base(check->path));
	check_again(check);
}

static void mend(void *context)
{
	struct check_view *check = context;
	const char *const words[] = {"job", "check", check->path, "--fix", "--write", NULL};

	child(check, words, mended);
}

/* The diff is the question. */
static void show_fix(
	void *context, bool stale, int status, const struct text *output, const struct text *error)
{
	struct check_view *check = context;

	(void)status;
	if (stale)
		return;
	if (output->length == 0) {
		app_say_here(check->view.app, SEVERITY_WARNING, "%s",
			error->length > 0 ? text_string(error) : "nothing to mend");
		return;
	}
	app_confirm(check->view.app, "Change the script like this?", text_string(output),
		"Change it", mend, check);
}

static void fix(struct app *app, struct view *view, const char *argument)
{
	const char *const words[] = {"job", "check", check_view(view)->path, "--fix", NULL};

	(void)app;
	(void)argument;
	child(check_view(view), words, show_fix);
}

static void edit(struct app *app, struct view *view, const char *argument)
{
	struct check_view *check = check_view(view);
	const json_t *finding = check_chosen(check);
	json_int_t line = json_integer_value(json_object_get(finding, "line"));

	(void)argument;
	app_edit(app, check->path,
		check->focus == CHECK_TEXT ? (int)check->text.chosen + 1 : (int)line);
	check_again(check);
}

static void again(struct app *app, struct view *view, const char *argument)
{
	(void)app;
	(void)argument;
	check_again(check_view(view));
}

static void copy(struct app *app, struct view *view, const char *argument)
{
	struct check_view *check = check_view(view);
	json_t *findings = check_findings(check), *finding;
	struct text text = TEXT_INIT;
	size_t index;

	(void)argument;
	json_array_foreach(findings, index, finding)
		text_append_format(&text, "%s:%lld: %s: %s [%s]\n", check->path,
			(long long)json_integer_value(json_object_get(finding, "line")),
			json_member(finding, "severity"), json_member(finding, "message"),
			json_member(finding, "id"));
	app_copy(app, "the findings", text_string(&text));
	text_release(&text);
}

static void show_commands(struct app *app, struct view *view, const char *argument)
{
	struct check_view *check = check_view(view);
	struct text text = TEXT_INIT, path = TEXT_INIT;

	(void)argument;
	text_append_shell_word(&path, check->path);
	if (check->is_build)
		text_append_format(&text, "berth build check %s\n", text_string(&path));
	else
		text_append_format(&text,
			"berth job check %s\nberth job check --fix %s\nberth job explain %s\n",
			text_string(&path), text_string(&path), text_string(&path));
	app_page(app, "The same without the workbench", PAGE_SCRIPT, text_string(&text));
	text_release(&text);
	text_release(&path);
}

const struct command check_commands[] = {
	{.name = "open",
		.keys = "o",
		.label = "open",
		.help = "Open a script, an environment file or a definition file",
		.argument = "FILE",
		.run = open_file},
	{.name = "explain",
		.keys = "x enter",
		.label = "explain",
		.help = "Explain the chosen finding",
		.disabled = no_finding,
		.run = explain},
	{.name = "fix",
		.keys = "f",
		.label = "fix",
		.help = "Mend what can be mended by itself, after showing what would change",
		.flags = COMMAND_WRITES,
		.disabled = nothing_to_fix,
		.run = fix},
	{.name = "picture",
		.keys = "p",
		.label = "who runs where",
		.help = "Tell for each step of the script who runs where",
		.disabled = no_steps,
		.run = picture},
	{.name = "edit",
		.keys = "e",
		.label = "edit",
		.help = "Open the file in your editor, at the chosen line",
		.flags = COMMAND_WRITES,
		.disabled = no_file,
		.run = edit},
	{.name = "again",
		.keys = "r",
		.flags = COMMAND_QUIET,
		.help = "Read and check it again",
		.disabled = no_file,
		.run = again},
	{.name = "copy",
		.keys = "y",
		.label = "copy",
		.help = "Copy the findings",
		.disabled = no_finding,
		.run = copy},
	{.name = "commands",
		.keys = "v",
		.label = "commands",
		.help = "Show the same for the command line",
		.disabled = no_file,
		.run = show_commands},
	{.name = NULL},
};
