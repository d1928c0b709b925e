#include "tui/tui.h"
#include "tui/app_parts.h"
#include "tui/rescue.h"

#include <unistd.h>

static void print(const struct diags *diags, const struct text *screen)
{
	struct text text = TEXT_INIT;

	vector_each (const struct diag, diag, diags) {
		/* As in the headless face: where no file stands in front, the program does. */
		if (diag->file == NULL)
			text_append(&text, "berth: ");
		diag_format(diag, &text);
	}
	text_append_bytes(&text, text_string(screen), screen->length);
	if (write(STDERR_FILENO, text_string(&text), text.length) < 0)
		text_truncate(&text, 0); /* there is nobody to tell */
	text_release(&text);
}

int tui_run(const struct tui_start *start)
{
	struct app *app = xcalloc(1, sizeof *app);
	struct diags diags = {0};
	struct text screen;
	int code = 2, signal;

	if (app_init(app, start, &diags))
		code = app_loop(app);
	else
		app->exit_code = code;
	signal = app->signal;
	diags_move(&diags, &app->failure);
	screen = app->failed_screen;
	app_release(app);
	free(app);
	print(&diags, &screen);
	text_release(&screen);
	diags_release(&diags);
	if (signal != 0)
		rescue_die(signal);
	return code;
}
