#include "base/clean.h"
#include "base/units.h"
#include "cli/command_index.h"
#include "image/index.h"

static const char *const titles[] = {
	"heads of images", "inside of images", "heads, of the centre", "inside, of the centre"};

static void show_file(struct table *table, const char *title, const struct index_file *file)
{
	struct text size = TEXT_INIT, changed = TEXT_INIT, images = TEXT_INIT, packages = TEXT_INIT;
	bool good = string_equal(file->state, "good");

	if (file->size > 0)
		text_append_size(&size, file->size);
	if (file->changed != 0)
		text_append_time(&changed, file->changed);
	if (good)
		text_append_format(&images, "%zu", file->images);
	if (good && file->packages > 0)
		text_append_format(&packages, "%zu", file->packages);
	table_row(table, 7,
		(const char *const[]){title, file->state, good ? text_string(&images) : NULL,
			packages.length > 0 ? text_string(&packages) : NULL,
			size.length > 0 ? text_string(&size) : NULL,
			changed.length > 0 ? text_string(&changed) : NULL, file->path});
	text_release(&size);
	text_release(&changed);
	text_release(&images);
	text_release(&packages);
}

static json_t *file_json(const struct index_file *file)
{
	bool good = string_equal(file->state, "good");
	struct text time = TEXT_INIT;
	json_t *object = json_object();

	text_append_time(&time, file->changed);
	json_object_set_new(object, "path", json_string_clean(file->path));
	json_object_set_new(object, "state", json_string(file->state));
	json_object_set_new(object, "size",
		file->size > 0 ? json_integer((json_int_t)file->size) : json_null());
	json_object_set_new(object, "changed",
		file->changed != 0 ? json_string(text_string(&time)) : json_null());
	json_object_set_new(object, "images",
		good ? json_integer((json_int_t)file->images) : json_null());
	json_object_set_new(object, "packages",
		good ? json_integer((json_int_t)file->packages) : json_null());
	json_object_set_new(object, "unreadable",
		good ? json_integer((json_int_t)file->failed) : json_null());
	text_release(&time);
	return object;
}

static void show_json(struct cli *cli, const struct index_status *status)
{
	static const char *const keys[] = {"heads", "inside", "shared_heads", "shared_inside"};
	json_t *document = cli_document(cli, "berth.index.status/1");

	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
		json_object_set_new(document, keys[i],
			status->files[i].path != NULL ? file_json(&status->files[i]) : json_null());
}

void command_index_status(struct cli *cli)
{
	struct index *index = index_open();
	struct index_status status;
	struct table table = {0};

	index_get_status(index, &status);
	index_free(index);
	if (cli->json) {
		show_json(cli, &status);
	} else {
		table_row(&table, 7,
			(const char *const[]){"WHAT", "STATE", "IMAGES", "PACKAGES", "SIZE",
				"CHANGED", "FILE"});
		for (size_t i = 0; i < ARRAY_LENGTH(titles); i++)
			if (status.files[i].path != NULL)
				show_file(&table, titles[i], &status.files[i]);
		if (table.cells.count > table.columns)
			table_print(cli, &table);
		else
			text_append(&cli->out,
				"there is no folder for an index: HOME is not set\n");
		table_release(&table);
	}
	index_status_release(&status);
}
