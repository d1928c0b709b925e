#include "cli/command_theme.h"
#include "base/clean.h"
#include "theme/theme.h"

static const char *const backgrounds[] = {"any", "dark", "light"};

void command_theme_list(struct cli *cli)
{
	struct strings names = {0};
	struct table table = {0};
	json_t *list = json_array();

	theme_names(&names);
	table_row(&table, 3, (const char *const[]){"THEME", "BACKGROUND", "WHAT IT IS"});
	for (size_t i = 0; i < names.count; i++) {
		struct theme theme = {0};
		if (!theme_load(names.items[i], &theme, &cli->diags))
			continue;
		table_row(&table, 3,
			(const char *const[]){
				theme.name, backgrounds[theme.background], theme.summary});
		json_array_append_new(list,
			json_pack("{s:o, s:s, s:o}", "name", json_string_clean(theme.name),
				"background", backgrounds[theme.background], "summary",
				json_string_clean(theme.summary)));
		theme_release(&theme);
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.theme.list/1"), "themes", list);
	table_print(cli, &table);
	json_decref(list);
	strings_release(&names);
}

static void append_color(struct text *text, int palette, int exact)
{
	if (palette == COLOR_DEFAULT)
		text_append(text, "default");
	else if (exact >= 0)
		text_append_format(text, "#%06x", (unsigned)exact);
	else
		text_append_format(text, "%d", palette);
}

/* The role's name as it looks, on a terminal with colours. */
static void append_sample(const struct theme *theme, enum role role, struct text *text)
{
	static const int codes[] = {1, 2, 4, 7, 3}; /* of the bits of enum look_style */
	struct look look = theme_look(theme, role, 256);

	text_append(text, "\033[0");
	for (size_t i = 0; i < ARRAY_LENGTH(codes); i++)
		if (look.style & 1u << i)
			text_append_format(text, ";%d", codes[i]);
	if (look.foreground >= 0)
		text_append_format(text, ";38;5;%d", look.foreground);
	if (look.background >= 0)
		text_append_format(text, ";48;5;%d", look.background);
	text_append_format(text, "m %-16s \033[0m", role_table[role].name);
}

static json_t *color_json(int palette, int exact)
{
	struct text text = TEXT_INIT;
	json_t *json;

	append_color(&text, palette, exact);
	json = json_string(text_string(&text));
	text_release(&text);
	return json;
}

static json_t *role_json(const struct theme *theme, enum role role)
{
	const struct look *look = &theme->looks[role];
	const struct color_pair *exact = &theme->exact[role];
	double contrast = theme_contrast(theme, role);

	return json_pack("{s:s, s:s, s:b, s:o, s:o, s:o}", "name", role_table[role].name, "help",
		role_table[role].help, "named", theme->named[role], "foreground",
		color_json(look->foreground, exact->foreground), "background",
		color_json(look->background, exact->background), "contrast",
		contrast > 0 ? json_real(contrast) : json_null());
}

static void append_role(struct cli *cli, const struct theme *theme, enum role role)
{
	struct text colors = TEXT_INIT;
	double contrast = theme_contrast(theme, role);

	if (cli->color)
		append_sample(theme, role, &cli->out);
	else
		text_append_format(&cli->out, " %-16s ", role_table[role].name);
	append_color(&colors, theme->looks[role].foreground, theme->exact[role].foreground);
	text_append(&colors, " on ");
	append_color(&colors, theme->looks[role].background, theme->exact[role].background);
	text_append_format(&cli->out, " %-19s", text_string(&colors));
	if (contrast > 0)
		text_append_format(&cli->out, " %4.1f", contrast);
	else
		text_append(&cli->out, "    -");
	text_append_format(&cli->out, "  %s\n", role_table[role].help);
	text_release(&colors);
}

void command_theme_show(struct cli *cli)
{
	const char *name = cli->arguments.count > 0 ? cli->arguments.items[0] : "terminal";
	struct theme theme = {0};
	json_t *roles = json_array();

	if (theme_load(name, &theme, &cli->diags)) {
		for (size_t i = 0; i < ROLE_COUNT; i++) {
			append_role(cli, &theme, (enum role)i);
			json_array_append_new(roles, role_json(&theme, (enum role)i));
		}
		if (cli->json) {
			json_t *document = cli_document(cli, "berth.theme.show/1");
			json_object_set_new(document, "name", json_string_clean(theme.name));
			json_object_set_new(
				document, "background", json_string(backgrounds[theme.background]));
			json_object_set(document, "roles", roles);
		}
		theme_release(&theme);
	}
	json_decref(roles);
}

void command_theme_check(struct cli *cli)
{
	struct strings names = {0};
	json_t *list = json_array();
	size_t troubles = 0;

	for (size_t i = 0; i < cli->arguments.count; i++)
		strings_add(&names, cli->arguments.items[i]);
	if (names.count == 0)
		theme_names(&names);
	for (size_t i = 0; i < names.count; i++) {
		struct theme theme = {0};
		struct diags found = {0};
		if (theme_load(names.items[i], &theme, &found))
			theme_check(&theme, &found);
		theme_release(&theme);
		for (size_t k = 0; k < found.count; k++) {
			struct diag *diag = &found.items[k];
			troubles += diag->severity != SEVERITY_NOTE;
			if (diag->file == NULL)
				diag->file = xstrdup(names.items[i]);
		}
		json_array_append_new(list,
			json_pack("{s:o, s:I}", "name", json_string_clean(names.items[i]), "findings",
				(json_int_t)found.count));
		if (!cli->json && found.count == 0)
			cli_say_in_order(cli, names.items[i]);
		diags_move(&cli->diags, &found);
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.theme.check/1"), "themes", list);
	if (troubles > 0)
		cli->exit_code = 1;
	json_decref(list);
	strings_release(&names);
}
