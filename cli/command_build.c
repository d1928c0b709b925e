#include "build/build.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/units.h"
#include "base/yaml.h"
#include "check/builds.h"
#include "cli/command_build.h"
#include "cli/command_queue.h"
#include "cli/image_open.h"
#include "cli/live.h"
#include "job/submit.h"
#include "slurm/slurm.h"

#include <unistd.h>

/* One request: what was given, the plan, what becomes of it. */
struct request {
	struct cli *cli;
	const struct build_recipe *recipe;
	struct build build;
	struct build_value values[CLI_OPTIONS_MAX];
	struct build_output output;
	struct text script; /* the job's */
	struct opened_image opened; /* the base of cotainr */
};

/* Whether the base has a conda, which stops cotainr only after a long while. An image whose files
 * cannot be read is judged by its name. */
static void look_inside(struct request *request, const char *what)
{
	struct opened_image *opened = &request->opened;
	struct diags unheard = {0};

	if (!cli_open_tree(request->cli, what, opened))
		return;
	if (facts_read(opened->tree, &opened->sif, FACTS_WALK, NULL, &opened->facts, &unheard)) {
		opened->image.facts = &opened->facts;
		request->build.image = &opened->image;
	}
	diags_release(&unheard);
}

/* The image behind --image or --base-image; an address such as docker://... is none. */
static bool find_image(struct request *request)
{
	struct cli *cli = request->cli;
	const char *name = string_equal(request->recipe->name, "cotainr") ? "base-image"
			   : string_equal(request->recipe->name, "venv")  ? "image"
									   : NULL;
	const char *what = name != NULL ? cli_value(cli, name) : NULL;

	if (what == NULL || strstr(what, "://") != NULL)
		return true;
	request->build.image = cli_image(cli, what);
	if (request->build.image != NULL && string_equal(name, "base-image"))
		look_inside(request, what);
	return request->build.image != NULL;
}

static bool fill(struct request *request)
{
	struct cli *cli = request->cli;
	const struct build_option *option = request->recipe->options;
	char *folder = folder_here();

	for (; option->name != NULL; option++)
		request->values[request->build.value_count++] = (struct build_value){
			.name = option->name, .given = cli_values(cli, option->name)};
	request->build.site = cli_site(cli);
	request->build.arguments = &cli->arguments;
	request->build.values = request->values;
	request->build.folder = folder;
	request->build.where = cli_given(cli, "as-job") ? BUILD_JOB : BUILD_HERE;
	request->build.force = cli_given(cli, "force");
	request->build.modules = getenv("LMOD_CMD") != NULL;
	if (folder == NULL)
		diags_fail(&cli->diags, "F20", NULL, "the working folder is not there any more");
	return folder != NULL && request->build.site != NULL && find_image(request);
}

static bool check_options(struct request *request)
{
	struct cli *cli = request->cli;
	static const char *const of_job[] = {"account", "partition", "time", "mem", "cores"};
	bool job = cli_given(cli, "as-job");

	for (size_t i = 0; !job && i < ARRAY_LENGTH(of_job); i++)
		if (cli_given(cli, of_job[i])) {
			char *field = xasprintf("--%s", of_job[i]);
			diags_fail(&cli->diags, "L01", field, "it goes with --as-job only");
			free(field);
			return false;
		}
	if (cli_given(cli, "detach") && (!cli_given(cli, "run") || job))
		return diags_fail(&cli->diags, "L01", "--detach", "it goes with --run only");
	if (cli_given(cli, "run") && (job || cli_given(cli, "show") || cli_given(cli, "save")))
		return diags_fail(&cli->diags, "L01", "--run",
			"it does not go with --show, --save or --as-job");
	return true;
}

static void make_job(struct request *request)
{
	struct cli *cli = request->cli;
	int64_t seconds;
	uint64_t bytes;
	struct build_job job = {
		.account = cli_value(cli, "account"),
		.partition = cli_value(cli, "partition"),
		.time = cli_value(cli, "time"),
		.memory = cli_value(cli, "mem"),
		.cores = cli_integer(cli, "cores", 1, 1024, 0),
	};

	if (job.account == NULL)
		job.account = getenv("SBATCH_ACCOUNT");
	if (job.account == NULL && request->build.site->slurm.requires_account) {
		diags_fail(&cli->diags, "L01", "--account", "a job needs a project");
		diag_hint(cli_last(cli), "such as %s",
			request->build.site->account.example != NULL
				? request->build.site->account.example
				: "one of yours");
	}
	if (job.time != NULL && !duration_parse(job.time, &seconds))
		diags_fail(&cli->diags, "U05", "--time", "'%s' is no time", job.time);
	if (job.memory != NULL && !size_parse(job.memory, 1 << 20, &bytes))
		diags_fail(&cli->diags, "U05", "--mem", "'%s' is no size", job.memory);
	build_job_script(request->recipe, &request->build, &request->output, &job, &request->script);
}

/* The script of the job, or of the plan. */
static void save(struct request *request, const char *path)
{
	struct cli *cli = request->cli;
	struct text script = TEXT_INIT;
	unsigned flags = request->build.force ? FILE_REPLACE : 0;

	if (request->build.where == BUILD_JOB)
		text_append_bytes(&script, text_string(&request->script), request->script.length);
	else
		plan_script(&request->output.plan, &script);
	if (file_write(path, text_string(&script), script.length, 0777, flags, &cli->diags) &&
		!cli->json)
		fprintf(stderr, "berth: wrote %s\n", path);
	text_release(&script);
}

