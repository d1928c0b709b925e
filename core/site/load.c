#include "site/site.h"

#include "base/files.h"
#include "base/similar.h"
#include "site/roots.h"
#include "site/shape.h"

#include <errno.h>
#include <unistd.h>

/* The files of the folder sites/, which CMakeLists.txt embeds: as text, and in the parsed form that each start loads. */
#define BUILT_IN(ROW)                                                                              \
	ROW(lumi, "LUMI, the supercomputer in Kajaani")                                            \
	ROW(demo, "LUMI as a demonstration, with small images of our own")

#define DECLARATION(name, title)                                                                   \
	extern const char site_##name##_yaml[];                                                    \
	extern const size_t site_##name##_yaml_size;                                               \
	extern const struct yaml_packed site_##name##_packed;
BUILT_IN(DECLARATION)

#define ROW(name, title)                                                                           \
	{#name, title, site_##name##_yaml, &site_##name##_yaml_size, &site_##name##_packed},
const struct site_builtin site_builtins[] = {BUILT_IN(ROW){NULL, NULL, NULL, NULL, NULL}};

/* A file may extend a built-in site, which may extend another one. */
enum { EXTENDS_LIMIT = 4 };

struct source {
	const char *name; /* for diagnostics and the list of layers */
	const char *bytes;
	size_t length;
	const struct yaml_packed *packed; /* the same, read already; NULL for a file */
};

static const struct site_builtin *find_builtin(const char *name)
{
	for (const struct site_builtin *builtin = site_builtins; builtin->name != NULL; builtin++)
		if (string_equal(builtin->name, name))
			return builtin;
	return NULL;
}

static bool fail_unknown(const char *name, const struct place *place, struct diags *diags)
{
	const char *names[ARRAY_LENGTH(site_builtins)] = {NULL}, *near;
	struct text all = TEXT_INIT;
	struct diag *diag;

	for (size_t i = 0; i + 1 < ARRAY_LENGTH(site_builtins); i++) {
		names[i] = site_builtins[i].name;
		text_append_format(&all, "%s%s", i > 0 ? ", " : "", names[i]);
	}
	diag = diags_add(diags, SEVERITY_ERROR, "F16", place, "no built-in site '%s'", name);
	near = similar_best(name, names, ARRAY_LENGTH(names) - 1);
	if (near != NULL)
		diag_hint(diag, "did you mean '%s'?", near);
	else
		diag_hint(diag, "there are %s; a file is named by a path with a slash",
			text_string(&all));
	text_release(&all);
	return false;
}

static void add_layer(struct site *site, const char *name)
{
	struct yaml_strings *layers = &site->layers;
	char **items = arena_alloc(&site->arena, (layers->count + 1) * sizeof *items);

	for (size_t i = 0; i < layers->count; i++)
		items[i] = layers->items[i];
	items[layers->count] = arena_strdup(&site->arena, name);
	layers->items = items;
	layers->count++;
}

/* Of recipes and name forms the first that fits is taken, so those that a layer adds go before
 * the ones below it: else a recipe without conditions would hide them. A layer only appends, so
 * its own records start at the first name that was not there before. */
static void put_new_first(struct yaml_records *records, size_t size,
	const struct strings *before, struct arena *arena)
{
	const char *items = records->items;
	size_t old = 0, fresh;
	char *sorted;

	while (old < records->count &&
		strings_has(before, ((const struct yaml_record *)(const void *)(items + old * size))
					    ->name))
		old++;
	fresh = records->count - old;
	if (old == 0 || fresh == 0)
		return;
	sorted = arena_alloc(arena, records->count * size);
	memcpy(sorted, items + old * size, fresh * size);
	memcpy(sorted + fresh * size, items, old * size);
	records->items = sorted;
}

static void list_names(const struct yaml_records *records, size_t size, struct strings *names)
{
	const char *record = records->items;

	for (size_t i = 0; i < records->count; i++, record += size)
		strings_add(names, ((const struct yaml_record *)(const void *)record)->name);
}

/* Maps the source over what `site` holds already. */
static bool lay_over(struct site *site, const struct source *source, struct diags *diags)
{
	struct strings recipes = {0}, forms = {0};
	bool good;

	list_names(&site->recipes, sizeof(struct site_recipe), &recipes);
	list_names(&site->name_forms, sizeof(struct site_name_form), &forms);
	good = source->packed != NULL
		? yaml_map_packed(
			  source->name, source->packed, &site_shape, site, &site->arena, diags)
		: yaml_map(source->name, source->bytes, source->length, &site_shape, site,
			  &site->arena, diags);
	if (good) {
		put_new_first(&site->recipes, sizeof(struct site_recipe), &recipes, &site->arena);
		put_new_first(
			&site->name_forms, sizeof(struct site_name_form), &forms, &site->arena);
		add_layer(site, source->name);
	}
	strings_release(&recipes);
	strings_release(&forms);
	return good;
}

/* Where the value of `extends` stands. */
static struct place place_of_extends(const struct source *source)
{
	struct place place = {.file = source->name, .field = "extends"};

	if (!yaml_locate(source->bytes, source->length, "extends", &place.line, &place.column))
		place.line = place.column = 0;
	return place;
}

/* Puts the source, and below it what it extends, into the empty `site`. Whether it extends
 * anything is known only after it was read, so a source that does is read twice. */
static bool load_source(
	struct site *site, const struct source *source, int level, struct diags *diags)
{
	const struct site_builtin *below;
	struct source base;
	struct place place;
	char *name;
	bool good;

	if (!lay_over(site, source, diags))
		return false;
	if (site->extends == NULL)
		return true;
	place = place_of_extends(source);
	below = find_builtin(site->extends);
	if (below == NULL)
		return fail_unknown(site->extends, &place, diags);
	if (level == EXTENDS_LIMIT) {
		diags_add(diags, SEVERITY_ERROR, "F11", &place,
			"'%s' extends itself, or too many sites in a row", site->extends);
		return false;
	}
	site_release(site);
	name = xasprintf("built-in %s", below->name);
	base = (struct source){name, below->bytes, *below->length, below->packed};
	good = load_source(site, &base, level + 1, diags) && lay_over(site, source, diags);
	free(name);
	return good;
}

static bool load_builtin(
	struct site *site, const struct site_builtin *builtin, struct diags *diags)
{
	char *name = xasprintf("built-in %s", builtin->name);
	struct source source = {name, builtin->bytes, *builtin->length, builtin->packed};
	bool good = load_source(site, &source, 0, diags);

	free(name);
	return good;
}

static bool load_file(struct site *site, const char *path, struct diags *diags)
{
	struct text text = TEXT_INIT;
	struct source source = {.name = path};
	bool good = file_read(path, YAML_SIZE_LIMIT, &text, diags);

	source.bytes = text_string(&text);
	source.length = text.length;
	good = good && load_source(site, &source, 0, diags);
	if (good && site->name == NULL) {
		const char *base = path_base(path), *dot = strchr(base, '.');
		site->name = dot != NULL ? arena_strndup(&site->arena, base, (size_t)(dot - base))
					 : arena_strdup(&site->arena, base);
	}
	text_release(&text);
	return good;
}

/* The user's file lies over whatever was chosen, so what it may say about `extends` is only what
 * is so already. */
static bool check_extends(struct site *site, const struct source *source, struct diags *diags)
{
	struct place place = place_of_extends(source);
	struct diag *diag;

	for (size_t i = 0; i < site->layers.count; i++)
		if (string_starts(site->layers.items[i], "built-in ") &&
			string_equal(site->layers.items[i] + strlen("built-in "), site->extends))
			return true;
	diag = diags_add(diags, SEVERITY_ERROR, "F11", &place,
		"this file is laid over the site '%s' and cannot extend '%s'", site->name,
		site->extends);
	diag_hint(diag, "leave 'extends' out, or keep the file elsewhere and name it by "
			"BERTH_SITE or --site");
	return false;
}

static bool lay_user_file(struct site *site, struct diags *diags)
{
	char *folder = folder_config(), *path, *extends = site->extends;
	struct text text = TEXT_INIT;
	struct source source = {0};
	bool good = true;

	if (folder == NULL)
		return true;
	path = path_join(folder, "site.yaml");
	free(folder);
	if (access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR)) {
		good = file_read(path, YAML_SIZE_LIMIT, &text, diags);
		source = (struct source){path, text_string(&text), text.length, NULL};
		site->extends = NULL;
		good = good && lay_over(site, &source, diags);
		good = good && (site->extends == NULL || check_extends(site, &source, diags));
		site->extends = extends;
	}
	text_release(&text);
	free(path);
	return good;
}

