#include "tui/views/binds_parts.h"

#include "tui/layout.h"

/*
 * The binds: what the image needs, the site's presets and one's own, each with its reason and with what
 * this host says to it; and the whole as it is handed to singularity.
 */

static void binds_open(struct view *view)
{
	struct binds_view *binds = binds_view(view);

	binds->detail.wrap = binds->text.wrap = true;
	binds->stale = true;
	binds_show_text(binds);
	binds_check_host(binds);
}

static void binds_close(struct view *view)
{
	struct binds_view *binds = binds_view(view);

	tree_release(&binds->tree);
	vector_release(&binds->items);
	arena_release(&binds->arena);
	pager_release(&binds->detail);
	pager_release(&binds->text);
	diags_release(&binds->host);
}

static void binds_changed(struct view *view, unsigned parts)
{
	struct binds_view *binds = binds_view(view);

	if (parts & (MODEL_WORKSPACE | MODEL_COMPOSED))
		binds->stale = true;
	if (parts & MODEL_COMPOSED) {
		binds_show_text(binds);
		binds_check_host(binds);
	}
}

static void refresh(struct binds_view *binds)
{
	if (!binds->stale)
		return;
	binds->stale = false;
	binds_fill_tree(binds);
	binds_show_detail(binds);
}

static bool take_tree(struct binds_view *binds, const struct key *key)
{
	const struct tree_item *chosen = tree_chosen(&binds->tree);
	enum tree_taken taken;

	/* Why a box cannot be turned is told by who cannot turn it. */
	if (key_is(key, ' ') && chosen != NULL && chosen->fixed) {
		binds_toggle(binds, chosen);
		return true;
	}
	taken = tree_take(&binds->tree, key);
	if (taken == TREE_TOGGLED)
		binds_toggle(binds, tree_chosen(&binds->tree));
	if (taken == TREE_TAKEN)
		binds_show_detail(binds);
	return taken != TREE_NOT_MINE;
}

static bool binds_key(struct view *view, const struct key *key)
{
	struct binds_view *binds = binds_view(view);
	bool taken = true;

	refresh(binds);
	if (key_is(key, KEYCODE_TAB))
		binds->focus = (enum binds_pane)((binds->focus + 1) % BINDS_PANES);
	else if (key_is(key, KEYCODE_SHIFT_TAB))
		binds->focus = (enum binds_pane)((binds->focus + BINDS_PANES - 1) % BINDS_PANES);
	else if (binds->focus == BINDS_TREE)
		taken = take_tree(binds, key);
	else
		taken = pager_take(binds->focus == BINDS_DETAIL ? &binds->detail : &binds->text, key);
	if (taken)
		app_dirty(view->app);
	return taken;
}

static struct rect frame(struct binds_view *binds, struct surface *surface, struct rect area,
	enum binds_pane pane, const char *title)
{
	bool focus = binds->focus == pane;

	return surface_frame(surface, area, focus ? ROLE_BORDER_FOCUS : ROLE_BORDER,
		focus ? ROLE_TITLE_FOCUS : ROLE_TITLE, title);
}

static void draw_right(struct binds_view *binds, struct surface *surface, struct rect area)
{
	static const struct pane_wish rows[] = {{20, 6, 3}, {20, 6, 2}};
	static const char *const titles[] = {"As an option (f: other forms)", "As export lines",
		"As a module", "As JSON"};
	struct rect panes[2];

	/* One above the other, however wide it is. */
	panes[0] = area;
	panes[1] = (struct rect){0, 0, 0, 0};
	if (area.height >= rows[0].least_height + rows[1].least_height)
		panes[1] = rect_take_bottom(&panes[0], area.height * 2 / 5);
	else if (binds->focus == BINDS_TEXT) {
		panes[1] = panes[0];
		panes[0].width = 0;
	}
	if (panes[0].width > 0)
		pager_draw(&binds->detail, surface,
			frame(binds, surface, panes[0], BINDS_DETAIL, "What it is for"),
			binds->focus == BINDS_DETAIL);
	if (panes[1].width > 0)
		pager_draw(&binds->text, surface,
			frame(binds, surface, panes[1], BINDS_TEXT, titles[binds->format]),
			binds->focus == BINDS_TEXT);
}

static void binds_draw(struct view *view, struct surface *surface, struct rect area)
{
	static const struct pane_wish columns[] = {{36, 6, 1}, {36, 6, 1}};
	struct binds_view *binds = binds_view(view);
	struct rect panes[2];

	refresh(binds);
	if (binds->elsewhere && app_model(view->app)->composed.binds.count > 0 && area.height > 4) {
		char *remark = xasprintf("Not a node of %s: what is missing here does not count",
			app_model(view->app)->site.title);
		surface_fit(surface, rect_take_top(&area, 1), 0, 0, area.width, -1, ROLE_NOTE, remark);
		free(remark);
	}
	layout_split(area, columns, 2, binds->focus == BINDS_TREE ? 0 : 1, panes);
	if (panes[0].width > 0)
		tree_draw(&binds->tree, surface,
			frame(binds, surface, panes[0], BINDS_TREE, "Binds"),
			binds->focus == BINDS_TREE);
	if (panes[1].width > 0)
		draw_right(binds, surface, panes[1]);
}

static void binds_status(struct view *view, struct text *text)
{
	size_t count = app_model(view->app)->composed.binds.count;

	text_append_format(text, "%zu bind%s", count, count == 1 ? "" : "s");
}

static const char *binds_subject(struct view *view, const char *name)
{
	return string_equal(name, "image") ? app_model(view->app)->composed.image : NULL;
}

const struct view_ops view_binds = {
	.name = "binds",
	.title = "Binds",
	.keys = "3",
	.summary = "What the container sees of this machine, and why",
	.size = sizeof(struct binds_view),
	.commands = binds_commands,
	.open = binds_open,
	.close = binds_close,
	.changed = binds_changed,
	.key = binds_key,
	.draw = binds_draw,
	.status = binds_status,
	.subject = binds_subject,
};