static void submit(struct request *request)
{
	struct cli *cli = request->cli;
	struct plan plan;
	struct plan_result result = {0};
	struct text said = TEXT_INIT;
	char *id = NULL;

	plan_init(&plan, "Submit the build");
	job_plan_sbatch(&plan, &(struct job_hand_over){.script = text_string(&request->script)});
	if (queue_run_plan(cli, &plan, &result, &said))
		id = slurm_submitted_id(text_string(&result.out));
	if (id != NULL && cli->json)
		json_object_set_new(cli->document, "job_id", json_string_clean(id));
	if (id != NULL)
		text_append_format(&cli->out, "Submitted batch job %s\n", id);
	free(id);
	text_release(&said);
	plan_result_release(&result);
	plan_release(&plan);
}

static void run(struct request *request)
{
	struct cli *cli = request->cli;
	struct run_record record;
	bool detach = cli_given(cli, "detach");

	if (!run_create(&request->output.plan, &record, &cli->diags)) {
		run_release(&record);
		return;
	}
	cli_tell(cli);
	if (detach)
		live_detach(cli, &record);
	else
		live_run(cli, &record);
	if (cli->json)
		json_object_set_new(
			cli->document, "run", run_json(&record, &request->output.plan));
	if (!detach && record.state == RUN_DONE)
		text_append_clean(
			&cli->out, text_string(&request->output.after), CLEAN_LINES);
	run_release(&record);
}

static void fill_document(struct request *request)
{
	char *schema = xasprintf("berth.build.%s/1", request->recipe->name);
	json_t *document = cli_document(request->cli, schema);

	json_object_set_new(document, "plan", plan_json(&request->output.plan));
	json_object_set_new(document, "target", json_filled_or_null(request->output.target));
	json_object_set_new(document, "use", json_filled_or_null(text_string(&request->output.after)));
	json_object_set_new(document, "job_script", json_filled_or_null(text_string(&request->script)));
	json_object_set_new(document, "job_id", json_null());
	json_object_set_new(document, "run", json_null());
	free(schema);
}

/* Only shown, nothing stands in the way of anything. */
static void soften(struct diags *diags, size_t from)
{
	for (size_t i = from; i < diags->count; i++)
		if (diags->items[i].severity == SEVERITY_ERROR)
			diags->items[i].severity = SEVERITY_WARNING;
}

static void show(struct request *request)
{
	struct cli *cli = request->cli;

	if (request->build.where == BUILD_JOB) {
		text_append_clean(&cli->out, text_string(&request->script), CLEAN_LINES);
		return;
	}
	plan_show(&request->output.plan, true, &cli->out);
	if (request->output.after.length > 0) {
		text_append_char(&cli->out, '\n');
		text_append_clean(
			&cli->out, text_string(&request->output.after), CLEAN_LINES);
	}
	/* Who has not asked to see it may think that it was done. */
	if (!cli->json && !cli_given(cli, "show"))
		fprintf(stderr, "berth: nothing is done so far: --run does it here, --as-job on a compute "
				"node, --save FILE writes a script\n");
}

/* The rules of 'berth build check' on the file that the build begins with. Mistakes of it stop the
 * build, as they would stop the tool, only later. */
static void check_file(struct request *request)
{
	struct cli *cli = request->cli;
	const char *path = request->output.reads;
	struct build_wish wish = {.least = SEVERITY_WARNING, .base = request->output.base};
	struct build_check check = {0};
	struct text text = TEXT_INIT;
	struct diags unheard = {0};
	enum build_kind kind;

	if (path == NULL)
		return;
	if (!file_read(path, YAML_SIZE_LIMIT, &text, &unheard)) {
		diags_add(&cli->diags, SEVERITY_NOTE, "L09", NULL, "'%s' is too large to be checked",
			path);
		diags_release(&unheard);
		text_release(&text);
		return;
	}
	kind = build_guess(path, text_string(&text), text.length);
	if (build_check_run(&cli->site, kind, path, text_string(&text), text.length, &wish, &check,
		    &cli->diags)) {
		vector_each (struct diag, diag, &check.findings)
			if (request->build.force && diag->severity == SEVERITY_ERROR)
				diag->severity = SEVERITY_WARNING;
		diags_move(&cli->diags, &check.findings);
	}
	build_check_release(&check);
	text_release(&text);
}

static void act(struct request *request)
{
	struct cli *cli = request->cli;
	bool job = request->build.where == BUILD_JOB;
	bool does = (cli_given(cli, "run") || job) && !cli_given(cli, "show") &&
		    !cli_given(cli, "save");
	size_t before = cli->diags.count;

	if (job)
		make_job(request);
	check_file(request);
	if (!does)
		soften(&cli->diags, before);
	before = cli->diags.count;
	if (diags_have_errors(&cli->diags))
		return;
	/* Showing a plan does not touch the network. */
	request->build.network = does;
	/* A script may be meant for another machine. */
	if (!cli_given(cli, "save"))
		build_preflight(&request->build, &request->output, &cli->diags);
	if (!does)
		soften(&cli->diags, before);
	if (cli->json)
		fill_document(request);
	if (diags_have_errors(&cli->diags))
		return;
	if (cli_given(cli, "save"))
		save(request, cli_value(cli, "save"));
	else if (!does)
		show(request);
	else if (job)
		submit(request);
	else
		run(request);
}

void command_build(struct cli *cli)
{
	struct request request = {
		.cli = cli, .recipe = build_recipe_find(strchr(cli->command->words, ' ') + 1)};

	if (request.recipe == NULL)
		BUG("no recipe for '%s'", cli->command->words);
	if (check_options(&request) && fill(&request) &&
		build_plan(request.recipe, &request.build, &request.output, &cli->diags))
		act(&request);
	build_output_release(&request.output);
	text_release(&request.script);
	opened_image_release(&request.opened);
	free((char *)(uintptr_t)request.build.folder);
}
