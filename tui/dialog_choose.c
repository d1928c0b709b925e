#include "tui/app_parts.h"
#include "tui/widgets/help.h"
#include "tui/widgets/menu.h"

/*
 * A list to choose from; the palette of all commands is one. And the page of help.
 */

struct choose_dialog {
	struct dialog dialog;
	struct menu menu;
	struct VECTOR_OF(struct menu_item) items;
	struct strings kept; /* what the items point to */
	char *title;
	struct actions actions; /* of the palette */
	void (*answer)(void *context, size_t index);
	void *context;
};

static void draw(struct app *app, struct dialog *dialog, struct surface *surface, struct rect area)
{
	struct choose_dialog *choose = (struct choose_dialog *)dialog;

	(void)app;
	menu_draw(&choose->menu, surface, area, choose->title);
}

static void answer(struct app *app, struct choose_dialog *choose, size_t index)
{
	void (*taken)(void *context, size_t index) = choose->answer;
	void *context = choose->context;
	struct action action;

	/* An action holds pointers into tables only. */
	if (taken == NULL)
		action = choose->actions.items[index];
	app_close_dialog(app, &choose->dialog);
	if (taken != NULL)
		taken(context, index);
	else
		app_run_action(app, &action, NULL);
}

static void key(struct app *app, struct dialog *dialog, const struct key *key)
{
	struct choose_dialog *choose = (struct choose_dialog *)dialog;
	enum dialog_taken taken =
		key_among(key, "ctrl-c") ? DIALOG_LEFT : menu_take(&choose->menu, key);
	size_t index;

	if (taken == DIALOG_LEFT)
		app_close_dialog(app, dialog);
	else if (taken == DIALOG_ANSWERED && menu_chosen(&choose->menu, &index))
		answer(app, choose, index);
}

static void release(struct dialog *dialog)
{
	struct choose_dialog *choose = (struct choose_dialog *)dialog;

	menu_release(&choose->menu);
	vector_release(&choose->items);
	vector_release(&choose->actions);
	strings_release(&choose->kept);
	free(choose->title);
}

static const struct dialog_ops ops = {
	.draw = draw,
	.key = key,
	.release = release,
	.keys = "enter take it  type to narrow  esc back",
};

static struct choose_dialog *new_choose(const char *title)
{
	struct choose_dialog *choose = xcalloc(1, sizeof *choose);

	choose->dialog.ops = &ops;
	choose->title = xstrdup(title);
	return choose;
}

/* Copies; strings do not move when the list of them grows. */
static const char *keep(struct choose_dialog *choose, const char *string)
{
	if (string == NULL)
		return NULL;
	strings_add(&choose->kept, string);
	return choose->kept.items[choose->kept.count - 1];
}

void app_choose(struct app *app, const char *title, const struct strings *items,
	const struct strings *notes, size_t chosen, void (*answer_)(void *context, size_t index),
	void *context)
{
	struct choose_dialog *choose = new_choose(title);

	for (size_t i = 0; i < items->count; i++)
		vector_push(
			&choose->items, (struct menu_item){.text = keep(choose, items->items[i]),
						.note = notes != NULL && i < notes->count
								? keep(choose, notes->items[i])
								: NULL});
	choose->answer = answer_;
	choose->context = context;
	menu_set(&choose->menu, choose->items.items, choose->items.count, chosen);
	app_open_dialog(app, &choose->dialog);
}

void app_open_palette(struct app *app)
{
	struct choose_dialog *choose = new_choose("Commands");

	app_actions(app, true, &choose->actions);
	app_drop_taken_keys(&choose->actions);
	vector_each (const struct action, action, &choose->actions)
		vector_push(&choose->items,
			(struct menu_item){.text = keep(choose, action->name),
				.note = keep(choose, action->help),
				.keys = keep(choose, action->keys),
				.disabled = keep(choose, app_action_disabled(app, action))});
	menu_set(&choose->menu, choose->items.items, choose->items.count, 0);
	app_open_dialog(app, &choose->dialog);
}

struct help_dialog {
	struct dialog dialog;
	struct help help;
	char *title;
};

static void draw_help(
	struct app *app, struct dialog *dialog, struct surface *surface, struct rect area)
{
	struct help_dialog *help = (struct help_dialog *)dialog;

	(void)app;
	help_draw(&help->help, surface, area, help->title);
}

static void key_help(struct app *app, struct dialog *dialog, const struct key *key)
{
	struct help_dialog *help = (struct help_dialog *)dialog;

	if (key_among(key, "ctrl-c") || help_take(&help->help, key) == DIALOG_LEFT)
		app_close_dialog(app, dialog);
}

static void release_help(struct dialog *dialog)
{
	struct help_dialog *help = (struct help_dialog *)dialog;

	help_release(&help->help);
	free(help->title);
}

static const struct dialog_ops help_ops = {
	.draw = draw_help,
	.key = key_help,
	.release = release_help,
	.keys = "up and down scroll  esc back",
};

/* The rows of one kind, below their heading. */
static void add_rows(struct help *help, const struct actions *actions, const char *heading,
	enum action_kind kind, bool of_view)
{
	bool begun = false;

	vector_each (const struct action, action, actions) {
		if (action->kind != kind ||
			(kind == ACTION_COMMAND && (action->view != NULL) != of_view))
			continue;
		if (!begun)
			help_heading(help, heading);
		begun = true;
		help_add(help, action->keys, action->name, action->argument, action->help);
	}
}

void app_open_help(struct app *app)
{
	struct help_dialog *help = xcalloc(1, sizeof *help);
	struct view *view = app_view(app);
	struct actions actions = {0};

	help->dialog.ops = &help_ops;
	help->title = xasprintf("Help: %s", view != NULL ? view->ops->title : "");
	app_actions(app, false, &actions);
	app_drop_taken_keys(&actions);
	add_rows(&help->help, &actions, view != NULL ? view->ops->title : "", ACTION_COMMAND, true);
	add_rows(&help->help, &actions, "Your own commands", ACTION_CUSTOM, false);
	add_rows(&help->help, &actions, "Everywhere", ACTION_COMMAND, false);
	add_rows(&help->help, &actions, "Views", ACTION_VIEW, false);
	vector_release(&actions);
	app_open_dialog(app, &help->dialog);
}
