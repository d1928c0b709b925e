#include "base/clean.h"
#include "base/similar.h"
#include "base/version.h"
#include "cli/command_image.h"
#include "cli/image_index.h"
#include "image/facts.h"

/* One PACKAGE[SPEC] of the request. */
struct wish {
	const char *name, *key;
	const char *specifier; /* "<3,>=2.6", or NULL */
};

/* A package in one environment of one image; conda and Python may both keep account of it. */
struct row {
	const struct image *image;
	const struct package *package; /* NULL: a fact, no package */
	const struct package_environment *environment;
	const char *name, *version;
	unsigned sources; /* bit by bit */
	size_t wish;
};

struct found {
	struct cli *cli;
	struct arena arena;
	struct VECTOR_OF(struct wish) wishes;
	struct VECTOR_OF(struct row) rows;
};

/* Reads the arguments, and writes what they ask as a query. */
static bool read_wishes(struct found *found, struct text *query)
{
	struct strings *arguments = &found->cli->arguments;

	for (size_t i = 0; i < arguments->count; i++) {
		const char *argument = arguments->items[i];
		size_t length = strcspn(argument, "<>=!~: \t");
		struct wish wish = {.name = arena_strndup(&found->arena, argument, length)};
		const char *specifier = argument + length;
		if (specifier[0] == ':')
			specifier++;
		if (specifier[0] != '\0')
			wish.specifier = specifier;
		if (length == 0 || strpbrk(argument, " \t") != NULL ||
			(wish.specifier != NULL &&
				version_match("1", wish.specifier, NULL) == VERSION_BAD_SPEC)) {
			diags_fail(&found->cli->diags, "U07", NULL,
				"'%s' is no package with a condition on its version", argument);
			diag_hint(cli_last(found->cli),
				"write it as 'torch>=2.6' or 'torch>=2.6,<3'");
			return false;
		}
		wish.key = package_key(wish.name, &found->arena);
		vector_push(&found->wishes, wish);
		text_append_format(query, " has:%s", wish.name);
	}
	return true;
}

static bool version_fits(const struct wish *wish, const char *version, struct query_says *says)
{
	bool natural = false, fits;

	if (wish->specifier == NULL)
		return true;
	if (version == NULL)
		return false;
	fits = version_match(version, wish->specifier, &natural) == VERSION_YES;
	if (natural && !says->natural) {
		says->natural = true;
		says->natural_name = wish->name;
	}
	return fits;
}

static bool same_version(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : string_equal(a, b);
}

static void add_package(struct found *found, const struct image *image, size_t wish,
	const struct package *package)
{
	for (size_t i = found->rows.count; i-- > 0;) {
		struct row *row = &found->rows.items[i];
		if (row->image != image || row->wish != wish)
			break;
		if (row->package->environment != package->environment ||
			!same_version(row->version, package->version))
			continue;
		row->sources |= 1u << package->source;
		return;
	}
	vector_push(&found->rows,
		(struct row){image, package, &image->facts->environments[package->environment],
			package->name, package->version, 1u << package->source, wish});
}

/* Whether the image has what the wish asks for; adds its rows. */
static bool add_rows(
	struct found *found, const struct image *image, size_t index, struct query_says *says)
{
	const struct wish *wish = &found->wishes.items[index];
	size_t count = 0, before = found->rows.count;
	const struct package *packages = facts_packages(image->facts, wish->key, &count);
	struct text buffer = TEXT_INIT;

	for (size_t i = 0; i < count; i++)
		if (version_fits(wish, package_version(&packages[i], wish->specifier, &buffer), says))
			add_package(found, image, index, &packages[i]);
	text_release(&buffer);
	if (found->rows.count > before)
		return true;
	for (int fact = 0; fact < FACT_COUNT; fact++) {
		const struct fact_value *value = &image->facts->values[fact];
		if (string_equal(fact_table[fact].key, wish->key) && value->value != NULL &&
			value->path != NULL && version_fits(wish, value->version, says))
			vector_push(&found->rows, (struct row){image, NULL, NULL,
							  fact_table[fact].key, value->version, 0,
							  index});
	}
	return found->rows.count > before;
}

static void add_image(struct found *found, const struct image *image, struct query_says *says)
{
	size_t before = found->rows.count;

	for (size_t i = 0; i < found->wishes.count; i++)
		if (!add_rows(found, image, i, says)) {
			found->rows.count = before;
			return;
		}
}

/* The newest version first, then active environments, newer images, and paths. */
static int compare_rows(const void *a, const void *b)
{
	const struct row *left = a, *right = b;
	bool left_active = left->environment != NULL && left->environment->active;
	bool right_active = right->environment != NULL && right->environment->active;
	int order = (left->wish > right->wish) - (left->wish < right->wish);

	if (order == 0 && (left->version == NULL || right->version == NULL))
		order = (left->version == NULL) - (right->version == NULL);
	else if (order == 0)
		order = version_compare(right->version, left->version, NULL);
	if (order == 0)
		order = right_active - left_active;
	if (order == 0)
		order = image_compare_age(right->image, left->image);
	return order != 0 ? order : strcmp(left->image->path, right->image->path);
}

static const char *environment_name(const struct row *row, struct arena *arena)
{
	if (row->environment == NULL || row->environment->prefix == NULL)
		return NULL;
	if (row->environment->prefix[0] == '\0')
		return "system";
	return arena_format(arena, "/%s", row->environment->prefix);
}

