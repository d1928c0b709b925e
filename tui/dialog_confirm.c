#include "tui/app_parts.h"
#include "tui/widgets/confirm.h"

/*
 * A question with its exact effect.
 */

struct confirm_dialog {
	struct dialog dialog;
	struct confirm confirm;
	struct text keys; /* for the footer */
	void (*answer)(void *context);
	void (*also)(void *context); /* may be NULL */
	void (*left)(void *context);
	void *context;
};

static void draw(struct app *app, struct dialog *dialog, struct surface *surface, struct rect area)
{
	(void)app;
	confirm_draw(&((struct confirm_dialog *)dialog)->confirm, surface, area);
}

static void key(struct app *app, struct dialog *dialog, const struct key *key)
{
	struct confirm_dialog *confirm = (struct confirm_dialog *)dialog, copy = *confirm;
	enum dialog_taken taken =
		key_among(key, "ctrl-c") ? DIALOG_LEFT : confirm_take(&confirm->confirm, key);

	if (taken != DIALOG_ANSWERED && taken != DIALOG_ALSO && taken != DIALOG_LEFT)
		return;
	confirm->left = NULL;
	app_close_dialog(app, dialog);
	if (taken == DIALOG_ANSWERED)
		copy.answer(copy.context);
	else if (taken == DIALOG_ALSO)
		copy.also(copy.context);
	else if (copy.left != NULL)
		copy.left(copy.context);
}

static void release(struct dialog *dialog)
{
	struct confirm_dialog *confirm = (struct confirm_dialog *)dialog;

	/* It goes without an answer when the workbench ends. */
	if (confirm->left != NULL)
		confirm->left(confirm->context);
	confirm_release(&confirm->confirm);
	text_release(&confirm->keys);
}

static const struct dialog_ops ops = {
	.draw = draw,
	.key = key,
	.release = release,
};

static void open_confirm(struct app *app, struct confirm_dialog *confirm)
{
	confirm->dialog.ops = &ops;
	confirm_append_keys(&confirm->confirm, &confirm->keys);
	confirm->dialog.keys = text_string(&confirm->keys);
	app_open_dialog(app, &confirm->dialog);
}

void app_confirm_or(struct app *app, const char *question, const char *exactly, const char *yes,
	void (*answer)(void *context), void (*left)(void *context), void *context)
{
	struct confirm_dialog *confirm = xcalloc(1, sizeof *confirm);

	confirm->answer = answer;
	confirm->left = left;
	confirm->context = context;
	confirm_set(&confirm->confirm, question, exactly, yes);
	open_confirm(app, confirm);
}

void app_confirm_two(struct app *app, const char *question, const char *exactly,
	const struct app_answer *yes, const struct app_answer *also, void *context)
{
	struct confirm_dialog *confirm = xcalloc(1, sizeof *confirm);

	confirm->answer = yes->answer;
	confirm->also = also->answer;
	confirm->context = context;
	confirm_set(&confirm->confirm, question, exactly, yes->label);
	confirm_set_also(&confirm->confirm, also->label);
	open_confirm(app, confirm);
}

void app_confirm(struct app *app, const char *question, const char *exactly, const char *yes,
	void (*answer)(void *context), void *context)
{
	app_confirm_or(app, question, exactly, yes, answer, NULL, context);
}
