#include "tui/app.h"
#include "tui/glyph.h"
#include "tui/layout.h"
#include "tui/model.h"
#include "tui/widgets/list.h"

#include "base/files.h"

/*
 * Where one begins: the way from an image to a running job as a few lines, each with how far it is;
 * below it the workspaces that were open last.
 */

enum step { STEP_IMAGE, STEP_BINDS, STEP_BUILD, STEP_JOB, STEP_SESSIONS, STEP_RUNS, STEPS };

struct home_view {
	struct view view;
	struct list list;
	struct row_source rows;
	struct strings recent;
};

struct step_state {
	enum glyph sign;
	enum role role;
	struct text what;
};

static const struct {
	const char *title, *view;
} steps[STEPS] = {
	[STEP_IMAGE] = {"Image", "images"},
	[STEP_BINDS] = {"Binds", "binds"},
	[STEP_BUILD] = {"Build", "build"},
	[STEP_JOB] = {"Job", "job"},
	[STEP_SESSIONS] = {"Sessions", "sessions"},
	[STEP_RUNS] = {"Runs", "runs"},
};

static const struct model *model_of(const struct home_view *home)
{
	return app_model(home->view.app);
}

/* The worst complaint about a part of the workspace, by the beginnings of its keys. */
static const struct diag *worst(const struct model *model, const char *const *starts)
{
	const struct diag *found = NULL;

	for (size_t i = 0; i < model->composed.diags.count; i++) {
		const struct diag *diag = &model->composed.diags.items[i];
		for (size_t k = 0; starts[k] != NULL; k++)
			if (diag->field != NULL && string_starts(diag->field, starts[k]) &&
				(found == NULL || diag->severity > found->severity))
				found = diag;
	}
	return found;
}

/* A complaint takes the place of what would be said else. */
static void complain(struct step_state *state, const struct diag *diag)
{
	if (diag == NULL || diag->severity == SEVERITY_NOTE)
		return;
	state->sign = severity_glyph(diag->severity);
	state->role = severity_role(diag->severity);
	if (state->what.length > 0)
		text_append(&state->what, ": ");
	text_append(&state->what, diag->message);
}

static void good(struct step_state *state)
{
	state->sign = GLYPH_CHECKED;
	state->role = ROLE_GOOD;
}

static void judge_image(const struct model *model, struct step_state *state)
{
	static const char *const starts[] = {"image", "lock", NULL};

	if (model->composed.image != NULL) {
		good(state);
		text_append(&state->what, path_base(model->composed.image));
	} else if (model->composed.asked != NULL && worst(model, starts) == NULL) {
		text_append_format(&state->what, "'%s' is not found", model->composed.asked);
	} else if (model->composed.asked == NULL) {
		text_append(&state->what, "none chosen yet: choose one, or run without a container");
	}
	complain(state, worst(model, starts));
}

static void judge_binds(const struct model *model, struct step_state *state)
{
	static const char *const starts[] = {"binds", "recipe", "preset", NULL};
	size_t count = model->composed.binds.count;

	if (count > 0) {
		good(state);
		text_append_format(
			&state->what, "%zu bind%s, each with its reason", count, count == 1 ? "" : "s");
	} else {
		text_append(&state->what, "what the container sees of this machine");
	}
	complain(state, worst(model, starts));
}

static void judge_job(const struct model *model, struct step_state *state)
{
	static const char *const starts[] = {"job", "environment", NULL};
	char *partition = model_get(model, "job.partition"), *nodes = model_get(model, "job.nodes");

	if (model->composed.whole) {
		good(state);
		text_append_format(&state->what, "%s node%s of %s; the script is ready",
			nodes[0] != '\0' ? nodes : "1",
			nodes[0] == '\0' || string_equal(nodes, "1") ? "" : "s", partition);
	} else if (partition[0] == '\0') {
		text_append(&state->what, "a form that writes the script as you go");
	}
	if (model->composed.whole || partition[0] != '\0')
		complain(state, worst(model, starts));
	free(partition);
	free(nodes);
}

static void judge(const struct model *model, enum step step, struct step_state *state)
{
	*state = (struct step_state){.sign = GLYPH_RING, .role = ROLE_DIM};
	switch (step) {
	case STEP_IMAGE:
		judge_image(model, state);
		break;
	case STEP_BINDS:
		judge_binds(model, state);
		break;
	case STEP_BUILD:
		text_append(&state->what, "when no image has what you need: seven ways, checked before");
		break;
	case STEP_JOB:
		judge_job(model, state);
		break;
	case STEP_SESSIONS:
		text_append(&state->what, "GUI programs of a container on your screen");
		break;
	case STEP_RUNS:
		text_append(&state->what, "builds and jobs: how far they are, and their logs");
		break;
	case STEPS:
		break;
	}
}

/* Paths below home begin with "~", as people write them. The caller frees it. */
static char *short_path(const char *path)
{
	const char *home = getenv("HOME");
	size_t length = home != NULL ? strlen(home) : 0;

	return length > 1 && string_starts(path, home) && path[length] == '/'
		       ? xasprintf("~%s", path + length)
		       : xstrdup(path);
}

static size_t count(void *context)
{
	return STEPS + ((struct home_view *)context)->recent.count;
}

static const char *key_of(void *context, size_t row)
{
	const struct home_view *home = context;

	return row < STEPS ? steps[row].title : home->recent.items[row - STEPS];
}

