#include "cli/templates.h"
#include "base/clean.h"

/* One request: which of the subject's kinds, and how its schemas begin. */
struct request {
	struct cli *cli;
	const struct template_subject *subject;
	int kind;
};

static json_t *document(const struct request *request, const char *what)
{
	char *schema = xasprintf("berth.%s.%s/1", request->subject->group, what);
	json_t *made = cli_document(request->cli, schema);

	free(schema);
	return made;
}

static void list_kind(const struct request *request, struct table *table, json_t *templates)
{
	struct cli *cli = request->cli;
	const char *kind = request->subject->kinds != NULL ? request->subject->kinds[request->kind]
							   : NULL;
	struct template_files list = {0};

	template_files_list(&request->subject->sorts[request->kind], cli->site.templates, &list);
	vector_each (const struct template_file, template, &list) {
		const char *cells[] = {kind, template->name, template->origin, template->path};
		size_t skip = kind == NULL;
		json_t *object = json_pack("{s:o, s:s, s:o}", "name",
			json_string_clean(template->name), "origin", template->origin, "path",
			json_string_or_null(template->path));
		table_row(table, ARRAY_LENGTH(cells) - skip, cells + skip);
		if (kind != NULL)
			json_object_set_new(object, "kind", json_string(kind));
		json_array_append_new(templates, object);
	}
	template_files_release(&list);
}

void cli_list_templates(struct cli *cli, const struct template_subject *subject)
{
	static const char *const heading[] = {"KIND", "TEMPLATE", "FROM", "FILE"};
	struct request request = {.cli = cli, .subject = subject};
	struct table table = {0};
	size_t skip = subject->kinds == NULL;
	json_t *templates;

	if (cli_site(cli) == NULL)
		return;
	templates = json_array();
	table_row(&table, ARRAY_LENGTH(heading) - skip, heading + skip);
	do {
		list_kind(&request, &table, templates);
		request.kind++;
	} while (subject->kinds != NULL && subject->kinds[request.kind] != NULL);
	table_print(cli, &table);
	if (cli->json)
		json_object_set(document(&request, "templates"), "templates", templates);
	json_decref(templates);
}

/* The text of a template, as a start for one's own. */
static void show(const struct request *request, const char *which)
{
	struct cli *cli = request->cli;
	struct text template = TEXT_INIT;
	char *file = NULL;

	if (template_file_load(&request->subject->sorts[request->kind], cli->site.templates, which,
		    &template, &file, &cli->diags)) {
		if (cli->json)
			json_object_set_new(document(request, "template"), "template",
				json_string_clean(text_string(&template)));
		else
			text_append_clean_bytes(
				&cli->out, template.data, template.length, CLEAN_LINES);
	}
	text_release(&template);
	free(file);
}

static void check(const struct request *request, const char *which)
{
	struct cli *cli = request->cli;
	struct text template = TEXT_INIT;
	char *file = NULL;

	if (template_file_load(&request->subject->sorts[request->kind], cli->site.templates, which,
		    &template, &file, &cli->diags) &&
		request->subject->check(request->kind, file, &template, &cli->diags) && !cli->json)
		text_append(&cli->out, "the template is in order\n");
	if (cli->json)
		document(request, "template.check");
	text_release(&template);
	free(file);
}

/* What may stand between the braces. */
static void values(const struct request *request)
{
	struct cli *cli = request->cli;
	const struct template_name *name;
	json_t *names = json_array();

	for (size_t i = 0; (name = request->subject->name(request->kind, i)) != NULL; i++) {
		bool list = name->kind == TEMPLATE_LIST;
		text_append_format(&cli->out, "%s%-*s %s\n", name->list != NULL ? "  " : "",
			name->list != NULL ? 14 : 16, name->name, name->help);
		json_array_append_new(names,
			json_pack("{s:s, s:s, s:s?, s:s}", "name", name->name, "kind",
				list ? "list" : "text", "list", name->list, "help", name->help));
	}
	text_append(&cli->out,
		"\n{{name}} writes a value, {{q name}} writes it as one shell word,\n"
		"{{#name}}...{{/name}} is written when it is not empty (a list: for each item),\n"
		"{{^name}}...{{/name}} when it is empty, and {{! ...}} is a comment.\n");
	if (cli->json)
		json_object_set(document(request, "template.values"), "values", names);
	json_decref(names);
}

/* The kind is the second word, where there are kinds. */
static bool find_kind(struct request *request)
{
	struct cli *cli = request->cli;
	const char *const *kinds = request->subject->kinds;
	const char *word = cli->arguments.count > 1 ? cli->arguments.items[1] : "";
	struct text known = TEXT_INIT;

	for (int i = 0; kinds[i] != NULL; i++)
		if (string_equal(kinds[i], word)) {
			request->kind = i;
			return true;
		}
	for (int i = 0; kinds[i] != NULL; i++)
		text_append_format(&known, "%s%s", i > 0 ? ", " : "", kinds[i]);
	diags_fail(&cli->diags, "U07", "KIND", "'%s' is no kind of file", word);
	diag_hint(cli_last(cli), "it is one of: %s", text_string(&known));
	text_release(&known);
	return false;
}

void cli_template(struct cli *cli, const struct template_subject *subject)
{
	struct request request = {.cli = cli, .subject = subject};
	const char *what = cli->arguments.items[0], *kind = subject->kinds != NULL ? " KIND" : "";
	size_t before = subject->kinds != NULL ? 2 : 1;
	bool named = cli->arguments.count == before + 1, bare = cli->arguments.count == before;

	if (cli_site(cli) == NULL || (subject->kinds != NULL && !find_kind(&request)))
		return;
	if (string_equal(what, "show") && named) {
		show(&request, cli->arguments.items[before]);
	} else if (string_equal(what, "check") && named) {
		check(&request, cli->arguments.items[before]);
	} else if (string_equal(what, "values") && bare) {
		values(&request);
	} else {
		diags_fail(&cli->diags, "U07", NULL,
			"'%s template' takes show%s NAME, check%s NAME or values%s", subject->group,
			kind, kind, kind);
		diag_hint(cli_last(cli), "'berth %s templates' lists the names", subject->group);
	}
}
