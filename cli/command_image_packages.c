#include "base/clean.h"
#include "base/similar.h"
#include "base/version.h"
#include "cli/command_image.h"
#include "cli/image_facts.h"

#include <fnmatch.h>

struct row {
	const struct package *package;
	unsigned sources; /* bit by bit */
};

struct rows VECTOR_OF(struct row);

struct wanted {
	struct arena arena;
	const char *pattern;   /* of the key, or NULL */
	bool whole;            /* it is the whole key, or has * and ? */
	const char *specifier; /* ">=2.6", or NULL */
	unsigned sources;      /* bit by bit */
	const char *environment; /* NULL: all */
};

static bool has_wildcards(const char *pattern)
{
	return strpbrk(pattern, "*?[") != NULL;
}

/* Whether each clause compares with something that begins as a version does: anything else would be
 * compared as text, which nobody means. */
static bool is_specifier(const char *specifier)
{
	if (version_match("1", specifier, NULL) == VERSION_BAD_SPEC)
		return false;
	for (const char *at = specifier; *at != '\0'; at += *at == ',') {
		at += strspn(at, "<>=!~ ");
		if (*at < '0' || *at > '9')
			return false;
		at += strcspn(at, ",");
	}
	return true;
}

/* "torch>=2.6" is a name and versions; a bare word is a part of names. */
static bool read_pattern(struct cli *cli, const char *pattern, struct wanted *wanted)
{
	size_t length = strcspn(pattern, "<>=!~");
	char *name = arena_strndup(&wanted->arena, pattern, length);

	if (pattern[length] != '\0') {
		wanted->specifier = pattern + length;
		wanted->whole = true;
		if (length == 0 || !is_specifier(wanted->specifier)) {
			diags_fail(&cli->diags, "I22", NULL, "'%s' is no name with versions", pattern);
			diag_hint(cli_last(cli), "conditions look like 'torch>=2.6,<3'");
			return false;
		}
	}
	wanted->whole = wanted->whole || has_wildcards(name);
	wanted->pattern = has_wildcards(name) ? name : package_key(name, &wanted->arena);
	return true;
}

static bool read_wish(struct cli *cli, struct wanted *wanted)
{
	const struct strings *sources = cli_values(cli, "source");

	for (size_t i = 0; i < sources->count; i++)
		for (unsigned source = PACKAGE_CONDA; source < PACKAGE_SOURCE_COUNT; source++)
			if (string_equal(sources->items[i], package_source_names[source]))
				wanted->sources |= 1u << source;
	if (wanted->sources == 0)
		wanted->sources = ~0u;
	wanted->environment = cli_value(cli, "environment");
	return cli->arguments.count < 2 || read_pattern(cli, cli->arguments.items[1], wanted);
}

/* By its whole path, or by the last part of it. */
static bool is_environment(const struct package_environment *environment, const char *name)
{
	const char *slash = strrchr(environment->prefix, '/');

	while (*name == '/')
		name++;
	return string_equal(environment->prefix, name) ||
	       string_equal(slash != NULL ? slash + 1 : environment->prefix, name) ||
	       (environment->kind == ENVIRONMENT_SYSTEM && string_equal(name, "system"));
}

static bool has_version(const struct package *package, const char *specifier)
{
	struct text buffer = TEXT_INIT;
	const char *version = package_version(package, specifier, &buffer);
	bool fits = version != NULL && version_match(version, specifier, NULL) == VERSION_YES;

	text_release(&buffer);
	return fits;
}

static bool is_wanted(
	const struct wanted *wanted, const struct facts *facts, const struct package *package)
{
	if ((wanted->sources & 1u << package->source) == 0)
		return false;
	if (wanted->environment != NULL &&
		!is_environment(
			&facts->environments[package->environment], wanted->environment))
		return false;
	if (wanted->pattern != NULL && !(wanted->whole
						? fnmatch(wanted->pattern, package->key, 0) == 0
						: strstr(package->key, wanted->pattern) != NULL))
		return false;
	return wanted->specifier == NULL || has_version(package, wanted->specifier);
}

/* The rows of all environments, in the order of the packages. */
static void select_rows(const struct wanted *wanted, const struct facts *facts, struct rows *rows)
{
	for (size_t i = 0; i < facts->package_count; i++) {
		const struct package *package = &facts->packages[i];
		if (!is_wanted(wanted, facts, package))
			continue;
		if (rows->count > 0 && packages_equal(rows->items[rows->count - 1].package, package))
			rows->items[rows->count - 1].sources |= 1u << package->source;
		else
			vector_push(rows, (struct row){package, 1u << package->source});
	}
}

static void append_sources(struct text *text, unsigned sources)
{
	const char *comma = "";

	for (unsigned source = PACKAGE_CONDA; source < PACKAGE_SOURCE_COUNT; source++) {
		if ((sources & 1u << source) == 0)
			continue;
		text_append_format(text, "%s%s", comma, package_source_names[source]);
		comma = ", ";
	}
}

static void append_heading(struct cli *cli, const struct package_environment *environment)
{
	text_append(&cli->out, cli->color ? "\033[1m/" : "/");
	text_append_clean(&cli->out, environment->prefix, CLEAN_LINE);
	text_append(&cli->out, cli->color ? "\033[0m  " : "  ");
	text_append(&cli->out, environment_kind_names[environment->kind]);
	if (environment->python != NULL) {
		text_append(&cli->out, ", Python ");
		text_append_clean(&cli->out, environment->python, CLEAN_LINE);
	}
	text_append(&cli->out, environment->active ? ", active\n" : "\n");
}

