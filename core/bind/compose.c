#include "bind/parts.h"

static bool fail_unknown(const struct site *site, const char *name, const char *origin,
	struct diags *diags)
{
	const char *near =
		site_nearest(&site->bind_presets, sizeof(struct site_bind_preset), name);
	struct place place = {.field = origin};
	struct text names = TEXT_INIT;
	struct diag *diag = diags_add(diags, SEVERITY_ERROR, "M22", &place,
		"the site '%s' has no bind preset '%s'", site->name, name);

	YAML_EACH (struct site_bind_preset, preset, &site->bind_presets)
		text_append_format(
			&names, "%s%s", names.length > 0 ? ", " : "", preset->record.name);
	if (near != NULL)
		diag_hint(diag, "did you mean '%s'?", near);
	else
		diag_hint(diag, "its presets are: %s", text_string(&names));
	text_release(&names);
	return false;
}

static bool add_preset(struct bind_set *set, const struct site *site, const char *name,
	const char *origin, struct diags *diags)
{
	const struct site_bind_preset *preset = site_bind_preset(site, name);
	struct bind_reasons reasons = {.origin = origin, .expand = true};
	bool fine = true;

	if (preset == NULL)
		return fail_unknown(site, name, origin, diags);
	reasons.why = preset->why;
	reasons.without = preset->without;
	reasons.optional = preset->optional;
	for (size_t i = 0; i < preset->binds.count; i++)
		fine &= bind_set_read(set, preset->binds.items[i], &reasons, diags);
	return fine;
}

bool bind_set_add_preset(
	struct bind_set *set, const struct site *site, const char *preset, struct diags *diags)
{
	struct bind_set found = {0};
	char *origin = xasprintf("preset %s", preset);
	bool fine = add_preset(&found, site, preset, origin, diags);

	if (fine) {
		vector_each (struct bind, bind, &found)
			vector_push(set, *bind);
		found.count = 0;
	}
	bind_set_release(&found);
	free(origin);
	return fine;
}

bool bind_set_add_recipe(struct bind_set *set, const struct site *site,
	const struct site_recipe *recipe, struct diags *diags)
{
	bool fine = true;

	for (size_t i = 0; i < recipe->presets.count; i++) {
		const char *preset = recipe->presets.items[i];
		char *origin = xasprintf("recipe %s, preset %s", recipe->record.name, preset);
		fine &= add_preset(set, site, preset, origin, diags);
		free(origin);
	}
	return fine;
}

/* Takes the binds of `from` that are new over into `set`; `paths` are the paths of `set`. */
static void merge(struct bind_set *set, struct bind_paths *paths, struct bind_set *from,
	bool note_duplicates, struct diags *diags)
{
	vector_each (struct bind, bind, from) {
		char *source = bind_path_clean(bind->source);
		char *destination = bind_path_clean(bind->destination);
		size_t i = 0;

		while (i < set->count &&
			!string_equal(paths->destinations.items[i], destination))
			i++;
		if (i == set->count) {
			bind_paths_add(paths, bind);
			vector_push(set, *bind);
			*bind = (struct bind){0};
		} else if (string_equal(paths->sources.items[i], source) &&
			   bind_same_options(&set->items[i], bind)) {
			if (note_duplicates)
				bind_complain_double(diags, &set->items[i], bind);
			set->items[i].optional &= bind->optional;
		} else {
			bind_complain_clash(diags, &set->items[i], bind);
		}
		free(source);
		free(destination);
	}
	bind_set_release(from);
}

/* Orders the set so that every bind follows those whose destination contains its own; apart from
 * that, the order stays as it was asked for. */
static void order(struct bind_set *set, const struct bind_paths *paths)
{
	struct bind_set ordered = {0};
	bool *placed = xcalloc(set->count, sizeof *placed);

	for (size_t i = 0; i < set->count;) {
		size_t next = i;
		/* The outermost of those that are still to come and contain this one goes first. */
		for (size_t j = i + 1; j < set->count && !placed[i]; j++)
			if (!placed[j] && bind_path_inside(paths->destinations.items[next],
						  paths->destinations.items[j]))
				next = j;
		if (!placed[next])
			vector_push(&ordered, set->items[next]);
		placed[next] = true;
		i += next == i;
	}
	free(placed);
	vector_release(set);
	*set = ordered;
}

static bool compose(const struct site *site, const struct bind_wish *wish, struct bind_set *set,
	struct bind_paths *paths, struct diags *diags)
{
	const struct site_recipe *recipe = wish->image != NULL && !wish->no_recipe
						   ? image_recipe(site, wish->image)
						   : NULL;
	struct bind_set part = {0};
	bool fine = true;

	if (recipe != NULL)
		fine = bind_set_add_recipe(&part, site, recipe, diags);
	for (size_t i = 0; wish->presets != NULL && wish->presets[i] != NULL; i++)
		fine &= bind_set_add_preset(&part, site, wish->presets[i], diags);
	merge(set, paths, &part, false, diags);
	for (size_t i = 0; wish->specs != NULL && wish->specs[i] != NULL; i++)
		fine &= bind_set_add(&part, wish->specs[i], "--bind", NULL, NULL, diags);
	merge(set, paths, &part, true, diags);
	if (set->count > BIND_SET_LIMIT)
		fine = diags_fail(diags, "M23", NULL, "more than %d binds", BIND_SET_LIMIT);
	return fine;
}

bool bind_compose(const struct site *site, const struct bind_wish *wish, struct bind_set *set,
	struct diags *diags)
{
	struct bind_set composed = {0};
	struct bind_paths paths = {0};
	bool fine = compose(site, wish, &composed, &paths, diags);

	if (fine) {
		order(&composed, &paths);
		*set = composed;
	} else {
		bind_set_release(&composed);
	}
	bind_paths_release(&paths);
	return fine;
}
