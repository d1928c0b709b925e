#include "tui/app_parts.h"
#include "base/clean.h"
#include "base/files.h"
#include "tui/glyph.h"
#include "tui/widgets/status.h"

/*
 * The frame around the views: the bar above, news and footer below, dialogs on top.
 */

enum { GAP = 2, MARK_WIDTH = 2 };

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

/* How much of the names of the views the bar has, and how many blanks are between them. */
struct bar_form {
	size_t letters; /* SIZE_MAX: whole names; 0: only that of the present view */
	int gap;
};

/* "3 Binds", or with so many letters of the title only: "3 Bin", "3". */
static void describe_view(
	const struct app *app, const struct view_ops *ops, size_t letters, struct text *text)
{
	size_t length = strlen(ops->title);

	append_first_key(text, config_keys(&app->config, ops->name, ops->keys));
	if (letters == 0 && text->length > 0)
		return;
	text_append_char(text, ' ');
	text_append_bytes(text, ops->title, length < letters || letters == 0 ? length : letters);
}

/* Draws the names of the views, the present one in full; gives the cells that they take. With
 * `draw` false it only counts. */
static int draw_views(struct app *app, struct rect area, const struct bar_form *form, bool draw)
{
	struct view *present = app_view(app);
	int x = 1;

	for (size_t i = 0; view_table[i] != NULL; i++) {
		bool current = present != NULL && present->ops == view_table[i];
		struct text text = TEXT_INIT;
		describe_view(app, view_table[i], current ? SIZE_MAX : form->letters, &text);
		if (draw) {
			app->bar[i] = x;
			draw_words(&app->surface, area, x, current ? ROLE_BAR_CURRENT : ROLE_BAR,
				text_string(&text));
		}
		x += (int)text_width(text_string(&text)) + form->gap;
		if (draw)
			app->bar[i + 1] = x;
		text_release(&text);
	}
	return x - form->gap;
}

/* The file and whether it is saved, or where there is no room for it the sign of what is not. */
static void draw_document(struct app *app, struct rect area, int used)
{
	struct text document = TEXT_INIT;
	int width;

	describe_document(app, &document);
	width = (int)text_width(text_string(&document));
	if (used + width <= area.width)
		surface_text(&app->surface, area, area.width - width, 0, ROLE_BAR,
			text_string(&document));
	else if (app->model.document.changed && used + MARK_WIDTH <= area.width)
		surface_text(&app->surface, area, area.width - MARK_WIDTH, 0, ROLE_BAR,
			glyph(GLYPH_DOT, app->surface.ascii));
	text_release(&document);
}

/* Where there is no room for all, first the file goes, then blanks, then letters of the names, then all
 * but the present view. The sign of what is not saved always has its place: nothing moves when it comes. */
static void draw_bar(struct app *app, struct rect area)
{
	static const struct bar_form forms[] = {{SIZE_MAX, GAP}, {SIZE_MAX, 1}, {5, GAP}, {3, GAP}, {0, 1}};
	int used = 0;
	size_t i = 0;

	surface_fill(&app->surface, area, ROLE_BAR);
	memset(app->bar, 0, sizeof app->bar);
	while (i < ARRAY_LENGTH(forms) &&
		(used = draw_views(app, area, &forms[i], false)) > area.width - MARK_WIDTH)
		i++;
	if (i < ARRAY_LENGTH(forms)) {
		draw_views(app, area, &forms[i], true);
	} else {
		struct text text = TEXT_INIT;
		if (app_view(app) != NULL)
			describe_view(app, app_view(app)->ops, SIZE_MAX, &text);
		used = draw_words(&app->surface, area, 1, ROLE_BAR_CURRENT, text_string(&text));
		text_release(&text);
	}
	draw_document(app, area, used);
}

static void draw_news(struct app *app, struct rect area)
{
	const struct news *news = &app->news;
	size_t more = news->diags.count > 1 ? news->diags.count - 1
		      : news->diags.count == 1 && news->diags.items[0].hint != NULL ? 1
										    : 0;

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

static int action_width(const struct action *action)
{
	struct text key = TEXT_INIT;
	int width;

	append_first_key(&key, action->keys);
	width = (int)(text_width(text_string(&key)) + 1 + text_width(action->label));
	text_release(&key);
	return width;
}

/* One command in the footer; gives where the next one goes, or -1 when there is no room. */
static int draw_action(struct app *app, struct rect area, int x, const struct action *action)
{
	bool soon = app_action_disabled(app, action) != NULL;
	struct text key = TEXT_INIT;

	if (x + action_width(action) > area.width)
		return -1;
	append_first_key(&key, action->keys);
	x = draw_words(&app->surface, area, x, soon ? ROLE_DISABLED : ROLE_KEY,
		text_string(&key));
	x = draw_words(&app->surface, area, x + 1, soon ? ROLE_DISABLED : ROLE_FOOTER,
		action->label);
	text_release(&key);
	return x + GAP;
}

/* What has a key, and can be done now or in a moment. */
static bool is_offered(struct app *app, const struct action *action)
{
	const char *why;

	if ((action->flags & COMMAND_QUIET) != 0 || action->keys == NULL || action->keys[0] == '\0')
		return false;
	why = app_action_disabled(app, action);
	return why == NULL || why == command_soon;
}

/* What keeps its place at the end, whatever a view can do: who is lost sees there how to go on in
 * the shell, how to leave, and where all the rest stands. */
static const char *const last_names[] = {"commands", "quit", "help"};
enum { LAST_MAX = ARRAY_LENGTH(last_names) };

struct last_actions {
	const struct action *items[LAST_MAX];
	size_t count;
	int width; /* with the gaps in front */
};

static bool is_last(const struct last_actions *last, const struct action *action)
{
	for (size_t i = 0; i < last->count; i++)
		if (last->items[i] == action)
			return true;
	return false;
}

/* Where they would fill more than half, the first ones of them go. */
static void find_last(
	struct app *app, const struct actions *actions, int width, struct last_actions *last)
{
	for (size_t i = LAST_MAX; i-- > 0;)
		vector_each (const struct action, action, actions) {
			int more = GAP + action_width(action);
			if (!string_equal(action->name, last_names[i]) ||
				!is_offered(app, action) ||
				(last->count > 0 && last->width + more > width / 2))
				continue;
			last->items[last->count++] = action;
			last->width += more;
		}
}

static void draw_actions(struct app *app, struct rect area)
{
	struct actions actions = {0};
	struct last_actions last = {0};
	struct rect most = area;
	int x = 1, next;

	app_actions(app, false, &actions);
	find_last(app, &actions, area.width, &last);
	most.width -= last.width;
	vector_each (const struct action, action, &actions) {
		if (is_last(&last, action) || !is_offered(app, action))
			continue;
		next = draw_action(app, most, x, action);
		if (next < 0)
			break;
		x = next;
	}
	for (size_t i = last.count; i-- > 0 && x >= 0;)
		x = draw_action(app, area, x, last.items[i]);
	vector_release(&actions);
}

static void draw_footer(struct app *app, struct rect area)
{
	struct view *view = app_view(app);
	const char *typing = view != NULL && view->ops->typing != NULL ? view->ops->typing(view) : NULL;
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
		const char *keys = dialog->keys != NULL ? dialog->keys : dialog->ops->keys;
		surface_fit(&app->surface, area, 1, 0, area.width - 1, -1, ROLE_FOOTER,
			keys != NULL ? keys : "esc back");
	} else if (typing != NULL) {
		surface_fit(&app->surface, area, 1, 0, area.width - 1, -1, ROLE_FOOTER, typing);
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
