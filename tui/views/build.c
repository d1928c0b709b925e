#include "tui/views/build_parts.h"

#include "tui/layout.h"
#include "tui/paths.h"

/*
 * Ways to make or extend an image: the list of them, the form of the chosen one, and the plan that
 * follows from it, with everything that stands against it, before anything is done.
 */

static size_t count(void *context)
{
	size_t ways = 0;

	(void)context;
	while (build_recipes[ways] != NULL)
		ways++;
	return ways;
}

static const char *key(void *context, size_t row)
{
	(void)context;
	return build_recipes[row]->name;
}

static enum role cell(void *context, size_t row, size_t column, struct text *text)
{
	(void)context;
	text_append(text, column == 0 ? build_recipes[row]->name : build_recipes[row]->summary);
	return column == 0 ? ROLE_TITLE : ROLE_TEXT;
}

static const struct list_column columns[] = {
	{.title = "WAY", .least = 9, .most = 9},
	{.title = "WHAT IT DOES", .least = 20},
	{.title = NULL},
};

const struct build_recipe *build_chosen(const struct build_view *build)
{
	size_t chosen = build->ways.chosen;

	return build_recipes[chosen < count(NULL) ? chosen : 0];
}

/* What every way has, for a build as a job. */
static const struct build_option job_options[] = {
	{.name = "account", .value = "NAME", .help = "The project that pays"},
	{.name = "partition", .value = "NAME", .help = "The partition; the site's choice else"},
	{.name = "time", .value = "TIME", .help = "The time limit"},
	{.name = "mem", .value = "SIZE", .help = "The memory; its /tmp is a part of it"},
	{.name = "cores", .value = "N", .help = "How many cores"},
	{.name = NULL},
};

static void show_form(struct build_view *build)
{
	const struct build_recipe *recipe = build_chosen(build);

	free(build->words);
	build->words = xasprintf("build %s", recipe->name);
	build->groups[0] = (struct command_options){NULL, recipe->options};
	build->groups[1] = (struct command_options){"As a job", job_options};
	command_form_set(
		&build->form, build->words, recipe->arguments, recipe->most == 1, build->groups);
	command_form_refresh(&build->form);
	form_choose_first(&build->form.form);
	build->possible = false;
	build_replan(build);
}

static void form_changed(void *context)
{
	build_replan(context);
}

/* Whether a path is asked for: by what the help calls the value. */
static bool is_path(const struct build_recipe *recipe, const char *key_)
{
	static const char *const paths[] = {
		"FILE", "DIR", "PATH", "IMAGE", "DEFINITION", "WHAT", "WAY WHAT"};
	const char *value = key_;

	for (const struct build_option *o = recipe->options; o->name != NULL; o++)
		if (string_equal(o->name, key_) && o->value != NULL)
			value = o->value;
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++)
		if (string_equal(paths[i], value))
			return true;
	return false;
}

/* Images of the catalog where one is asked for, and files. */
static void complete(void *context, const char *key_, const char *before, struct strings *out)
{
	struct command_form *form = context;
	struct build_view *build = form->context;
	const struct model *model = app_model(build->view.app);
	bool image = string_equal(key_, "image") || string_equal(key_, "base-image");

	for (size_t i = 0; image && model->catalog != NULL && i < model->catalog->count; i++)
		if (string_starts(model->catalog->items[i].path, before))
			strings_add(out, model->catalog->items[i].path);
		else if (string_starts(model->catalog->items[i].file, before))
			strings_add(out, model->catalog->items[i].file);
	if (is_path(build_chosen(build), key_))
		paths_complete(before, out);
}

static void build_open(struct view *view)
{
	struct build_view *build = build_view(view);
	char *image = model_get(app_model(view->app), "image");

	build->rows = (struct row_source){.columns = columns,
		.count = count,
		.key = key,
		.cell = cell,
		.context = build,
		.empty = ""};
	build->ways.source = &build->rows;
	build->ways.no_header = true;
	build->plan.wrap = true;
	build->form.changed = form_changed;
	build->form.context = build;
	build->form.form.complete = complete;
	/* The image that the workspace has, until somebody types another. */
	command_form_suggest(&build->form, "image", image);
	list_refresh(&build->ways);
	show_form(build);
	free(image);
}

