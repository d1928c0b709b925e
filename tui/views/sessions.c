#include "tui/views/sessions_parts.h"

#include "tui/layout.h"
#include "tui/widgets/status.h"
#include "vnc/session.h"

/*
 * GUI programs on compute nodes: the sessions and how they are, the way into the chosen one, and
 * the form of a new one. Slurm and the servers are asked only while somebody looks.
 */

enum { INTERVAL_MS = 15000, SOON_MS = 4000, LONGEST_MS = 240000 };

static const struct build_option start_options[] = {
	{.name = "app",
		.value = "COMMAND",
		.help = "The program, as a line of the shell; a desktop else"},
	{.name = "here", .help = "On this host, without a job"},
	{.name = "image", .value = "IMAGE", .help = "Run the program in this image"},
	{.name = "account", .value = "PROJECT", .help = "The project that pays"},
	{.name = "partition", .value = "NAME", .help = "Partition of the job"},
	{.name = "time", .value = "TIME", .help = "How long the session may be"},
	{.name = "gpus", .value = "N", .help = "GPUs"},
	{.name = "cores", .value = "N", .help = "Cores"},
	{.name = "memory", .value = "SIZE", .help = "Memory"},
	{.name = "geometry", .value = "WxH", .help = "Size of the screen (1280x800)"},
	{.name = "backend", .value = "WHICH", .help = "Whose server", .choices = vnc_backend_names},
	{.name = "listen",
		.value = "WHERE",
		.help = "Where an Xvnc of the node listens",
		.choices = vnc_listen_names},
	{.name = NULL},
};

static bool something_comes(const struct sessions_view *sessions)
{
	json_t *array = answer_array(&sessions->answer, "sessions"), *session;
	size_t index;

	json_array_foreach(array, index,
		session) if (string_equal(sessions_state(session), "queued") ||
			     string_equal(sessions_state(session), "starting")) return true;
	return false;
}

static void ring(void *context)
{
	sessions_ask(context);
}

static void came(void *context)
{
	struct sessions_view *sessions = context;
	int64_t wait = something_comes(sessions) ? SOON_MS : INTERVAL_MS;

	for (unsigned i = 0; i < sessions->answer.failures && wait < LONGEST_MS; i++)
		wait *= 2;
	list_refresh(&sessions->list);
	sessions_follow(sessions, true);
	sessions_picture_follow(sessions);
	/* With nothing there, nothing can change by itself. */
	if (sessions->view.visible && sessions->rows.count(sessions) > 0)
		app_timer(sessions->view.app, wait, ring, sessions);
}

void sessions_ask(struct sessions_view *sessions)
{
	static const char *const words[] = {"vnc", "list", NULL};

	if (sessions->view.visible)
		answer_ask(&sessions->answer, "asking for sessions", words);
}

static void form_changed(void *context)
{
	sessions_plan(context);
}

void sessions_make(struct sessions_view *sessions, bool making)
{
	struct app *app = sessions->view.app;
	char *account = model_get(app_model(app), "job.account");

	sessions->making = making;
	sessions->focus = making ? SESSIONS_DETAIL : SESSIONS_LIST;
	free(sessions->detail_id);
	sessions->detail_id = NULL;
	pager_set(&sessions->detail, "", 0);
	sessions->possible = false;
	if (making) {
		command_form_suggest(&sessions->form, "account", account);
		command_form_set(&sessions->form, "vnc start", NULL, false, sessions->groups);
		sessions_plan(sessions);
	} else {
		sessions_follow(sessions, true);
	}
	free(account);
	app_dirty(app);
}

static void sessions_open(struct view *view)
{
	struct sessions_view *sessions = sessions_view(view);

	sessions->answer = (struct answer){.app = view->app, .came = came, .context = sessions};
	sessions->info =
		(struct answer){.app = view->app, .came = sessions_told, .context = sessions};
	sessions->groups[0] = (struct command_options){NULL, start_options};
	sessions->form.changed = form_changed;
	sessions->form.context = sessions;
	sessions->detail.wrap = true;
	command_form_set(&sessions->form, "vnc start", NULL, false, sessions->groups);
	sessions_connect_list(sessions);
}

static void sessions_close(struct view *view)
{
	struct sessions_view *sessions = sessions_view(view);

	answer_release(&sessions->answer);
	answer_release(&sessions->info);
	list_release(&sessions->list);
	command_form_release(&sessions->form);
	pager_release(&sessions->detail);
	free(sessions->detail_id);
	free(sessions->obstacle);
	sessions_picture_release(sessions);
}

static void sessions_show(struct view *view, bool visible)
{
	if (visible) {
		sessions_ask(sessions_view(view));
		sessions_picture_follow(sessions_view(view));
	} else {
		app_timer(view->app, -1, ring, view);
		sessions_picture_hide(sessions_view(view));
	}
}

