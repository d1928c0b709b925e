#include "base/clean.h"
#include "base/units.h"
#include "base/version.h"
#include "cli/command_image.h"
#include "cli/image_facts.h"

/*
 * Two images beside each other. Packages are compared by name within the system and, apart from it, within
 * all environments: where an environment lies says little about what it is for.
 */

struct side {
	struct opened_image opened;
	struct catalog catalog; /* that the image belongs to */
	struct strings names, values; /* of environment variables */
};

struct difference {
	struct cli *cli;
	struct side sides[2];
	json_t *document;
	size_t shown;
};

static void heading(struct difference *difference, const char *title)
{
	struct cli *cli = difference->cli;

	text_append_format(&cli->out, "%s", cli->out.length > 0 ? "\n" : "");
	text_append_format(&cli->out, cli->color ? "\033[1m%s\033[0m\n" : "%s\n", title);
}

/* One row: "+ numpy 2.1" or "~ torch 2.6 -> 2.7"; NULL stands for what is not there. */
static void row(struct difference *difference, const char *name, const char *a, const char *b)
{
	struct text *out = &difference->cli->out;

	text_append(out, a == NULL ? "+ " : b == NULL ? "- " : "~ ");
	text_append_clean(out, name, CLEAN_LINE);
	text_append_char(out, ' ');
	text_append_clean(out, a != NULL ? a : b, CLEAN_LINE);
	if (a != NULL && b != NULL) {
		text_append(out, " -> ");
		text_append_clean(out, b, CLEAN_LINE);
	}
	text_append_char(out, '\n');
	difference->shown++;
}

static json_t *row_json(const char *name, const char *a, const char *b)
{
	json_t *item = json_object();

	json_object_set_new(item, "name", json_string_clean(name));
	json_object_set_new(item, "a", json_filled_or_null(a));
	json_object_set_new(item, "b", json_filled_or_null(b));
	return item;
}

/* Compares two lists that are in order; `take` gets what differs. */
struct pair {
	const char *name, *key, *value;
};
struct pairs VECTOR_OF(struct pair);

static void compare(struct difference *difference, const char *title, const char *field,
	const struct pairs *a, const struct pairs *b)
{
	json_t *array = json_array();
	size_t i = 0, k = 0;

	while (i < a->count || k < b->count) {
		int order = i == a->count ? 1
			: k == b->count  ? -1
					  : strcmp(a->items[i].key, b->items[k].key);
		const struct pair *left = order <= 0 ? &a->items[i++] : NULL;
		const struct pair *right = order >= 0 ? &b->items[k++] : NULL;
		if (left != NULL && right != NULL && string_equal(left->value, right->value))
			continue;
		if (json_array_size(array) == 0)
			heading(difference, title);
		const char *name = left != NULL ? left->name : right->name;
		const char *from = left != NULL ? left->value : NULL;
		const char *to = right != NULL ? right->value : NULL;
		row(difference, name, from, to);
		json_array_append_new(array, row_json(name, from, to));
	}
	json_object_set_new(difference->document, field, array);
}

/* In the order of versions, and of the text where that makes no difference. */
static int compare_versions(const void *left, const void *right)
{
	const char *a = *(const char *const *)left, *b = *(const char *const *)right;
	int order = version_compare(a, b, NULL);
	return order != 0 ? order : strcmp(a, b);
}

/* "1.26.4, 2.1.3": each version once, in their order, so that it does not matter where the environments
 * lie. */
static const char *join_versions(struct arena *arena, const char **versions, size_t count)
{
	enum { SHOWN_MAX = 20 };
	struct text text = TEXT_INIT;
	const char *joined;
	size_t shown = 0;

	qsort(versions, count, sizeof *versions, compare_versions);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && string_equal(versions[i - 1], versions[i]))
			continue;
		if (++shown <= SHOWN_MAX)
			text_append_format(&text, "%s%s", shown > 1 ? ", " : "", versions[i]);
	}
	if (shown > SHOWN_MAX)
		text_append_format(&text, " and %zu more", shown - SHOWN_MAX);
	joined = arena_strdup(arena, text_string(&text));
	text_release(&text);
	return joined;
}

