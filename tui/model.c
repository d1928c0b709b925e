#include "tui/app_parts.h"
#include "base/files.h"
#include "base/words.h"
#include "job/wish.h"

static char compose_slot;

/* One composing on its way, on copies. */
struct composing {
	struct model *model;
	const struct site *site;
	char *path;
	struct text content;
	struct composition previous; /* only what names the image */
	struct composition result;
};

static void compose_work(void *context, const atomic_bool *cancel)
{
	struct composing *composing = context;
	struct workspace workspace;
	struct diags unheard = {0};

	(void)cancel;
	/* The document's text is always one that can be read. */
	if (workspace_read_text(composing->path, text_string(&composing->content),
		    composing->content.length, &workspace, &unheard))
		compose(composing->site, &workspace, &composing->previous, &composing->result);
	workspace_release(&workspace);
	diags_release(&unheard);
}

static void compose_done(void *context, bool stale)
{
	struct composing *composing = context;
	struct model *model = composing->model;

	if (stale) {
		composition_release(&composing->result);
	} else {
		composition_release(&model->composed);
		model->composed = composing->result;
		document_append_mistakes(&model->document, &model->composed.diags);
		model->composing = false;
		app_changed(model->app, MODEL_COMPOSED);
	}
	composition_release(&composing->previous);
	text_release(&composing->content);
	free(composing->path);
	free(composing);
}

void model_compose(struct model *model)
{
	struct composing *composing = xcalloc(1, sizeof *composing);
	const struct document *document = &model->document;

	composing->model = model;
	composing->site = &model->site;
	composing->path = xstrdup(document->path);
	text_append_bytes(
		&composing->content, text_string(&document->content), document->content.length);
	if (model->composed.asked != NULL)
		composing->previous.asked = xstrdup(model->composed.asked);
	if (model->composed.image != NULL)
		composing->previous.image = xstrdup(model->composed.image);
	model->composing = true;
	model->composes_after_scan = false;
	app_work(model->app, &compose_slot,
		&(struct app_work){
			.work = compose_work, .done = compose_done, .context = composing});
}

void model_edited(struct model *model)
{
	model->edited = true;
	model_compose(model);
	model_follow_roots(model);
	model_keep_soon(model);
	app_changed(model->app, MODEL_WORKSPACE);
}

bool model_change(struct model *model, const char *key, char *const *values, size_t count,
	struct diags *diags)
{
	bool fine = values != NULL ? document_set(&model->document, key, values, count, diags)
				   : document_unset(&model->document, key, diags);

	if (fine)
		model_edited(model);
	return fine;
}

bool model_set_list(struct model *model, const char *key, char *const *values, size_t count)
{
	struct diags diags = {0};
	bool fine = model_change(model, key, values, count, &diags);

	app_say_diags(model->app, &diags);
	diags_release(&diags);
	return fine;
}

bool model_set(struct model *model, const char *key, const char *value)
{
	char *copy = value != NULL ? xstrdup(value) : NULL;
	bool fine = model_set_list(model, key, copy != NULL ? &copy : NULL, copy != NULL);

	free(copy);
	return fine;
}

bool model_replace(struct model *model, const char *content, const char *what, struct diags *diags)
{
	bool fine = document_replace(&model->document, content, what, diags);

	if (fine)
		model_edited(model);
	return fine;
}

bool model_unset(struct model *model, const char *key)
{
	return model_set_list(model, key, NULL, 0);
}

static void add_strings(struct strings *values, const struct yaml_strings *list)
{
	for (size_t i = 0; i < list->count; i++)
		strings_add(values, list->items[i]);
}

static void get_job(const struct workspace *workspace, const char *name, struct strings *values)
{
	for (size_t i = 0; job_wish_fields[i].name != NULL; i++)
		if (string_equal(job_wish_fields[i].name, name))
			add_strings(values, &workspace->job[i]);
}

static void get_variable(
	const struct workspace *workspace, const char *name, struct strings *values)
{
	const struct workspace_variable *variable =
		yaml_record_find(&workspace->environment, sizeof(struct workspace_variable), name);

	if (variable != NULL)
		strings_add(values, variable->value != NULL ? variable->value : "");
}

void model_get_list(const struct model *model, const char *key, struct strings *values)
{
	const struct workspace *workspace = &model->document.workspace;

	if (string_equal(key, "image") || string_equal(key, "image.query")) {
		if (workspace->image != NULL)
			strings_add(values, workspace->image);
	} else if (string_equal(key, "image.roots")) {
		add_strings(values, &workspace->roots);
	} else if (string_equal(key, "binds.presets")) {
		add_strings(values, &workspace->presets);
	} else if (string_equal(key, "binds.extra")) {
		add_strings(values, &workspace->specs);
	} else if (string_equal(key, "job.command")) {
		add_strings(values, &workspace->command);
	} else if (string_starts(key, "job.")) {
		get_job(workspace, key + strlen("job."), values);
	} else if (string_starts(key, "environment.")) {
		get_variable(workspace, key + strlen("environment."), values);
	}
}