static void build_close(struct view *view)
{
	struct build_view *build = build_view(view);

	command_form_release(&build->form);
	list_release(&build->ways);
	pager_release(&build->plan);
	free(build->words);
	free(build->save_to);
}

static bool take_way(struct build_view *build, const struct key *key_)
{
	const struct build_recipe *before = build_chosen(build);

	if (key_is(key_, KEYCODE_ENTER)) {
		build->focus = BUILD_FORM;
		return true;
	}
	if (key_is(key_, ' ') || !list_take(&build->ways, key_))
		return false;
	if (build_chosen(build) != before)
		show_form(build);
	return true;
}

static bool build_key(struct view *view, const struct key *key_)
{
	struct build_view *build = build_view(view);
	bool taken = true;

	command_form_refresh(&build->form);
	if (!build->form.form.editing && key_is(key_, KEYCODE_TAB))
		build->focus = (enum build_pane)((build->focus + 1) % BUILD_PANES);
	else if (!build->form.form.editing && key_is(key_, KEYCODE_SHIFT_TAB))
		build->focus = (enum build_pane)((build->focus + BUILD_PANES - 1) % BUILD_PANES);
	else if (build->focus != BUILD_WAYS && !build->form.form.editing &&
		 key_is(key_, KEYCODE_ESCAPE))
		build->focus = BUILD_WAYS;
	else if (build->focus == BUILD_WAYS)
		taken = take_way(build, key_);
	else if (build->focus == BUILD_FORM)
		taken = form_take(&build->form.form, key_);
	else
		taken = pager_take(&build->plan, key_);
	if (taken)
		app_dirty(view->app);
	return taken;
}

static struct rect frame(struct build_view *build, struct surface *surface, struct rect area,
	enum build_pane pane, const char *title)
{
	bool focus = build->focus == pane;

	return surface_frame(surface, area, focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
		focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, title);
}

static void draw_left(struct build_view *build, struct surface *surface, struct rect area)
{
	struct rect ways = area;
	int height = (int)count(NULL) + 2;

	if (area.height >= height + 8) {
		ways = rect_take_top(&area, height);
		list_draw(&build->ways, surface,
			frame(build, surface, ways, BUILD_WAYS, "Ways to make an image"),
			build->focus == BUILD_WAYS);
		form_draw(&build->form.form, surface,
			frame(build, surface, area, BUILD_FORM, build_chosen(build)->name),
			build->focus == BUILD_FORM);
		return;
	}
	if (build->focus == BUILD_FORM)
		form_draw(&build->form.form, surface,
			frame(build, surface, area, BUILD_FORM, build_chosen(build)->name), true);
	else
		list_draw(&build->ways, surface,
			frame(build, surface, area, BUILD_WAYS, "Ways to make an image"),
			build->focus == BUILD_WAYS);
}

static void build_draw(struct view *view, struct surface *surface, struct rect area)
{
	static const struct pane_wish wishes[] = {{38, 8, 2}, {40, 8, 3}};
	struct build_view *build = build_view(view);
	struct rect panes[2];

	command_form_refresh(&build->form);
	layout_split(area, wishes, 2, build->focus == BUILD_PLAN ? 1 : 0, panes);
	if (panes[0].width > 0)
		draw_left(build, surface, panes[0]);
	if (panes[1].width > 0)
		pager_draw(&build->plan, surface,
			frame(build, surface, panes[1], BUILD_PLAN,
				build->planning ? "The plan (being made)" : "The plan"),
			build->focus == BUILD_PLAN);
}

static void build_status(struct view *view, struct text *text)
{
	struct build_view *build = build_view(view);

	if (!build->planning)
		text_append(text, build->possible ? "ready to run"
				  : command_form_is_touched(&build->form) ? "not ready: see the plan"
									  : "nothing typed yet");
}

static const char *build_typing(struct view *view)
{
	return form_editing_keys(&((struct build_view *)view)->form.form);
}

const struct view_ops view_build = {
	.name = "build",
	.title = "Build",
	.keys = "4",
	.summary = "Ways to make or extend an image, as plans that are checked before",
	.size = sizeof(struct build_view),
	.commands = build_commands,
	.open = build_open,
	.close = build_close,
	.key = build_key,
	.draw = build_draw,
	.typing = build_typing,
	.status = build_status,
};
