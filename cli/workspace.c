#include "cli/workspace.h"
#include "base/files.h"
#include "plan/plan.h"

#include <errno.h>
#include <unistd.h>

/* Where a command looks for the file: the path that was given, or what workspace_find() gives. NULL
 * when there is none. The caller frees it. */
static char *find_path(struct cli *cli, const char *given)
{
	char *here, *path;

	if (given != NULL)
		return xstrdup(given);
	here = folder_current();
	path = here != NULL ? workspace_find(here, &cli->diags) : NULL;
	/* In the folder where one stands its name is enough. */
	if (path != NULL && here != NULL && strlen(here) == (size_t)(path_base(path) - path) - 1) {
		free(path);
		path = xstrdup(WORKSPACE_FILE);
	}
	free(here);
	return path;
}

bool cli_workspace_read(struct cli *cli, struct workspace *workspace)
{
	char *path = find_path(cli, cli_value(cli, "file"));
	bool fine;

	if (path == NULL) {
		diags_fail(&cli->diags, "W08", NULL,
			"there is no " WORKSPACE_FILE " here or in a folder above");
		diag_hint(cli_last(cli), "'berth init' writes one, '--file FILE' names one");
		return false;
	}
	fine = workspace_read(path, workspace, &cli->diags);
	free(path);
	return fine;
}

/* The option of this command that may be filled; NULL when it has none of that name. */
static struct cli_value *find_option(struct cli *cli, const char *name)
{
	for (size_t i = 0; i < cli->value_count; i++)
		if (string_equal(cli->values[i].option->name, name))
			return &cli->values[i];
	return NULL;
}

static bool was_given(struct cli *cli, const char *name)
{
	const struct cli_value *value = find_option(cli, name);
	return value != NULL && value->given.count > 0;
}

/* Values from the file at `key`: an option that stands once is filled when it was not given, and
 * one that may be repeated gets them behind those of the command line. */
static void fill(struct cli *cli, const char *option, const char *key,
	const struct yaml_strings *values)
{
	struct cli_value *value = find_option(cli, option);

	if (value == NULL || values->count == 0 ||
		(value->given.count > 0 && !value->option->repeats))
		return;
	for (size_t i = 0; i < values->count; i++)
		strings_add(&value->given, values->items[i]);
	free(value->workspace_key);
	value->workspace_key = xstrdup(key);
}

/* A strategy of the command line is meant instead of an order of the file, and the other way
 * round. */
static bool is_outdone(struct cli *cli, const char *option)
{
	return (string_equal(option, "order") && was_given(cli, "strategy")) ||
	       (string_equal(option, "strategy") && was_given(cli, "order"));
}

static void fill_job(struct cli *cli, const struct workspace *workspace)
{
	size_t count = 0;
	bool *outdone;

	while (job_wish_fields[count].name != NULL)
		count++;
	outdone = xcalloc(count, sizeof *outdone);
	for (size_t i = 0; i < count; i++)
		outdone[i] = is_outdone(cli, job_wish_fields[i].name);
	for (size_t i = 0; i < count; i++) {
		char *key = xasprintf("job.%s", job_wish_fields[i].name);
		if (!outdone[i])
			fill(cli, job_wish_fields[i].name, key, &workspace->job[i]);
		free(key);
	}
	free(outdone);
	if (cli->command->takes_program && cli->program.count == 0)
		for (size_t i = 0; i < workspace->command.count; i++)
			strings_add(&cli->program, workspace->command.items[i]);
}

/* "NAME=VALUE" for each variable that the command line does not set itself. */
static void fill_environment(struct cli *cli, const struct workspace *workspace)
{
	struct cli_value *value = find_option(cli, "env");
	struct strings given = {0};
	struct yaml_strings list;

	if (value == NULL)
		return;
	YAML_EACH (const struct workspace_variable, variable, &workspace->environment) {
		bool hidden = false;
		char *start = xasprintf("%s=", variable->record.name);
		for (size_t i = 0; i < value->given.count; i++)
			hidden = hidden || string_starts(value->given.items[i], start);
		if (!hidden)
			strings_add_format(&given, "%s%s", start,
				variable->value != NULL ? variable->value : "");
		free(start);
	}
	list = (struct yaml_strings){given.items, given.count};
	fill(cli, "env", "environment", &list);
	strings_release(&given);
}