/* Packages of the system or of all else: each name once, with all its versions. */
static void collect_packages(struct side *side, bool system, struct pairs *pairs)
{
	struct facts *facts = &side->opened.facts;
	const char **versions = xcalloc(facts->package_count, sizeof *versions);

	for (size_t i = 0, next; i < facts->package_count; i = next) {
		const struct package *first = &facts->packages[i];
		size_t count = 0;
		for (next = i; next < facts->package_count &&
				string_equal(facts->packages[next].key, first->key);
			next++) {
			const struct package *package = &facts->packages[next];
			enum environment_kind kind = facts->environments[package->environment].kind;
			if ((kind == ENVIRONMENT_SYSTEM) == system)
				versions[count++] = package->version != NULL ? package->version : "?";
		}
		if (count > 0)
			vector_push(pairs, (struct pair){first->name, first->key,
						   join_versions(&facts->arena, versions, count)});
	}
	free(versions);
}

static void compare_packages(struct difference *difference, bool system)
{
	struct pairs pairs[2] = {0};

	for (int i = 0; i < 2; i++)
		collect_packages(&difference->sides[i], system, &pairs[i]);
	compare(difference, system ? "Packages of the system" : "Packages",
		system ? "system_packages" : "packages", &pairs[0], &pairs[1]);
	vector_release(&pairs[0]);
	vector_release(&pairs[1]);
}

static void compare_facts(struct difference *difference)
{
	struct pairs pairs[2] = {0};
	struct arena arena = {0};

	/* The order of keys is that of the table on both sides; unknown ones are left out. */
	for (int i = 0; i < 2; i++)
		for (enum fact fact = 0; fact < FACT_COUNT; fact++) {
			const struct fact_value *value =
				&difference->sides[i].opened.facts.values[fact];
			struct text text = TEXT_INIT;
			if (value->value == NULL || string_equal(value->value, "no") ||
				string_equal(value->value, "none"))
				continue;
			fact_append_value(&text, fact, value);
			vector_push(&pairs[i],
				(struct pair){fact_table[fact].title,
					arena_format(&arena, "%02d", (int)fact),
					arena_strdup(&arena, text_string(&text))});
			text_release(&text);
		}
	compare(difference, "Facts", "facts", &pairs[0], &pairs[1]);
	vector_release(&pairs[0]);
	vector_release(&pairs[1]);
	arena_release(&arena);
}

/* Takes "export NAME=VALUE" and "NAME=VALUE" from a line; a later one replaces an earlier one. */
static void take_variable(struct side *side, const char *line, size_t length)
{
	size_t equals = 0;

	while (length > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		length--;
	}
	if (length > 7 && memcmp(line, "export ", 7) == 0) {
		line += 7;
		length -= 7;
	}
	while (equals < length && (line[equals] == '_' || (line[equals] >= '0' && line[equals] <= '9') ||
					  (line[equals] >= 'A' && line[equals] <= 'Z') ||
					  (line[equals] >= 'a' && line[equals] <= 'z')))
		equals++;
	if (equals == 0 || equals == length || line[equals] != '=')
		return;
	for (size_t i = 0; i < side->names.count; i++)
		if (strlen(side->names.items[i]) == equals &&
			memcmp(side->names.items[i], line, equals) == 0) {
			free(side->values.items[i]);
			side->values.items[i] =
				xstrndup(line + equals + 1, length - equals - 1);
			return;
		}
	enum { VARIABLES_MAX = 2000 };
	if (side->names.count >= VARIABLES_MAX)
		return;
	strings_add_length(&side->names, line, equals);
	strings_add_length(&side->values, line + equals + 1, length - equals - 1);
}

static void collect_variables(struct side *side)
{
	const struct sif *sif = &side->opened.sif;
	struct strings paths = {0};
	const char *path;
	json_t *value;
	size_t index;

	json_array_foreach(json_object_get(sif->oci_config, "Env"), index, value)
		if (json_is_string(value))
			take_variable(side, json_string_value(value),
				json_string_length(value));
	json_object_foreach(sif->environment, path, value)
		strings_add(&paths, path);
	strings_sort(&paths);
	for (size_t i = 0; i < paths.count; i++) {
		const char *at = json_string_value(json_object_get(sif->environment, paths.items[i]));
		while (at != NULL && *at != '\0') {
			size_t length = strcspn(at, "\n");
			take_variable(side, at, length);
			at += length + (at[length] == '\n');
		}
	}
	strings_release(&paths);
}

