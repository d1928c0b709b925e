#include "cli/command_queue.h"
#include "base/clean.h"
#include "base/files.h"
#include "check/rules.h"
#include "job/submit.h"

enum { NAMED_MAX = 3 };

/* "2 mistakes in the script", and which when they are few. */
static void append_mistakes(const struct check *check, struct text *text)
{
	size_t count = check->findings.count;

	text_append_format(text, "%zu mistake%s in the script", count, count > 1 ? "s" : "");
	for (size_t i = 0; count <= NAMED_MAX && i < count; i++) {
		const struct diag *diag = &check->findings.items[i].diag;
		text_append_format(text, "%s%.*s (line %d, %s)", i > 0 ? "; " : ": ",
			(int)strcspn(diag->message, "\n"), diag->message, diag->line, diag->id);
	}
}

/* What sbatch takes may still be wrong. It is said and stops nothing, and a site file with mistakes
 * is no reason not to submit. */
static void tell_mistakes(struct cli *cli, const char *path, const struct text *text)
{
	const struct check_wish wish = {.least = SEVERITY_ERROR};
	struct place place = {.file = path};
	struct site site;
	struct script script;
	struct check check;
	struct diags unheard = {0};
	struct text mistakes = TEXT_INIT;

	if (text->length < SHELL_BYTES_LIMIT && site_load(cli_value(cli, "site"), &site, &unheard)) {
		script_read(&site, path, text_string(text), text->length, &script);
		check_run(&script, &wish, &check);
		append_mistakes(&check, &mistakes);
		if (check.findings.count > 0)
			diag_hint(diags_add(&cli->diags, SEVERITY_WARNING, "S53", &place, "%s",
					  text_string(&mistakes)),
				"'berth job check' tells what to do about %s",
				check.findings.count > 1 ? "them" : "it");
		check_release(&check);
		script_release(&script);
		site_release(&site);
	}
	text_release(&mistakes);
	diags_release(&unheard);
}

/* sbatch would say so as well, but not which file, and of a folder nothing that helps. */
static bool check_script(struct cli *cli, const char *path)
{
	enum { SCRIPT_LIMIT = 64 << 20 };
	struct text text = TEXT_INIT;
	bool fine = file_read(path, SCRIPT_LIMIT, &text, &cli->diags);

	if (fine)
		tell_mistakes(cli, path, &text);
	text_release(&text);
	return fine;
}

static void finish_submit(struct cli *cli, const struct plan_result *result)
{
	char *id = slurm_submitted_id(text_string(&result->out));

	if (id == NULL) {
		diags_fail(&cli->diags, "Q02", NULL, "'sbatch' tells no job");
		diag_hint(cli_last(cli), "'berth job list' shows whether it was submitted");
		return;
	}
	if (cli->json)
		json_object_set_new(cli->document, "id", json_string(id));
	else
		fprintf(stderr, "berth: submitted; follow it with 'berth job log %s -f'\n", id);
	text_append_format(&cli->out, "%s\n", id);
	free(id);
}

static void run(struct cli *cli, const struct job_hand_over *what)
{
	struct plan plan;
	struct plan_result result = {0};
	struct text said = TEXT_INIT;
	bool fine;

	plan_init(&plan, what->test ? "A test of a job" : "A job for Slurm");
	job_plan_sbatch(&plan, what);
	if (cli->json)
		cli_document(cli, what->test ? "berth.job.test/1" : "berth.job.submit/1");
	fine = queue_run_plan(cli, &plan, &result, &said);
	if (cli->json && what->test && said.length > 0) {
		json_object_set_new(cli->document, "accepted", json_boolean(fine));
		json_object_set_new(cli->document, "said", json_string_clean(text_string(&said)));
	} else if (fine && !what->test) {
		finish_submit(cli, &result);
	} else if (fine) {
		text_append(&cli->out, "Slurm would accept it\n");
	}
	plan_result_release(&result);
	text_release(&said);
	plan_release(&plan);
}

static void submit(struct cli *cli, bool test)
{
	const struct strings *after = cli_values(cli, "after");
	struct job_hand_over what = {.file = cli->arguments.items[0],
		.test = test,
		.after = (const char *const *)after->items,
		.after_count = after->count};

	for (size_t i = 0; i < after->count; i++)
		queue_check_id(cli, after->items[i]);
	if (check_script(cli, what.file) && !diags_have_errors(&cli->diags))
		run(cli, &what);
}

void command_job_submit(struct cli *cli)
{
	submit(cli, cli_given(cli, "test"));
}

void command_job_test(struct cli *cli)
{
	submit(cli, true);
}
