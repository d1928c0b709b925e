#include "tui/app_parts.h"

/*
 * The stack of dialogs, and what they remember.
 */

enum { HISTORY_MAX = 200 };

void app_open_dialog(struct app *app, struct dialog *dialog)
{
	vector_push(&app->dialogs, dialog);
	app_dirty(app);
}

void app_close_dialog(struct app *app, struct dialog *dialog)
{
	for (size_t i = app->dialogs.count; i-- > 0;)
		if (app->dialogs.items[i] == dialog) {
			vector_remove(&app->dialogs, i);
			break;
		}
	dialog->ops->release(dialog);
	free(dialog);
	app_dirty(app);
}

struct strings *app_history(struct app *app, const char *name)
{
	struct app_history *history;

	vector_each (struct app_history, other, &app->histories)
		if (string_equal(other->name, name))
			return &other->lines;
	history = vector_add(&app->histories);
	history->name = xstrdup(name);
	return &history->lines;
}

void app_remember(struct app *app, const char *name, const char *line)
{
	struct strings *lines = app_history(app, name);

	if (line[0] == '\0' ||
		(lines->count > 0 && string_equal(lines->items[lines->count - 1], line)))
		return;
	strings_add(lines, line);
	if (lines->count > HISTORY_MAX) {
		free(lines->items[0]);
		vector_remove(lines, 0);
	}
}

/* Leaving: unsaved edits and what runs in the workbench itself would be lost. */
static void leave(void *context)
{
	struct app *app = context;

	app->leaving = true;
}

void app_save_and_leave(struct app *app)
{
	model_save(&app->model, false);
	if (!app->model.document.changed)
		app->leaving = true;
}

static void save_and_leave(void *context)
{
	app_save_and_leave(context);
}

static void ask_unsaved(struct app *app)
{
	static const char question[] = "Leave without writing the workspace file?",
			  exactly[] = "What is unsaved is kept as a draft, and offered when you come back.";
	static const struct app_answer yes = {"Leave", leave}, also = {"Save and leave", save_and_leave};

	if (app->read_only)
		app_confirm(app, question, exactly, yes.label, yes.answer, app);
	else
		app_confirm_two(app, question, exactly, &yes, &also, app);
}

void app_quit(struct app *app)
{
	const struct works_item *work = works_titled(app->works);

	if (app->model.document.changed)
		ask_unsaved(app);
	else if (work != NULL && work->precious)
		app_confirm(app, "Leave while a plan is being run?",
			"It stops after what it does now.", "Leave", leave, app);
	else
		app->leaving = true;
}
