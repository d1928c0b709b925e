#include "tui/views/sessions_parts.h"

#include "base/words.h"

#include <sys/wait.h>

/* What can be done with sessions. */

static const char *none(struct app *app, struct view *view)
{
	(void)app;
	return sessions_chosen(sessions_view(view)) != NULL ? NULL : "no session is chosen";
}

static bool is_state(const struct sessions_view *sessions, const char *state)
{
	const json_t *session = sessions_chosen(sessions);

	return session != NULL && string_equal(sessions_state(session), state);
}

static const char *not_ready(struct app *app, struct view *view)
{
	if (none(app, view) != NULL)
		return none(app, view);
	return is_state(sessions_view(view), "ready") ? NULL : "the session is not ready";
}

static const char *over(struct app *app, struct view *view)
{
	if (none(app, view) != NULL)
		return none(app, view);
	return is_state(sessions_view(view), "ended") ? "the session has ended already" : NULL;
}

static const char *not_over(struct app *app, struct view *view)
{
	if (none(app, view) != NULL)
		return none(app, view);
	return is_state(sessions_view(view), "ended") ? NULL : "stop the session first";
}

static const char *not_startable(struct app *app, struct view *view)
{
	const struct sessions_view *sessions = sessions_view(view);

	(void)app;
	if (!sessions->making)
		return "n begins a new session";
	if (sessions->possible)
		return sessions->planning ? command_soon : NULL;
	return sessions->obstacle != NULL ? sessions->obstacle : "it is just being looked at";
}

static void make(struct app *app, struct view *view, const char *argument)
{
	(void)app;
	(void)argument;
	sessions_make(sessions_view(view), !sessions_view(view)->making);
}

static void ask_again(void *context, bool fine)
{
	(void)fine;
	sessions_ask(context);
}

/* Its form has done its part. */
static void started(void *context, bool fine)
{
	struct sessions_view *sessions = context;

	if (fine && sessions->making)
		sessions_make(sessions, false);
	sessions_ask(sessions);
}

static const char *chosen_id(struct view *view)
{
	return json_member(sessions_chosen(sessions_view(view)), "id");
}

static void start(struct app *app, struct view *view, const char *argument)
{
	struct strings words = {0};

	(void)argument;
	command_form_words(&sessions_view(view)->form, &words);
	app_do(app,
		&(struct app_deed){.question = "Start this session?",
			.yes = "Start it",
			.said = "on its way: it is ready when its server answers",
			.done = started,
			.context = view},
		&words);
}

static void stop(struct app *app, struct view *view, const char *argument)
{
	const char *const words[] = {"vnc", "stop", chosen_id(view), NULL};

	(void)argument;
	app_do_words(app,
		&(struct app_deed){
			.question = "End this session with its job? What is unsaved in it is lost.",
			.yes = "End it",
			.said = "stopped",
			.done = ask_again,
			.context = view},
		words);
}

static void forget(struct app *app, struct view *view, const char *argument)
{
	const char *const words[] = {"vnc", "forget", chosen_id(view), NULL};

	(void)argument;
	app_do_words(app,
		&(struct app_deed){.question = "Remove what is kept of this session?",
			.yes = "Remove it",
			.said = "forgotten",
			.done = ask_again,
			.context = view},
		words);
}

static void shot_to(void *context, const char *path)
{
	struct sessions_view *sessions = context;
	const char *const words[] = {"vnc", "shot", chosen_id(&sessions->view), "-o", path, NULL};

	if (path[0] == '\0' || sessions_chosen(sessions) == NULL)
		return;
	app_do_words(sessions->view.app,
		&(struct app_deed){
			.said = "the picture is written", .done = ask_again, .context = sessions},
		words);
}

static void shot(struct app *app, struct view *view, const char *argument)
{
	struct app_ask ask = {
		.label = "Picture of the screen to",
		.initial = "desktop.png",
		.history = "pictures",
		.answer = shot_to,
		.context = sessions_view(view),
	};

	app_ask_unless(app, argument, &ask);
}

static const char *no_way(struct app *app, struct view *view)
{
	const struct sessions_view *sessions = sessions_view(view);
	const json_t *ways = json_object_get(sessions->info.document, "ways");

	if (none(app, view) != NULL)
		return none(app, view);
	if (!string_equal(json_member(sessions->info.document, "id"), chosen_id(view)))
		return command_soon;
	return json_is_object(ways) ? NULL : "there is no line for the laptop yet";
}

static void copy(struct app *app, struct view *view, const char *argument)
{
	const json_t *info = sessions_view(view)->info.document;

	(void)argument;
	app_copy(
		app, "the line for your laptop", json_member(json_object_get(info, "ways"), "ssh"));
}

static void run_it(void *context, const char *line)
{
	struct sessions_view *sessions = context;
	struct strings words = {0}, program = {0};
	const char *why = NULL;

	if (!words_split(line, &program, &why)) {
		app_say(sessions->view.app, SEVERITY_ERROR, "%s", why);
	} else if (program.count > 0) {
		strings_split(&words, "vnc run", ' ');
		strings_add(&words, chosen_id(&sessions->view));
		strings_add(&words, "--");
		for (size_t i = 0; i < program.count; i++)
			strings_add(&words, program.items[i]);
		app_do(sessions->view.app,
			&(struct app_deed){.question = "Start this program on the session's screen?",
				.yes = "Start it",
				.said = "started",
				.done = ask_again,
				.context = sessions},
			&words);
	}
	strings_release(&program);
}

