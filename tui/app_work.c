#include "tui/app_parts.h"
#include "tui/widgets/status.h"

/*
 * Work and programs in the background, for views.
 */

static void turn_spinner(void *context)
{
	struct app *app = context;

	if (works_titled(app->works) == NULL)
		return;
	app_dirty(app);
	app_timer(app, SPINNER_STEP, turn_spinner, app);
}

static void start(struct app *app, const void *slot, const struct works_item *item)
{
	works_start(app->works, slot, item);
	if (item->title != NULL) {
		app_timer(app, SPINNER_STEP, turn_spinner, app);
		app_dirty(app);
	}
}

void app_work(struct app *app, const void *slot, const struct app_work *work)
{
	start(app, slot,
		&(struct works_item){.title = work->title,
			.work = work->work,
			.done = work->done,
			.context = work->context,
			.started = app_now(app)});
}

void app_work_cancel(struct app *app, const void *slot)
{
	works_cancel(app->works, slot);
	app_dirty(app);
}

bool app_work_busy(const struct app *app, const void *slot)
{
	return works_busy(app->works, slot);
}

/* A program, with a thread of its own that waits for it. */
struct child {
	struct app_child child;
	struct strings argv;
	char *input;
	struct process_result result;
	struct diags diags;
	bool ran;
};

static void run_child(void *context, const atomic_bool *cancel)
{
	struct child *child = context;
	struct process process = {.argv = strings_argv(&child->argv),
		.input = child->input,
		.deadline_ms = child->child.deadline_ms,
		.output_limit = APP_CHILD_OUTPUT,
		.cancel = cancel};

	child->ran = process_run(&process, &child->result, &child->diags);
}

static int status_of(const struct child *child)
{
	const struct process_result *result = &child->result;

	if (!child->ran)
		return -1;
	return result->signal != 0 ? result->signal : (result->exit_code & 0xff) << 8;
}

static void child_done(void *context, bool stale)
{
	struct child *child = context;
	struct text why = TEXT_INIT;

	if (!child->ran)
		vector_each (const struct diag, diag, &child->diags)
			text_append(&why, diag->message);
	else if (child->result.timed_out)
		text_append(&why, "it took too long and was stopped");
	else
		text_append_bytes(&why, text_string(&child->result.err), child->result.err.length);
	if (child->child.done != NULL)
		child->child.done(child->child.context, stale, status_of(child),
			&child->result.out, &why);
	text_release(&why);
	process_result_release(&child->result);
	diags_release(&child->diags);
	strings_release(&child->argv);
	free(child->input);
	free(child);
}

void app_child(struct app *app, const void *slot, const struct app_child *wish)
{
	struct child *child = xcalloc(1, sizeof *child);

	child->child = *wish;
	for (char *const *word = wish->argv; *word != NULL; word++)
		strings_add(&child->argv, *word);
	child->input = wish->input != NULL ? xstrdup(wish->input) : NULL;
	start(app, slot,
		&(struct works_item){.title = wish->title,
			.work = run_child,
			.done = child_done,
			.context = child,
			.own_thread = true,
			.started = app_now(app)});
}

/* The site of this workbench stands before the words of a program, if there are any. */
void app_own_argv(struct app *app, char *const *words, struct strings *argv)
{
	bool given = app->start.site == NULL;

	strings_add(argv, app->start.self);
	for (; *words != NULL || !given; words += *words != NULL) {
		if (!given && (*words == NULL || string_equal(*words, "--"))) {
			strings_add(argv, "--site");
			strings_add(argv, app->start.site);
			given = true;
		}
		if (*words != NULL)
			strings_add(argv, *words);
	}
}
