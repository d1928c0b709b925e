#include "tui/app_parts.h"

/*
 * Who gets a key: the dialog on top, else the view, else the tables of commands, in that order.
 */

static void stop_all(void *context)
{
	struct app *app = context;

	works_cancel_titled(app->works, true);
	app_say(app, SEVERITY_NOTE, "stopped");
}

void app_escape(struct app *app)
{
	const struct works_item *work;

	if (works_cancel_titled(app->works, false) > 0)
		app_say(app, SEVERITY_NOTE, "stopped");
	else if (app->visits.count > 1)
		app_back(app);
	else if ((work = works_titled(app->works)) != NULL)
		app_confirm(app, "Stop what is being run?", work->title, "Stop it", stop_all, app);
}

/* The command that has the key: the user's own first, then the view's, then those of everywhere. */
static bool find_action(struct app *app, const struct key *key, struct action *found)
{
	static const enum action_kind order[] = {ACTION_CUSTOM, ACTION_COMMAND, ACTION_VIEW};
	struct actions actions = {0};
	bool hit = false;

	app_actions(app, false, &actions);
	for (size_t i = 0; i < ARRAY_LENGTH(order) && !hit; i++)
		vector_each (const struct action, action, &actions)
			if (!hit && action->kind == order[i] && action->keys != NULL &&
				key_among(key, action->keys)) {
				*found = *action;
				hit = true;
			}
	vector_release(&actions);
	return hit;
}

/* A click on a name in the bar. */
static bool take_bar(struct app *app, const struct key *key)
{
	if (key->code != KEYCODE_MOUSE || key->button != BUTTON_LEFT || key->y != 0)
		return false;
	for (size_t i = 0; view_table[i] != NULL && i < APP_VIEWS_MAX; i++)
		if (key->x >= app->bar[i] && key->x < app->bar[i + 1]) {
			app_visit(app, view_table[i]->name, NULL);
			break;
		}
	return true;
}

static void give_key(struct app *app, const struct key *key)
{
	struct view *view = app_view(app);
	struct action action;

	if (app->dialogs.count > 0) {
		struct dialog *dialog = app->dialogs.items[app->dialogs.count - 1];
		dialog->ops->key(app, dialog, key);
	} else if (take_bar(app, key) ||
		   (view != NULL && view->ops->key != NULL && view->ops->key(view, key))) {
		return;
	} else if (key->code == KEYCODE_PASTE || key->code == KEYCODE_MOUSE) {
		/* Pasted text is never a row of commands. */
		return;
	} else if (find_action(app, key, &action)) {
		app_run_action(app, &action, NULL);
	} else if (key_is(key, KEYCODE_ESCAPE)) {
		app_escape(app);
	}
}

void app_key(struct app *app, const struct key *key)
{
	bool suspend = key->code == 'z' && key->modifiers == KEY_CONTROL;

	play_record(app, key);
	app_dirty(app);
	if (suspend) {
		app_suspend(app);
		return;
	}
	/* "!" shows what the news is about. */
	if (app->news.line != NULL && app->dialogs.count == 0 && key_is(key, '!')) {
		app_show_news(app);
		return;
	}
	if (app->news.until_key && key->code != KEYCODE_MOUSE)
		app_clear_news(app);
	give_key(app, key);
}