char *model_get(const struct model *model, const char *key)
{
	struct strings values = {0};
	struct text text = TEXT_INIT;

	model_get_list(model, key, &values);
	strings_join(&values, " ", &text);
	strings_release(&values);
	return text_detach(&text);
}

void model_open(struct model *model, const char *path)
{
	struct document document;
	struct diags diags = {0};
	bool fine;

	if (model->document.path != NULL)
		model_keep(model);
	fine = document_open(&document, path, &diags);
	document_release(&model->document);
	model->document = document;
	model->edited = false;
	/* Only that its form is of the file's past. */
	if (!fine)
		app_say_diags(model->app, &diags);
	diags_release(&diags);
	model_compose(model);
	model_follow_roots(model);
	document_remember(path);
	app_changed(model->app, MODEL_WORKSPACE);
	model_offer_draft(model);
}

static void say_step(struct model *model, const char *verb, const char *what)
{
	if (what == NULL) {
		app_say(model->app, SEVERITY_NOTE, "there is nothing to %s", verb);
		return;
	}
	app_say(model->app, SEVERITY_NOTE, "%s: %s", verb, what);
	model_edited(model);
}

void model_undo(struct model *model)
{
	say_step(model, "undo", document_undo(&model->document));
}

void model_redo(struct model *model)
{
	say_step(model, "redo", document_redo(&model->document));
}

static void save_anyway(void *context)
{
	model_save(context, true);
}

/* What is seen holds nothing of a file that could not be read: saving would replace all of it. */
static void ask_to_replace(struct model *model)
{
	struct text exactly = TEXT_INIT;

	text_append(&exactly, "All that stands in it now would be lost. What is wrong with it:\n");
	vector_each (const struct diag, mistake, &model->document.mistakes)
		diag_format(mistake, &exactly);
	app_confirm(model->app, "Replace the file, which could not be read?", text_string(&exactly),
		"Replace it", save_anyway, model);
	text_release(&exactly);
}

void model_save(struct model *model, bool force)
{
	struct diags diags = {0};
	bool had_mistakes = model->document.mistakes.count > 0, fine;

	if (had_mistakes && !force) {
		ask_to_replace(model);
		return;
	}
	fine = document_save(&model->document, force, &diags);
	if (fine && had_mistakes)
		model_compose(model);
	if (fine) {
		app_say(model->app, SEVERITY_NOTE, "wrote %s", model->document.path);
		model_keep(model);
		app_changed(model->app, MODEL_WORKSPACE);
	} else if (!force && diags.count > 0 && diags.items[0].id[0] == 'W') {
		app_confirm(model->app, "Somebody else has changed the file since it was read",
			diags.items[0].message, "Write it all the same", save_anyway, model);
	} else {
		app_say_diags(model->app, &diags);
	}
	diags_release(&diags);
}

bool model_is_busy(const struct model *model)
{
	return model->composing || model->scanning;
}

static char *find_path(const struct app *app, struct diags *diags)
{
	char *here = folder_current(), *path = NULL;
	const char *given = app->start.workspace;

	if (given != NULL && !string_equal(given, "none"))
		path = given[0] == '/' || here == NULL ? xstrdup(given) : path_join(here, given);
	else if (given == NULL && here != NULL)
		path = workspace_find(here, diags);
	if (path == NULL)
		path = path_join(here != NULL ? here : "/", WORKSPACE_FILE);
	free(here);
	return path;
}

bool model_init(struct model *model, struct app *app, struct diags *diags)
{
	struct diags found = {0};
	char *path;
	bool fine;

	if (!site_load(app->start.site, &model->site, &found)) {
		diags_move(diags, &found);
		return false;
	}
	model->app = app;
	path = find_path(app, &found);
	fine = document_open(&model->document, path, &found);
	(void)fine; /* its mistakes are told, and the document is empty */
	app_say_diags(app, &found);
	diags_release(&found);
	free(path);
	return true;
}

/* Whether all folders would be searched for the image: two searches at once would only delay each other,
 * and the second finds what the first has read. */
static bool searches(const struct workspace *workspace)
{
	return workspace->image != NULL && workspace->image[0] != '/' &&
	       !workspace_is_pinned(workspace);
}

void model_begin(struct model *model)
{
	if (searches(&model->document.workspace))
		model->composing = model->composes_after_scan = true;
	else
		model_compose(model);
	model_scan(model);
	if (model->document.exists)
		document_remember(model->document.path);
	model_offer_draft(model);
}

void model_release(struct model *model)
{
	if (model->app == NULL)
		return;
	if (model->catalog != NULL)
		catalog_release(model->catalog);
	free(model->catalog);
	index_free(model->index);
	diags_release(&model->catalog_diags);
	composition_release(&model->composed);
	document_release(&model->document);
	strings_release(&model->roots);
	site_release(&model->site);
}