static int compare_pairs(const void *left, const void *right)
{
	return strcmp(((const struct pair *)left)->key, ((const struct pair *)right)->key);
}

static void compare_variables(struct difference *difference)
{
	struct pairs pairs[2] = {0};

	for (int i = 0; i < 2; i++) {
		struct side *side = &difference->sides[i];
		collect_variables(side);
		for (size_t k = 0; k < side->names.count; k++)
			vector_push(&pairs[i],
				(struct pair){side->names.items[k], side->names.items[k],
					side->values.items[k]});
		if (pairs[i].count > 0)
			qsort(pairs[i].items, pairs[i].count, sizeof *pairs[i].items,
				compare_pairs);
	}
	compare(difference, "Environment", "environment", &pairs[0], &pairs[1]);
	vector_release(&pairs[0]);
	vector_release(&pairs[1]);
}

static void show_size(struct difference *difference)
{
	uint64_t a = difference->sides[0].opened.image.size;
	uint64_t b = difference->sides[1].opened.image.size;
	struct text left = TEXT_INIT, right = TEXT_INIT, change = TEXT_INIT;
	json_t *sizes = json_object();

	text_append_size(&left, a);
	text_append_size(&right, b);
	text_append_size(&change, a > b ? a - b : b - a);
	if (a == b)
		text_append_format(&difference->cli->out, "size         %s, the same\n",
			text_string(&left));
	else
		text_append_format(&difference->cli->out, "size         %s -> %s (%s%s)\n",
			text_string(&left), text_string(&right), a > b ? "-" : "+",
			text_string(&change));
	json_object_set_new(sizes, "a", json_integer((json_int_t)a));
	json_object_set_new(sizes, "b", json_integer((json_int_t)b));
	json_object_set_new(difference->document, "size", sizes);
	text_release(&left);
	text_release(&right);
	text_release(&change);
}

/* What differs between the two; the first lines name them. */
static void show(struct difference *difference)
{
	struct cli *cli = difference->cli;
	static const char *const labels[] = {"a", "b"};

	difference->document = json_object();
	json_object_set_new(difference->document, "schema", json_string("berth.image.diff/1"));
	for (int i = 0; i < 2; i++) {
		const char *path = difference->sides[i].opened.image.path;
		text_append_format(&cli->out, "%-12s ", labels[i]);
		text_append_clean(&cli->out, path, CLEAN_LINE);
		text_append_char(&cli->out, '\n');
		json_object_set_new(difference->document, labels[i], json_string_clean(path));
	}
	show_size(difference);
	compare_facts(difference);
	compare_packages(difference, false);
	compare_packages(difference, true);
	compare_variables(difference);
	if (difference->shown == 0)
		text_append(&cli->out, "no difference in facts, packages and environment\n");
	if (cli->json)
		cli->document = json_incref(difference->document);
	json_decref(difference->document);
}

static bool open_side(struct difference *difference, int which)
{
	struct cli *cli = difference->cli;
	struct side *side = &difference->sides[which];
	bool fine = cli_open_tree(cli, cli->arguments.items[which], &side->opened) &&
		facts_read(side->opened.tree, &side->opened.sif, FACTS_DATABASES, NULL,
			&side->opened.facts, &cli->diags);

	/* The next image is looked for anew. */
	side->catalog = cli->catalog;
	cli->catalog = (struct catalog){0};
	return fine;
}

void command_image_diff(struct cli *cli)
{
	struct difference difference = {.cli = cli};

	if (open_side(&difference, 0) && open_side(&difference, 1))
		show(&difference);
	for (int i = 0; i < 2; i++) {
		struct side *side = &difference.sides[i];
		opened_image_release(&side->opened);
		catalog_release(&side->catalog);
		strings_release(&side->names);
		strings_release(&side->values);
	}
}
