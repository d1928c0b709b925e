#include "cli/command_job.h"
#include "base/clean.h"
#include "job/template.h"

void command_job_templates(struct cli *cli)
{
	struct job_templates list = {0};
	struct table table = {0};
	json_t *templates = json_array();

	if (cli_site(cli) == NULL) {
		json_decref(templates);
		return;
	}
	job_templates_list(&cli->site, &list);
	table_row(&table, 3, (const char *const[]){"TEMPLATE", "FROM", "FILE"});
	vector_each (const struct job_template, template, &list) {
		table_row(&table, 3,
			(const char *const[]){template->name, template->origin, template->path});
		json_array_append_new(templates,
			json_pack("{s:o, s:s, s:o}", "name", json_string_clean(template->name),
				"origin", template->origin, "path",
				template->path != NULL ? json_string_clean(template->path)
						       : json_null()));
	}
	table_print(cli, &table);
	if (cli->json)
		json_object_set(
			cli_document(cli, "berth.job.templates/1"), "templates", templates);
	json_decref(templates);
	job_templates_release(&list);
}

/* The text of a template, as a start for one's own. */
static void show(struct cli *cli, const char *which)
{
	struct text template = TEXT_INIT;
	char *file = NULL;

	if (job_template_load(&cli->site, which, &template, &file, &cli->diags)) {
		if (cli->json)
			json_object_set_new(cli_document(cli, "berth.job.template/1"), "template",
				json_string_clean(text_string(&template)));
		else
			text_append_clean_bytes(
				&cli->out, template.data, template.length, CLEAN_LINES);
	}
	text_release(&template);
	free(file);
}

static void check(struct cli *cli, const char *which)
{
	struct text template = TEXT_INIT;
	char *file = NULL;

	if (job_template_load(&cli->site, which, &template, &file, &cli->diags) &&
		job_template_check(file, &template, &cli->diags) && !cli->json)
		text_append(&cli->out, "the template is in order\n");
	if (cli->json)
		cli_document(cli, "berth.job.template.check/1");
	text_release(&template);
	free(file);
}

/* What may stand between the braces. */
static void values(struct cli *cli)
{
	const struct template_name *name;
	json_t *names = json_array();

	for (size_t i = 0; (name = job_template_name(i)) != NULL; i++) {
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
		json_object_set(cli_document(cli, "berth.job.template.values/1"), "values", names);
	json_decref(names);
}

void command_job_template(struct cli *cli)
{
	const char *what = cli->arguments.items[0];
	bool named = cli->arguments.count == 2;

	if (cli_site(cli) == NULL)
		return;
	if (string_equal(what, "show") && named) {
		show(cli, cli->arguments.items[1]);
	} else if (string_equal(what, "check") && named) {
		check(cli, cli->arguments.items[1]);
	} else if (string_equal(what, "values") && !named) {
		values(cli);
	} else {
		diags_fail(&cli->diags, "U07", NULL, "'job template' takes show NAME, check NAME or "
						     "values");
		diag_hint(cli_last(cli), "'berth job templates' lists the names");
	}
}
