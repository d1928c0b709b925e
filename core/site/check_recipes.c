#include "site/check.h"

#include "base/words.h"

static void check_variable(
	const struct yaml_record *record, const char *where, struct diags *diags)
{
	if (!shell_name_is_valid(record->name))
		check_complain(diags, "F11", record, "'%s' in %s cannot be the name of a variable",
			record->name, where);
}

static void check_environment(
	const struct yaml_records *environment, const char *where, struct diags *diags)
{
	YAML_EACH(const struct site_environment, variable, environment) {
		const struct yaml_record *record = &variable->record;
		check_variable(record, where, diags);
		check_present(diags, record, "variable", "value", variable->value != NULL);
		check_present(diags, record, "variable", "why", variable->why != NULL);
	}
}

static void check_caches(const struct site *site, struct diags *diags)
{
	YAML_EACH(const struct site_cache, cache, &site->caches) {
		const struct yaml_record *record = &cache->record;
		bool absolute = cache->folder != NULL && cache->folder[0] == '/';
		check_variable(record, "'caches'", diags);
		check_present(diags, record, "cache", "folder", cache->folder != NULL);
		if (cache->folder != NULL && absolute != (cache->place == CACHE_NODE))
			check_complain(diags, "F11", record,
				"the folder of the cache '%s' must be %s", record->name,
				absolute ? "relative, as it is kept" : "absolute");
	}
}

static void check_traps(const struct site *site, struct diags *diags)
{
	YAML_EACH(const struct site_trap, trap, &site->environment_traps) {
		const struct yaml_record *record = &trap->record;
		check_variable(record, "'environment-traps'", diags);
		check_present(diags, record, "variable", "why", trap->why != NULL);
	}
}

static bool same_family(const struct site_recipe *a, const struct site_recipe *b)
{
	if (a->family == NULL || b->family == NULL)
		return a->family == b->family;
	return string_equal(a->family, b->family);
}

static bool family_has_form(const struct site *site, const char *family)
{
	YAML_EACH(const struct site_name_form, form, &site->name_forms)
		if (form->family != NULL && string_equal(form->family, family))
			return true;
	return false;
}

/* Whether both stand in the same layer. What a layer hides of the ones below it is meant. */
static bool same_layer(const struct yaml_record *a, const struct yaml_record *b)
{
	return a->place.file != NULL && b->place.file != NULL &&
	       string_equal(a->place.file, b->place.file);
}

/* A recipe that no image can reach is useless but breaks nothing: a warning. */
static void check_reached(
	const struct site *site, const struct site_recipe *recipe, struct diags *diags)
{
	const struct place *place = &recipe->record.place;
	const char *name = recipe->record.name;

	if (recipe->family != NULL && !family_has_form(site, recipe->family)) {
		diag_hint(diags_add(diags, SEVERITY_WARNING, "F19", place,
				  "the recipe '%s' is never taken: no name form gives the family "
				  "'%s'",
				  name, recipe->family),
			"add a name form with 'family: %s'", recipe->family);
		return;
	}
	YAML_EACH(const struct site_recipe, earlier, &site->recipes) {
		if (earlier == recipe)
			return;
		if (earlier->when.count > 0 || !same_family(earlier, recipe) ||
			!same_layer(&earlier->record, &recipe->record))
			continue;
		diag_hint(diags_add(diags, SEVERITY_WARNING, "F19", place,
				  "the recipe '%s' is never taken: '%s' before it has no 'when' "
				  "and takes all images of the family",
				  name, earlier->record.name),
			"say in 'when' which images '%s' is for, or remove it with '%s: null'",
			earlier->record.name, earlier->record.name);
		return;
	}
}

void check_recipes(const struct site *site, struct diags *diags)
{
	char *where;

	check_environment(&site->host_environment, "'host-environment'", diags);
	check_traps(site, diags);
	check_caches(site, diags);
	YAML_EACH(const struct site_recipe, recipe, &site->recipes) {
		for (size_t i = 0; i < recipe->presets.count; i++)
			check_known(diags, &recipe->record, "recipe", "bind preset",
				&site->bind_presets, sizeof(struct site_bind_preset),
				recipe->presets.items[i]);
		if (recipe->bindings_module != NULL)
			check_known(diags, &recipe->record, "recipe", "module", &site->modules,
				sizeof(struct site_module), recipe->bindings_module);
		where = xasprintf("the recipe '%s'", recipe->record.name);
		check_environment(&recipe->environment, where, diags);
		free(where);
		check_reached(site, recipe, diags);
	}
	YAML_EACH(const struct site_image_rule, rule, &site->image_rules) {
		check_present(diags, &rule->record, "image rule", "when", rule->when.count > 0);
		check_present(diags, &rule->record, "image rule", "says", rule->says != NULL);
	}
	YAML_EACH(const struct site_build_recipe, build, &site->build.recipes) {
		if (build->module != NULL)
			check_known(diags, &build->record, "way of building", "module", &site->modules,
				sizeof(struct site_module), build->module);
		if (build->partition != NULL)
			check_known(diags, &build->record, "way of building", "partition",
				&site->partitions, sizeof(struct site_partition), build->partition);
	}
}
