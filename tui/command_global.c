#include "tui/app_parts.h"
#include "base/files.h"

/*
 * What can be done everywhere.
 */

static void quit(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	app_quit(app);
}

static void leave(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	app->leaving = true;
}

static void back(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	app_escape(app);
}

static void help(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	app_open_help(app);
}

static void palette(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	app_open_palette(app);
}

static void command_line(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	app_open_line(app, argument);
}

static void undo(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	model_undo(&app->model);
}

static void redo(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	model_redo(&app->model);
}

static const char *nothing_to_undo(struct app *app, struct view *view)
{
	(void)view;
	return app->model.document.undo.count == 0 ? "nothing was changed yet" : NULL;
}

static const char *nothing_to_redo(struct app *app, struct view *view)
{
	(void)view;
	return app->model.document.redo.count == 0 ? "nothing was undone" : NULL;
}

static void save(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	model_save(&app->model, false);
}

static const char *nothing_to_edit(struct app *app, struct view *view)
{
	const struct document *document = &app->model.document;

	(void)view;
	if (!document->exists)
		return "there is no file yet: :save writes it";
	return document->changed ? "the file is not what is seen here: :save writes it first" : NULL;
}

static void edit_file(struct app *app, struct view *view, const char *argument)
{
	char *path = xstrdup(app->model.document.path);

	(void)view;
	(void)argument;
	app_edit(app, path, 0);
	model_open(&app->model, path);
	free(path);
}

static void save_and_leave(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	app_save_and_leave(app);
}

/* Another workspace: a file or folder that is named, or one of those that were opened lately. */
static void open_path(struct app *app, const char *path)
{
	char *expanded = path_expand(path), *here = folder_current();
	char *absolute = expanded[0] == '/' ? xstrdup(expanded)
					    : path_join(here != NULL ? here : "/", expanded);

	if (!string_ends(absolute, ".yaml") && !string_ends(absolute, ".yml")) {
		char *inside = path_join(absolute, WORKSPACE_FILE);
		free(absolute);
		absolute = inside;
	}
	model_open(&app->model, absolute);
	app_say(app, SEVERITY_NOTE, "this is %s", absolute);
	free(absolute);
	free(expanded);
	free(here);
}

static void open_recent(void *context, size_t index)
{
	struct app *app = context;
	struct strings recent = {0};

	document_recent(&recent);
	if (index < recent.count)
		open_path(app, recent.items[index]);
	strings_release(&recent);
}

static void open_workspace(struct app *app, struct view *view, const char *argument)
{
	struct strings recent = {0};

	(void)view;
	if (argument[0] != '\0') {
		open_path(app, argument);
		return;
	}
	document_recent(&recent);
	if (recent.count == 0)
		app_say(app, SEVERITY_NOTE, "none was opened before; name one: :open FOLDER");
	else
		app_choose(app, "Workspaces", &recent, NULL, 0, open_recent, app);
	strings_release(&recent);
}

static void set_theme(struct app *app, const char *name)
{
	struct diags diags = {0};

	if (app_load_theme(app, name, &diags))
		app_say(app, SEVERITY_NOTE,
			"the theme is %s now; 'theme: %s' in the configuration keeps it",
			app->theme.name, app->theme.name);
	app_say_diags(app, &diags);
	diags_release(&diags);
}

static void theme_chosen(void *context, size_t index)
{
	struct strings names = {0};

	theme_names(&names);
	if (index < names.count)
		set_theme(context, names.items[index]);
	strings_release(&names);
}

static void theme(struct app *app, struct view *view, const char *argument)
{
	struct strings names = {0};
	size_t chosen = 0;

	(void)view;
	if (argument[0] != '\0') {
		set_theme(app, argument);
		return;
	}
	theme_names(&names);
	for (size_t i = 0; i < names.count; i++)
		if (string_equal(names.items[i], app->theme.name))
			chosen = i;
	app_choose(app, "Themes", &names, NULL, chosen, theme_chosen, app);
	strings_release(&names);
}