/* The pinned image, or what the file asks for. */
static bool fill_image(struct cli *cli, const struct workspace *workspace)
{
	char *here, *image;
	struct yaml_strings one;
	size_t errors = diags_count(&cli->diags, SEVERITY_ERROR);

	if (find_option(cli, "image") == NULL || was_given(cli, "image"))
		return true;
	if (!was_given(cli, "root"))
		fill(cli, "root", "image.roots", &workspace->root_paths);
	workspace_drift(workspace, false, &cli->diags);
	here = folder_current();
	image = workspace_is_pinned(workspace) ? xstrdup(workspace->pin.path)
					       : workspace_image(workspace, here != NULL ? here : "");
	if (image != NULL) {
		one = (struct yaml_strings){&image, 1};
		fill(cli, "image",
			workspace_is_pinned(workspace) ? "lock.path" : "image", &one);
	}
	free(image);
	free(here);
	return diags_count(&cli->diags, SEVERITY_ERROR) == errors;
}

bool cli_workspace_fill(struct cli *cli)
{
	const char *given = cli_value(cli, "workspace");
	char *path;
	bool fine;

	if (given != NULL && string_equal(given, "none"))
		return true;
	path = find_path(cli, given);
	if (path == NULL)
		return true;
	cli->workspace = xcalloc(1, sizeof *cli->workspace);
	fine = workspace_read(path, cli->workspace, &cli->diags);
	if (fine && given == NULL)
		diags_add(&cli->diags, SEVERITY_NOTE, "W09", NULL,
			"what the command line leaves open comes from '%s'", path);
	free(path);
	if (!fine)
		return false;
	fill_job(cli, cli->workspace);
	fill_environment(cli, cli->workspace);
	fill(cli, "preset", "binds.presets", &cli->workspace->presets);
	fill(cli, "bind", "binds.extra", &cli->workspace->specs);
	return fill_image(cli, cli->workspace);
}

/* The value that a diagnostic with the field "--nodes" or "--bind SPEC" is about, when the file
 * filled it. */
static const struct cli_value *find_filled(const struct cli *cli, const char *field)
{
	size_t length;

	if (field == NULL || !string_starts(field, "--"))
		return NULL;
	length = strcspn(field + 2, " ");
	for (size_t i = 0; i < cli->value_count; i++) {
		const struct cli_value *value = &cli->values[i];
		if (value->workspace_key != NULL && strlen(value->option->name) == length &&
			strncmp(value->option->name, field + 2, length) == 0)
			return value;
	}
	return NULL;
}

void cli_workspace_places(struct cli *cli)
{
	const struct text *text;

	if (cli->workspace == NULL)
		return;
	text = &cli->workspace->content;
	for (size_t i = 0; i < cli->diags.count; i++) {
		struct diag *diag = &cli->diags.items[i];
		const struct cli_value *value = find_filled(cli, diag->field);
		if (value == NULL || diag->file != NULL ||
			!yaml_locate(text_string(text), text->length, value->workspace_key,
				&diag->line, &diag->column))
			continue;
		diag->file = xstrdup(cli->workspace->file);
		free(diag->field);
		diag->field = xstrdup(value->workspace_key);
	}
}

static bool has_content(const char *path, const struct text *text)
{
	struct text old = TEXT_INIT;
	struct diags unheard = {0};
	bool same = file_read(path, YAML_SIZE_LIMIT, &old, &unheard) &&
		    old.length == text->length &&
		    memcmp(text_string(&old), text_string(text), text->length) == 0;

	diags_release(&unheard);
	text_release(&old);
	return same;
}

bool cli_workspace_write(
	struct cli *cli, const char *path, const struct text *text, bool replace)
{
	/* A link stays a link: what it leads to is written. */
	char *target = path_real(path);
	struct plan_result result = {0};
	struct plan plan;
	bool fine, same = has_content(path, text);

	plan_init(&plan, "A workspace file");
	plan_step_write(plan_add(&plan, "Write the workspace file"),
		target != NULL ? target : path, text_string(text), text->length, 0666, replace);
	fine = plan_run(&plan, NULL, &result, &cli->diags);
	if (fine && !cli->json)
		fprintf(stderr, same ? "berth: %s is so already\n" : "berth: wrote %s\n", path);
	plan_result_release(&result);
	plan_release(&plan);
	free(target);
	return fine;
}
