#include "tui/views/job_parts.h"

#include "base/words.h"
#include "job/limits.h"

/*
 * What was typed into a field becomes an edit of berth.yaml, or is refused with the reason.
 */

static struct model *model_of(struct job_view *job)
{
	return app_model(job->view.app);
}

static const struct field *find_field(const struct job_view *job, const char *key)
{
	for (size_t i = 0; i < job->fields.count; i++)
		if (string_equal(job->fields.items[i].key, key))
			return &job->fields.items[i];
	return NULL;
}

/* One change of the file's text after the other, so that all together are one edit. */
struct text_edit {
	const char *path;
	struct text text; /* owned */
	struct diags *diags;
};

static bool edit_key(struct text_edit *edit, const char *key, char *value)
{
	struct workspace workspace;
	struct text fresh = TEXT_INIT;
	bool fine = workspace_read_text(edit->path, text_string(&edit->text), edit->text.length,
			    &workspace, edit->diags) &&
		    (value != NULL ? workspace_set(&workspace, key, &value, 1, false, &fresh,
					     edit->diags)
				   : workspace_unset(&workspace, key, NULL, 0, &fresh, edit->diags));

	workspace_release(&workspace);
	if (fine) {
		text_release(&edit->text);
		edit->text = fresh;
	} else {
		text_release(&fresh);
	}
	return fine;
}

static bool check_variables(const struct strings *words, struct diags *diags)
{
	for (size_t i = 0; i < words->count; i++)
		if (strchr(words->items[i], '=') == NULL)
			return diags_fail(diags, "U05", "environment", "'%s' is not NAME=VALUE",
				words->items[i]);
	return true;
}

static bool edit_variables(struct text_edit *edit, const struct strings *words)
{
	bool fine = true;

	for (size_t i = 0; fine && i < words->count; i++) {
		char *value = strchr(words->items[i], '=') + 1;
		char *key = xasprintf("environment.%.*s", (int)(value - words->items[i]) - 1,
			words->items[i]);
		fine = edit_key(edit, key, value);
		free(key);
	}
	return fine;
}

static bool names_variable(const struct strings *words, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < words->count; i++)
		if (strncmp(words->items[i], name, length) == 0 && words->items[i][length] == '=')
			return true;
	return false;
}

/* Variables are keys of a mapping: those that are gone are unset, the others set. */
static bool set_environment(struct model *model, const struct strings *words, struct diags *diags)
{
	const struct document *document = &model->document;
	struct text_edit edit = {.path = document->path, .diags = diags};
	bool fine;

	if (!check_variables(words, diags))
		return false;
	text_append_bytes(
		&edit.text, text_string(&document->content), document->content.length);
	if (words->count == 0) {
		fine = document->workspace.environment.count == 0 ||
		       edit_key(&edit, "environment", NULL);
	} else {
		fine = edit_variables(&edit, words);
		YAML_EACH (const struct workspace_variable, variable,
			&document->workspace.environment)
			if (fine && !names_variable(words, variable->record.name)) {
				char *key = xasprintf("environment.%s", variable->record.name);
				fine = edit_key(&edit, key, NULL);
				free(key);
			}
	}
	fine = fine && model_replace(model, text_string(&edit.text), "variables", diags);
	text_release(&edit.text);
	return fine;
}

/* The places of an order are a list in the file. */
static bool set_order(struct model *model, const char *value, struct diags *diags)
{
	struct strings places = {0};
	bool fine;

	strings_split(&places, value, ',');
	fine = model_change(model, "job.order", places.items, places.count, diags);
	strings_release(&places);
	return fine;
}

static bool set_words(
	struct job_view *job, const char *key, const char *value, struct diags *diags)
{
	struct model *model = model_of(job);
	struct strings words = {0};
	const char *why;
	bool fine = words_split(value, &words, &why);

	if (!fine)
		diags_add(diags, SEVERITY_ERROR, "U05", NULL, "%s", why);
	else if (string_equal(key, "environment"))
		fine = set_environment(model, &words, diags);
	else
		fine = model_change(model, key, words.items, words.count, diags);
	strings_release(&words);
	return fine;
}

/* What can stand in the file, but in no job, is not taken either. What depends on other fields
 * is: they may be changed next. */
static bool can_stand(struct job_view *job, const char *key, const char *value)
{
	const struct wish_field *field =
		string_starts(key, "job.") ? wish_field_find(key + strlen("job.")) : NULL;

	return field == NULL || limits_value(&model_of(job)->site, field, value, &job->refusal);
}

/* The complaint leads to the field in which the value still stands; gives it as the form shows it. */
static char *keep_refusal(struct diags *diags, const char *key)
{
	struct diag *first;

	if (diags->count == 0)
		diags_add(diags, SEVERITY_ERROR, "U05", NULL, "this cannot be written into the file");
	first = &diags->items[0];
	free(first->field);
	first->field = xstrdup(key);
	return first->hint != NULL ? xasprintf("%s (%s)", first->message, first->hint)
				   : xstrdup(first->message);
}

const char *job_set_field(void *context, const char *key, const char *value)
{
	struct job_view *job = context;
	const struct field *field = find_field(job, key);
	struct model *model = model_of(job);
	struct diags *diags = &job->refusal;
	char *one = xstrdup(value);
	bool fine = true;

	diags_release(diags);
	if (field == NULL || string_equal(field->value, value))
		fine = true;
	else if (value[0] == '\0' && !string_equal(key, "environment"))
		fine = model_change(model, key, NULL, 0, diags);
	else if (!can_stand(job, key, value))
		fine = false;
	else if (field->kind == FIELD_LIST)
		fine = set_words(job, key, value, diags);
	else if (string_equal(key, "job.order"))
		fine = set_order(model, value, diags);
	else
		fine = model_change(model, key, &one, 1, diags);
	free(one);
	free(job->refused);
	job->refused = fine ? NULL : keep_refusal(diags, key);
	/* What is taken may still be doubted. */
	if (fine)
		app_say_diags(job->view.app, diags);
	return job->refused;
}