static void show_environment(struct cli *cli, const struct facts *facts, const struct rows *rows,
	size_t environment)
{
	struct table table = {0};
	struct text sources = TEXT_INIT;

	vector_each (struct row, row, rows) {
		if (row->package->environment != environment)
			continue;
		if (table.columns == 0)
			table_row(&table, 3, (const char *const[]){"NAME", "VERSION", "FROM"});
		text_truncate(&sources, 0);
		append_sources(&sources, row->sources);
		table_row(&table, 3,
			(const char *const[]){row->package->name, row->package->version,
				text_string(&sources)});
	}
	text_release(&sources);
	if (table.columns == 0)
		return;
	if (cli->out.length > 0)
		text_append_char(&cli->out, '\n');
	append_heading(cli, &facts->environments[environment]);
	table_print(cli, &table);
}

static json_t *rows_json(const struct rows *rows, size_t environment)
{
	json_t *array = json_array();

	vector_each (struct row, row, rows) {
		json_t *item, *sources;
		if (row->package->environment != environment)
			continue;
		item = json_object();
		sources = json_array();
		json_object_set_new(item, "name", json_string_clean(row->package->name));
		json_object_set_new(item, "key", json_string_clean(row->package->key));
		json_object_set_new(item, "version", json_filled_or_null(row->package->version));
		for (unsigned source = PACKAGE_CONDA; source < PACKAGE_SOURCE_COUNT; source++)
			if ((row->sources & 1u << source) != 0)
				json_array_append_new(
					sources, json_string(package_source_names[source]));
		json_object_set_new(item, "sources", sources);
		json_object_set_new(item, "path", json_string_clean(row->package->path));
		json_array_append_new(array, item);
	}
	return array;
}

static void show_json(struct cli *cli, const struct opened_image *opened, const struct rows *rows)
{
	const struct facts *facts = &opened->facts;
	json_t *document = cli_document(cli, "berth.image.packages/1"), *array = json_array();

	for (size_t i = 0; i < facts->environment_count; i++) {
		json_t *item = environment_json(&facts->environments[i]);
		json_object_set_new(item, "packages", rows_json(rows, i));
		json_array_append_new(array, item);
	}
	json_object_set_new(document, "image", json_string_clean(opened->image.path));
	json_object_set_new(document, "environments", array);
	json_object_set_new(document, "cut", json_boolean(facts->cut));
}

/* Says that nothing fits, with the nearest name. */
static void say_none(struct cli *cli, const struct facts *facts, const struct wanted *wanted)
{
	const char **keys = xcalloc(facts->package_count, sizeof *keys);
	const char *nearest = NULL;
	struct diag *diag;

	for (size_t i = 0; i < facts->package_count; i++)
		keys[i] = facts->packages[i].key;
	if (wanted->pattern != NULL)
		nearest = similar_best(wanted->pattern, keys, facts->package_count);
	diag = diags_add(&cli->diags, SEVERITY_NOTE, "I49", NULL, "no package in the image matches");
	if (nearest != NULL && !string_equal(nearest, wanted->pattern))
		diag_hint(diag, "did you mean '%s'?", nearest);
	else if (facts->package_count > 0)
		diag_hint(diag, "there are %zu packages in all", facts->package_count);
	else
		diag_hint(diag, "'berth image files' shows what there is");
	free(keys);
	cli->exit_code = 1;
}

/* The names of files tell what conda and pip have installed; only who asks for more pays for reading
 * the data bases of the system. */
static bool read_packages(struct cli *cli, struct opened_image *opened, const struct wanted *wanted)
{
	unsigned system = 1u << PACKAGE_DPKG | 1u << PACKAGE_RPM | 1u << PACKAGE_APK;
	bool asks = cli_given(cli, "all") || wanted->pattern != NULL ||
		    (wanted->sources != ~0u && (wanted->sources & system) != 0) ||
		    (wanted->environment != NULL && string_equal(wanted->environment, "system"));

	if (!asks) {
		if (!facts_read(opened->tree, &opened->sif, FACTS_WALK, NULL, &opened->facts,
			    &cli->diags))
			return false;
		if (opened->facts.package_count > 0) {
			facts_complete(opened->tree, &opened->facts);
			return true;
		}
		facts_release(&opened->facts);
	}
	return facts_read(
		opened->tree, &opened->sif, FACTS_DATABASES, NULL, &opened->facts, &cli->diags);
}

static void show_packages(struct cli *cli, const struct opened_image *opened, const struct wanted *wanted)
{
	struct rows rows = {0};

	select_rows(wanted, &opened->facts, &rows);
	if (cli->json)
		show_json(cli, opened, &rows);
	for (size_t i = 0; !cli->json && i < opened->facts.environment_count; i++)
		show_environment(cli, &opened->facts, &rows, i);
	if (rows.count == 0)
		say_none(cli, &opened->facts, wanted);
	vector_release(&rows);
}

void command_image_packages(struct cli *cli)
{
	struct opened_image opened = {0};
	struct wanted wanted = {0};

	if (read_wish(cli, &wanted) && cli_open_files(cli, cli->arguments.items[0], &opened) &&
		read_packages(cli, &opened, &wanted))
		show_packages(cli, &opened, &wanted);
	opened_image_release(&opened);
	arena_release(&wanted.arena);
}
