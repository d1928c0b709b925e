#include "tui/app_parts.h"
#include "base/files.h"

/*
 * The draft of what is not saved: kept while one edits; at the next start taken up, thrown away, or left where it
 * is.
 */

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

static void take_draft(void *context)
{
	struct model *model = context;
	struct text draft = TEXT_INIT;
	struct diags diags = {0};
	bool fine = document_find_draft(model->document.path, &draft) &&
		    model_replace(model, text_string(&draft), "the draft", &diags);

	(void)fine; /* what stands against it is told */
	app_say_diags(model->app, &diags);
	diags_release(&diags);
	text_release(&draft);
}

static void drop_draft(void *context)
{
	struct model *model = context;

	document_drop_draft(model->document.path);
}

void model_offer_draft(struct model *model)
{
	static const struct app_answer yes = {"Go on with it", take_draft},
				       also = {"Throw it away", drop_draft};
	struct text draft = TEXT_INIT;
	char *question;

	if (document_find_draft(model->document.path, &draft)) {
		question = xasprintf(
			"There is unsaved work on %s from before", path_base(model->document.path));
		app_confirm_two(
			model->app, question, text_string(&draft), &yes, &also, model);
		free(question);
	}
	text_release(&draft);
}