static bool take_form(struct sessions_view *sessions, const struct key *key)
{
	if (!sessions->form.form.editing && key_is(key, KEYCODE_ESCAPE)) {
		sessions_make(sessions, false);
		return true;
	}
	return form_take(&sessions->form.form, key);
}

static bool sessions_key(struct view *view, const struct key *key)
{
	struct sessions_view *sessions = sessions_view(view);
	bool taken = true;

	command_form_refresh(&sessions->form);
	if (!sessions->form.form.editing &&
		(key_is(key, KEYCODE_TAB) || key_is(key, KEYCODE_SHIFT_TAB)))
		sessions->focus =
			sessions->focus == SESSIONS_LIST ? SESSIONS_DETAIL : SESSIONS_LIST;
	else if (sessions->focus == SESSIONS_LIST)
		taken = !key_is(key, ' ') && list_take(&sessions->list, key);
	else if (sessions->making)
		taken = take_form(sessions, key);
	else
		taken = pager_take(&sessions->detail, key);
	if (taken) {
		sessions_follow(sessions, false);
		sessions_picture_follow(sessions);
		app_dirty(view->app);
	}
	return taken;
}

static void draw_making(struct sessions_view *sessions, struct surface *surface, struct rect area)
{
	struct rect form = area;
	bool focus = sessions->focus == SESSIONS_DETAIL;
	int height = (int)ARRAY_LENGTH(start_options) + 2;

	command_form_refresh(&sessions->form);
	if (area.height > height + 6)
		form = rect_take_top(&area, height);
	else
		area.height = 0;
	form_draw(&sessions->form.form, surface,
		surface_frame(surface, form, focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
			focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, "A new session: x starts it"),
		focus);
	if (area.height > 2)
		pager_draw(&sessions->detail, surface,
			surface_frame(surface, area, ROLE_BORDER, ROLE_TITLE, "What it does"),
			false);
}

static void draw_detail(struct sessions_view *sessions, struct surface *surface, struct rect area)
{
	bool focus = sessions->focus == SESSIONS_DETAIL;
	const json_t *session = sessions_chosen(sessions);
	bool ready = session != NULL && string_equal(sessions_state(session), "ready");

	area = surface_frame(surface, area, focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
		focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, ready ? "The way in" : "The session");
	area = sessions_picture_draw(sessions, surface, area);
	if (session == NULL)
		nothing_draw(surface, area,
			"Here stands the way from your laptop into the chosen session.\n"
			"n begins one: a desktop, or a program of an image, on a compute node.");
	else if (area.height > 0)
		pager_draw(&sessions->detail, surface, area, focus);
}

static void sessions_draw(struct view *view, struct surface *surface, struct rect area)
{
	struct sessions_view *sessions = sessions_view(view);
	bool focus = sessions->focus == SESSIONS_LIST;
	struct rect panes[2];

	if (sessions->answer.trouble != NULL && area.height > 4)
		surface_fit(surface, rect_take_top(&area, 1), 0, 0, area.width, -1, ROLE_WARNING,
			sessions->answer.trouble);
	layout_list(area, sessions->rows.count(sessions), focus ? 0 : 1, panes);
	if (panes[0].width > 0)
		list_draw(&sessions->list, surface,
			surface_frame(surface, panes[0], focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
				focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, "Sessions"),
			focus);
	if (panes[1].width > 0 && !sessions->making) {
		draw_detail(sessions, surface, panes[1]);
		return;
	}
	sessions_picture_unseen(sessions);
	if (panes[1].width > 0)
		draw_making(sessions, surface, panes[1]);
}

static void sessions_status(struct view *view, struct text *text)
{
	struct sessions_view *sessions = sessions_view(view);
	size_t count = sessions->rows.count(sessions);

	text_append_format(text, "%zu session%s", count, count == 1 ? "" : "s");
	if (sessions->picture.live != NULL && sessions->picture.thumbnail.cells != NULL)
		text_append(text, ", live");
}

static const char *sessions_subject(struct view *view, const char *name)
{
	const json_t *session = sessions_chosen(sessions_view(view));

	if (session == NULL)
		return NULL;
	if (string_equal(name, "session"))
		return json_member(session, "id");
	return string_equal(name, "job") ? json_member(session, "job") : NULL;
}

static const char *sessions_typing(struct view *view)
{
	return form_editing_keys(&((struct sessions_view *)view)->form.form);
}

const struct view_ops view_sessions = {
	.name = "sessions",
	.title = "Sessions",
	.keys = "6",
	.summary = "GUI programs on compute nodes: sessions, and the way into them",
	.size = sizeof(struct sessions_view),
	.commands = sessions_commands,
	.open = sessions_open,
	.close = sessions_close,
	.show = sessions_show,
	.key = sessions_key,
	.draw = sessions_draw,
	.typing = sessions_typing,
	.status = sessions_status,
	.subject = sessions_subject,
};
