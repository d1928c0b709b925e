#include "tui/app_parts.h"

/*
 * Which views there are, and the way through them.
 */

enum { VISITS_MAX = 50 };

static size_t count_views(void)
{
	size_t count = 0;

	while (view_table[count] != NULL)
		count++;
	return count;
}

/* SIZE_MAX when there is none of that name. */
static size_t find_view(const char *name)
{
	for (size_t i = 0; view_table[i] != NULL; i++)
		if (string_equal(view_table[i]->name, name))
			return i;
	return SIZE_MAX;
}

static struct view *open_view(struct app *app, size_t at)
{
	const struct view_ops *ops = view_table[at];

	if (at >= ARRAY_LENGTH(app->views))
		BUG("too many views");
	if (app->views[at] == NULL) {
		struct view *view = xcalloc(1, ops->size);
		view->ops = ops;
		view->app = app;
		app->views[at] = view;
		if (ops->open != NULL)
			ops->open(view);
	}
	return app->views[at];
}

static void set_visible(struct view *view, bool visible)
{
	if (view == NULL || view->visible == visible)
		return;
	view->visible = visible;
	if (view->ops->show != NULL)
		view->ops->show(view, visible);
}

struct view *app_view(struct app *app)
{
	return app->visits.count > 0 ? app->views[app->visits.items[app->visits.count - 1]] : NULL;
}

void app_visit(struct app *app, const char *name, const char *argument)
{
	size_t at = find_view(name);
	struct view *view, *before = app_view(app);

	if (at == SIZE_MAX) {
		app_say(app, SEVERITY_ERROR, "there is no view '%s'", name);
		/* Something must be seen. */
		if (before != NULL)
			return;
		at = 0;
		argument = NULL;
	}
	view = open_view(app, at);
	if (view != before) {
		if (app->visits.count == VISITS_MAX)
			vector_remove(&app->visits, 0);
		set_visible(before, false);
		app_leave_news(app);
		vector_push(&app->visits, at);
		set_visible(view, true);
	}
	if (argument != NULL && view->ops->visit != NULL)
		view->ops->visit(view, argument);
	app_dirty(app);
}

void app_back(struct app *app)
{
	struct view *before = app_view(app);

	if (app->visits.count < 2)
		return;
	set_visible(before, false);
	app_leave_news(app);
	app->visits.count--;
	set_visible(app_view(app), true);
	app_dirty(app);
}

void app_changed(struct app *app, unsigned parts)
{
	for (size_t i = 0; i < count_views(); i++)
		if (app->views[i] != NULL && app->views[i]->ops->changed != NULL)
			app->views[i]->ops->changed(app->views[i], parts);
	app_dirty(app);
}

void app_release_views(struct app *app)
{
	for (size_t i = 0; i < ARRAY_LENGTH(app->views); i++) {
		struct view *view = app->views[i];
		if (view == NULL)
			continue;
		set_visible(view, false);
		if (view->ops->close != NULL)
			view->ops->close(view);
		free(view);
		app->views[i] = NULL;
	}
	vector_release(&app->visits);
}
