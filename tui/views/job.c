#include "tui/views/job_parts.h"

#include "tui/glyph.h"
#include "tui/layout.h"
#include "tui/widgets/node.h"
#include "tui/widgets/status.h"

#include <limits.h>

/*
 * The job as a form, the script that follows from it, and what is to be said about both. Every
 * change is an edit of berth.yaml; the script is composed anew behind it.
 */

static const struct model *model_of(const struct job_view *job)
{
	return app_model(job->view.app);
}

/* Why the value that stands in a field is not taken; NULL when there is none such. */
static const struct diag *refusal_of(const struct job_view *job)
{
	return job->form.refused != NULL && job->refusal.count > 0 ? &job->refusal.items[0] : NULL;
}

/* The complaint in that row: what is refused, then errors, then warnings, and of each in the order in which
 * they were found. */
static const struct diag *ranked(const struct job_view *job, size_t row)
{
	const struct diags *diags = &model_of(job)->composed.diags;
	const struct diag *refusal = refusal_of(job);

	if (refusal != NULL && row-- == 0)
		return refusal;
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--)
		for (size_t i = 0; i < diags->count; i++)
			if (diags->items[i].severity == (enum severity)severity && row-- == 0)
				return &diags->items[i];
	return NULL;
}

/* The complaints as rows; what they say is their key, so that the chosen one stays while the same ones come
 * again. */
static size_t complaint_count(void *context)
{
	return model_of(context)->composed.diags.count + (refusal_of(context) != NULL);
}

static const char *complaint_key(void *context, size_t row)
{
	return ranked(context, row)->message;
}

static enum role complaint_cell(void *context, size_t row, size_t column, struct text *text)
{
	const struct job_view *job = context;
	const struct diag *diag = ranked(job, row);

	switch (column) {
	case 0:
		text_append(text, glyph(severity_glyph(diag->severity), app_ascii(job->view.app)));
		return severity_role(diag->severity);
	case 1:
		text_append(text, diag->id);
		return ROLE_DIM;
	default:
		text_append(text, diag->message);
		if (diag->hint != NULL)
			text_append_format(text, " (%s)", diag->hint);
		return ROLE_TEXT;
	}
}

static const struct list_column complaint_columns[] = {
	{.title = "", .least = 1, .most = 1},
	{.title = "ID", .least = 3, .most = 3, .rank = 1},
	{.title = "WHAT", .least = 10},
	{.title = NULL},
};

static const struct row_source complaint_rows = {
	.columns = complaint_columns,
	.count = complaint_count,
	.key = complaint_key,
	.cell = complaint_cell,
	.empty = "nothing to complain about",
};

const struct diag *job_complaint(struct job_view *job)
{
	const struct field *field = form_chosen(&job->form);

	if (job->focus == JOB_FORM && refusal_of(job) != NULL)
		return refusal_of(job);
	if (job->focus == JOB_FORM && !job->stale && field != NULL && field->diag != NULL)
		return field->diag;
	return ranked(job, job->complaints.chosen);
}

/* False when the form has none such: what is said is about no field. */
static bool job_choose_field(struct job_view *job, const char *key)
{
	const struct field *field;

	if (key == NULL)
		return false;
	form_choose_field(&job->form, key);
	field = form_chosen(&job->form);
	return field != NULL && string_equal(field->key, key);
}

static void show_script(struct job_view *job)
{
	const struct text *script = &model_of(job)->composed.script;

	pager_set(&job->script, text_string(script), script->length);
	list_refresh(&job->complaints);
}

static void job_open(struct view *view)
{
	struct job_view *job = job_view(view);
	struct row_source *source = xmalloc(sizeof *source);

	*source = complaint_rows;
	source->context = job;
	job->complaints.source = source;
	job->complaints.no_header = true;
	job->script.colors = PAGER_SCRIPT;
	job_connect_form(job);
	job->stale = true;
	show_script(job);
}

static void job_close(struct view *view)
{
	struct job_view *job = job_view(view);

	free((void *)(uintptr_t)job->complaints.source);
	form_release(&job->form);
	pager_release(&job->script);
	list_release(&job->complaints);
	vector_release(&job->fields);
	arena_release(&job->arena);
	diags_release(&job->refusal);
	free(job->refused);
	free(job->file);
}

/* The form itself may be what has made the change: it is filled anew before it is used next. */
static void job_changed(struct view *view, unsigned parts)
{
	struct job_view *job = job_view(view);

	if (parts & (MODEL_WORKSPACE | MODEL_COMPOSED | MODEL_IMAGES))
		job->stale = true;
	if (parts & MODEL_COMPOSED)
		show_script(job);
}

static void refresh(struct job_view *job)
{
	if (job->stale)
		job_fill_form(job);
	job->stale = false;
}

/* A value that is refused is the first of the complaints, and in sight. */
static bool take_form(struct job_view *job, const struct key *key)
{
	bool taken = form_take(&job->form, key);

	list_refresh(&job->complaints);
	if (refusal_of(job) != NULL)
		list_choose(&job->complaints, 0);
	return taken;
}

/* Enter on a complaint leads to its field. */
static bool take_complaint(struct job_view *job, const struct key *key)
{
	const struct diag *diag = job_complaint(job);

	if (key_is(key, KEYCODE_ENTER) && diag != NULL) {
		if (job_choose_field(job, diag->field))
			job->focus = JOB_FORM;
		else
			job_explain(job, diag);
		return true;
	}
	return list_take(&job->complaints, key);
}

