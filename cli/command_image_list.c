#include "cli/command_image.h"
#include "cli/image_index.h"
#include "base/clean.h"
#include "base/units.h"
#include "image/query.h"

#include <sys/stat.h>

static json_t *image_json(const struct image *image)
{
	json_t *object = json_object(), *aliases = json_array();
	struct text time = TEXT_INIT;

	for (size_t i = 0; i < image->alias_count; i++)
		json_array_append_new(aliases, json_string_clean(image->aliases[i]));
	text_append_time(&time, image->mtime);
	json_object_set_new(object, "name", json_string_clean(image->file));
	json_object_set_new(object, "path", json_string_clean(image->path));
	json_object_set_new(object, "aliases", aliases);
	json_object_set_new(object, "root", json_filled_or_null(image->root));
	json_object_set_new(object, "family", json_filled_or_null(image->name.family));
	json_object_set_new(object, "framework", json_filled_or_null(image->name.framework));
	json_object_set_new(object, "version", json_filled_or_null(image->name.version));
	json_object_set_new(object, "rocm", json_filled_or_null(image->name.rocm));
	json_object_set_new(object, "python", json_filled_or_null(image->name.python));
	json_object_set_new(object, "layer", json_filled_or_null(image->name.layer));
	json_object_set_new(object, "release", json_filled_or_null(image->name.release));
	json_object_set_new(object, "kind", json_string(image_kind_name(image->kind)));
	json_object_set_new(object, "compression", json_filled_or_null(image->compression));
	json_object_set_new(object, "arch", json_filled_or_null(image->arch));
	json_object_set_new(object, "signed",
		image->kind == IMAGE_UNKNOWN ? json_null() : json_boolean(image->is_signed));
	json_object_set_new(object, "size", json_integer((json_int_t)image->size));
	json_object_set_new(object, "mtime", json_string(text_string(&time)));
	text_release(&time);
	return object;
}

static void list_json(struct cli *cli, const struct image **images, size_t count)
{
	json_t *document = cli_document(cli, "berth.image.list/1"), *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, image_json(images[i]));
	json_object_set_new(document, "images", array);
}

static void list_table(struct cli *cli, const struct image **images, size_t count)
{
	struct table table = {0};
	struct text size = TEXT_INIT;

	table_row(&table, 8,
		(const char *const[]){"FRAMEWORK", "VERSION", "ROCM", "PYTHON", "KIND", "SIZE",
			"ROOT", "NAME"});
	for (size_t i = 0; i < count; i++) {
		const struct image *image = images[i];
		text_truncate(&size, 0);
		text_append_size(&size, image->size);
		table_row(&table, 8,
			(const char *const[]){image->name.framework, image->name.version,
				image->name.rocm, image->name.python, image_kind_name(image->kind),
				text_string(&size), image->root, image->file});
	}
	text_release(&size);
	if (count > 0)
		table_print(cli, &table);
	table_release(&table);
}

static void list_paths(struct cli *cli, const struct image **images, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_append_clean(&cli->out, images[i]->path, CLEAN_LINE);
		text_append_char(&cli->out, '\n');
	}
}

/* Images that match, in the order of their paths or as the query asks. */
static size_t select_images(struct cli *cli, struct index *index, const struct query *query,
	const struct image **images)
{
	struct query_says says = {0};
	size_t count = 0;
	bool fuzzy = false;

	for (size_t i = 0; i < cli->catalog.count; i++)
		images[count++] = &cli->catalog.items[i];
	if (query == NULL)
		return count;
	count = query_search(query, images, count, &says, &fuzzy);
	cli_tell_unknown(cli, index, query, &says);
	if (fuzzy)
		diag_hint(diags_add(&cli->diags, SEVERITY_NOTE, "I86", NULL,
				  "no name has these words; these have their letters, best first"),
			"write a part of the name as it stands there");
	return count;
}

static void show_selection(struct cli *cli, struct index *index, const struct query *query)
{
	const struct image **images = xcalloc(cli->catalog.count, sizeof *images);
	size_t count = select_images(cli, index, query, images);

	if (cli->json)
		list_json(cli, images, count);
	else if (cli_given(cli, "paths"))
		list_paths(cli, images, count);
	else
		list_table(cli, images, count);
	if (count == 0) {
		struct diag *diag = diags_add(&cli->diags, SEVERITY_NOTE, "I20", NULL,
			cli->catalog.count == 0 ? "there are no images here"
						: "no image matches");
		if (cli->catalog.count > 0)
			diag_hint(diag, "without a query there are %zu", cli->catalog.count);
		else
			diag_hint(diag, "name a folder with --root, or try --site demo");
		if (!diags_have_errors(&cli->diags))
			cli->exit_code = 1;
	}
	free(images);
}

/* A folder stands where the query should. */
static bool names_folder(struct cli *cli)
{
	struct stat status;

	for (size_t i = 0; i < cli->arguments.count; i++) {
		const char *word = cli->arguments.items[i];
		if ((strchr(word, '/') == NULL && !string_equal(word, ".") &&
			    !string_equal(word, "..")) ||
			stat(word, &status) != 0 || !S_ISDIR(status.st_mode))
			continue;
		diags_fail(&cli->diags, "U07", NULL, "'%s' is a folder, and a query is wanted here",
			word);
		diag_hint(cli_last(cli), "to look into it: --root %s", word);
		return true;
	}
	return false;
}

void command_image_list(struct cli *cli)
{
	const struct strings *roots = cli_values(cli, "root");
	const struct site *site = cli_site(cli);
	struct query *query = NULL;
	struct text words = TEXT_INIT;

	if (site == NULL || names_folder(cli))
		return;
	strings_join(&cli->arguments, " ", &words);
	if (words.length > 0)
		query = query_new(text_string(&words), &cli->diags);
	if ((words.length == 0 || query != NULL) &&
		catalog_scan(&cli->catalog, site, roots->items, roots->count, 0, &cli->diags)) {
		struct index *index = index_open();
		if (!cli_given(cli, "paths") || (query != NULL && query_needs_kinds(query)))
			index_read_heads(index, &cli->catalog, NULL, &cli->diags);
		cli_attach_facts(cli, index, query, cli_given(cli, "complete"));
		show_selection(cli, index, query);
		index_free(index);
	}
	query_free(query);
	text_release(&words);
}
