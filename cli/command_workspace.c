#include "cli/command_workspace.h"
#include "base/clean.h"
#include "cli/workspace.h"

#include <errno.h>
#include <unistd.h>

/* Changes the content of the workspace one key after the other. */
struct edit {
	struct cli *cli;
	const char *path;
	struct text content; /* owned */
	bool fine;
};

/* One step: reads what there is so far, and sets the key. */
static void apply(struct edit *edit, const char *key, char *const *values, size_t count, bool add)
{
	struct workspace workspace;
	struct text next = TEXT_INIT;

	if (count == 0)
		return;
	edit->fine = workspace_read_text(edit->path, text_string(&edit->content),
			     edit->content.length, &workspace, &edit->cli->diags) &&
		     workspace_set(&workspace, key, values, count, add, &next,
			     &edit->cli->diags) &&
		     edit->fine;
	if (next.length > 0) {
		text_release(&edit->content);
		edit->content = next;
	}
	workspace_release(&workspace);
}

static void apply_environment(struct edit *edit)
{
	const struct strings *given = cli_values(edit->cli, "env");

	for (size_t i = 0; i < given->count; i++) {
		const char *pair = given->items[i];
		size_t length = strcspn(pair, "=");
		char *key = xasprintf("environment.%.*s", (int)length, pair);
		char *value = xstrdup(pair[length] == '=' ? pair + length + 1 : "");
		if (pair[length] != '=' || length == 0 || memchr(pair, '.', length) != NULL)
			edit->fine = diags_fail(&edit->cli->diags, "U05", "--env",
				"'%s' is not NAME=VALUE", pair);
		else
			apply(edit, key, &value, 1, false);
		free(value);
		free(key);
	}
}

/* The options of init that are keys of the file. */
static void apply_options(struct edit *edit)
{
	static const struct {
		const char *option, *key;
	} keys[] = {
		{"image", "image"},
		{"root", "image.roots"},
		{"preset", "binds.presets"},
		{"bind", "binds.extra"},
		{"account", "job.account"},
		{"partition", "job.partition"},
		{"nodes", "job.nodes"},
		{"time", "job.time"},
		{"launcher", "job.launcher"},
		{"strategy", "job.strategy"},
	};
	struct cli *cli = edit->cli;

	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
		const struct strings *given = cli_values(cli, keys[i].option);
		const char *key = keys[i].key;
		if (string_equal(key, "image") && cli_given(cli, "root"))
			key = "image.query";
		apply(edit, key, given->items, given->count, false);
	}
	apply_environment(edit);
	apply(edit, "job.command", cli->program.items, cli->program.count, false);
}

void command_init(struct cli *cli)
{
	const char *given = cli_value(cli, "file");
	struct edit edit = {
		.cli = cli, .path = given != NULL ? given : WORKSPACE_FILE, .fine = true};

	text_append(&edit.content, workspace_template);
	apply_options(&edit);
	if (edit.fine && cli_given(cli, "show"))
		text_append(&cli->out, text_string(&edit.content));
	else if (edit.fine && !cli_workspace_write(cli, edit.path, &edit.content,
				      cli_given(cli, "force")))
		edit.fine = false;
	if (cli->json && edit.fine) {
		json_t *document = cli_document(cli, "berth.init/1");
		json_object_set_new(document, "file", json_string_clean(edit.path));
		json_object_set_new(
			document, "content", json_string_clean(text_string(&edit.content)));
	}
	text_release(&edit.content);
}

static void finish_edit(struct cli *cli, const struct workspace *workspace, const struct text *text)
{
	bool same = text->length == workspace->content.length &&
		    memcmp(text_string(text), text_string(&workspace->content), text->length) == 0;

	if (!same && !cli_workspace_write(cli, workspace->file, text, true))
		return;
	if (cli->json) {
		json_t *document = cli_document(cli, "berth.set/1");
		json_object_set_new(document, "file", json_string_clean(workspace->file));
		json_object_set_new(document, "key", json_string_clean(cli->arguments.items[0]));
		json_object_set_new(document, "changed", json_boolean(!same));
	}
}

void command_set(struct cli *cli)
{
	struct workspace workspace = {0};
	struct strings values = {0};
	struct text text = TEXT_INIT;

	for (size_t i = 1; i < cli->arguments.count; i++)
		strings_add(&values, cli->arguments.items[i]);
	for (size_t i = 0; i < cli->program.count; i++)
		strings_add(&values, cli->program.items[i]);
	if (values.count == 0) {
		diags_fail(&cli->diags, "U07", NULL, "'set' needs a value");
		diag_hint(cli_last(cli), "'berth unset %s' takes the key out; an empty text is \"\"",
			cli->arguments.items[0]);
	} else if (cli_workspace_read(cli, &workspace) &&
		   workspace_set(&workspace, cli->arguments.items[0], values.items, values.count,
			   cli_given(cli, "add"), &text, &cli->diags)) {
		finish_edit(cli, &workspace, &text);
	}
	text_release(&text);
	strings_release(&values);
	workspace_release(&workspace);
}

void command_unset(struct cli *cli)
{
	struct workspace workspace = {0};
	struct text text = TEXT_INIT;

	if (cli_workspace_read(cli, &workspace) &&
		workspace_unset(&workspace, cli->arguments.items[0], cli->arguments.items + 1,
			cli->arguments.count - 1, &text, &cli->diags))
		finish_edit(cli, &workspace, &text);
	text_release(&text);
	workspace_release(&workspace);
}
