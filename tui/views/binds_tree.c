#include "tui/views/binds_parts.h"

static struct model *model_of(const struct binds_view *binds)
{
	return app_model(binds->view.app);
}

static const char *keep(struct binds_view *binds, char *string)
{
	const char *kept = arena_strdup(&binds->arena, string);
	free(string);
	return kept;
}

static struct tree_item *add(struct binds_view *binds, int depth, char *key, char *text)
{
	struct tree_item *item = vector_add(&binds->items);

	item->depth = depth;
	item->key = keep(binds, key);
	item->text = keep(binds, text);
	item->role = ROLE_TEXT;
	return item;
}

static void add_heading(struct binds_view *binds, const char *title)
{
	struct tree_item *item = add(binds, 0, xstrdup(title), xstrdup(title));

	item->role = ROLE_TITLE;
}

/* What the check on this host says about the bind; the worst first. Its diagnostics name the source in
 * quotes. */
static const struct diag *host_complaint(const struct binds_view *binds, const struct bind *bind)
{
	const struct diag *worst = NULL;
	char *quoted = xasprintf("'%s'", bind->source);

	for (size_t i = 0; i < binds->host.count; i++) {
		const struct diag *diag = &binds->host.items[i];
		if (strstr(diag->message, quoted) != NULL &&
			(worst == NULL || diag->severity > worst->severity))
			worst = diag;
	}
	free(quoted);
	return worst;
}

/* "cannot bind '/pfs': No such file" stands beside "/pfs": the reason is enough. */
static const char *without_source(const struct diag *diag, const struct bind *bind)
{
	char *quoted = xasprintf("'%s': ", bind->source);
	const char *at = strstr(diag->message, quoted);

	at = at != NULL ? at + strlen(quoted) : diag->message;
	free(quoted);
	return at;
}

static void add_remark(struct binds_view *binds, const char *key, const char *remark)
{
	struct tree_item *item = add(binds, 1, xstrdup(key), xstrdup(remark));

	item->role = ROLE_DIM;
}

/* The sign of trouble goes into the role and the note, so that it is seen without colours. */
static void mark(struct binds_view *binds, struct tree_item *item, const struct bind *bind)
{
	static const enum role roles[] = {ROLE_NOTE, ROLE_WARNING, ROLE_ERROR};
	const struct diag *diag = host_complaint(binds, bind);

	if (diag == NULL)
		return;
	item->role = roles[diag->severity];
	item->note = keep(binds, xasprintf("%s: %s", severity_name(diag->severity), without_source(diag, bind)));
}

static void add_needed(struct binds_view *binds)
{
	const struct model *model = model_of(binds);
	const struct bind_set *set = &model->composed.binds;
	size_t before;

	add_heading(binds, "What the image needs");
	before = binds->items.count;
	for (size_t i = 0; i < set->count; i++) {
		const struct bind *bind = &set->items[i];
		struct text spec = TEXT_INIT;
		struct tree_item *item;
		if (!string_starts(bind->origin, "recipe "))
			continue;
		bind_append_spec(bind, &spec);
		item = add(binds, 1, xasprintf("bind %s", bind->destination), text_detach(&spec));
		item->check = TREE_ON;
		item->fixed = true;
		mark(binds, item, bind);
	}
	if (binds->items.count > before)
		return;
	if (model->composed.image != NULL)
		add_remark(binds, "needs nothing", "it needs none");
	else
		add_remark(binds, "no image", model->composed.asked != NULL
						      ? "the image is not found: 2 shows what there is"
						      : "no image is chosen yet: 2 shows them");
}

static bool has(const struct yaml_strings *list, const char *string)
{
	for (size_t i = 0; i < list->count; i++)
		if (string_equal(list->items[i], string))
			return true;
	return false;
}

/* Whether the image's recipe brings the preset anyway. */
static bool is_brought(const struct binds_view *binds, const char *preset)
{
	const struct bind_set *set = &model_of(binds)->composed.binds;
	char *end = xasprintf(", preset %s", preset);
	bool brought = false;

	for (size_t i = 0; i < set->count; i++)
		brought = brought || (string_starts(set->items[i].origin, "recipe ") &&
					     string_ends(set->items[i].origin, end));
	free(end);
	return brought;
}

