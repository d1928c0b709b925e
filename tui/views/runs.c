#include "tui/views/runs_parts.h"

#include "tui/layout.h"
#include "tui/widgets/status.h"

/*
 * What runs: the user's jobs and the runs of Berth's plans, with what is known of each and its log.
 * Slurm is asked only while somebody looks, and no more often than poll.h allows.
 */

enum { RUNS_INTERVAL_MS = 3000, RUNS_QUIET_MS = 30000 };

static void jobs_came(void *context)
{
	struct runs_view *runs = context;

	slurm_poll_done(
		&runs->poll, SLURM_ASK_QUEUE, runs->jobs.trouble == NULL, app_now(runs->view.app));
	runs_fill(runs);
	runs_follow(runs, true);
	runs_ask(runs, false);
}

static void runs_came(void *context)
{
	struct runs_view *runs = context;

	runs_fill(runs);
	runs_follow(runs, true);
	runs_ask(runs, false);
}

static bool something_runs(const struct runs_view *runs)
{
	for (size_t i = 0; i < runs->all.count; i++)
		if (!runs->all.items[i].is_job && runs_is_open(&runs->all.items[i]))
			return true;
	return false;
}

static void ring(void *context)
{
	runs_ask(context, false);
}

void runs_ask(struct runs_view *runs, bool by_hand)
{
	static const char *const runs_words[] = {"run", "list", NULL};
	const char *jobs_words[] = {"job", "list", runs->ended_too ? "--all-states" : NULL, NULL};
	int64_t now = app_now(runs->view.app), next, wait;
	enum slurm_question kind;

	if (!runs->view.visible)
		return;
	next = runs->runs.came_at + (something_runs(runs) ? RUNS_INTERVAL_MS : RUNS_QUIET_MS);
	if (!runs->runs.asked && (by_hand || runs->runs.document == NULL || now >= next)) {
		answer_ask(&runs->runs, NULL, runs_words);
		next = now + RUNS_QUIET_MS;
	}
	if (slurm_poll_next(&runs->poll, now, &kind))
		answer_ask(&runs->jobs, "asking Slurm", jobs_words);
	wait = slurm_poll_wait(&runs->poll, now);
	if (wait < 0 || wait > next - now)
		wait = next - now;
	app_timer(runs->view.app, wait > 0 ? wait : 1, ring, runs);
}

static void runs_open(struct view *view)
{
	struct runs_view *runs = runs_view(view);

	runs->jobs = (struct answer){.app = view->app, .came = jobs_came, .context = runs};
	runs->runs = (struct answer){.app = view->app, .came = runs_came, .context = runs};
	runs->detail.wrap = true;
	/* A job that fails at once must not look as if it had never been. */
	runs->ended_too = true;
	runs_connect_list(runs);
}

static void runs_close(struct view *view)
{
	struct runs_view *runs = runs_view(view);

	for (size_t i = 0; i < runs->all.count; i++)
		free(runs->all.items[i].key);
	vector_release(&runs->all);
	list_release(&runs->list);
	pager_release(&runs->detail);
	slurm_log_fold_release(&runs->fold);
	answer_release(&runs->jobs);
	answer_release(&runs->runs);
	free(runs->detail_key);
}

/* Hidden, it asks nothing and follows nothing. */
static void runs_show(struct view *view, bool visible)
{
	struct runs_view *runs = runs_view(view);

	slurm_poll_want(&runs->poll, SLURM_ASK_QUEUE, visible);
	if (visible) {
		runs_ask(runs, false);
		runs_follow(runs, false);
	} else {
		app_timer(view->app, -1, ring, runs);
		app_work_cancel(view->app, &runs->detail);
		free(runs->detail_key);
		runs->detail_key = NULL;
	}
}

static void runs_changed(struct view *view, unsigned parts)
{
	struct runs_view *runs = runs_view(view);

	if (parts & MODEL_QUEUE)
		slurm_poll_soon(&runs->poll, SLURM_ASK_QUEUE, app_now(view->app));
	if (parts & (MODEL_QUEUE | MODEL_RUNS))
		runs_ask(runs, true);
}