static bool take_picture(struct job_view *job, const struct key *key)
{
	if (key_among(key, "down j") && job->picture_line < INT_MAX)
		job->picture_line++;
	else if (key_among(key, "up k") && job->picture_line > 0)
		job->picture_line--;
	else
		return false;
	return true;
}

static bool job_key(struct view *view, const struct key *key)
{
	struct job_view *job = job_view(view);
	bool taken;

	refresh(job);
	if (!job->form.editing && (key_is(key, KEYCODE_TAB) || key_is(key, KEYCODE_SHIFT_TAB))) {
		int step = key_is(key, KEYCODE_TAB) ? 1 : JOB_PANES - 1;
		job->focus = (enum job_pane)(((int)job->focus + step) % JOB_PANES);
		app_dirty(view->app);
		return true;
	}
	if (job->focus == JOB_FORM)
		taken = take_form(job, key);
	else if (job->focus == JOB_COMPLAINTS)
		taken = take_complaint(job, key);
	else if (job->picture)
		taken = take_picture(job, key);
	else
		taken = pager_take(&job->script, key);
	if (taken)
		app_dirty(view->app);
	return taken;
}

static struct rect frame(struct job_view *job, struct surface *surface, struct rect area,
	enum job_pane pane, const char *title)
{
	bool focus = job->focus == pane;

	return surface_frame(surface, area, focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
		focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, title);
}

static void draw_script(struct job_view *job, struct surface *surface, struct rect area)
{
	const struct composition *composed = &model_of(job)->composed;

	if (job->picture) {
		struct rect inside = frame(job, surface, area, JOB_SCRIPT, "One node");
		if (composed->has_assignment)
			node_draw(&composed->assignment, surface, inside, job->picture_line);
		else
			nothing_draw(surface, inside, "no masks: this job leaves the cores to Slurm");
		return;
	}
	area = frame(job, surface, area, JOB_SCRIPT,
		model_of(job)->composing ? "Job script (being written)" : "Job script");
	if (composed->script.length > 0) {
		pager_draw(&job->script, surface, area, job->focus == JOB_SCRIPT);
		return;
	}
	nothing_draw(surface, area,
		"There is no script yet: Tab leads to the complaints, Enter to their fields.");
}

/* "Complaints: 1 error, 2 notes". */
static void append_counts(const struct job_view *job, struct text *text)
{
	const struct diags *diags = &model_of(job)->composed.diags;
	const char *before = ": ";

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--) {
		size_t count = diags_count(diags, (enum severity)severity) +
			       (severity == SEVERITY_ERROR && refusal_of(job) != NULL);
		if (count == 0)
			continue;
		text_append_format(text, "%s%zu %s%s", before, count,
			severity_name((enum severity)severity), count == 1 ? "" : "s");
		before = ", ";
	}
}

static void draw_complaints(struct job_view *job, struct surface *surface, struct rect area)
{
	struct text title = TEXT_INIT;

	/* A refusal comes and goes with what is typed. */
	list_refresh(&job->complaints);
	text_append(&title, "Complaints");
	append_counts(job, &title);
	area = frame(job, surface, area, JOB_COMPLAINTS, text_string(&title));
	list_draw(&job->complaints, surface, area, job->focus == JOB_COMPLAINTS);
	text_release(&title);
}

/* The form beside script and complaints; where there is no room, the pane with the keys alone. */
static void job_draw(struct view *view, struct surface *surface, struct rect area)
{
	static const struct pane_wish columns[] = {{40, 6, 2}, {40, 6, 3}};
	struct job_view *job = job_view(view);
	struct rect panes[2], right;
	int height = (int)complaint_count(job) + 2;

	refresh(job);
	layout_split(area, columns, 2, job->focus == JOB_FORM ? 0 : 1, panes);
	if (panes[0].width > 0)
		form_draw(&job->form, surface, frame(job, surface, panes[0], JOB_FORM, "Job"),
			job->focus == JOB_FORM);
	right = panes[1];
	if (right.width <= 0)
		return;
	if (right.height < 12) {
		if (job->focus == JOB_COMPLAINTS)
			draw_complaints(job, surface, right);
		else
			draw_script(job, surface, right);
		return;
	}
	if (height < 3)
		height = 3;
	if (height > right.height / 3)
		height = right.height / 3;
	draw_complaints(job, surface, rect_take_bottom(&right, height));
	draw_script(job, surface, right);
}

static void job_status(struct view *view, struct text *text)
{
	struct job_view *job = job_view(view);

	if (job->focus == JOB_SCRIPT && !job->picture)
		pager_status(&job->script, text);
}

static const char *job_subject(struct view *view, const char *name)
{
	struct job_view *job = job_view(view);

	if (string_equal(name, "image"))
		return model_of(job)->composed.image;
	return string_equal(name, "file") ? job->file : NULL;
}

static const char *job_typing(struct view *view)
{
	return form_editing_keys(&((struct job_view *)view)->form);
}

const struct view_ops view_job = {
	.name = "job",
	.title = "Job",
	.keys = "5",
	.summary = "The job as a form, its script, and what is to be said about both",
	.size = sizeof(struct job_view),
	.commands = job_commands,
	.open = job_open,
	.close = job_close,
	.changed = job_changed,
	.key = job_key,
	.draw = job_draw,
	.typing = job_typing,
	.status = job_status,
	.subject = job_subject,
};