static void add_presets(struct binds_view *binds)
{
	const struct model *model = model_of(binds);

	add_heading(binds, "Presets of the site");
	YAML_EACH (const struct site_bind_preset, preset, &model->site.bind_presets) {
		const char *name = preset->record.name;
		struct tree_item *item =
			add(binds, 1, xasprintf("preset %s", name), xstrdup(name));
		bool own = has(&model->document.workspace.presets, name);
		item->fixed = is_brought(binds, name) && !own;
		item->check = own || item->fixed ? TREE_ON : TREE_OFF;
		item->note = item->fixed ? "the image brings it"
			     : preset->title != NULL ? keep(binds, xstrdup(preset->title))
						     : NULL;
	}
}

static void add_own(struct binds_view *binds)
{
	const struct yaml_strings *specs = &model_of(binds)->document.workspace.specs;

	add_heading(binds, "Your own binds");
	for (size_t i = 0; i < specs->count; i++) {
		struct tree_item *item = add(binds, 1, xasprintf("spec %s", specs->items[i]),
			xstrdup(specs->items[i]));
		const struct bind *bind;
		item->check = TREE_ON;
		bind = binds_of_item(binds, item);
		if (bind != NULL)
			mark(binds, item, bind);
	}
	if (specs->count == 0)
		add_remark(binds, "none", "none yet: a adds one, SRC:DST");
}

void binds_fill_tree(struct binds_view *binds)
{
	arena_release(&binds->arena);
	binds->arena = (struct arena){0};
	binds->items.count = 0;
	add_needed(binds);
	add_presets(binds);
	add_own(binds);
	tree_set(&binds->tree, binds->items.items, binds->items.count);
}

const struct bind *binds_of_item(const struct binds_view *binds, const struct tree_item *item)
{
	const struct bind_set *set = &model_of(binds)->composed.binds;
	const char *rest = strchr(item->key, ' ');
	const struct bind *found = NULL;

	for (size_t i = 0; rest != NULL && i < set->count && found == NULL; i++) {
		const struct bind *bind = &set->items[i];
		struct text spec = TEXT_INIT;
		bind_append_spec(bind, &spec);
		if (string_starts(item->key, "bind ") && string_equal(bind->destination, rest + 1))
			found = bind;
		else if (string_starts(item->key, "spec ") &&
			 (string_equal(text_string(&spec), rest + 1) ||
				 string_equal(bind->source, rest + 1)))
			found = bind;
		else if (string_starts(item->key, "preset ") && string_ends(bind->origin, item->key))
			found = bind;
		text_release(&spec);
	}
	return found;
}

/* The list with the value added or taken out. */
static void change_list(struct binds_view *binds, const char *key, const struct yaml_strings *old,
	const char *value)
{
	struct strings values = {0};
	bool there = false;

	for (size_t i = 0; i < old->count; i++) {
		if (string_equal(old->items[i], value))
			there = true;
		else
			strings_add(&values, old->items[i]);
	}
	if (!there)
		strings_add(&values, value);
	if (values.count > 0)
		model_set_list(model_of(binds), key, values.items, values.count);
	else
		model_unset(model_of(binds), key);
	strings_release(&values);
}

void binds_toggle(struct binds_view *binds, const struct tree_item *item)
{
	const struct workspace *workspace = &model_of(binds)->document.workspace;
	/* The item goes when the tree is filled anew. */
	char *key = xstrdup(item->key);

	if (item->fixed)
		app_say_here(binds->view.app, SEVERITY_NOTE,
			"the image needs it; '--no-recipe' of berth bind compose leaves it out");
	else if (string_starts(key, "preset "))
		change_list(binds, "binds.presets", &workspace->presets, key + strlen("preset "));
	else if (string_starts(key, "spec "))
		change_list(binds, "binds.extra", &workspace->specs, key + strlen("spec "));
	free(key);
}
