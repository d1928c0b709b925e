#include "tui/views/images_parts.h"

#include "tui/layout.h"
#include "tui/widgets/status.h"

/*
 * All images of the site with a query line above them, and beside them what is inside the chosen one.
 */

static void images_open(struct view *view)
{
	struct images_view *images = images_view(view);

	images->query.history = &images->history;
	images->detail.wrap = true;
	images_connect_list(images);
	images_select(images);
}

static void images_close(struct view *view)
{
	struct images_view *images = images_view(view);

	input_release(&images->query);
	strings_release(&images->history);
	list_release(&images->list);
	pager_release(&images->detail);
	free(images->shown);
	free(images->mistake);
	free(images->detail_path);
}

static void images_changed(struct view *view, unsigned parts)
{
	if (parts & MODEL_IMAGES)
		images_select(images_view(view));
}

static void images_show(struct view *view, bool visible)
{
	if (visible)
		images_follow(images_view(view), false);
	else
		images_rest(images_view(view));
}

static void images_visit(struct view *view, const char *argument)
{
	struct images_view *images = images_view(view);

	input_set(&images->query, argument);
	images_select(images);
}

/* Enter keeps the query, Esc takes it away; both give the keys back to the list. */
static bool take_query(struct images_view *images, const struct key *key)
{
	enum input_taken taken;

	if (key_is(key, KEYCODE_ENTER) || key_is(key, KEYCODE_ESCAPE)) {
		const char *line = text_string(&images->query.text);
		if (key_is(key, KEYCODE_ESCAPE))
			input_set(&images->query, "");
		else if (line[0] != '\0')
			strings_add(&images->history, line);
		images->typing = false;
		images_select(images);
		return true;
	}
	if (key_is(key, KEYCODE_PAGE_UP) || key_is(key, KEYCODE_PAGE_DOWN))
		return list_take(&images->list, key);
	taken = input_take(&images->query, key);
	if (taken == INPUT_CHANGED)
		images_select(images);
	/* Letters are never commands while somebody types. */
	return taken != INPUT_NOT_MINE || key->code < KEYCODE_FIRST;
}

static bool images_key(struct view *view, const struct key *key)
{
	struct images_view *images = images_view(view);
	bool taken = true;

	if (images->typing)
		taken = take_query(images, key);
	else if (key_is(key, KEYCODE_TAB) || key_is(key, KEYCODE_SHIFT_TAB))
		images->focus = images->focus == IMAGES_LIST ? IMAGES_DETAIL : IMAGES_LIST;
	else if (images->focus == IMAGES_DETAIL)
		taken = pager_take(&images->detail, key);
	else
		taken = list_take(&images->list, key);
	if (taken) {
		images_follow(images, false);
		app_dirty(view->app);
	}
	return taken;
}

/* Right of the query while the insides of images are read, where there is room. */
static void draw_reading(struct images_view *images, struct surface *surface, struct rect *line)
{
	enum { WIDTH = 36, LEAST = 2 * WIDTH };
	const struct model *model = app_model(images->view.app);

	if (model->facts_total > 0 && line->width >= LEAST)
		progress_draw(surface, rect_take_right(line, WIDTH), model->facts_done,
			model->facts_total, "reading inside");
}

static void draw_query(struct images_view *images, struct surface *surface, struct rect area)
{
	static const char label[] = "Query ";
	struct rect line = area;

	draw_reading(images, surface, &line);
	surface_text(surface, area, 0, 0, ROLE_KEY, label);
	rect_take_left(&line, (int)sizeof label - 1);
	if (!images->typing && images->query.text.length == 0)
		surface_fit(surface, line, 0, 0, line.width, -1, ROLE_DIM,
			"/ asks for torch>=2.6, rocm<6.4, has:flash-attn, newest ...");
	else
		input_draw(&images->query, surface, line, "torch>=2.6 rocm<6.4 newest",
			images->typing);
}

/* Below the query: what is wrong with it, or what it cannot tell. */
static void draw_remark(struct images_view *images, struct surface *surface, struct rect area)
{
	if (images->mistake != NULL)
		surface_fit(surface, area, 0, 0, area.width, -1, ROLE_ERROR, images->mistake);
	else if (images->fuzzy)
		surface_fit(surface, area, 0, 0, area.width, -1, ROLE_NOTE,
			"no name has these words; these have their letters, best first");
	else if (images->untold > 0)
		surface_format(surface, area, 0, 0, ROLE_NOTE,
			"of %zu more it cannot tell: R reads what is inside", images->untold);
}

static bool has_remark(const struct images_view *images)
{
	return images->mistake != NULL || images->fuzzy || images->untold > 0;
}

static void draw_detail(struct images_view *images, struct surface *surface, struct rect area)
{
	bool focus = images->focus == IMAGES_DETAIL;
	struct rect inside = surface_frame(surface, area, focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
		focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, images_detail_titles[images->which]);
	const struct image *image = images_chosen(images);

	if (image != NULL)
		pager_draw(&images->detail, surface, inside, focus);
	else
		nothing_draw(surface, inside,
			"Here stands what is known of the chosen image.\n"
			"/ changes the query, r looks for images again.");
}

static void images_draw(struct view *view, struct surface *surface, struct rect area)
{
	static const struct pane_wish panes_wished[] = {{62, 5, 3}, {50, 8, 2}};
	struct images_view *images = images_view(view);
	struct rect panes[2], inside;
	bool focus = images->focus == IMAGES_LIST;

	draw_query(images, surface, rect_take_top(&area, 1));
	if (has_remark(images))
		draw_remark(images, surface, rect_take_top(&area, 1));
	layout_split(area, panes_wished, 2, focus ? 0 : 1, panes);
	if (panes[0].width > 0) {
		inside = surface_frame(surface, panes[0], focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
			focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, "Images");
		list_draw(&images->list, surface, inside, focus && !images->typing);
	}
	if (panes[1].width > 0)
		draw_detail(images, surface, panes[1]);
}

static void images_status(struct view *view, struct text *text)
{
	const struct images_view *images = images_view(view);
	const struct model *model = app_model(view->app);
	size_t all = model->catalog != NULL ? model->catalog->count : 0;

	if (model->catalog == NULL)
		return;
	text_append_format(text, "%zu of %zu images", images->shown_count, all);
	if (images->list.marked.count > 0)
		text_append_format(text, ", %zu marked", images->list.marked.count);
	if (model->facts_total > 0)
		text_append_format(text, ", read %zu of %zu", model->facts_done, model->facts_total);
}

static const char *images_subject(struct view *view, const char *name)
{
	const struct image *image = images_chosen(images_view(view));

	return image != NULL && string_equal(name, "image") ? image->path : NULL;
}

static const char *images_typing(struct view *view)
{
	return images_view(view)->typing ? "enter keep it  esc all images  up earlier ones"
					 : NULL;
}

const struct view_ops view_images = {
	.name = "images",
	.title = "Images",
	.keys = "2",
	.summary = "All images, a query over them, and what is inside",
	.size = sizeof(struct images_view),
	.commands = images_commands,
	.open = images_open,
	.close = images_close,
	.show = images_show,
	.changed = images_changed,
	.key = images_key,
	.draw = images_draw,
	.typing = images_typing,
	.status = images_status,
	.subject = images_subject,
	.visit = images_visit,
};
