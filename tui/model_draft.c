#include "tui/app_parts.h"
#include "base/files.h"

/* The draft of what is not saved: kept while one edits, and offered at the next start. */

enum { DELAY = 2000 }; /* milliseconds from an edit to its draft */

static char slot;

/* Home may be slow as well. A copy of what document_keep_draft() looks at. */
struct keeping {
	struct document document;
	struct diags diags;
};

static void keep_work(void *context, const atomic_bool *cancel)
{
	struct keeping *keeping = context;
	bool fine = document_keep_draft(&keeping->document, &keeping->diags);

	(void)fine; /* who cannot keep a draft is told when saving fails */
	(void)cancel;
}

static void keep_done(void *context, bool stale)
{
	struct keeping *keeping = context;

	(void)stale;
	free(keeping->document.path);
	text_release(&keeping->document.content);
	diags_release(&keeping->diags);
	free(keeping);
}

static void keep_later(void *context)
{
	struct model *model = context;
	struct keeping *keeping = xcalloc(1, sizeof *keeping);
	const struct document *document = &model->document;

	keeping->document.path = xstrdup(document->path);
	keeping->document.exists = document->exists;
	keeping->document.changed = document->changed;
	text_append_bytes(&keeping->document.content, text_string(&document->content),
		document->content.length);
	app_work(model->app, &slot,
		&(struct app_work){.work = keep_work, .done = keep_done, .context = keeping});
}

void model_keep(struct model *model)
{
	struct diags unheard = {0};
	bool fine = !model->edited || model->document.path == NULL ||
		    document_keep_draft(&model->document, &unheard);

	(void)fine;
	diags_release(&unheard);
}

void model_keep_soon(struct model *model)
{
	app_timer(model->app, DELAY, keep_later, model);
}

/* A draft that was found, until the person has answered. */
static void take_draft(void *context)
{
	struct model *model = context;
	struct text draft = TEXT_INIT;
	struct diags diags = {0};

	if (document_find_draft(model->document.path, &draft) &&
		document_replace(&model->document, text_string(&draft), "the draft", &diags))
		model_edited(model);
	app_say_diags(model->app, &diags);
	diags_release(&diags);
	text_release(&draft);
}

void model_offer_draft(struct model *model)
{
	struct text draft = TEXT_INIT;
	char *question;

	if (document_find_draft(model->document.path, &draft)) {
		question = xasprintf(
			"There is unsaved work on %s from before", path_base(model->document.path));
		app_confirm(model->app, question, text_string(&draft), "Go on with it", take_draft,
			model);
		free(question);
	}
	text_release(&draft);
}
