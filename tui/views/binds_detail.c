#include "tui/views/binds_parts.h"

static struct model *model_of(const struct binds_view *binds)
{
	return app_model(binds->view.app);
}

static void append_part(struct text *text, const char *title, const char *what)
{
	if (what != NULL && what[0] != '\0')
		text_append_format(text, "%s\n  %s\n\n", title, what);
}

static void append_bind(const struct bind *bind, struct text *text)
{
	if (string_equal(bind->source, bind->destination))
		append_part(text, "Seen in the container where it is here", bind->source);
	else
		text_append_format(
			text, "From\n  %s\nseen as\n  %s\n\n", bind->source, bind->destination);
	append_part(text, "Why", bind->why);
	append_part(text, "Without it", bind->without);
	append_part(text, "Who asks for it", bind->origin);
	if (bind->read_only)
		append_part(text, "Mode", "read only");
	append_part(text, "From inside an image file", bind->image_source);
}

static void append_preset(const struct site_bind_preset *preset, struct text *text)
{
	append_part(text, "Preset", preset->title);
	append_part(text, "Why", preset->why);
	append_part(text, "Without it", preset->without);
	append_part(text, "Not together with", preset->conflicts);
	text_append(text, "Binds\n");
	for (size_t i = 0; i < preset->binds.count; i++)
		text_append_format(text, "  %s\n", preset->binds.items[i]);
	text_append(text, "\n");
}

/* Complaints about this item, or (item NULL) all that there are. */
static void append_complaints(const struct diags *diags, const char *part, struct text *text)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct diag *diag = &diags->items[i];
		if (part != NULL && (diag->field == NULL || strstr(diag->field, part) == NULL) &&
			strstr(diag->message, part) == NULL)
			continue;
		text_append_format(text, "%s %s: %s\n", severity_name(diag->severity), diag->id,
			diag->message);
		if (diag->hint != NULL)
			text_append_format(text, "  hint: %s\n", diag->hint);
	}
}

static void append_host(const struct binds_view *binds, const char *part, struct text *text)
{
	if (model_of(binds)->composed.binds.count == 0)
		return;
	if (binds->elsewhere) {
		text_append_format(text, "On this host\n  nothing is checked: it is not a node of %s\n",
			model_of(binds)->site.title);
		return;
	}
	text_append(
		text, binds->host_checked ? "On this host\n" : "On this host (being checked)\n");
	if (binds->host_checked && binds->host.count == 0)
		text_append(text, "  everything is there\n");
	append_complaints(&binds->host, part, text);
}

void binds_show_detail(struct binds_view *binds)
{
	const struct model *model = model_of(binds);
	const struct tree_item *item = tree_chosen(&binds->tree);
	const struct bind *bind = item != NULL ? binds_of_item(binds, item) : NULL;
	struct text text = TEXT_INIT;

	if (item != NULL && string_starts(item->key, "preset ")) {
		const struct site_bind_preset *preset = yaml_record_find(&model->site.bind_presets,
			sizeof(struct site_bind_preset), item->key + strlen("preset "));
		if (preset != NULL)
			append_preset(preset, &text);
	} else if (bind != NULL) {
		append_bind(bind, &text);
	}
	if (bind != NULL)
		append_host(binds, bind->source, &text);
	else
		append_host(binds, NULL, &text);
	if (bind == NULL)
		append_complaints(&model->composed.diags, "binds", &text);
	if (text.length == 0)
		text_append(&text, "Here stands what the chosen bind is for, and what this host says to it.\n"
				   "2 chooses an image, which brings its binds; space turns a preset on, a "
				   "adds a bind of your own.\n");
	pager_set(&binds->detail, text_string(&text), text.length);
	text_release(&text);
}

/* bind_render() names the image in the heading of what it writes. */
void binds_show_text(struct binds_view *binds)
{
	const struct model *model = model_of(binds);
	const struct image *image =
		model->composed.image != NULL ? model_image(model, model->composed.image) : NULL;
	struct text text = TEXT_INIT;

	bind_render(&model->site, &model->composed.binds, image, binds->format, &text);
	if (text.length == 0)
		text_append(&text, "no binds yet");
	if (text_string(&text)[text.length - 1] != '\n')
		text_append_char(&text, '\n');
	pager_set(&binds->text, text_string(&text), text.length);
	binds->text.colors = binds->format == BIND_ENV ? PAGER_SCRIPT : PAGER_PLAIN;
	text_release(&text);
}

/* One check in the background; it has a copy of the binds, and the site never changes. */
struct host_check {
	struct binds_view *view;
	const struct site *site;
	struct bind_set set;
	struct diags found;
	bool elsewhere;
};

static char *copy(const char *string)
{
	return string != NULL ? xstrdup(string) : NULL;
}

static void copy_binds(struct bind_set *to, const struct bind_set *from)
{
	for (size_t i = 0; i < from->count; i++) {
		struct bind bind = from->items[i];
		bind.source = copy(bind.source);
		bind.destination = copy(bind.destination);
		bind.image_source = copy(bind.image_source);
		bind.origin = copy(bind.origin);
		bind.why = copy(bind.why);
		bind.without = copy(bind.without);
		vector_push(to, bind);
	}
}

static void check(void *context, const atomic_bool *cancel)
{
	struct host_check *work = context;

	(void)cancel;
	work->elsewhere = !bind_host_is_of_site(work->site);
	if (!work->elsewhere)
		bind_check_host(work->site, &work->set, &work->found);
}

static void checked(void *context, bool stale)
{
	struct host_check *work = context;
	struct binds_view *binds = work->view;

	if (!stale) {
		diags_release(&binds->host);
		diags_move(&binds->host, &work->found);
		binds->host_checked = true;
		binds->elsewhere = work->elsewhere;
		binds->stale = true;
		app_dirty(binds->view.app);
	}
	bind_set_release(&work->set);
	diags_release(&work->found);
	free(work);
}

void binds_check_host(struct binds_view *binds)
{
	struct host_check *work = xcalloc(1, sizeof *work);
	struct app_work app_work_ = {.title = "looking at the binds here",
		.work = check,
		.done = checked,
		.context = work};

	work->view = binds;
	work->site = &model_of(binds)->site;
	copy_binds(&work->set, &model_of(binds)->composed.binds);
	binds->host_checked = false;
	app_work(binds->view.app, &binds->host, &app_work_);
}