static char *source_names(const struct row *row)
{
	struct text text = TEXT_INIT;

	for (unsigned i = PACKAGE_CONDA; i < PACKAGE_SOURCE_COUNT; i++)
		if ((row->sources & 1u << i) != 0)
			text_append_format(&text, "%s%s", text.length > 0 ? "," : "",
				package_source_names[i]);
	if (row->sources == 0)
		text_append(&text, "fact");
	return text_detach(&text);
}

static void show_table(struct found *found)
{
	struct table table = {0};

	table_row(&table, 6,
		(const char *const[]){
			"PACKAGE", "VERSION", "ENVIRONMENT", "SOURCE", "ROOT", "IMAGE"});
	vector_each (struct row, row, &found->rows) {
		char *sources = source_names(row);
		table_row(&table, 6,
			(const char *const[]){row->name, row->version,
				environment_name(row, &found->arena), sources, row->image->root,
				row->image->file});
		free(sources);
	}
	if (found->rows.count > 0)
		table_print(found->cli, &table);
	table_release(&table);
}

static void show_json(struct found *found)
{
	json_t *document = cli_document(found->cli, "berth.image.find/1"), *array = json_array();

	vector_each (struct row, row, &found->rows) {
		json_t *object = json_object(), *sources = json_array();
		for (unsigned i = PACKAGE_CONDA; i < PACKAGE_SOURCE_COUNT; i++)
			if ((row->sources & 1u << i) != 0)
				json_array_append_new(
					sources, json_string(package_source_names[i]));
		json_object_set_new(object, "package", json_string_clean(row->name));
		json_object_set_new(object, "version", json_filled_or_null(row->version));
		json_object_set_new(object, "environment",
			row->environment != NULL ? json_filled_or_null(row->environment->prefix)
						 : json_null());
		json_object_set_new(object, "active",
			row->environment != NULL ? json_boolean(row->environment->active)
						 : json_null());
		json_object_set_new(object, "sources", sources);
		json_object_set_new(object, "image", json_string_clean(row->image->file));
		json_object_set_new(object, "path", json_string_clean(row->image->path));
		json_object_set_new(object, "root", json_filled_or_null(row->image->root));
		json_array_append_new(array, object);
	}
	json_object_set_new(document, "found", array);
}

struct nearest {
	const char *key;
	char *best; /* owned */
	size_t distance;
	bool known;
};

static void look_at_key(void *context, const char *key)
{
	struct nearest *nearest = context;
	size_t distance = similar_distance(nearest->key, key);

	nearest->known |= distance == 0;
	if (distance > strlen(nearest->key) / 3 + 1 ||
		(nearest->best != NULL && distance >= nearest->distance))
		return;
	free(nearest->best);
	nearest->best = xstrdup(key);
	nearest->distance = distance;
}

static void tell_nothing(struct found *found, struct index *index)
{
	struct cli *cli = found->cli;

	vector_each (struct wish, wish, &found->wishes) {
		struct nearest nearest = {.key = wish->key};
		index_each_key(index, look_at_key, &nearest);
		if (!nearest.known) {
			struct diag *diag = diags_add(&cli->diags, SEVERITY_NOTE, "I87", NULL,
				"no image that was looked into has '%s'", wish->name);
			if (nearest.best != NULL)
				diag_hint(diag, "did you mean '%s'?", nearest.best);
		}
		free(nearest.best);
	}
	diags_add(&cli->diags, SEVERITY_NOTE, "I20", NULL,
		cli->catalog.count == 0 ? "there are no images here" : "no image matches");
	if (!diags_have_errors(&cli->diags))
		cli->exit_code = 1;
}

static void find(struct found *found, struct index *index, const struct query *query)
{
	struct cli *cli = found->cli;
	struct query_says says = {0};

	if (query_needs_kinds(query))
		index_read_heads(index, &cli->catalog, NULL, &cli->diags);
	cli_attach_facts(cli, index, query, cli_given(cli, "complete"));
	for (size_t i = 0; i < cli->catalog.count; i++)
		if (query_judge(query, &cli->catalog.items[i], &says))
			add_image(found, &cli->catalog.items[i], &says);
	if (found->rows.count > 0)
		qsort(found->rows.items, found->rows.count, sizeof *found->rows.items,
			compare_rows);
	if (cli->json)
		show_json(found);
	else
		show_table(found);
	cli_tell_unknown(cli, index, query, &says);
	if (found->rows.count == 0)
		tell_nothing(found, index);
}

void command_image_find(struct cli *cli)
{
	const struct strings *roots = cli_values(cli, "root");
	const struct site *site = cli_site(cli);
	struct found found = {.cli = cli};
	struct text words = TEXT_INIT;
	struct query *query = NULL;

	if (site == NULL)
		return;
	if (cli_value(cli, "query") != NULL)
		text_append(&words, cli_value(cli, "query"));
	if (read_wishes(&found, &words))
		query = query_new(text_string(&words), &cli->diags);
	if (query != NULL &&
		catalog_scan(&cli->catalog, site, roots->items, roots->count, 0, &cli->diags)) {
		struct index *index = index_open();
		find(&found, index, query);
		index_free(index);
	}
	query_free(query);
	text_release(&words);
	vector_release(&found.wishes);
	vector_release(&found.rows);
	arena_release(&found.arena);
}
