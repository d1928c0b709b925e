#include "tui/app_parts.h"
#include "tui/widgets/list.h"

/* Looking for a row of a list. */

static void found(void *context, const char *word)
{
	struct app *app = context;
	struct list *list = app->finding.list;
	const char *wanted = word[0] != '\0' ? word : NULL;

	if (list->search == NULL && wanted == NULL)
		return;
	if (!list_search(list, wanted, false))
		app_say_here(app, SEVERITY_NOTE, "no row has '%s'", list->search);
	else
		app->finding.moved(app->finding.view);
	app_dirty(app);
}

void app_find(struct app *app, struct list *list, void (*moved)(struct view *view), struct view *view)
{
	app->finding.list = list;
	app->finding.moved = moved;
	app->finding.view = view;
	app_ask(app, &(struct app_ask){.label = "find",
			     .placeholder = list->search != NULL ? list->search : "a word of the row",
			     .history = "search",
			     .answer = found,
			     .context = app});
}
