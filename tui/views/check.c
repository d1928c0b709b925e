#include "tui/views/check_parts.h"

#include "base/files.h"
#include "tui/layout.h"
#include "tui/widgets/status.h"

#include <sys/stat.h>

/*
 * Any script, and what is wrong with it: findings below (or beside) its text. A file that is
 * changed by an editor is checked again while it is in sight.
 */

enum { FILE_MAX = 8 << 20, LOOK_MS = 2000 };

/* Reading, in a thread: the file may lie on a slow file system. */
struct reading {
	struct check_view *check;
	char *path;
	struct text bytes;
	struct diags diags;
	struct timespec changed;
	bool only_look, fine;
};

static void read_file(void *context, const atomic_bool *cancel)
{
	struct reading *reading = context;
	struct stat status;

	(void)cancel;
	if (stat(reading->path, &status) == 0)
		reading->changed = status.st_mtim;
	if (!reading->only_look)
		reading->fine =
			file_read(reading->path, FILE_MAX, &reading->bytes, &reading->diags);
}

static void start(struct check_view *check, bool only_look);

static void ring(void *context)
{
	struct check_view *check = context;

	if (check->view.visible && check->path != NULL)
		start(check, true);
}

static void ask(struct check_view *check)
{
	const char *const job[] = {"job", "check", check->path, NULL};
	const char *const build[] = {"build", "check", check->path, NULL};

	answer_ask(&check->answer, "checking", check->is_build ? build : job);
}

static void take(struct check_view *check, struct reading *reading)
{
	bool changed = reading->changed.tv_sec != check->seen.tv_sec ||
		       reading->changed.tv_nsec != check->seen.tv_nsec;

	if (reading->only_look) {
		if (changed)
			check_again(check);
		else
			app_timer(check->view.app, LOOK_MS, ring, check);
		return;
	}
	check->seen = reading->changed;
	check->unread = !reading->fine;
	pager_set(&check->text, text_string(&reading->bytes), reading->bytes.length);
	if (reading->fine)
		ask(check);
	else
		app_say_diags(check->view.app, &reading->diags);
	app_timer(check->view.app, LOOK_MS, ring, check);
}

static void was_read(void *context, bool stale)
{
	struct reading *reading = context;

	if (!stale) {
		take(reading->check, reading);
		app_dirty(reading->check->view.app);
	}
	free(reading->path);
	text_release(&reading->bytes);
	diags_release(&reading->diags);
	free(reading);
}

static void start(struct check_view *check, bool only_look)
{
	struct reading *reading = xcalloc(1, sizeof *reading);
	struct app_work work = {.title = only_look ? NULL : "reading the script",
		.work = read_file,
		.done = was_read,
		.context = reading};

	reading->check = check;
	reading->path = xstrdup(check->path);
	reading->only_look = only_look;
	app_work(check->view.app, &check->text, &work);
}

void check_again(struct check_view *check)
{
	if (check->path != NULL)
		start(check, false);
}

/* By the ending alone; `berth build check` looks into the file as well. */
static bool is_build_file(const char *path)
{
	static const char *const endings[] = {".yml", ".yaml", ".def", ".txt", ".recipe"};

	for (size_t i = 0; i < ARRAY_LENGTH(endings); i++)
		if (string_ends(path, endings[i]))
			return true;
	return string_equal(path_base(path), "Singularity");
}

void check_open_file(struct check_view *check, const char *path)
{
	char *expanded = path_expand(path), *here = folder_current();

	free(check->path);
	check->path =
		expanded[0] == '/' || here == NULL ? xstrdup(expanded) : path_join(here, expanded);
	check->is_build = is_build_file(check->path);
	check->text.colors = !check->is_build                   ? PAGER_SCRIPT
			     : string_ends(check->path, ".def") ? PAGER_SCRIPT
								: PAGER_YAML;
	json_decref(check->answer.document);
	check->answer.document = NULL;
	pager_set(&check->text, "", 0);
	list_refresh(&check->list);
	check_again(check);
	free(expanded);
	free(here);
}

static void came(void *context)
{
	struct check_view *check = context;

	check_name_findings(check);
	list_refresh(&check->list);
	check_mark(check);
	check_show_chosen(check);
}

static void check_open(struct view *view)
{
	struct check_view *check = check_view(view);

	check->answer = (struct answer){.app = view->app, .came = came, .context = check};
	check->text.numbers = true;
	check->text.cursor = true;
	check_connect_list(check);
}

