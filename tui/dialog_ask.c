#include "tui/app_parts.h"
#include "tui/widgets/ask.h"

/*
 * One line that is typed: answers to questions, and the ":" line.
 */

struct ask_dialog {
	struct dialog dialog;
	struct app_ask wish; /* its strings are not ours to keep, and not used */
	struct ask ask;
	char *history; /* owned; or NULL */
	bool line;     /* the ":" line */
};

static void draw(struct app *app, struct dialog *dialog, struct surface *surface, struct rect area)
{
	struct ask_dialog *ask = (struct ask_dialog *)dialog;

	(void)app;
	if (ask->line)
		ask_draw_line(&ask->ask, surface, area);
	else
		ask_draw(&ask->ask, surface, area);
}

/* What the caller is told comes last: it may open another dialog. */
static void end(struct app *app, struct ask_dialog *ask, bool given)
{
	struct app_ask wish = ask->wish;
	char *text = xstrdup(text_string(&ask->ask.input.text));

	if (given && !wish.secret && ask->history != NULL)
		app_remember(app, ask->history, text);
	app_close_dialog(app, &ask->dialog);
	if (given)
		wish.answer(wish.context, text);
	else if (wish.left != NULL)
		wish.left(wish.context);
	explicit_bzero(text, strlen(text));
	free(text);
}

static void key(struct app *app, struct dialog *dialog, const struct key *key)
{
	struct ask_dialog *ask = (struct ask_dialog *)dialog;
	bool empty = ask->ask.input.text.length == 0;

	if (key_among(key, "ctrl-c") || (ask->line && empty && key_is(key, KEYCODE_BACKSPACE))) {
		end(app, ask, false);
		return;
	}
	switch (ask_take(&ask->ask, key)) {
	case DIALOG_ANSWERED:
		end(app, ask, true);
		break;
	case DIALOG_LEFT:
		end(app, ask, false);
		break;
	case DIALOG_CHANGED:
		if (ask->wish.typed != NULL)
			ask->wish.typed(ask->wish.context, text_string(&ask->ask.input.text));
		break;
	case DIALOG_ALSO:
	case DIALOG_TAKEN:
	case DIALOG_NOT_MINE:
		break;
	}
}

static void release(struct dialog *dialog)
{
	struct ask_dialog *ask = (struct ask_dialog *)dialog;

	ask_release(&ask->ask);
	free(ask->history);
}

static const struct dialog_ops ops = {
	.draw = draw,
	.key = key,
	.release = release,
	.keys = "enter take it  tab complete  up earlier ones  esc back",
};

static struct ask_dialog *open(struct app *app, const struct app_ask *wish)
{
	struct ask_dialog *ask = xcalloc(1, sizeof *ask);

	ask->dialog.ops = &ops;
	ask->wish = *wish;
	ask_set(&ask->ask, wish->label, wish->initial, wish->placeholder, wish->secret);
	ask->ask.complete = wish->complete;
	ask->ask.context = wish->context;
	if (wish->history != NULL) {
		ask->history = xstrdup(wish->history);
		ask->ask.input.history = app_history(app, wish->history);
	}
	app_open_dialog(app, &ask->dialog);
	return ask;
}

void app_ask(struct app *app, const struct app_ask *wish)
{
	open(app, wish);
}

void app_ask_unless(struct app *app, const char *argument, const struct app_ask *wish)
{
	if (argument[0] != '\0')
		wish->answer(wish->context, argument);
	else
		open(app, wish);
}

static void run_line(void *context, const char *text)
{
	app_run_line(context, text);
}

void app_open_line(struct app *app, const char *initial)
{
	char *with_blank = initial[0] != '\0' ? xasprintf("%s ", initial) : NULL;
	struct app_ask wish = {.label = ":",
		.initial = with_blank,
		.placeholder = "a command; tab shows which there are",
		.history = "command",
		.complete = app_complete_line,
		.answer = run_line,
		.context = app};

	open(app, &wish)->line = true;
	free(with_blank);
}