static bool runs_key(struct view *view, const struct key *key)
{
	struct runs_view *runs = runs_view(view);
	bool taken = true;

	if (key_is(key, KEYCODE_TAB) || key_is(key, KEYCODE_SHIFT_TAB))
		runs->focus = runs->focus == RUNS_LIST ? RUNS_DETAIL : RUNS_LIST;
	else if (runs->focus == RUNS_DETAIL && key_is(key, KEYCODE_ESCAPE))
		runs->focus = RUNS_LIST;
	else if (runs->focus == RUNS_DETAIL)
		taken = pager_take(&runs->detail, key);
	else if (key_is(key, ' ') || !list_take(&runs->list, key))
		taken = false;
	else
		runs->moved = true;
	if (taken) {
		runs_follow(runs, false);
		app_dirty(view->app);
	}
	return taken;
}

static void draw_trouble(struct runs_view *runs, struct surface *surface, struct rect *area)
{
	const struct answer *answers[] = {&runs->jobs, &runs->runs};

	for (size_t i = 0; i < ARRAY_LENGTH(answers); i++)
		if (answers[i]->trouble != NULL && area->height > 4)
			surface_fit(surface, rect_take_top(area, 1), 0, 0, area->width, -1,
				ROLE_WARNING, answers[i]->trouble);
}

static void draw_detail(struct runs_view *runs, struct surface *surface, struct rect area)
{
	const struct runs_row *row = runs_chosen(runs);
	bool focus = runs->focus == RUNS_DETAIL;
	char *title =
		row == NULL ? xstrdup("The job or run") : xasprintf("%s%s", runs->log ? "Log of " : "", row->key);

	area = surface_frame(surface, area, focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
		focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, title);
	free(title);
	if (row == NULL)
		nothing_draw(surface, area,
			"Here stands what is known of the chosen job or run, and its log.\n"
			"5 makes a job, 4 a build; :job history tells of those that ended long ago.");
	else if (runs->detail.text.length > 0)
		pager_draw(&runs->detail, surface, area, focus);
	else
		surface_text(surface, area, 0, 0, ROLE_DIM,
			runs->log ? "Nothing so far." : "Being asked for ...");
}

static void runs_draw(struct view *view, struct surface *surface, struct rect area)
{
	struct runs_view *runs = runs_view(view);
	bool focus = runs->focus == RUNS_LIST;
	struct rect panes[2];

	draw_trouble(runs, surface, &area);
	layout_list(area, runs->all.count, focus ? 0 : 1, panes);
	if (panes[0].width > 0)
		list_draw(&runs->list, surface,
			surface_frame(surface, panes[0], focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
				focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, "Jobs and runs"),
			focus);
	if (panes[1].width > 0)
		draw_detail(runs, surface, panes[1]);
}

static void runs_status(struct view *view, struct text *text)
{
	struct runs_view *runs = runs_view(view);
	size_t open = 0;

	for (size_t i = 0; i < runs->all.count; i++)
		open += runs_is_open(&runs->all.items[i]);
	text_append_format(text, "%zu at work or waiting", open);
}

static const char *runs_subject(struct view *view, const char *name)
{
	const struct runs_row *row = runs_chosen(runs_view(view));

	return row != NULL && string_equal(name, row->is_job ? "job" : "run") ? runs_id(row) : NULL;
}

const struct view_ops view_runs = {
	.name = "runs",
	.title = "Runs",
	.keys = "7",
	.summary = "Your jobs and the runs of builds, with their logs",
	.size = sizeof(struct runs_view),
	.commands = runs_commands,
	.open = runs_open,
	.close = runs_close,
	.show = runs_show,
	.changed = runs_changed,
	.key = runs_key,
	.draw = runs_draw,
	.status = runs_status,
	.subject = runs_subject,
};
