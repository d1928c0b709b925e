#include "tui/answer.h"

enum { DEADLINE_MS = 60000, DOCUMENT_MAX = 32 << 20 };

static void set_trouble(struct answer *answer, const char *why)
{
	free(answer->trouble);
	answer->trouble = why != NULL ? xstrdup(why) : NULL;
	answer->failures = why != NULL ? answer->failures + 1 : 0;
}

/* The first error of a document's diagnostics, or what stands on standard error. */
static char *find_trouble(const json_t *document, const struct text *error)
{
	const json_t *diagnostics = json_object_get(document, "diagnostics");
	size_t index;
	json_t *diag;

	json_array_foreach(diagnostics, index, diag)
		if (string_equal(json_member(diag, "severity"), "error"))
			return xstrdup(json_member(diag, "message"));
	if (error->length == 0)
		return NULL;
	return xstrndup(text_string(error), strcspn(text_string(error), "\n"));
}

static void done(void *context, bool stale, int status, const struct text *output,
	const struct text *error)
{
	struct answer *answer = context;
	json_error_t mistake;
	json_t *document;
	char *why;

	if (stale)
		return;
	answer->asked = false;
	answer->came_at = app_now(answer->app);
	document = output->length < DOCUMENT_MAX
			   ? json_loadb(text_string(output), output->length, 0, &mistake)
			   : NULL;
	why = status != 0 || document == NULL ? find_trouble(document, error) : NULL;
	if (document == NULL && why == NULL)
		why = xstrdup("no answer");
	set_trouble(answer, why);
	free(why);
	if (document != NULL) {
		json_decref(answer->document);
		answer->document = document;
	}
	answer->came(answer->context);
	app_dirty(answer->app);
}

void answer_ask(struct answer *answer, const char *title, const char *const *words)
{
	struct strings list = {0}, argv = {0};
	struct app_child child = {
		.title = title, .deadline_ms = DEADLINE_MS, .done = done, .context = answer};

	for (size_t i = 0; words[i] != NULL; i++)
		strings_add(&list, words[i]);
	strings_add(&list, "--json");
	app_own_argv(answer->app, strings_argv(&list), &argv);
	child.argv = strings_argv(&argv);
	answer->asked = true;
	app_child(answer->app, answer, &child);
	strings_release(&list);
	strings_release(&argv);
}

void answer_release(struct answer *answer)
{
	json_decref(answer->document);
	free(answer->trouble);
}

json_t *answer_array(const struct answer *answer, const char *name)
{
	json_t *array = json_object_get(answer->document, name);

	return json_is_array(array) ? array : NULL;
}

const char *json_member(const json_t *object, const char *name)
{
	const char *string = json_string_value(json_object_get(object, name));

	return string != NULL ? string : "";
}
