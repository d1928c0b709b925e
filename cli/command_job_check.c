#include "cli/command_job.h"

#include "base/clean.h"
#include "base/files.h"
#include "check/fix.h"
#include "check/sarif.h"
#include "plan/plan.h"

#include "version_text.h"

#include <stdio.h>
#include <sys/stat.h>

struct checker {
	struct cli *cli;
	struct check_wish wish;
	json_t *files; /* of the JSON document */
	json_t *sarif;
	size_t counts[3]; /* by severity */
};

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
		json_string_or_null(diag->hint));
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

/* Shows what the fixes change, or writes it. True when the file is another one now. */
static bool fix(struct checker *checker, const struct check *check)
{
	struct cli *cli = checker->cli;
	const char *path = check->script->path;
	struct text text = TEXT_INIT;
	struct plan plan;
	struct plan_result result = {0};
	struct stat status;
	bool written = false;

	if (!cli_given(cli, "write")) {
		fix_diff(check, checker->cli->json ? &text : &cli->out);
		text_release(&text);
		return false;
	}
	if (fix_apply(check, &text) > 0) {
		plan_init(&plan, "Fix a job script");
		plan_step_write(plan_add(&plan, "Write the script"), path, text_string(&text),
			text.length, stat(path, &status) == 0 ? status.st_mode & 0777 : 0666, true);
		written = plan_run(&plan, NULL, &result, &cli->diags);
		plan_result_release(&result);
		plan_release(&plan);
		if (written && !cli->json)
			fprintf(stderr, "berth: wrote %s\n", path);
	}
	text_release(&text);
	return written;
}

static void report(struct checker *checker, struct check *check)
{
	vector_each (const struct finding, finding, &check->findings)
		checker->counts[finding->diag.severity]++;
	if (checker->sarif != NULL)
		sarif_add(checker->sarif, check);
	else if (checker->cli->json)
		add_json(checker, check);
	else if (check->findings.count > 0)
		add_diags(checker, check);
	else if (!cli_given(checker->cli, "fix") && !cli_given(checker->cli, "write"))
		cli_say_in_order(checker->cli, check->script->path);
}

/* `again`: the file was fixed, and this is what is left. */
static void check_text(struct checker *checker, const char *path, const struct text *text, bool again)
{
	struct script script;
	struct check check;
	struct text fixed = TEXT_INIT;
	bool wants_fix = !again && (cli_given(checker->cli, "fix") || cli_given(checker->cli, "write"));

	script_read(&checker->cli->site, path, text_string(text), text->length, &script);
	check_run(&script, &checker->wish, &check);
	if (wants_fix && fix(checker, &check)) {
		fix_apply(&check, &fixed);
		check_text(checker, path, &fixed, true);
	} else {
		report(checker, &check);
	}
	text_release(&fixed);
	check_release(&check);
	script_release(&script);
}

static void check_file(struct checker *checker, const char *path)
{
	struct text text = TEXT_INIT;

	if (string_equal(path, "-") && cli_given(checker->cli, "write")) {
		diags_fail(&checker->cli->diags, "U05", "--write",
			"standard input cannot be written back");
		diag_hint(cli_last(checker->cli), "name the file, or take --fix alone, which shows a diff");
		return;
	}
	if (file_or_input_read(path, SHELL_BYTES_LIMIT - 1, &text, &checker->cli->diags))
		check_text(checker, path, &text, false);
	text_release(&text);
}

/* The document is SARIF as it stands, without a schema of ours around it. */
static void print_sarif(struct checker *checker)
{
	char *bytes = json_dumps(checker->sarif, JSON_INDENT(2));

	if (bytes == NULL)
		BUG("the findings cannot be written as JSON");
	text_append(&checker->cli->out, bytes);
	text_append_char(&checker->cli->out, '\n');
	free(bytes);
	json_decref(checker->sarif);
}

void command_job_check(struct cli *cli)
{
	struct checker checker = {.cli = cli};

	if (cli_site(cli) == NULL)
		return;
	checker.wish.least = (enum severity)cli_choice(cli, "severity", SEVERITY_NOTE);
	checker.wish.rules = cli_values(cli, "rule")->items;
	if (cli_given(cli, "sarif") && !cli->json)
		checker.sarif = sarif_new(BERTH_VERSION);
	if (cli->json)
		checker.files = json_array();
	for (size_t i = 0; i < cli->arguments.count; i++)
		check_file(&checker, cli->arguments.items[i]);
	if (checker.sarif != NULL)
		print_sarif(&checker);
	if (cli->json)
		json_object_set_new(cli_document(cli, "berth.job.check/1"), "files", checker.files);
	/* A file that could not be read has an exit code of its own. */
	if (checker.counts[SEVERITY_WARNING] + checker.counts[SEVERITY_ERROR] > 0 &&
		(checker.files != NULL || checker.sarif != NULL ? !diags_have_errors(&cli->diags)
								: checker.counts[SEVERITY_ERROR] ==
									  diags_count(&cli->diags, SEVERITY_ERROR)))
		cli->exit_code = 1;
}
