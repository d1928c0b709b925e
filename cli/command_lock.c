#include "cli/command_workspace.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/units.h"
#include "cli/workspace.h"

#include <inttypes.h>
#include <stdlib.h>

/* The image that the file asks for now; NULL with diagnostics when there is none. */
static const struct image *find_image(struct cli *cli, const struct workspace *workspace)
{
	const struct site *site = cli_site(cli);
	const struct image *image = NULL;
	const struct yaml_strings *roots = &workspace->root_paths;
	char *here = folder_current();
	char *what = workspace_image(workspace, here != NULL ? here : "");

	if (what == NULL) {
		struct place place = {.file = workspace->file, .field = "image"};
		diags_add(&cli->diags, SEVERITY_ERROR, "W07", &place,
			"the file names no image that could be pinned");
		diag_hint(cli_last(cli), "'berth set image NAME' sets one");
	} else if (site != NULL) {
		image = catalog_resolve(&cli->catalog, site, what, roots->items, roots->count,
			&cli->diags);
	}
	free(what);
	free(here);
	return image;
}

static json_t *pin_json(const struct workspace_pin *pin)
{
	json_t *object;

	if (pin->query == NULL)
		return json_null();
	object = json_object();
	json_object_set_new(object, "query", json_string_or_null(pin->query));
	json_object_set_new(object, "path", json_string_or_null(pin->path));
	json_object_set_new(object, "size", json_integer(pin->size));
	json_object_set_new(object, "mtime", json_string_or_null(pin->mtime));
	json_object_set_new(object, "id", json_string_or_null(pin->id));
	return object;
}

/* Whether the query is one for the catalog, and not a path that is a file or a link. */
static bool is_query(const struct workspace *workspace)
{
	char *path = workspace_image(workspace, "");
	bool query = path != NULL && strchr(path, '/') == NULL;

	free(path);
	return query;
}

/* Everything that has changed since the image was pinned. */
static void check_drift(struct cli *cli, const struct workspace *workspace, bool strict)
{
	struct diags ignored = {0};
	const struct image *image = NULL;

	workspace_drift(workspace, strict, &cli->diags);
	if (!workspace_is_pinned(workspace) || !is_query(workspace) || cli_site(cli) == NULL)
		return;
	/* What the query gives by now is worth a note; that it gives nothing is no drift. */
	image = catalog_resolve(&cli->catalog, &cli->site, workspace->image,
		workspace->root_paths.items, workspace->root_paths.count, &ignored);
	if (image != NULL)
		workspace_drift_query(workspace, image, &cli->diags);
	diags_release(&ignored);
}

static void show_pin(struct cli *cli, const struct workspace_pin *pin)
{
	text_append_clean(&cli->out, pin->path, CLEAN_LINE);
	text_append(&cli->out, " (");
	text_append_size(&cli->out, (uint64_t)pin->size);
	text_append_format(&cli->out, ", %s", pin->mtime);
	if (pin->id != NULL)
		text_append_format(&cli->out, ", id %s", pin->id);
	text_append(&cli->out, ")\n");
}

static void pin_image(struct cli *cli, const struct workspace *workspace)
{
	const struct image *image = find_image(cli, workspace);
	struct workspace pinned = {0};
	struct text text = TEXT_INIT;

	if (image != NULL && workspace_pin(workspace, image, &text, &cli->diags) &&
		cli_workspace_write(cli, workspace->file, &text, true) &&
		workspace_read_text(workspace->file, text_string(&text), text.length, &pinned,
			&cli->diags)) {
		if (cli->json) {
			json_t *document = cli_document(cli, "berth.lock/1");
			json_object_set_new(
				document, "file", json_string_clean(workspace->file));
			json_object_set_new(document, "pin", pin_json(&pinned.pin));
		} else {
			show_pin(cli, &pinned.pin);
		}
	}
	workspace_release(&pinned);
	text_release(&text);
}

void command_lock(struct cli *cli)
{
	struct workspace workspace = {0};

	if (cli_workspace_read(cli, &workspace) && cli_given(cli, "check")) {
		check_drift(cli, &workspace, true);
		if (cli->json)
			json_object_set_new(cli_document(cli, "berth.lock/1"), "pin",
				pin_json(&workspace.pin));
		else if (!diags_have_errors(&cli->diags))
			show_pin(cli, &workspace.pin);
		if (cli->document != NULL)
			json_object_set_new(cli->document, "file",
				json_string_clean(workspace.file));
	} else if (!diags_have_errors(&cli->diags)) {
		pin_image(cli, &workspace);
	}
	workspace_release(&workspace);
}