/* What a file need not say. */
static void fill_defaults(struct site *site)
{
	enum { DEPTH = 2 };

	if (site->format == 0)
		site->format = 1;
	if (site->name == NULL)
		site->name = arena_strdup(&site->arena, "unnamed");
	if (site->title == NULL)
		site->title = site->name;
	if (site->container_command == NULL)
		site->container_command = arena_strdup(&site->arena, "singularity");
	YAML_EACH(struct site_root, root, &site->roots)
		if (root->depth == 0)
			root->depth = DEPTH;
	YAML_EACH(struct site_node_type, type, &site->node_types) {
		if (type->sockets == 0)
			type->sockets = 1;
		if (type->threads_per_core == 0)
			type->threads_per_core = 1;
		if (type->gcds > 0 && type->gcds_per_module == 0)
			type->gcds_per_module = 1;
	}
	YAML_EACH(struct site_module, module, &site->modules)
		if (module->name == NULL)
			module->name = module->record.name;
}

/* Node types with GPUs are linked with their kind; what site_check() says of unknown ones is said
 * there. */
static void link_gpu_kinds(struct site *site)
{
	const struct site_gpu_kind *first = site->gpu_kinds.count > 0 ? site->gpu_kinds.items : NULL;

	YAML_EACH(struct site_node_type, type, &site->node_types) {
		type->gpu = NULL;
		if (type->gcds > 0)
			type->gpu = type->gpu_kind == NULL
				? first
				: yaml_record_find(&site->gpu_kinds,
					  sizeof(struct site_gpu_kind), type->gpu_kind);
	}
}

static bool is_path(const char *which)
{
	return strchr(which, '/') != NULL || string_ends(which, ".yaml") ||
	       string_ends(which, ".yml");
}

bool site_load(const char *which, struct site *site, struct diags *diags)
{
	const char *chosen = which != NULL ? which : getenv("BERTH_SITE");
	const struct site_builtin *builtin;
	bool good;

	*site = (struct site){0};
	if (chosen == NULL || chosen[0] == '\0')
		chosen = "lumi";
	if (is_path(chosen)) {
		good = load_file(site, chosen, diags);
	} else {
		builtin = find_builtin(chosen);
		good = builtin != NULL ? load_builtin(site, builtin, diags)
				       : fail_unknown(chosen, NULL, diags);
	}
	if (good && !(which != NULL && is_path(which)))
		good = lay_user_file(site, diags);
	if (good) {
		fill_defaults(site);
		link_gpu_kinds(site);
		site_roots_expand(site, diags);
		good = site_check(site, diags);
	}
	if (!good)
		site_release(site);
	return good;
}

void site_release(struct site *site)
{
	arena_release(&site->arena);
	*site = (struct site){0};
}
