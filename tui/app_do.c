#include "tui/app_parts.h"
#include "base/words.h"

/*
 * Commands of the headless face that views have done: asked for with their exact words, run as a program,
 * and told when they have ended.
 */

enum { DEADLINE_MS = 120000 };

struct doing {
	struct app *app;
	struct app_deed deed; /* its question and what it is called belong to the dialog */
	struct strings words;
};

static void free_doing(void *context)
{
	struct doing *doing = context;

	strings_release(&doing->words);
	free(doing);
}

static void was_done(
	void *context, bool stale, int status, const struct text *output, const struct text *error)
{
	struct doing *doing = context;
	const struct app_deed *deed = &doing->deed;

	if (!stale) {
		if (deed->done != NULL)
			deed->done(deed->context, status == 0);
		if (status == 0)
			app_say(doing->app, SEVERITY_NOTE, "%s", deed->said);
		else
			app_page(doing->app, "It did not work", PAGE_PROSE,
				error->length > 0 ? text_string(error) : text_string(output));
	}
	free_doing(doing);
}

static void do_it(void *context)
{
	struct doing *doing = context;
	struct strings argv = {0};
	struct app_child child = {
		.title = "doing it", .deadline_ms = DEADLINE_MS, .done = was_done, .context = doing};

	app_own_argv(doing->app, strings_argv(&doing->words), &argv);
	child.argv = strings_argv(&argv);
	app_child(doing->app, doing->deed.context, &child);
	strings_release(&argv);
}

void app_do(struct app *app, const struct app_deed *deed, struct strings *words)
{
	struct doing *doing = xcalloc(1, sizeof *doing);
	struct text exactly = TEXT_INIT;

	*doing = (struct doing){app, *deed, *words};
	*words = (struct strings){0};
	if (deed->question == NULL) {
		do_it(doing);
		return;
	}
	text_append(&exactly, "berth ");
	text_append_shell_words(&exactly, strings_argv(&doing->words));
	app_confirm_or(app, deed->question, text_string(&exactly), deed->yes, do_it, free_doing, doing);
	text_release(&exactly);
}

void app_do_words(struct app *app, const struct app_deed *deed, const char *const *words)
{
	struct strings list = {0};

	for (size_t i = 0; words[i] != NULL; i++)
		strings_add(&list, words[i]);
	app_do(app, deed, &list);
}
