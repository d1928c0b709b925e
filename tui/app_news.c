#include "tui/app_parts.h"
#include "base/files.h"
#include "tui/clipboard.h"

/*
 * The line above the footer that tells what has just happened.
 */

enum { NEWS_SECONDS = 6 };

void app_clear_news(struct app *app)
{
	free(app->news.line);
	diags_release(&app->news.diags);
	app->news = (struct news){0};
}

static void news_over(void *context)
{
	struct app *app = context;

	if (!app->news.until_key)
		app_clear_news(app);
	app_dirty(app);
}

static void set_news(struct app *app, enum severity severity, char *line)
{
	app_clear_news(app);
	app->news.severity = severity;
	app->news.line = line;
	app->news.until_key = severity == SEVERITY_ERROR;
	app_timer(app, NEWS_SECONDS * 1000, news_over, app);
	app_dirty(app);
}

static void say(struct app *app, enum severity severity, const char *format, va_list args)
	PRINTF_LIKE(3, 0);

static void say(struct app *app, enum severity severity, const char *format, va_list args)
{
	struct text text = TEXT_INIT;

	text_append_vformat(&text, format, args);
	set_news(app, severity, text_detach(&text));
}

void app_say(struct app *app, enum severity severity, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(app, severity, format, args);
	va_end(args);
}

void app_say_here(struct app *app, enum severity severity, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(app, severity, format, args);
	va_end(args);
	app->news.here = true;
}

void app_leave_news(struct app *app)
{
	if (app->news.here)
		app_clear_news(app);
}

static void append_line(const struct diag *diag, struct text *text)
{
	if (diag->file != NULL && diag->line > 0)
		text_append_format(text, "%s:%d: ", path_base(diag->file), diag->line);
	text_append(text, diag->message);
	text_append_format(text, " [%s]", diag->id);
}

void app_say_diags(struct app *app, struct diags *diags)
{
	const struct diag *worst = NULL;
	struct text text = TEXT_INIT;

	vector_each (const struct diag, diag, diags)
		if (worst == NULL || diag->severity > worst->severity)
			worst = diag;
	if (worst == NULL)
		return;
	append_line(worst, &text);
	set_news(app, worst->severity, text_detach(&text));
	diags_move(&app->news.diags, diags);
}

void app_show_news(struct app *app)
{
	struct text text = TEXT_INIT;

	vector_each (const struct diag, diag, &app->news.diags) {
		const struct diag_info *info = diag_info_find(diag->id);
		diag_format(diag, &text);
		if (info != NULL)
			text_append_format(
				&text, "\n  %s: %s\n  %s\n\n", info->title, info->why, info->fix);
	}
	if (app->news.diags.count == 0 && app->news.line != NULL)
		text_append_format(&text, "%s\n", app->news.line);
	if (text.length > 0)
		app_page(app, "News", PAGE_PROSE, text_string(&text));
	text_release(&text);
}

void app_copy(struct app *app, const char *what, const char *string)
{
	struct text text = TEXT_INIT;

	if (!clipboard_append(&text, string,
		    getenv("TMUX") != NULL  ? CLIPBOARD_TMUX
		    : getenv("STY") != NULL ? CLIPBOARD_SCREEN
					    : CLIPBOARD_PLAIN))
		app_say(app, SEVERITY_WARNING,
			"%s is too long for the clipboard of a terminal: write it to a file", what);
	else
		app_say(app, SEVERITY_NOTE, "copied: %s", what);
	if (app->term != NULL && text.length > 0)
		term_send(app->term, text_string(&text), text.length);
	text_release(&text);
}