static void run_program(struct app *app, struct view *view, const char *argument)
{
	struct app_ask ask = {
		.label = "Program",
		.placeholder = "xterm",
		.history = "programs",
		.answer = run_it,
		.context = sessions_view(view),
	};

	app_ask_unless(app, argument, &ask);
}

/* It keeps the way open until the viewer ends or ^C comes, and says on the terminal how it goes. */
static void open_viewer(struct app *app, struct view *view, const char *argument)
{
	enum { STOPPED = 130 }; /* by ^C, which is how it ends where there is no viewer */
	struct strings words = {0}, argv = {0};
	int status;

	(void)argument;
	strings_split(&words, "vnc open", ' ');
	strings_add(&words, chosen_id(view));
	app_own_argv(app, strings_argv(&words), &argv);
	status = app_foreground(app, strings_argv(&argv), NULL);
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != STOPPED)
		app_say(app, SEVERITY_WARNING, "it did not work: 'berth vnc open %s' tells why",
			chosen_id(view));
	strings_release(&words);
	strings_release(&argv);
	sessions_ask(sessions_view(view));
}

static void show_job(struct app *app, struct view *view, const char *argument)
{
	const json_t *session = sessions_chosen(sessions_view(view));

	(void)argument;
	app_visit(app, "runs", json_member(session, "job"));
}

static const char *no_job(struct app *app, struct view *view)
{
	if (none(app, view) != NULL)
		return none(app, view);
	return json_member(sessions_chosen(sessions_view(view)), "job")[0] != '\0'
		       ? NULL
		       : "the session has no job";
}

static void zoom(struct app *app, struct view *view, const char *argument)
{
	struct sessions_view *sessions = sessions_view(view);

	(void)argument;
	sessions->picture.large = !sessions->picture.large;
	if (sessions->picture.large)
		sessions->focus = SESSIONS_DETAIL;
	app_dirty(app);
}

static void again(struct app *app, struct view *view, const char *argument)
{
	(void)app;
	(void)argument;
	sessions_ask(sessions_view(view));
}

static void show_commands(struct app *app, struct view *view, const char *argument)
{
	struct sessions_view *sessions = sessions_view(view);
	struct strings words = {0};
	struct text text = TEXT_INIT;

	(void)argument;
	if (sessions->making) {
		command_form_words(&sessions->form, &words);
		text_append(&text, "berth ");
		text_append_shell_words(&text, strings_argv(&words));
		text_append_char(&text, '\n');
	} else {
		text_append(&text, "berth vnc list\n");
		if (sessions_chosen(sessions) != NULL)
			text_append_format(
				&text, "berth vnc info %s --password\n", chosen_id(view));
	}
	app_page(app, "The same without the workbench", PAGE_SCRIPT, text_string(&text));
	strings_release(&words);
	text_release(&text);
}

static void moved(struct view *view)
{
	sessions_follow(sessions_view(view), false);
	sessions_picture_follow(sessions_view(view));
}

static void find(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	app_find(app, &sessions_view(view)->list, moved, view);
}

const struct command sessions_commands[] = {
	{.name = "new",
		.keys = "n",
		.label = "new",
		.help = "Begin a new session, or leave its form",
		.run = make},
	{.name = "start",
		.keys = "x",
		.label = "start",
		.help = "Start the new session",
		.flags = COMMAND_WRITES,
		.disabled = not_startable,
		.run = start},
	{.name = "stop",
		.keys = "X",
		.label = "stop",
		.help = "End the chosen session with its job",
		.flags = COMMAND_WRITES,
		.disabled = over,
		.run = stop},
	{.name = "shot",
		.keys = "s",
		.label = "picture",
		.help = "Write a picture of the session's screen",
		.argument = "FILE",
		.flags = COMMAND_WRITES,
		.disabled = not_ready,
		.run = shot},
	{.name = "find",
		.keys = "/",
		.flags = COMMAND_QUIET,
		.help = "Go to the next row that has a word",
		.run = find},
	{.name = "copy",
		.keys = "y",
		.label = "copy",
		.help = "Copy the line for the laptop",
		.disabled = no_way,
		.run = copy},
	{.name = "password",
		.keys = "P",
		.label = "password",
		.help = "Copy the session's password; it is not shown",
		.disabled = over,
		.run = sessions_copy_password},
	{.name = "zoom",
		.keys = "z",
		.label = "larger",
		.help = "Make the picture of the screen larger, or small again",
		.disabled = not_ready,
		.run = zoom},
	{.name = "log",
		.keys = "l enter",
		.label = "log",
		.help = "Show what the session's script and server said",
		.disabled = none,
		.run = sessions_show_log},
	{.name = "program",
		.keys = "a",
		.label = "program",
		.help = "Start one more program on the session's screen",
		.argument = "PROGRAM",
		.flags = COMMAND_WRITES,
		.disabled = not_ready,
		.run = run_program},
	{.name = "viewer",
		.keys = "o",
		.label = "viewer",
		.help = "Show the session in a viewer on this host",
		.flags = COMMAND_WRITES,
		.disabled = not_ready,
		.run = open_viewer},
	{.name = "job",
		.keys = "J",
		.flags = COMMAND_QUIET,
		.help = "Show the session's job among what runs",
		.disabled = no_job,
		.run = show_job},
	{.name = "forget",
		.keys = "D",
		.flags = COMMAND_WRITES | COMMAND_QUIET,
		.help = "Remove what is kept of a session that has ended",
		.disabled = not_over,
		.run = forget},
	{.name = "again", .keys = "r", .label = "again", .help = "Ask again", .run = again},
	{.name = "commands",
		.keys = "v",
		.label = "commands",
		.help = "Show the same for the command line",
		.run = show_commands},
	{.name = NULL},
};