static enum role recent_cell(
	const struct home_view *home, size_t row, size_t column, struct text *text)
{
	const char *path = home->recent.items[row];

	if (column == 1)
		text_append(text, row == 0 ? "Recent" : "");
	if (column == 2) {
		char *shown = short_path(path);
		text_append(text, shown);
		free(shown);
	}
	return column == 1 ? ROLE_DIM : ROLE_LINK;
}

static enum role cell(void *context, size_t row, size_t column, struct text *text)
{
	const struct home_view *home = context;
	struct step_state state;
	enum role role = ROLE_TEXT;

	if (row >= STEPS)
		return recent_cell(home, row - STEPS, column, text);
	judge(model_of(home), (enum step)row, &state);
	if (column == 0) {
		text_append(text, glyph(state.sign, app_ascii(home->view.app)));
		role = state.role;
	} else if (column == 1) {
		text_append(text, steps[row].title);
		role = ROLE_TITLE;
	} else {
		text_append(text, text_string(&state.what));
		role = state.role == ROLE_GOOD ? ROLE_TEXT : state.role;
	}
	text_release(&state.what);
	return role;
}

static const struct list_column columns[] = {
	{.title = "", .least = 1, .most = 1},
	{.title = "STEP", .least = 8, .most = 8},
	{.title = "HOW FAR IT IS", .least = 10},
	{.title = NULL},
};

/* The present workspace is not a recent one. */
static void read_recent(struct home_view *home)
{
	struct strings paths = {0};
	const char *here = model_of(home)->document.path;

	strings_release(&home->recent);
	document_recent(&paths);
	for (size_t i = 0; i < paths.count; i++)
		if (here == NULL || !string_equal(paths.items[i], here))
			strings_add(&home->recent, paths.items[i]);
	strings_release(&paths);
	list_refresh(&home->list);
}

static struct home_view *home_view(struct view *view)
{
	return (struct home_view *)(void *)view;
}

static void home_open(struct view *view)
{
	struct home_view *home = home_view(view);

	home->rows = (struct row_source){.columns = columns,
		.count = count,
		.key = key_of,
		.cell = cell,
		.context = home,
		.empty = ""};
	home->list.source = &home->rows;
	home->list.no_header = true;
	read_recent(home);
}

static void home_close(struct view *view)
{
	list_release(&home_view(view)->list);
	strings_release(&home_view(view)->recent);
}

static void home_changed(struct view *view, unsigned parts)
{
	if (parts & MODEL_WORKSPACE)
		read_recent(home_view(view));
	app_dirty(view->app);
}

static bool home_key(struct view *view, const struct key *key)
{
	struct home_view *home = home_view(view);

	/* There is nothing to mark here. */
	if (key_is(key, ' ') || !list_take(&home->list, key))
		return false;
	app_dirty(view->app);
	return true;
}

/* "berth.yaml of /project/...: not saved yet". */
static void draw_workspace(struct home_view *home, struct surface *surface, struct rect area)
{
	const struct document *document = &model_of(home)->document;
	char *path = short_path(document->path);
	bool unread = document->mistakes.count > 0;
	const char *state = unread ? "cannot be read, and is not used: the complaints of 5 tell why"
			    : !document->exists && !document->changed ? "will be written there by :save"
			    : document->changed			    ? "changed, not saved: w saves it"
								    : "saved";

	surface_text(surface, area, 0, 0, ROLE_DIM, "Workspace");
	surface_fit(surface, area, 11, 0, area.width - 11, -1, ROLE_LINK, path);
	surface_text(surface, area, 11, 1,
		unread ? ROLE_ERROR : document->changed ? ROLE_WARNING : ROLE_DIM, state);
	surface_text(surface, area, 0, 2, ROLE_DIM, "Machine");
	surface_fit(surface, area, 11, 2, area.width - 11, -1, ROLE_TEXT, model_of(home)->site.title);
	free(path);
}

static void home_draw(struct view *view, struct surface *surface, struct rect area)
{
	struct home_view *home = home_view(view);
	struct rect inside = surface_frame(
		surface, area, ROLE_BORDER_FOCUS, ROLE_TITLE_FOCUS, "From an image to a running job");

	inside = rect_inside(inside, inside.width > 60 ? 2 : 0, inside.height > 14 ? 1 : 0,
		inside.width > 60 ? 2 : 0, 0);
	if (inside.height >= STEPS + 4) {
		draw_workspace(home, surface, rect_take_top(&inside, 3));
		rect_take_top(&inside, 1);
	}
	list_draw(&home->list, surface, inside, true);
}

static void go(struct app *app, struct view *view, const char *argument)
{
	struct home_view *home = home_view(view);
	size_t row = home->list.chosen;

	(void)argument;
	if (row < STEPS)
		app_visit(app, steps[row].view, NULL);
	else if (row - STEPS < home->recent.count)
		model_open(app_model(app), home->recent.items[row - STEPS]);
}

static const struct command commands[] = {
	{.name = "go",
		.keys = "enter",
		.label = "open",
		.help = "Go to the chosen step, or open the chosen workspace",
		.run = go},
	{.name = NULL},
};

const struct view_ops view_home = {
	.name = "home",
	.title = "Home",
	.keys = "1",
	.summary = "The way from an image to a running job, and how far it is",
	.size = sizeof(struct home_view),
	.commands = commands,
	.open = home_open,
	.close = home_close,
	.changed = home_changed,
	.key = home_key,
	.draw = home_draw,
};
