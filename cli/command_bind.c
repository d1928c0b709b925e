#include "cli/command_bind.h"
#include "base/clean.h"
#include "bind/bind.h"
#include "cli/workspace.h"

static json_t *preset_json(const struct site_bind_preset *preset)
{
	json_t *object = json_object(), *binds = json_array();

	for (size_t i = 0; i < preset->binds.count; i++)
		json_array_append_new(binds, json_string_clean(preset->binds.items[i]));
	json_object_set_new(object, "name", json_string_clean(preset->record.name));
	json_object_set_new(object, "title",
		json_string_or_null(preset->title));
	json_object_set_new(
		object, "why", json_string_or_null(preset->why));
	json_object_set_new(object, "binds", binds);
	return object;
}

static void show_preset(struct cli *cli, const struct site_bind_preset *preset)
{
	const struct {
		const char *label, *value;
	} lines[] = {
		{"", preset->title},
		{"why: ", preset->why},
		{"without: ", preset->without},
		{"not with: ", preset->conflicts},
	};

	text_append_format(&cli->out, cli->color ? "\033[1m%s\033[0m\n" : "%s\n",
		preset->record.name);
	for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
		if (lines[i].value != NULL)
			text_append_format(&cli->out, "  %s%s\n", lines[i].label, lines[i].value);
	for (size_t i = 0; i < preset->binds.count; i++)
		text_append_format(&cli->out, "    %s\n", preset->binds.items[i]);
}

void command_bind_show(struct cli *cli)
{
	const struct site *site = cli_site(cli);
	const char *only = cli->arguments.count > 0 ? cli->arguments.items[0] : NULL;
	json_t *presets;

	if (site == NULL)
		return;
	if (only != NULL && site_bind_preset(site, only) == NULL) {
		/* Says what is near. */
		struct bind_set none = {0};
		if (!bind_set_add_preset(&none, site, only, &cli->diags))
			bind_set_release(&none);
		return;
	}
	presets = json_array();
	YAML_EACH(struct site_bind_preset, preset, &site->bind_presets) {
		if (only != NULL && !string_equal(preset->record.name, only))
			continue;
		json_array_append_new(presets, preset_json(preset));
		if (!cli->json)
			show_preset(cli, preset);
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.bind.presets/1"), "presets", presets);
	json_decref(presets);
}

/* Composes what --image, --preset and --bind ask for; false when that fails. */
static bool compose(struct cli *cli, struct bind_set *set, const struct image **image)
{
	const char *what = cli_value(cli, "image");
	struct strings presets = *cli_values(cli, "preset"), specs = *cli_values(cli, "bind");
	struct bind_wish wish = {0};

	if (cli_site(cli) == NULL)
		return false;
	if (what != NULL && (*image = cli_image(cli, what)) == NULL)
		return false;
	wish.image = *image;
	wish.presets = presets.items;
	wish.specs = specs.items;
	wish.no_recipe = cli_given(cli, "no-recipe");
	return bind_compose(&cli->site, &wish, set, &cli->diags);
}

void command_bind_compose(struct cli *cli)
{
	struct bind_set set = {0};
	const struct image *image = NULL;
	enum bind_format format = (enum bind_format)cli_choice(cli, "format", BIND_FLAG);

	if (!cli_workspace_fill(cli))
		return;
	if (!cli_given(cli, "image") && !cli_given(cli, "preset") && !cli_given(cli, "bind")) {
		diags_fail(&cli->diags, "U07", NULL, "nothing to compose");
		diag_hint(cli_last(cli), "name --image, --preset or --bind, or write a berth.yaml: berth init");
		return;
	}
	if (compose(cli, &set, &image)) {
		if (!cli_given(cli, "offline"))
			bind_set_drop_missing(&set, &cli->diags);
		bind_check(&cli->site, &set, image, &cli->diags);
		if (format == BIND_JSON || cli->json) {
			cli->json = true;
			cli->document = bind_set_json(&cli->site, &set, image);
		} else if (!diags_have_errors(&cli->diags)) {
			bind_render(&cli->site, &set, image, format, &cli->out);
			if (cli->out.length > 0 && !string_ends(text_string(&cli->out), "\n"))
				text_append_char(&cli->out, '\n');
		}
	}
	bind_set_release(&set);
}

static bool add_specs(
	struct cli *cli, const struct strings *specs, const char *origin, struct bind_set *set)
{
	bool fine = true;

	for (size_t i = 0; i < specs->count; i++)
		fine = bind_set_add(set, specs->items[i], origin, NULL, NULL, &cli->diags) && fine;
	return fine;
}

void command_bind_check(struct cli *cli)
{
	struct bind_set set = {0};
	const struct image *image = NULL;
	bool named = cli->arguments.count > 0 || cli_given(cli, "image") ||
		     cli_given(cli, "preset") || cli_given(cli, "bind");
	char *variable = xasprintf("%s_BIND", site_container_prefix(&cli->site));
	const char *current = getenv(variable);
	bool fine = true;

	if (!named && current == NULL) {
		diags_fail(&cli->diags, "U07", NULL, "nothing to check");
		diag_hint(cli_last(cli), "name binds, --preset or --image, or set %s", variable);
		free(variable);
		return;
	}
	/* What stands alone is looked at as it was typed; composing would bring it in order. */
	if (cli_given(cli, "image") || cli_given(cli, "preset"))
		fine = compose(cli, &set, &image);
	else
		fine = cli_site(cli) != NULL && add_specs(cli, cli_values(cli, "bind"), "--bind", &set);
	fine = add_specs(cli, &cli->arguments, "command line", &set) && fine;
	if (fine && !named)
		fine = bind_set_add(&set, current, variable, NULL, NULL, &cli->diags);
	if (fine) {
		bind_check(&cli->site, &set, image, &cli->diags);
		if (!cli_given(cli, "offline"))
			bind_check_host(&cli->site, &set, &cli->diags);
		if (cli->json)
			cli->document = bind_set_json(&cli->site, &set, image);
		else if (cli->diags.count == 0)
			text_append_format(&cli->out, "%zu bind%s, all in order\n", set.count,
				set.count == 1 ? "" : "s");
	}
	bind_set_release(&set);
	free(variable);
}
