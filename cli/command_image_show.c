#include "cli/command_image.h"
#include "base/clean.h"
#include "base/units.h"
#include "bind/bind.h"
#include "cli/image_facts.h"

struct card {
	struct cli *cli;
	const struct image *image;
	const struct site_recipe *recipe;
	struct sif sif;
	struct bind_set binds; /* that the recipe asks for */
	const struct facts *facts; /* NULL: the files cannot be read */
	struct verdicts verdicts;
};

static void line(struct card *card, const char *label, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	text_append_format(&card->cli->out, "%-12s ", label);
	text_append_clean(&card->cli->out, value, CLEAN_LINE);
	text_append_char(&card->cli->out, '\n');
}

static void heading(struct card *card, const char *title)
{
	text_append_format(
		&card->cli->out, card->cli->color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", title);
}

static void show_name(struct card *card)
{
	const struct image_name *name = &card->image->name;
	struct text text = TEXT_INIT;

	if (name->framework != NULL)
		text_append_format(&text, "%s %s", name->framework,
			name->version != NULL ? name->version : "");
	line(card, "framework", text_string(&text));
	line(card, "extras", name->extras);
	line(card, "ROCm", name->rocm);
	line(card, "Python", name->python);
	line(card, "OS", name->os);
	line(card, "family", name->family != NULL ? name->family : "unknown");
	line(card, "layer", name->layer);
	line(card, "release", name->release);
	text_release(&text);
}

static void show_file(struct card *card)
{
	const struct image *image = card->image;
	struct text size = TEXT_INIT, time = TEXT_INIT, kind = TEXT_INIT;

	text_append_size(&size, image->size);
	text_append_time(&time, image->mtime);
	text_append(&kind, image_kind_name(card->sif.kind));
	if (card->sif.compression != NULL)
		text_append_format(&kind, ", %s", card->sif.compression);
	text_append_format(&kind, ", %s", card->sif.arch);
	if (card->sif.is_signed)
		text_append(&kind, ", signed (not verified)");
	if (card->sif.has_overlay)
		text_append(&kind, ", with an overlay");
	line(card, "path", image->path);
	if (!string_equal(image->path, image->target))
		line(card, "points to", image->target);
	for (size_t i = 0; i < image->alias_count; i++)
		line(card, i == 0 ? "also as" : "", image->aliases[i]);
	line(card, "kind", text_string(&kind));
	line(card, "size", text_string(&size));
	line(card, "changed", text_string(&time));
	line(card, "id", card->sif.uuid);
	text_release(&size);
	text_release(&time);
	text_release(&kind);
}

static void show_use(struct card *card)
{
	const struct site_recipe *recipe = card->recipe;

	heading(card, "How it is run here");
	if (recipe != NULL) {
		line(card, "recipe", recipe->title);
		line(card, "module", recipe->bindings_module);
	}
	for (size_t i = 0; i < card->binds.count; i++) {
		struct text spec = TEXT_INIT;
		bind_append_spec(&card->binds.items[i], &spec);
		line(card, i == 0 ? "binds" : "", text_string(&spec));
		text_release(&spec);
	}
	show_verdicts(card->cli, &card->verdicts);
}

static void show_content(struct card *card)
{
	if (card->facts == NULL)
		return;
	heading(card, "What it holds");
	show_facts(card->cli, card->facts);
}

static void show_labels(struct card *card)
{
	const char *key;
	json_t *value;
	size_t width = 0;

	if (card->sif.labels == NULL || json_object_size(card->sif.labels) == 0)
		return;
	heading(card, "Labels");
	/* No heading row: keys and values speak for themselves. */
	json_object_foreach(card->sif.labels, key, value)
		width = strlen(key) > width && strlen(key) < 60 ? strlen(key) : width;
	json_object_foreach(card->sif.labels, key, value) {
		size_t before = card->cli->out.length;
		text_append_clean(&card->cli->out, key, CLEAN_LINE);
		before = card->cli->out.length - before;
		text_append_repeated(&card->cli->out, " ", before < width ? width - before + 2 : 2);
		text_append_clean(&card->cli->out, json_string_value(value), CLEAN_LINE);
		text_append_char(&card->cli->out, '\n');
	}
}

static void show_text(struct card *card, const char *title, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return;
	heading(card, title);
	text_append_clean(&card->cli->out, text, CLEAN_LINES);
	if (!string_ends(text_string(&card->cli->out), "\n"))
		text_append_char(&card->cli->out, '\n');
}

static void show_objects(struct card *card)
{
	struct table table = {0};

	if (card->sif.descriptor_count == 0)
		return;
	heading(card, "Objects in the file");
	table_row(&table, 5, (const char *const[]){"ID", "TYPE", "OFFSET", "SIZE", "NAME"});
	for (size_t i = 0; i < card->sif.descriptor_count; i++) {
		const struct sif_descriptor *object = &card->sif.descriptors[i];
		char *id = xasprintf("%u", object->id);
		char *offset = xasprintf("%llu", (unsigned long long)object->offset);
		char *size = xasprintf("%llu", (unsigned long long)object->size);
		table_row(&table, 5,
			(const char *const[]){id, sif_type_name(object->type), offset, size,
				object->name});
		free(id);
		free(offset);
		free(size);
	}
	table_print(card->cli, &table);
}

static json_t *objects_json(const struct sif *sif)
{
	json_t *array = json_array();

	for (size_t i = 0; i < sif->descriptor_count; i++) {
		const struct sif_descriptor *object = &sif->descriptors[i];
		json_t *item = json_object();
		json_object_set_new(item, "id", json_integer(object->id));
		json_object_set_new(item, "type", json_string(sif_type_name(object->type)));
		json_object_set_new(item, "offset", json_integer((json_int_t)object->offset));
		json_object_set_new(item, "size", json_integer((json_int_t)object->size));
		json_object_set_new(item, "name", json_filled_or_null(object->name));
		json_object_set_new(item, "truncated", json_boolean(object->truncated));
		json_object_set_new(item, "fingerprint", json_filled_or_null(object->fingerprint));
		json_array_append_new(array, item);
	}
	return array;
}

static json_t *recipe_json(struct card *card)
{
	const struct site_recipe *recipe = card->recipe;
	json_t *object;

	if (recipe == NULL)
		return json_null();
	object = json_object();
	json_object_set_new(object, "name", json_string_clean(recipe->record.name));
	json_object_set_new(object, "title", json_filled_or_null(recipe->title));
	json_object_set_new(object, "start", json_string(recipe->start == START_RUN ? "run" : "exec"));
	json_object_set_new(object, "conda", json_boolean(recipe->conda == CONDA_CALL));
	json_object_set_new(object, "mpi", json_filled_or_null(recipe->mpi));
	json_object_set_new(object, "module", json_filled_or_null(recipe->bindings_module));
	return object;
}

static json_t *binds_json(struct card *card)
{
	json_t *array = json_array();

	vector_each (struct bind, bind, &card->binds) {
		struct text spec = TEXT_INIT;
		bind_append_spec(bind, &spec);
		json_array_append_new(array, json_string_clean(text_string(&spec)));
		text_release(&spec);
	}
	return array;
}

static void show_json(struct card *card)
{
	const struct image *image = card->image;
	const struct image_name *name = &image->name;
	const struct sif *sif = &card->sif;
	json_t *document = cli_document(card->cli, "berth.image.show/1"), *aliases = json_array();
	struct text time = TEXT_INIT;
	const struct {
		const char *key, *value;
	} strings[] = {
		{"name", image->file}, {"path", image->path}, {"target", image->target},
		{"root", image->root}, {"family", name->family}, {"framework", name->framework},
		{"version", name->version}, {"rocm", name->rocm}, {"python", name->python},
		{"layer", name->layer}, {"release", name->release}, {"extras", name->extras},
		{"os", name->os}, {"kind", image_kind_name(sif->kind)},
		{"compression", sif->compression}, {"arch", sif->arch}, {"uuid", sif->uuid},
		{"runscript", sif->runscript}, {"definition", sif->definition}, {"help", sif->help},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(strings); i++)
		json_object_set_new(document, strings[i].key, json_filled_or_null(strings[i].value));
	for (size_t i = 0; i < image->alias_count; i++)
		json_array_append_new(aliases, json_string_clean(image->aliases[i]));
	text_append_time(&time, image->mtime);
	json_object_set_new(document, "aliases", aliases);
	json_object_set_new(document, "size", json_integer((json_int_t)image->size));
	json_object_set_new(document, "mtime", json_string(text_string(&time)));
	json_object_set_new(document, "signed", json_boolean(sif->is_signed));
	json_object_set_new(document, "labels", sif->labels != NULL ? json_incref(sif->labels) : json_null());
	json_object_set_new(document, "environment",
		sif->environment != NULL ? json_incref(sif->environment) : json_null());
	json_object_set_new(document, "oci_config",
		sif->oci_config != NULL ? json_incref(sif->oci_config) : json_null());
	json_object_set_new(document, "objects", objects_json(sif));
	json_object_set_new(document, "recipe", recipe_json(card));
	json_object_set_new(document, "binds", binds_json(card));
	json_object_set_new(
		document, "facts", card->facts != NULL ? facts_json(card->facts) : json_null());
	json_object_set_new(document, "environments",
		card->facts != NULL ? environments_json(card->facts) : json_null());
	json_object_set_new(document, "files",
		card->facts != NULL ? json_integer((json_int_t)card->facts->file_count)
				    : json_null());
	json_object_set_new(document, "verdicts", verdicts_json(&card->verdicts));
	text_release(&time);
}

static void show_text_card(struct card *card)
{
	show_file(card);
	show_name(card);
	show_content(card);
	show_use(card);
	show_labels(card);
	show_text(card, "Runscript", card->sif.runscript);
	if (cli_given(card->cli, "definition"))
		show_text(card, "Definition file", card->sif.definition);
	if (cli_given(card->cli, "objects"))
		show_objects(card);
}

/* Files that cannot be read are no reason to show nothing: what was said of them stays as a
 * warning. */
static bool read_facts(struct cli *cli, struct opened_image *opened)
{
	struct diags said = {0};
	bool fine;

	opened->tree = image_tree_open(opened->image.path, &opened->sif, &said);
	fine = opened->tree != NULL &&
	       facts_read(opened->tree, &opened->sif, FACTS_DATABASES, NULL, &opened->facts, &said);
	vector_each (struct diag, diag, &said)
		if (diag->severity == SEVERITY_ERROR)
			diag->severity = SEVERITY_WARNING;
	/* A verdict says of these kinds what cannot be seen. */
	if (opened->sif.kind != IMAGE_ENCRYPTED && opened->sif.kind != IMAGE_EXT3)
		diags_move(&cli->diags, &said);
	diags_release(&said);
	return fine;
}

static void show_image(struct cli *cli, struct opened_image *opened)
{
	struct card card = {.cli = cli, .image = &opened->image, .sif = opened->sif};
	struct bind_wish wish = {.image = &opened->image};

	card.recipe = image_recipe(&cli->site, &opened->image);
	card.facts = read_facts(cli, opened) ? &opened->facts : NULL;
	verdicts_judge(&cli->site, &opened->image, &opened->sif, card.facts, &card.verdicts);
	if (card.recipe == NULL || !bind_compose(&cli->site, &wish, &card.binds, &cli->diags))
		bind_set_release(&card.binds);
	if (cli->json)
		show_json(&card);
	else
		show_text_card(&card);
	bind_set_release(&card.binds);
	verdicts_release(&card.verdicts);
}

void command_image_show(struct cli *cli)
{
	struct opened_image opened = {0};
	struct text what = TEXT_INIT;

	strings_join(&cli->arguments, " ", &what);
	if (cli_open_image(cli, text_string(&what), &opened))
		show_image(cli, &opened);
	text_release(&what);
	opened_image_release(&opened);
}