static void check_close(struct view *view)
{
	struct check_view *check = check_view(view);

	free(check->path);
	pager_release(&check->text);
	list_release(&check->list);
	answer_release(&check->answer);
}

static void check_show(struct view *view, bool visible)
{
	struct check_view *check = check_view(view);

	if (check->path == NULL)
		return;
	if (visible)
		start(check, true);
	else
		app_timer(view->app, -1, ring, check);
}

static void check_visit(struct view *view, const char *argument)
{
	if (argument[0] != '\0')
		check_open_file(check_view(view), argument);
}

static bool check_key(struct view *view, const struct key *key)
{
	struct check_view *check = check_view(view);
	bool taken = true;

	if (key_is(key, KEYCODE_TAB) || key_is(key, KEYCODE_SHIFT_TAB)) {
		check->focus = check->focus == CHECK_TEXT ? CHECK_FINDINGS : CHECK_TEXT;
	} else if (check->focus == CHECK_TEXT) {
		taken = pager_take(&check->text, key);
	} else {
		taken = !key_is(key, ' ') && list_take(&check->list, key);
		if (taken)
			check_show_chosen(check);
	}
	if (taken)
		app_dirty(view->app);
	return taken;
}

static struct rect frame(struct check_view *check, struct surface *surface, struct rect area,
	enum check_pane pane, const char *title)
{
	bool focus = check->focus == pane;

	return surface_frame(surface, area, focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
		focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, title);
}

/* The findings, and the hint of the chosen one below them. */
static void draw_findings(struct check_view *check, struct surface *surface, struct rect area)
{
	const json_t *finding = check_chosen(check);
	char *title = xasprintf("Findings: %zu", json_array_size(check_findings(check)));

	area = frame(check, surface, area, CHECK_FINDINGS,
		check->answer.asked ? "Findings (being looked for)" : title);
	free(title);
	if (check->answer.trouble != NULL && check_findings(check) == NULL) {
		surface_fit(surface, area, 0, 0, area.width, -1, ROLE_ERROR, check->answer.trouble);
		return;
	}
	if (finding != NULL && area.height > 5) {
		struct rect hint = rect_take_bottom(&area, 1);
		surface_fit(surface, hint, 0, 0, hint.width, -1, ROLE_NOTE,
			json_member(finding, "hint"));
	}
	if (check_findings(check) != NULL)
		list_draw(&check->list, surface, area, check->focus == CHECK_FINDINGS);
}

static void check_draw(struct view *view, struct surface *surface, struct rect area)
{
	struct check_view *check = check_view(view);
	struct rect findings;
	int height;

	if (check->path == NULL) {
		area = surface_frame(surface, area, ROLE_BORDER_FOCUS, ROLE_TITLE_FOCUS, "Check");
		surface_text(surface, area, 1, 1, ROLE_TEXT, "No script is open.");
		nothing_draw(surface, rect_inside(area, 1, 2, 1, 0),
			"o opens a job script of anybody's, or env.yml, x.def, requirements.txt");
		return;
	}
	height = (int)json_array_size(check_findings(check)) + 4;
	if (height > area.height * 2 / 5)
		height = area.height * 2 / 5;
	if (height < 5)
		height = 5;
	if (area.height < 14) {
		if (check->focus == CHECK_FINDINGS)
			draw_findings(check, surface, area);
		else
			pager_draw(&check->text, surface,
				frame(check, surface, area, CHECK_TEXT, check->path), true);
		return;
	}
	findings = rect_take_bottom(&area, height);
	pager_draw(&check->text, surface, frame(check, surface, area, CHECK_TEXT, check->path),
		check->focus == CHECK_TEXT);
	draw_findings(check, surface, findings);
}

static void check_status(struct view *view, struct text *text)
{
	struct check_view *check = check_view(view);

	if (check->path != NULL)
		pager_status(&check->text, text);
}

static const char *check_subject(struct view *view, const char *name)
{
	return string_equal(name, "file") ? check_view(view)->path : NULL;
}

const struct view_ops view_check = {
	.name = "check",
	.title = "Check",
	.keys = "8",
	.summary =
		"Scripts and build files of anybody's: what is wrong with them, and who runs where",
	.size = sizeof(struct check_view),
	.commands = check_commands,
	.open = check_open,
	.close = check_close,
	.show = check_show,
	.key = check_key,
	.draw = check_draw,
	.status = check_status,
	.subject = check_subject,
	.visit = check_visit,
};
