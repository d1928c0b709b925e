#include "tui/app_parts.h"
#include "base/clean.h"
#include "base/files.h"
#include "tui/glyph.h"
#include "tui/widgets/status.h"

/*
 * The frame around the views: the bar above, news and footer below, dialogs on top.
 */

enum { GAP = 2 };

static int draw_words(
	struct surface *surface, struct rect area, int x, enum role role, const char *words)
{
	return x + surface_text(surface, area, x, 0, role, words);
}

/* What is being composed, and whether it is saved. */
static void describe_document(const struct app *app, struct text *text)
{
	const struct document *document = &app->model.document;

	if (app->read_only)
		text_append(text, "read-only  ");
	if (document->path == NULL)
		return;
	text_append(text, path_base(document->path));
	if (document->changed)
		text_append_format(text, " %s unsaved", glyph(GLYPH_DOT, app->surface.ascii));
	text_append_char(text, ' ');
}

/* The first key of several. */
static void append_first_key(struct text *text, const char *keys)
{
	if (keys != NULL)
		text_append_bytes(text, keys, strcspn(keys, " "));
}

/* All views with their keys, or where there is no room, only the present one. */
static int draw_view_names(struct app *app, struct rect area, int room)
{
	struct surface *surface = &app->surface;
	struct view *present = app_view(app);
	int needed = 1, x = 1;
	bool all;

	for (size_t i = 0; view_table[i] != NULL; i++)
		needed += (int)text_width(view_table[i]->title) + 2 + GAP;
	all = needed <= room;
	for (size_t i = 0; view_table[i] != NULL; i++) {
		const struct view_ops *ops = view_table[i];
		bool current = present != NULL && present->ops == ops;
		struct text text = TEXT_INIT;
		if (!all && !current)
			continue;
		append_first_key(&text, config_keys(&app->config, ops->name, ops->keys));
		text_append_format(&text, " %s", ops->title);
		x = draw_words(surface, area, x, current ? ROLE_BAR_CURRENT : ROLE_BAR,
			    text_string(&text)) +
		    GAP;
		text_release(&text);
	}
	return x;
}

static void draw_bar(struct app *app, struct rect area)
{
	struct text text = TEXT_INIT;
	int width, x;

	surface_fill(&app->surface, area, ROLE_BAR);
	describe_document(app, &text);
	width = (int)text_width(text_string(&text));
	x = draw_view_names(app, area, area.width - (width < area.width / 3 ? width : 0));
	if (width > 0 && x + width <= area.width)
		surface_text(&app->surface, area, area.width - width, 0, ROLE_BAR,
			text_string(&text));
	text_release(&text);
}

static void draw_news(struct app *app, struct rect area)
{
	const struct news *news = &app->news;
	size_t more = news->diags.count > 1 ? news->diags.count - 1
		      : news->diags.count == 1 && news->diags.items[0].hint != NULL ? 1 : 0;

	news_draw(&app->surface, area, news->severity, news->line, more, "!");
}

static void describe_status(struct app *app, struct text *text)
{
	const struct works_item *work = works_titled(app->works);
	struct view *view = app_view(app);

	if (work != NULL) {
		int64_t passed = app_now(app) - work->started;
		text_append_format(text, "%s ", spinner_sign(passed, app->surface.ascii));
		busy_append(text, work->title, passed);
	} else if (view != NULL && view->ops->status != NULL) {
		view->ops->status(view, text);
	}
}

/* One command in the footer; gives where the next one goes, or -1 when there is no room. */
static int draw_action(struct app *app, struct rect area, int x, const struct action *action)
{
	bool disabled = app_action_disabled(app, action) != NULL;
	struct text key = TEXT_INIT;
	int width;

	append_first_key(&key, action->keys);
	width = (int)(text_width(text_string(&key)) + 1 + text_width(action->label));
	if (x + width > area.width) {
		text_release(&key);
		return -1;
	}
	x = draw_words(&app->surface, area, x, disabled ? ROLE_DISABLED : ROLE_KEY,
		text_string(&key));
	x = draw_words(&app->surface, area, x + 1, disabled ? ROLE_DISABLED : ROLE_FOOTER,
		action->label);
	text_release(&key);
	return x + GAP;
}

static void draw_actions(struct app *app, struct rect area)
{
	struct actions actions = {0};
	int x = 1;

	app_actions(app, false, &actions);
	vector_each (const struct action, action, &actions) {
		if ((action->flags & COMMAND_QUIET) != 0 || action->keys == NULL ||
			action->keys[0] == '\0')
			continue;
		x = draw_action(app, area, x, action);
		if (x < 0)
			break;
	}
	vector_release(&actions);
}

static void draw_footer(struct app *app, struct rect area)
{
	struct text status = TEXT_INIT;
	int width;

	surface_fill(&app->surface, area, ROLE_FOOTER);
	describe_status(app, &status);
	width = (int)text_width(text_string(&status));
	if (width > 0) {
		struct rect right = rect_take_right(
			&area, width + 1 < area.width / 2 ? width + 1 : area.width / 2);
		surface_fit(&app->surface, right, 0, 0, right.width - 1, 1, ROLE_FOOTER,
			text_string(&status));
		area.width -= area.width > GAP ? GAP : 0;
	}
	if (app->dialogs.count > 0) {
		const struct dialog *dialog = app->dialogs.items[app->dialogs.count - 1];
		surface_fit(&app->surface, area, 1, 0, area.width - 1, -1, ROLE_FOOTER,
			dialog->ops->keys != NULL ? dialog->ops->keys : "esc back");
	} else {
		draw_actions(app, area);
	}
	text_release(&status);
}

static void draw_dialogs(struct app *app, const struct layout *layout)
{
	struct rect area = surface_rect(&app->surface);

	if (area.height > 2)
		area = rect_inside(area, 0, layout->bar.height, 0,
			layout->footer.height + layout->news.height);
	for (size_t i = 0; i < app->dialogs.count; i++) {
		struct dialog *dialog = app->dialogs.items[i];
		/* Only the one that takes the keys shows a cursor. */
		app->surface.cursor_x = app->surface.cursor_y = -1;
		dialog->ops->draw(app, dialog, &app->surface, area);
	}
}

void app_draw(struct app *app)
{
	struct view *view = app_view(app);
	struct layout layout;

	surface_clear(&app->surface);
	layout_screen(app->surface.width, app->surface.height, app->news.line != NULL, &layout);
	if (layout.bar.height > 0)
		draw_bar(app, layout.bar);
	if (view != NULL && layout.view.width > 0 && layout.view.height > 0)
		view->ops->draw(view, &app->surface, layout.view);
	if (layout.footer.height > 0)
		draw_footer(app, layout.footer);
	draw_dialogs(app, &layout);
	if (app->news.line != NULL && layout.news.height > 0)
		draw_news(app, layout.news);
	if (app->term != NULL)
		term_draw(app->term, &app->surface, &app->theme);
}
