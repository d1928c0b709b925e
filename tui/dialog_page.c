#include "tui/app_parts.h"
#include "tui/widgets/pager.h"

/*
 * Text over the view: help of commands, output of programs, files.
 */

struct page {
	struct dialog dialog;
	char *title;
	struct pager pager;
};

static void draw(struct app *app, struct dialog *dialog, struct surface *surface, struct rect area)
{
	struct page *page = (struct page *)dialog;
	struct text title = TEXT_INIT;
	struct rect inside;

	(void)app;
	surface_fill(surface, area, ROLE_OVERLAY);
	inside = surface_frame(surface, area, ROLE_OVERLAY_BORDER, ROLE_TITLE_FOCUS, NULL);
	if (inside.width > 0 && inside.height > 0)
		pager_draw(&page->pager, surface, inside, true);
	/* What is in sight is known when it was drawn. */
	text_append_format(&title, "%s  ", page->title);
	pager_status(&page->pager, &title);
	surface_frame(surface, area, ROLE_OVERLAY_BORDER, ROLE_TITLE_FOCUS, text_string(&title));
	text_release(&title);
}

struct search {
	struct app *app;
	struct page *page;
	bool backward, filter;
};

static void searched(void *context, const char *text)
{
	struct search *search = context;

	if (search->filter)
		pager_filter(&search->page->pager, text[0] != '\0' ? text : NULL);
	else if (!pager_search(&search->page->pager, text, search->backward))
		app_say(search->app, SEVERITY_WARNING, "'%s' is not there", text);
	free(search);
}

static void left_search(void *context)
{
	free(context);
}

static void ask_search(struct app *app, struct page *page, bool backward, bool filter)
{
	struct search *search = xcalloc(1, sizeof *search);

	*search = (struct search){app, page, backward, filter};
	app_ask(app, &(struct app_ask){.label = filter ? "only lines with" : "search",
			     .initial = filter ? page->pager.filter : page->pager.search,
			     .history = "search",
			     .answer = searched,
			     .left = left_search,
			     .context = search});
}

static void key(struct app *app, struct dialog *dialog, const struct key *key)
{
	struct page *page = (struct page *)dialog;

	if (key_is(key, KEYCODE_ESCAPE) || key_is(key, 'q') ||
		(key->code == 'c' && key->modifiers == KEY_CONTROL)) {
		app_close_dialog(app, dialog);
	} else if (key_is(key, '/') || key_is(key, '&')) {
		ask_search(app, page, false, key_is(key, '&'));
	} else if (key_is(key, 'n') || key_is(key, 'N')) {
		if (page->pager.search != NULL &&
			!pager_search(&page->pager, NULL, key_is(key, 'N')))
			app_say(app, SEVERITY_WARNING, "'%s' is not there", page->pager.search);
	} else if (key_is(key, 'y')) {
		app_copy(app, page->title, text_string(&page->pager.text));
	} else {
		pager_take(&page->pager, key);
	}
}

static void release(struct dialog *dialog)
{
	struct page *page = (struct page *)dialog;

	free(page->title);
	pager_release(&page->pager);
}

static const struct dialog_ops ops = {
	.draw = draw,
	.key = key,
	.release = release,
	.keys = "/ search  & filter  y copy  esc back",
};

void app_page(struct app *app, const char *title, enum page_kind kind, const char *text)
{
	static const enum pager_colors colors[] = {
		[PAGE_PLAIN] = PAGER_PLAIN,
		[PAGE_SCRIPT] = PAGER_SCRIPT,
		[PAGE_DIFF] = PAGER_DIFF,
		[PAGE_YAML] = PAGER_YAML,
		[PAGE_PROSE] = PAGER_PLAIN,
	};
	struct page *page = xcalloc(1, sizeof *page);

	page->dialog.ops = &ops;
	page->title = xstrdup(title);
	page->pager.colors = colors[kind];
	page->pager.wrap = kind == PAGE_PROSE;
	pager_set(&page->pager, text, strlen(text));
	app_open_dialog(app, &page->dialog);
}
