#include "tui/app_parts.h"
#include "base/files.h"

/*
 * A draft that was found: taken up, thrown away, or left where it is.
 */

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
