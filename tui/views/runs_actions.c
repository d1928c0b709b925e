#include "tui/views/runs_parts.h"

#include "base/words.h"

/* What can be done with jobs and runs. */

static const char *nothing(struct app *app, struct view *view)
{
	(void)app;
	return runs_chosen(runs_view(view)) != NULL ? NULL : "nothing is chosen";
}

static const char *not_open(struct app *app, struct view *view)
{
	const struct runs_row *row = runs_chosen(runs_view(view));

	if (row == NULL)
		return nothing(app, view);
	return runs_is_open(row) ? NULL : "it is over already";
}

static const char *not_resumable(struct app *app, struct view *view)
{
	const struct runs_row *row = runs_chosen(runs_view(view));
	const char *state;

	(void)app;
	if (row == NULL || row->is_job)
		return "only runs of builds can be resumed";
	state = json_member(row->object, "state");
	return runs_is_open(row) || string_equal(state, "done") ? "it is at work, or done" : NULL;
}

static const char *not_removable(struct app *app, struct view *view)
{
	const struct runs_row *row = runs_chosen(runs_view(view));

	(void)app;
	if (row == NULL || row->is_job)
		return "only records of runs can be removed";
	return runs_is_open(row) ? "it is still at work" : NULL;
}

static void show_log(struct app *app, struct view *view, const char *argument)
{
	struct runs_view *runs = runs_view(view);

	(void)argument;
	runs->log = !runs->log;
	runs->moved = true;
	runs->focus = runs->log ? RUNS_DETAIL : RUNS_LIST;
	runs_follow(runs, true);
	app_dirty(app);
}

static void look_again(void *context, bool fine)
{
	struct runs_view *runs = context;

	(void)fine;
	slurm_poll_soon(&runs->poll, SLURM_ASK_QUEUE, app_now(runs->view.app));
	runs_ask(runs, true);
	runs_follow(runs, true);
}

static void cancel(struct app *app, struct view *view, const char *argument)
{
	const struct runs_row *row = runs_chosen(runs_view(view));
	const char *const job[] = {"job", "cancel", runs_id(row), "--yes", NULL};
	const char *const run[] = {"run", "cancel", runs_id(row), NULL};

	(void)argument;
	app_do_words(app,
		&(struct app_deed){.question = row->is_job ? "Cancel this job?" : "Cancel this run?",
			.yes = "Cancel it",
			.said = "cancelled",
			.done = look_again,
			.context = view},
		row->is_job ? job : run);
}

static void resume(struct app *app, struct view *view, const char *argument)
{
	const struct runs_row *row = runs_chosen(runs_view(view));
	const char *const words[] = {"run", "resume", runs_id(row), "--detach", NULL};

	(void)argument;
	app_do_words(app,
		&(struct app_deed){
			.question = "Go on with this run, from the first step that is not done?",
			.yes = "Go on",
			.said = "it goes on",
			.done = look_again,
			.context = view},
		words);
}

static void remove_run(struct app *app, struct view *view, const char *argument)
{
	const struct runs_row *row = runs_chosen(runs_view(view));
	const char *const words[] = {"run", "remove", runs_id(row), NULL};

	(void)argument;
	app_do_words(app,
		&(struct app_deed){.question = "Remove the record of this run, with its log?",
			.yes = "Remove it",
			.said = "removed; what the run made is still there",
			.done = look_again,
			.context = view},
		words);
}

static void ended_too(struct app *app, struct view *view, const char *argument)
{
	struct runs_view *runs = runs_view(view);

	(void)argument;
	runs->ended_too = !runs->ended_too;
	app_say_here(app, SEVERITY_NOTE,
		"jobs that ended a short time ago are %s with the next answer",
		runs->ended_too ? "shown" : "left out");
	runs_ask(runs, true);
}

/* By hand is by hand, but Slurm is not asked more often than a controller bears. */
static void again(struct app *app, struct view *view, const char *argument)
{
	struct runs_view *runs = runs_view(view);
	int64_t wait = slurm_poll_wait(&runs->poll, app_now(app));

	(void)argument;
	runs_ask(runs, true);
	if (wait > 1000)
		app_say_here(app, SEVERITY_NOTE,
			"Slurm is asked again in %lld s: once in 15 s is enough "
			"for all of us",
			(long long)(wait / 1000));
}

static void copy(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	app_copy(app, "the id", runs_id(runs_chosen(runs_view(view))));
}

static void show_commands(struct app *app, struct view *view, const char *argument)
{
	const struct runs_row *row = runs_chosen(runs_view(view));
	const char *kind = row != NULL && !row->is_job ? "run" : "job";
	struct text text = TEXT_INIT;

	(void)argument;
	text_append(&text, "berth job list\nberth run list\n");
	if (row != NULL)
		text_append_format(&text, "berth %s show %s\nberth %s log %s --follow\n", kind,
			runs_id(row), kind, runs_id(row));
	app_page(app, "The same without the workbench", PAGE_SCRIPT, text_string(&text));
	text_release(&text);
}

static void moved(struct view *view)
{
	runs_view(view)->moved = true;
	runs_follow(runs_view(view), false);
}

static void find(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	app_find(app, &runs_view(view)->list, moved, view);
}

const struct command runs_commands[] = {
	{.name = "log",
		.keys = "enter l",
		.label = "log",
		.help = "Show the log beside the list, or what is known again",
		.disabled = nothing,
		.run = show_log},
	{.name = "cancel",
		.keys = "X",
		.label = "cancel",
		.help = "Cancel the chosen job or run",
		.flags = COMMAND_WRITES,
		.disabled = not_open,
		.run = cancel},
	{.name = "resume",
		.keys = "R",
		.label = "resume",
		.help = "Go on with a run that was interrupted or failed",
		.flags = COMMAND_WRITES,
		.disabled = not_resumable,
		.run = resume},
	{.name = "remove",
		.keys = "D",
		.flags = COMMAND_WRITES | COMMAND_QUIET,
		.help = "Remove the record of a run",
		.disabled = not_removable,
		.run = remove_run},
	{.name = "ended",
		.keys = "a",
		.label = "ended too",
		.help = "Leave out jobs that ended a short time ago, or show them again",
		.run = ended_too},
	{.name = "again", .keys = "r", .label = "again", .help = "Ask again", .run = again},
	{.name = "find",
		.keys = "/",
		.flags = COMMAND_QUIET,
		.help = "Go to the next row that has a word",
		.run = find},
	{.name = "copy",
		.keys = "y",
		.label = "copy",
		.help = "Copy the id",
		.disabled = nothing,
		.run = copy},
	{.name = "commands",
		.keys = "v",
		.label = "commands",
		.help = "Show the same for the command line",
		.run = show_commands},
	{.name = NULL},
};
