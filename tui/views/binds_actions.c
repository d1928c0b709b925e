#include "tui/views/binds_parts.h"

#include "base/files.h"
#include "base/words.h"

static const char *no_own(struct app *app, struct view *view)
{
	const struct tree_item *item = tree_chosen(&binds_view(view)->tree);

	(void)app;
	return item != NULL && string_starts(item->key, "spec ")
		       ? NULL
		       : "choose one of your own binds first";
}

static const char *no_binds(struct app *app, struct view *view)
{
	(void)view;
	return app_model(app)->composed.binds.count > 0 ? NULL : "there are no binds";
}

static const char *no_box(struct app *app, struct view *view)
{
	const struct tree_item *item = tree_chosen(&binds_view(view)->tree);

	(void)app;
	return item != NULL && item->check != TREE_NO_BOX ? NULL : "there is nothing to turn here";
}

static void toggle(struct app *app, struct view *view, const char *argument)
{
	struct binds_view *binds = binds_view(view);

	(void)app;
	(void)argument;
	binds_toggle(binds, tree_chosen(&binds->tree));
}

/* The new list of one's own binds: without `old` (NULL: nothing goes), with `fresh`. */
static void set_specs(struct binds_view *binds, const char *old, const char *fresh)
{
	struct model *model = app_model(binds->view.app);
	const struct yaml_strings *specs = &model->document.workspace.specs;
	struct strings values = {0};

	for (size_t i = 0; i < specs->count; i++)
		strings_add(&values, old != NULL && string_equal(specs->items[i], old)
					     ? fresh
					     : specs->items[i]);
	if (old == NULL)
		strings_add(&values, fresh);
	model_set_list(model, "binds.extra", values.items, values.count);
	strings_release(&values);
}

static void added(void *context, const char *spec)
{
	if (spec[0] != '\0')
		set_specs(context, NULL, spec);
}

static void add_bind(struct app *app, struct view *view, const char *argument)
{
	struct app_ask ask = {
		.label = "Bind",
		.placeholder = "SRC[:DST[:ro]]",
		.history = "binds",
		.answer = added,
		.context = binds_view(view),
	};

	app_ask_unless(app, argument, &ask);
}

static void edited(void *context, const char *spec)
{
	struct binds_view *binds = context;
	const struct tree_item *item = tree_chosen(&binds->tree);

	if (item == NULL || !string_starts(item->key, "spec "))
		return;
	if (spec[0] == '\0')
		binds_toggle(binds, item);
	else
		set_specs(binds, item->key + strlen("spec "), spec);
}

static void edit_bind(struct app *app, struct view *view, const char *argument)
{
	struct binds_view *binds = binds_view(view);
	struct app_ask ask = {
		.label = "Bind",
		.initial = tree_chosen(&binds->tree)->key + strlen("spec "),
		.history = "binds",
		.answer = edited,
		.context = binds,
	};

	(void)argument;
	app_ask(app, &ask);
}

static void next_format(struct app *app, struct view *view, const char *argument)
{
	struct binds_view *binds = binds_view(view);

	(void)argument;
	binds->format = binds->format == BIND_JSON ? BIND_FLAG
						   : (enum bind_format)(binds->format + 1);
	binds_show_text(binds);
	app_dirty(app);
}

static void copy_binds(struct app *app, struct view *view, const char *argument)
{
	const struct text *text = &binds_view(view)->text.text;
	size_t length = text->length;
	char *copy;

	(void)argument;
	/* An option is pasted into the middle of a line. */
	if (binds_view(view)->format == BIND_FLAG && length > 0)
		length--;
	copy = xstrndup(text_string(text), length);
	app_copy(app, "the binds", copy);
	free(copy);
}

static void written(void *context, bool fine, const char *out)
{
	struct binds_view *binds = context;

	(void)out;
	if (fine)
		app_say(binds->view.app, SEVERITY_NOTE, "wrote the binds");
}

static void write_to(void *context, const char *name)
{
	struct binds_view *binds = context;
	char *path = path_expand(name);
	struct plan plan;

	if (name[0] != '\0') {
		plan_init(&plan, "Write the binds");
		plan_step_write(plan_add(&plan, "Write the binds"), path,
			text_string(&binds->text.text), binds->text.text.length, 0666, true);
		app_plan(binds->view.app, &plan, false, written, binds);
		plan_release(&plan);
	}
	free(path);
}

static void write_binds(struct app *app, struct view *view, const char *argument)
{
	struct binds_view *binds = binds_view(view);
	struct app_ask ask = {
		.label = "Write this to",
		.initial = binds->format == BIND_MODULE ? "berth-binds.lua" : "binds.sh",
		.history = "bind files",
		.answer = write_to,
		.context = binds,
	};

	app_ask_unless(app, argument, &ask);
}

static void show_commands(struct app *app, struct view *view, const char *argument)
{
	const struct model *model = app_model(app);
	const struct workspace *workspace = &model->document.workspace;
	struct text text = TEXT_INIT;

	(void)argument;
	text_append(&text, "berth bind compose");
	if (model->composed.image != NULL) {
		text_append(&text, " --image ");
		text_append_shell_word(&text, model->composed.image);
	}
	for (size_t i = 0; i < workspace->presets.count; i++) {
		text_append(&text, " --preset ");
		text_append_shell_word(&text, workspace->presets.items[i]);
	}
	for (size_t i = 0; i < workspace->specs.count; i++) {
		text_append(&text, " --bind ");
		text_append_shell_word(&text, workspace->specs.items[i]);
	}
	text_append_format(
		&text, " --format %s\n", bind_format_names[binds_view(view)->format]);
	app_page(app, "The same without the workbench", PAGE_SCRIPT, text_string(&text));
	text_release(&text);
}

const struct command binds_commands[] = {
	{.name = "toggle",
		.keys = "space enter",
		.label = "on/off",
		.help = "Turn a preset or a bind of your own on or off",
		.disabled = no_box,
		.run = toggle},
	{.name = "add",
		.keys = "a",
		.label = "add",
		.help = "Add a bind of your own",
		.argument = "SRC[:DST[:OPTIONS]]",
		.run = add_bind},
	{.name = "edit",
		.keys = "e",
		.label = "edit",
		.help = "Change the chosen bind of your own",
		.disabled = no_own,
		.run = edit_bind},
	{.name = "format",
		.keys = "f",
		.label = "format",
		.help = "Show the binds as an option, as export lines, as a module, as JSON",
		.run = next_format},
	{.name = "write",
		.keys = "w",
		.label = "write",
		.help = "Write the binds in this form to a file",
		.argument = "FILE",
		.flags = COMMAND_WRITES,
		.disabled = no_binds,
		.run = write_binds},
	{.name = "copy",
		.keys = "y",
		.label = "copy",
		.help = "Copy the binds in this form",
		.disabled = no_binds,
		.run = copy_binds},
	{.name = "commands",
		.keys = "v",
		.label = "commands",
		.help = "Show the same for the command line",
		.run = show_commands},
	{.name = NULL},
};
