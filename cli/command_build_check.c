#include "cli/command_build.h"

#include "base/clean.h"
#include "base/files.h"
#include "base/yaml.h"
#include "check/builds.h"

struct checker {
	struct cli *cli;
	struct build_wish wish;
	json_t *files; /* of the JSON document */
	size_t counts[3]; /* by severity */
};

static json_t *finding_json(const struct diag *diag)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_string(diag->id));
	json_object_set_new(object, "severity", json_string(severity_name(diag->severity)));
	json_object_set_new(
		object, "line", diag->line > 0 ? json_integer(diag->line) : json_null());
	json_object_set_new(
		object, "column", diag->column > 0 ? json_integer(diag->column) : json_null());
	json_object_set_new(object, "message", json_string_clean(diag->message));
	json_object_set_new(object, "hint",
		json_string_or_null(diag->hint));
	return object;
}

static void add_json(struct checker *checker, const struct build_check *check)
{
	json_t *object = json_object(), *findings = json_array();

	vector_each (const struct diag, diag, &check->findings)
		json_array_append_new(findings, finding_json(diag));
	json_object_set_new(object, "path", json_string_clean(check->file));
	json_object_set_new(object, "kind", json_string(build_kind_names[check->kind]));
	json_object_set_new(object, "findings", findings);
	json_object_set_new(object, "ignored", json_integer((json_int_t)check->ignored));
	json_array_append_new(checker->files, object);
}

static void check_text(struct checker *checker, const char *path, const struct text *text)
{
	struct cli *cli = checker->cli;
	enum build_kind kind = cli_given(cli, "as")
				       ? (enum build_kind)cli_choice(cli, "as", BUILD_CONDA)
				       : build_guess(path, text_string(text), text->length);
	struct build_check check;

	if (build_check_run(&cli->site, kind, path, text_string(text), text->length,
		    &checker->wish, &check, &cli->diags)) {
		for (size_t i = 0; i < check.findings.count; i++)
			checker->counts[check.findings.items[i].severity]++;
		if (cli->json)
			add_json(checker, &check);
		else if (check.findings.count == 0)
			cli_say_in_order(cli, path);
		else
			diags_move(&cli->diags, &check.findings);
	}
	build_check_release(&check);
}

static void check_file(struct checker *checker, const char *path)
{
	struct text text = TEXT_INIT;

	if (file_or_input_read(path, YAML_SIZE_LIMIT, &text, &checker->cli->diags))
		check_text(checker, path, &text);
	text_release(&text);
}

void command_build_check(struct cli *cli)
{
	struct checker checker = {.cli = cli};
	const struct image *image;

	if (cli_site(cli) == NULL)
		return;
	checker.wish.least = (enum severity)cli_choice(cli, "severity", SEVERITY_NOTE);
	checker.wish.rules = cli_values(cli, "rule")->items;
	checker.wish.base = cli_value(cli, "base");
	if (cli_given(cli, "image")) {
		image = cli_image(cli, cli_value(cli, "image"));
		if (image == NULL)
			return;
		checker.wish.base = image->target;
	}
	if (cli->json)
		checker.files = json_array();
	for (size_t i = 0; i < cli->arguments.count; i++)
		check_file(&checker, cli->arguments.items[i]);
	if (cli->json)
		json_object_set_new(
			cli_document(cli, "berth.build.check/1"), "files", checker.files);
	if (!diags_have_errors(&cli->diags) &&
		checker.counts[SEVERITY_WARNING] + checker.counts[SEVERITY_ERROR] > 0)
		cli->exit_code = 1;
}

void command_build_rules(struct cli *cli)
{
	const struct build_rule *rule;
	json_t *rules = json_array();

	for (size_t i = 0; (rule = build_rule_at(i)) != NULL; i++) {
		json_t *object = json_object();
		json_object_set_new(object, "id", json_string(rule->id));
		json_object_set_new(
			object, "severity", json_string(severity_name(rule->severity)));
		json_object_set_new(object, "title", json_string(rule->title));
		json_array_append_new(rules, object);
		text_append_format(&cli->out, "%s  %-7s  %s\n", rule->id,
			severity_name(rule->severity), rule->title);
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.build.rules/1"), "rules", rules);
	json_decref(rules);
}