static void mouse(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	app->mouse = string_equal(argument, "on")    ? true
		     : string_equal(argument, "off") ? false
						     : !app->mouse;
	if (app->term != NULL)
		term_mouse(app->term, app->mouse);
	app_say(app, SEVERITY_NOTE,
		app->mouse ? "the mouse is taken; hold Shift to select text as ever"
			   : "the mouse is the terminal's again");
}

static void redraw(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	if (app->term != NULL)
		term_repaint(app->term);
	app_dirty(app);
}

static void read_only(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	app->read_only = string_equal(argument, "on")	 ? true
			 : string_equal(argument, "off") ? false
							 : !app->read_only;
	/* It was asked for when the workbench was started: somebody else's hands may be here. */
	app->read_only |= app->start.read_only;
	app_say(app, SEVERITY_NOTE,
		app->read_only ? "nothing is changed from now on" : "changes are possible again");
}

static void scan(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	model_scan(&app->model);
	app_say(app, SEVERITY_NOTE, "looking for images again");
}

static void news(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	app_show_news(app);
}

static void version(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	app_run_headless(app, "--version");
}

const char command_soon[] = "that is just being made: it takes a moment";

const struct command command_global[] = {
	{.name = "help", .keys = "? f1", .help = "Shows what can be done here", .run = help},
	{.name = "command",
		.keys = ":",
		.flags = COMMAND_QUIET,
		.help = "Takes a command: of this view, of the workbench, or of berth itself",
		.run = command_line},
	{.name = "palette",
		.keys = "ctrl-p",
		.flags = COMMAND_QUIET,
		.help = "Finds a command by any part of its name or help",
		.run = palette},
	{.name = "back",
		.keys = "esc",
		.flags = COMMAND_QUIET,
		.help = "Goes back to the view before, or stops what is under way",
		.run = back},
	{.name = "save",
		.keys = "w",
		.flags = COMMAND_WRITES | COMMAND_QUIET,
		.help = "Writes the workspace file (berth.yaml)",
		.run = save},
	{.name = "edit-file",
		.keys = "e",
		.flags = COMMAND_WRITES | COMMAND_QUIET,
		.help = "Opens the workspace file in your editor",
		.disabled = nothing_to_edit,
		.run = edit_file},
	{.name = "undo",
		.keys = "u",
		.flags = COMMAND_QUIET,
		.help = "Takes back the last edit of the workspace",
		.disabled = nothing_to_undo,
		.run = undo},
	{.name = "redo",
		.keys = "ctrl-r",
		.flags = COMMAND_QUIET,
		.help = "Does the edit again that was taken back",
		.disabled = nothing_to_redo,
		.run = redo},
	{.name = "open",
		.argument = "[FOLDER]",
		.flags = COMMAND_QUIET,
		.help = "Opens another workspace, or one of the last ones",
		.run = open_workspace},
	{.name = "theme",
		.argument = "[NAME]",
		.flags = COMMAND_QUIET,
		.help = "Changes the colours",
		.run = theme},
	{.name = "mouse",
		.argument = "[on|off]",
		.flags = COMMAND_QUIET,
		.help = "Takes the mouse from the terminal, or gives it back",
		.run = mouse},
	{.name = "read-only",
		.argument = "[on|off]",
		.flags = COMMAND_QUIET,
		.help = "Refuses everything that changes something",
		.run = read_only},
	{.name = "redraw",
		.keys = "ctrl-l",
		.flags = COMMAND_QUIET,
		.help = "Draws the whole screen anew",
		.run = redraw},
	{.name = "scan", .flags = COMMAND_QUIET, .help = "Looks for images again", .run = scan},
	{.name = "news",
		.flags = COMMAND_QUIET,
		.help = "Shows the last message in full, with what it means",
		.run = news},
	{.name = "version", .flags = COMMAND_QUIET, .help = "Tells the version", .run = version},
	{.name = "wq",
		.flags = COMMAND_WRITES | COMMAND_QUIET,
		.help = "Writes the workspace file and leaves",
		.run = save_and_leave},
	{.name = "quit!",
		.flags = COMMAND_QUIET,
		.help = "Leaves without a question; unsaved work is kept as a draft",
		.run = leave},
	{.name = "quit", .keys = "q ctrl-c", .help = "Leaves the workbench", .run = quit},
	{.name = NULL},
};
