#include "tui/app_parts.h"
#include "base/words.h"

/*
 * Commands of the headless face, and the user's own: programs whose output is shown.
 */

struct page_child {
	struct app *app;
	char *title;
};

static char headless_slot, custom_slot;

static void show_output(
	void *context, bool stale, int status, const struct text *output, const struct text *error)
{
	struct page_child *page = context;
	struct text all = TEXT_INIT;

	if (!stale) {
		/* What went wrong is read first. */
		text_append_bytes(&all, text_string(error), error->length);
		if (error->length > 0 && output->length > 0)
			text_append(&all, "\n");
		text_append_bytes(&all, text_string(output), output->length);
		if (all.length == 0)
			app_say(page->app, status == 0 ? SEVERITY_NOTE : SEVERITY_ERROR,
				status == 0 ? "%s: done, it said nothing"
					    : "%s: failed, it said nothing",
				page->title);
		else
			app_page(page->app, page->title, PAGE_PLAIN, text_string(&all));
	}
	text_release(&all);
	free(page->title);
	free(page);
}

void app_run_headless(struct app *app, const char *line)
{
	struct strings words = {0}, argv = {0};
	struct page_child *page;
	const char *why;

	if (!words_split(line, &words, &why)) {
		app_say(app, SEVERITY_ERROR, "%s", why);
		return;
	}
	if (app->start.ascii)
		strings_add(&words, "--ascii");
	app_own_argv(app, strings_argv(&words), &argv);
	page = xcalloc(1, sizeof *page);
	page->app = app;
	page->title = xstrdup(line);
	app_child(app, &headless_slot,
		&(struct app_child){.title = "running",
			.argv = strings_argv(&argv),
			.done = show_output,
			.context = page});
	strings_release(&argv);
	strings_release(&words);
}

static const char *find_subject(void *context, const char *name)
{
	struct view *view = app_view(context);

	return view != NULL && view->ops->subject != NULL ? view->ops->subject(view, name) : NULL;
}

struct custom_run {
	struct app *app;
	char *line;
	char *title;
	bool foreground;
};

static void run_custom(struct custom_run *run)
{
	char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, run->line, NULL};

	if (run->foreground) {
		app_foreground(run->app, argv, NULL);
	} else {
		struct page_child *page = xcalloc(1, sizeof *page);
		page->app = run->app;
		page->title = xstrdup(run->title);
		app_child(run->app, &custom_slot,
			&(struct app_child){.title = "running",
				.argv = argv,
				.done = show_output,
				.context = page});
	}
	free(run->line);
	free(run->title);
	free(run);
}

static void confirmed(void *context)
{
	run_custom(context);
}

static void refused(void *context)
{
	struct custom_run *run = context;

	free(run->line);
	free(run->title);
	free(run);
}

void app_run_custom(struct app *app, const struct custom_command *custom)
{
	const char *line = custom->run + (custom->run[0] == '!');
	struct text text = TEXT_INIT;
	struct custom_run *run;
	char *missing = NULL;

	if (!config_expand(line, find_subject, app, &text, &missing)) {
		app_say(app, SEVERITY_WARNING, "%s: nothing is chosen that could be %%{%s}",
			custom->record.name, missing);
		free(missing);
		text_release(&text);
		return;
	}
	run = xcalloc(1, sizeof *run);
	run->app = app;
	run->title = xstrdup(custom->record.name);
	run->line = text_detach(&text);
	run->foreground = custom->run[0] == '!';
	if (custom->confirm)
		app_confirm_or(app, custom->help != NULL ? custom->help : custom->record.name,
			run->line, "Run it", confirmed, refused, run);
	else
		run_custom(run);
}
