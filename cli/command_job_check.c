#include "cli/command_job.h"

#include "base/clean.h"
#include "base/files.h"
#include "check/rules.h"

#include <errno.h>
#include <unistd.h>

struct checker {
	struct cli *cli;
	struct check_wish wish;
	json_t *files; /* of the JSON document */
	size_t counts[3]; /* by severity */
};

static bool read_standard_input(struct text *text, struct diags *diags)
{
	for (;;) {
		ssize_t n;
		text_reserve(text, 64 << 10);
		n = read(STDIN_FILENO, text->data + text->length, 64 << 10);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return diags_fail(diags, "F20", NULL, "cannot read standard input: %s",
				strerror(errno));
		if (n == 0)
			return true;
		text->length += (size_t)n;
		text->data[text->length] = '\0';
		if (text->length >= SHELL_BYTES_LIMIT)
			return diags_fail(diags, "F20", NULL,
				"standard input is too long: more than %d MiB", SHELL_BYTES_LIMIT >> 20);
	}
}

static json_t *finding_json(const struct finding *finding)
{
	const struct diag *diag = &finding->diag;
	json_t *object = json_object();

	json_object_set_new(object, "id", json_string(diag->id));
	json_object_set_new(object, "severity", json_string(severity_name(diag->severity)));
	json_object_set_new(object, "line", json_integer(diag->line));
	json_object_set_new(object, "column", json_integer(diag->column));
	json_object_set_new(object, "start", json_integer(finding->span.start));
	json_object_set_new(object, "end", json_integer(finding->span.end));
	json_object_set_new(object, "message", json_string_clean(diag->message));
	json_object_set_new(object, "hint",
		diag->hint != NULL ? json_string_clean(diag->hint) : json_null());
	json_object_set_new(object, "fixable", json_boolean(finding->fixes.count > 0));
	return object;
}

static void add_json(struct checker *checker, const struct check *check)
{
	json_t *object = json_object(), *findings = json_array();

	vector_each (const struct finding, finding, &check->findings)
		json_array_append_new(findings, finding_json(finding));
	json_object_set_new(object, "path", json_string_clean(check->script->path));
	json_object_set_new(object, "findings", findings);
	json_object_set_new(object, "ignored", json_integer((json_int_t)check->ignored));
	json_object_set_new(object, "complete", json_boolean(!check->script->incomplete));
	json_array_append_new(checker->files, object);
}

/* Hands the findings over to the diagnostics, which cli_finish() prints. */
static void add_diags(struct checker *checker, struct check *check)
{
	vector_each (struct finding, finding, &check->findings) {
		vector_push(&checker->cli->diags, finding->diag);
		finding->diag = (struct diag){.id = finding->diag.id};
	}
}

static void check_text(struct checker *checker, const char *path, const struct text *text)
{
	struct script script;
	struct check check;

	script_read(&checker->cli->site, path, text_string(text), text->length, &script);
	check_run(&script, &checker->wish, &check);
	vector_each (const struct finding, finding, &check.findings)
		checker->counts[finding->diag.severity]++;
	if (checker->cli->json)
		add_json(checker, &check);
	else
		add_diags(checker, &check);
	check_release(&check);
	script_release(&script);
}

static void check_file(struct checker *checker, const char *path)
{
	struct text text = TEXT_INIT;
	bool fine;

	if (string_equal(path, "-"))
		fine = read_standard_input(&text, &checker->cli->diags);
	else
		fine = file_read(path, SHELL_BYTES_LIMIT - 1, &text, &checker->cli->diags);
	if (fine)
		check_text(checker, path, &text);
	text_release(&text);
}

void command_job_check(struct cli *cli)
{
	struct checker checker = {.cli = cli};

	if (cli_site(cli) == NULL)
		return;
	checker.wish.least = (enum severity)cli_choice(cli, "severity", SEVERITY_NOTE);
	checker.wish.rules = cli_values(cli, "rule")->items;
	if (cli->json)
		checker.files = json_array();
	for (size_t i = 0; i < cli->arguments.count; i++)
		check_file(&checker, cli->arguments.items[i]);
	if (cli->json)
		json_object_set_new(cli_document(cli, "berth.job.check/1"), "files", checker.files);
	if (!diags_have_errors(&cli->diags) || cli->json)
		cli->exit_code = cli->exit_code != 0 ? cli->exit_code
				 : checker.counts[SEVERITY_WARNING] + checker.counts[SEVERITY_ERROR] > 0
					 ? 1
					 : 0;
}
