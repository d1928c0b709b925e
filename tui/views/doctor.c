#include "tui/answer.h"
#include "tui/glyph.h"
#include "tui/layout.h"
#include "tui/widgets/list.h"

/*
 * What of this machine Berth and its scripts can use, as `berth doctor` tells it.
 */

struct doctor_view {
	struct view view;
	struct answer answer;
	struct list list;
	struct row_source rows;
};

static struct doctor_view *doctor_view(struct view *view)
{
	return (struct doctor_view *)(void *)view;
}

static json_t *check_at(const struct doctor_view *doctor, size_t row)
{
	return json_array_get(answer_array(&doctor->answer, "checks"), row);
}

static size_t count(void *context)
{
	return json_array_size(answer_array(&((struct doctor_view *)context)->answer, "checks"));
}

static const char *key(void *context, size_t row)
{
	return json_member(check_at(context, row), "what");
}

static enum role cell(void *context, size_t row, size_t column, struct text *text)
{
	struct doctor_view *doctor = context;
	json_t *check = check_at(doctor, row);
	bool there = json_is_true(json_object_get(check, "there"));

	switch (column) {
	case 0:
		text_append(text,
			glyph(there ? GLYPH_GOOD : GLYPH_RING, app_ascii(doctor->view.app)));
		return there ? ROLE_GOOD : ROLE_WARNING;
	case 1:
		text_append(text, json_member(check, "what"));
		return ROLE_TEXT;
	default:
		text_append(text, json_member(check, "detail"));
		return there ? ROLE_TEXT : ROLE_DIM;
	}
}

static const struct list_column columns[] = {
	{.title = "", .least = 1, .most = 1},
	{.title = "WHAT", .least = 14, .most = 24},
	{.title = "WHAT IT SAYS", .least = 16},
	{.title = NULL},
};

static void came(void *context)
{
	struct doctor_view *doctor = context;

	list_refresh(&doctor->list);
}

static void ask(struct doctor_view *doctor)
{
	static const char *const words[] = {"doctor", NULL};

	answer_ask(&doctor->answer, "looking at this machine", words);
}

static void doctor_open(struct view *view)
{
	struct doctor_view *doctor = doctor_view(view);

	doctor->answer = (struct answer){.app = view->app, .came = came, .context = doctor};
	doctor->rows = (struct row_source){.columns = columns,
		.count = count,
		.key = key,
		.cell = cell,
		.context = doctor,
		.empty = "looking at this machine ..."};
	doctor->list.source = &doctor->rows;
	ask(doctor);
}

static void doctor_close(struct view *view)
{
	answer_release(&doctor_view(view)->answer);
	list_release(&doctor_view(view)->list);
}

static bool doctor_key(struct view *view, const struct key *key)
{
	if (key_is(key, ' ') || !list_take(&doctor_view(view)->list, key))
		return false;
	app_dirty(view->app);
	return true;
}

/* The whole of what is cut off in the row. */
static void draw_chosen(struct doctor_view *doctor, struct surface *surface, struct rect area)
{
	json_t *check = check_at(doctor, doctor->list.chosen);

	if (check == NULL)
		return;
	surface_fit(surface, area, 0, 0, area.width, -1, ROLE_TITLE, json_member(check, "what"));
	surface_fit(surface, area, 0, 1, area.width, -1, ROLE_TEXT, json_member(check, "detail"));
}

static void doctor_draw(struct view *view, struct surface *surface, struct rect area)
{
	struct doctor_view *doctor = doctor_view(view);
	struct rect inside = surface_frame(
		surface, area, ROLE_BORDER_FOCUS, ROLE_TITLE_FOCUS, "What this machine has");

	if (doctor->answer.trouble != NULL)
		surface_fit(surface, rect_take_top(&inside, 1), 0, 0, inside.width, -1, ROLE_ERROR,
			doctor->answer.trouble);
	if (inside.height > 8) {
		struct rect below = rect_take_bottom(&inside, 3);
		draw_chosen(doctor, surface, rect_inside(below, 0, 1, 0, 0));
	}
	list_draw(&doctor->list, surface, inside, true);
}

static void doctor_status(struct view *view, struct text *text)
{
	json_t *checks = answer_array(&doctor_view(view)->answer, "checks"), *check;
	size_t index, missing = 0;

	json_array_foreach(checks, index, check) missing +=
		!json_is_true(json_object_get(check, "there"));
	if (checks != NULL)
		text_append_format(text, "%zu of %zu are there", json_array_size(checks) - missing,
			json_array_size(checks));
}

static void again(struct app *app, struct view *view, const char *argument)
{
	(void)app;
	(void)argument;
	ask(doctor_view(view));
}

static const char *nothing(struct app *app, struct view *view)
{
	(void)app;
	return check_at(doctor_view(view), doctor_view(view)->list.chosen) != NULL
		       ? NULL
		       : "nothing is known yet";
}

/* Where the screen is small there is no room for it below the list. */
static void show(struct app *app, struct view *view, const char *argument)
{
	const struct doctor_view *doctor = doctor_view(view);
	const json_t *check = check_at(doctor, doctor->list.chosen);

	(void)argument;
	app_page(app, json_member(check, "what"), PAGE_PROSE, json_member(check, "detail"));
}

static void copy(struct app *app, struct view *view, const char *argument)
{
	json_t *checks = answer_array(&doctor_view(view)->answer, "checks"), *check;
	struct text text = TEXT_INIT;
	size_t index;

	(void)argument;
	json_array_foreach(checks, index, check) text_append_format(&text, "%s %s: %s\n",
		json_is_true(json_object_get(check, "there")) ? "yes" : "no ",
		json_member(check, "what"), json_member(check, "detail"));
	app_copy(app, "what this machine has", text_string(&text));
	text_release(&text);
}

static void show_commands(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	app_page(app, "The same without the workbench", PAGE_SCRIPT, "berth doctor\n");
}

static const struct command commands[] = {
	{.name = "show",
		.keys = "enter",
		.label = "show",
		.help = "Show all of the chosen line",
		.disabled = nothing,
		.run = show},
	{.name = "again",
		.keys = "r",
		.label = "again",
		.help = "Look at the machine again",
		.run = again},
	{.name = "copy",
		.keys = "y",
		.label = "copy",
		.help = "Copy all of it, for a request to support",
		.run = copy},
	{.name = "commands",
		.keys = "v",
		.label = "commands",
		.help = "Show the same for the command line",
		.run = show_commands},
	{.name = NULL},
};

const struct view_ops view_doctor = {
	.name = "doctor",
	.title = "Doctor",
	.keys = "9",
	.summary = "What of this machine Berth and its scripts can use",
	.size = sizeof(struct doctor_view),
	.commands = commands,
	.open = doctor_open,
	.close = doctor_close,
	.key = doctor_key,
	.draw = doctor_draw,
	.status = doctor_status,
};
