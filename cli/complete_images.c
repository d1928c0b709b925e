#include "cli/complete.h"
#include "base/files.h"
#include "image/facts.h"
#include "image/index.h"
#include "image/names.h"
#include "image/query.h"

/* More images than these get no line of help: nobody would read it. */
enum { HELP_LIMIT = 200 };

/* A path is for the shell. */
static bool is_path(const char *word)
{
	return word[0] == '.' || word[0] == '~' || strchr(word, '/') != NULL;
}

static bool scan(struct completion *completion)
{
	struct cli *cli = completion->cli;
	const struct site *site = cli_site(cli);
	const struct strings none = {0};
	const struct strings *roots = cli_has(cli, "root") ? cli_values(cli, "root") : &none;
	struct strings folders = {0};
	bool fine;

	/* The shell has not expanded what stands in its words. */
	for (size_t i = 0; i < roots->count; i++)
		strings_take(&folders, path_expand(roots->items[i]));
	fine = site != NULL && catalog_scan(&cli->catalog, site, folders.items, folders.count,
				       CATALOG_PATHS, &cli->diags);
	strings_release(&folders);
	return fine;
}

static int compare_files(const void *a, const void *b)
{
	const struct image *left = *(const struct image *const *)a;
	const struct image *right = *(const struct image *const *)b;

	return strcmp(left->file, right->file);
}

static void offer_image(
	struct completion *completion, const struct name_forms *forms, const struct image *image)
{
	struct text help = TEXT_INIT;
	struct image_name name = {0};

	if (forms != NULL)
		name_forms_parse(forms, image->path, &completion->cli->catalog.arena, &name);
	if (name.framework != NULL)
		text_append(&help, name.framework);
	if (name.version != NULL)
		text_append_format(&help, " %s", name.version);
	if (name.rocm != NULL)
		text_append_format(&help, "%sROCm %s", help.length > 0 ? ", " : "", name.rocm);
	complete_offer(completion, image->file, help.length > 0 ? text_string(&help) : NULL);
	text_release(&help);
}

void complete_images(struct completion *completion)
{
	const struct catalog *catalog = &completion->cli->catalog;
	const struct image **images;
	struct name_forms *forms = NULL;
	size_t count = 0;

	if (is_path(completion->word)) {
		complete_ask_shell(completion, "files");
		return;
	}
	if (!scan(completion))
		return;
	images = xcalloc(catalog->count, sizeof *images);
	for (size_t i = 0; i < catalog->count; i++)
		if (string_starts(catalog->items[i].file, completion->word))
			images[count++] = &catalog->items[i];
	if (count > 0)
		qsort(images, count, sizeof *images, compare_files);
	else
		complete_ask_shell(completion, "files");
	if (count <= HELP_LIMIT)
		forms = name_forms_new(&completion->cli->site);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || compare_files(&images[i - 1], &images[i]) != 0)
			offer_image(completion, forms, images[i]);
	name_forms_free(forms);
	free(images);
}

static void offer_key(void *context, const char *key)
{
	complete_offer(context, key, NULL);
}

void complete_packages(struct completion *completion)
{
	struct index *index = index_open();

	index_each_key(index, offer_key, completion);
	index_free(index);
}

void complete_facts(struct completion *completion)
{
	for (int i = 0; i < FACT_COUNT; i++)
		complete_offer(completion, fact_table[i].key, fact_table[i].title);
}

/* Fields of a query whose values the names of the images hold. */
static const struct {
	const char *field;
	size_t offset; /* in struct image_name */
} in_names[] = {
	{"family", offsetof(struct image_name, family)},
	{"framework", offsetof(struct image_name, framework)},
	{"layer", offsetof(struct image_name, layer)},
	{"version", offsetof(struct image_name, version)},
	{"rocm", offsetof(struct image_name, rocm)},
	{"python", offsetof(struct image_name, python)},
};

static void add_from_names(struct completion *completion, const char *field, struct strings *values)
{
	struct catalog *catalog = &completion->cli->catalog;
	struct name_forms *forms;
	size_t offset = SIZE_MAX;

	for (size_t i = 0; i < ARRAY_LENGTH(in_names); i++)
		if (string_equal(in_names[i].field, field))
			offset = in_names[i].offset;
	if (offset == SIZE_MAX || !scan(completion))
		return;
	forms = name_forms_new(&completion->cli->site);
	vector_each (struct image, image, catalog) {
		const char *name = (const char *)&image->name;
		const char *const *value = (const void *)(name + offset);
		name_forms_parse(forms, image->path, &catalog->arena, &image->name);
		if (*value != NULL && !strings_has(values, *value))
			strings_add(values, *value);
	}
	name_forms_free(forms);
}

/* Behind "FIELD:" or "FIELD>=". */
static void complete_query_value(struct completion *completion, const char *field)
{
	const struct site *site = cli_site(completion->cli);
	struct strings values = {0};
	const char *word;

	if (string_equal(field, "has"))
		complete_packages(completion);
	if (string_equal(field, "kind"))
		for (int kind = IMAGE_SIF; kind < IMAGE_NONE; kind++)
			strings_add(&values, image_kind_name((enum image_kind)kind));
	if (string_equal(field, "root") && site != NULL)
		YAML_EACH(struct site_root, root, &site->roots)
	strings_add(&values, root->record.name);
	for (size_t i = 0; string_equal(field, "sort") && (word = query_sort_at(i)) != NULL; i++)
		strings_add(&values, word);
	add_from_names(completion, field, &values);
	strings_sort(&values);
	for (size_t i = 0; i < values.count; i++)
		complete_offer(completion, values.items[i], NULL);
	strings_release(&values);
}

static void complete_query_field(struct completion *completion)
{
	static const char *const words[] = {"newest", "oldest", "sort:"};
	const char *field;
	bool versions;

	for (size_t i = 0; (field = query_field_at(i, &versions)) != NULL; i++) {
		char *candidate = xasprintf("%s%s", field, versions ? ">=" : ":");
		complete_offer(completion, candidate, NULL);
		free(candidate);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		complete_offer(completion, words[i], NULL);
}

void complete_query(struct completion *completion)
{
	const char *word = completion->word, *blank = strrchr(word, ' ');
	struct completion inner = *completion;
	size_t start = blank != NULL ? (size_t)(blank - word) + 1 : 0, length, behind;
	char *before, *field;

	/* A query in quotes is one word of the shell. */
	start += word[start] == '!';
	length = strcspn(word + start, ":=<>!");
	behind = start + length + strspn(word + start + length, ":=<>!-");
	before = xasprintf("%s%.*s", completion->before,
		(int)(word[start + length] == '\0' ? start : behind), word);
	field = xstrndup(word + start, length);
	inner.before = before;
	if (word[start + length] == '\0') {
		inner.word = word + start;
		complete_query_field(&inner);
	} else {
		inner.word = word + behind;
		complete_query_value(&inner, field);
	}
	free(field);
	free(before);
}