static json_t *strings_json(const struct yaml_strings *strings)
{
	json_t *array = json_array();

	for (size_t i = 0; i < strings->count; i++)
		json_array_append_new(array, json_string_clean(strings->items[i]));
	return array;
}

static json_t *job_json(const struct workspace *workspace)
{
	json_t *job = json_object();

	for (size_t i = 0; job_wish_fields[i].name != NULL; i++) {
		const struct yaml_strings *values = &workspace->job[i];
		if (values->count == 0)
			continue;
		json_object_set_new(job, job_wish_fields[i].name,
			job_wish_fields[i].kind == WISH_STRINGS
				? strings_json(values)
				: json_string_clean(values->items[0]));
	}
	return job;
}

static void status_json(
	struct cli *cli, const struct workspace *workspace, const struct image *image)
{
	json_t *document = cli_document(cli, "berth.status/1"), *environment = json_object();
	json_t *kept = json_array();

	YAML_EACH (const struct workspace_variable, variable, &workspace->environment)
		json_object_set_new(environment, variable->record.name,
			json_string_clean(variable->value != NULL ? variable->value : ""));
	if (workspace->has_build)
		json_array_append_new(kept, json_string("build"));
	if (workspace->has_vnc)
		json_array_append_new(kept, json_string("vnc"));
	json_object_set_new(document, "file", json_string_clean(workspace->file));
	json_object_set_new(document, "image", json_string_or_null(workspace->image));
	json_object_set_new(document, "resolved",
		image != NULL ? json_string_clean(image->path) : json_null());
	json_object_set_new(document, "pin", pin_json(&workspace->pin));
	json_object_set_new(document, "presets", strings_json(&workspace->presets));
	json_object_set_new(document, "binds", strings_json(&workspace->specs));
	json_object_set_new(document, "environment", environment);
	json_object_set_new(document, "job", job_json(workspace));
	json_object_set_new(document, "command", strings_json(&workspace->command));
	json_object_set_new(document, "kept", kept);
}

static void row(struct cli *cli, const char *label, const char *value)
{
	text_append_format(&cli->out, "%-12s ", label);
	text_append_clean(&cli->out, value, CLEAN_LINE);
	text_append_char(&cli->out, '\n');
}

static void list_row(struct cli *cli, const char *label, const struct yaml_strings *list)
{
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < list->count; i++)
		text_append_format(&text, "%s%s", i > 0 ? " " : "", list->items[i]);
	if (text.length > 0)
		row(cli, label, text_string(&text));
	text_release(&text);
}

static void status_text(
	struct cli *cli, const struct workspace *workspace, const struct image *image)
{
	row(cli, "file", workspace->file);
	row(cli, "image", workspace->image != NULL ? workspace->image : "none");
	if (workspace_is_pinned(workspace)) {
		text_append_format(&cli->out, "%-12s ", "pinned");
		show_pin(cli, &workspace->pin);
	} else if (image != NULL) {
		row(cli, "now", image->path);
	}
	list_row(cli, "presets", &workspace->presets);
	list_row(cli, "binds", &workspace->specs);
	YAML_EACH (const struct workspace_variable, variable, &workspace->environment) {
		char *pair = xasprintf("%s=%s", variable->record.name,
			variable->value != NULL ? variable->value : "");
		row(cli, "environment", pair);
		free(pair);
	}
	for (size_t i = 0; job_wish_fields[i].name != NULL; i++)
		list_row(cli, job_wish_fields[i].name, &workspace->job[i]);
	list_row(cli, "command", &workspace->command);
	if (workspace->has_build)
		row(cli, "build", "kept; no part of Berth reads it yet");
	if (workspace->has_vnc)
		row(cli, "vnc", "kept; no part of Berth reads it yet");
}

void command_status(struct cli *cli)
{
	struct workspace workspace = {0};
	const struct image *image = NULL;

	if (cli_workspace_read(cli, &workspace)) {
		check_drift(cli, &workspace, false);
		if (!workspace_is_pinned(&workspace) && workspace.image != NULL)
			image = find_image(cli, &workspace);
		if (cli->json)
			status_json(cli, &workspace, image);
		else
			status_text(cli, &workspace, image);
	}
	workspace_release(&workspace);
}
