#include "cli/command_job.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/units.h"
#include "cli/workspace.h"
#include "job/picture.h"
#include "job/script.h"
#include "job/submit.h"
#include "plan/plan.h"
#include "slurm/slurm.h"

#include <unistd.h>

/* One request: options, image, binds, layout, script, plan. */
struct request {
	struct cli *cli;
	struct job_wish wish;
	const struct image *image;
	struct bind_set binds;
	struct job job;
	struct text script;
	struct plan plan;
};

static bool read_options(struct request *request)
{
	struct cli *cli = request->cli;
	bool fine = read_wishes(cli, &request->wish);

	/* sbatch would look there as well; in the script it is there for everybody to see. */
	if (request->wish.account == NULL)
		request->wish.account = getenv("SBATCH_ACCOUNT");
	request->wish.command = cli->program.items;
	/* A session without a program is one with a shell. */
	if (cli_given(cli, "interactive") && cli->program.count == 0) {
		strings_add(&cli->program, "bash");
		request->wish.command = cli->program.items;
		if (request->wish.launcher == LAUNCH_DEFAULT)
			request->wish.launcher = LAUNCH_SINGLE;
	}
	return fine;
}

/* The image and its binds. An image that cannot be used does not stop the checks of the rest:
 * all mistakes are told in one run. */
static bool compose(struct request *request)
{
	struct cli *cli = request->cli;
	const char *what = cli_value(cli, "image");
	struct strings presets = *cli_values(cli, "preset"), specs = *cli_values(cli, "bind");
	struct bind_wish wish = {.presets = presets.items, .specs = specs.items};

	if (what != NULL && (request->image = cli_image(cli, what)) == NULL)
		return false;
	if (what == NULL && presets.count == 0 && specs.count == 0 && request->wish.overlay == NULL)
		return true;
	wish.image = request->image;
	return job_compose(&cli->site, &request->wish, &wish, &request->binds, &cli->diags);
}

static void plan_files(struct request *request)
{
	struct cli *cli = request->cli;
	const char *file = cli_value(cli, "write"), *folder = cli_value(cli, "split");
	bool replace = cli_given(cli, "force");

	if (file != NULL)
		plan_step_write(plan_add(&request->plan, "Write the job script"), file,
			text_string(&request->script), request->script.length, 0666, replace);
	if (folder != NULL)
		job_split(&request->job, folder, replace,
			plan_add(&request->plan, "Write the job script in pieces"));
}

/* sbatch reads the file that was written, or else the script from its standard input. */
static void plan_sbatch(struct request *request, bool test)
{
	const char *folder = cli_value(request->cli, "split");

	job_plan_sbatch(&request->plan,
		&(struct job_hand_over){
			.test = test,
			.folder = folder,
			.file = folder != NULL ? "job.sh" : cli_value(request->cli, "write"),
			.script = text_string(&request->script),
		});
}

static void make_plan(struct request *request)
{
	plan_init(&request->plan, "A job for Slurm");
	plan_files(request);
	if (cli_given(request->cli, "test"))
		plan_sbatch(request, true);
	if (cli_given(request->cli, "submit"))
		plan_sbatch(request, false);
}

/* Slurm says on standard error what it thinks of a test; that is passed on as it comes. */
static void on_event(void *context, const struct plan_event *event)
{
	struct request *request = context;

	if (request->cli->json)
		return;
	if (event->kind == PLAN_FILE_WRITTEN)
		fprintf(stderr, "berth: wrote %s\n", event->text);
	else if (event->kind == PLAN_OUTPUT && event->fd == STDERR_FILENO) {
		struct text clean = TEXT_INIT;
		text_append_clean_bytes(&clean, event->text, event->length, CLEAN_LINES);
		fputs(text_string(&clean), stderr);
		text_release(&clean);
	}
}

static void tell_job(struct cli *cli, const struct plan_result *result)
{
	char *id = slurm_submitted_id(text_string(&result->out));
	int64_t number;

	if (id != NULL && cli->json && integer_parse(id, 1, INT64_MAX, &number))
		json_object_set_new(cli->document, "job_id", json_integer(number));
	if (id != NULL)
		text_append_format(&cli->out, "Submitted batch job %s\n", id);
	else
		text_append_clean(&cli->out, text_string(&result->out), CLEAN_LINES);
	free(id);
}

static void run_plan(struct request *request)
{
	struct plan_listener listener = {.on_event = on_event, .context = request};
	struct plan_result result = {0};

	if (plan_run(&request->plan, &listener, &result, &request->cli->diags) &&
		cli_given(request->cli, "submit"))
		tell_job(request->cli, &result);
	plan_result_release(&result);
}

static void save_plan(struct request *request, const char *path)
{
	struct cli *cli = request->cli;
	struct text script = TEXT_INIT;
	unsigned flags = cli_given(cli, "force") ? FILE_REPLACE : 0;

	plan_script(&request->plan, &script);
	if (file_write(path, text_string(&script), script.length, 0777, flags, &cli->diags) &&
		!cli->json)
		fprintf(stderr, "berth: wrote %s\n", path);
	text_release(&script);
}

/* Who runs where, for programs: what the script says in its comments and masks. */
static json_t *layout_json(const struct job *job)
{
	const char *strategy = job->wish->strategy;

	if (job->has_masks && strategy == NULL && job->wish->order_count > 0)
		strategy = "custom";
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:o, s:o}", "launcher",
		job_launcher_names[job->launcher], "mechanism",
		job_mechanism_names[job->mechanism], "nodes", (json_int_t)job->nodes,
		"tasks_per_node", (json_int_t)job->tasks_per_node, "cpus_per_task",
		(json_int_t)job->cpus_per_task, "gpus_per_node", (json_int_t)job->gpus_per_node,
		"assignment",
		job->has_masks ? assignment_json(&job->assignment, strategy) : json_null(), "second",
		job->het != NULL ? layout_json(job->het) : json_null());
}

static void fill_document(struct request *request)
{
	json_t *document = cli_document(request->cli, "berth.job.script/1");

	json_object_set_new(document, "script", json_string_clean(text_string(&request->script)));
	json_object_set_new(document, "layout", layout_json(&request->job));
	json_object_set_new(document, "plan", plan_json(&request->plan));
	json_object_set_new(document, "job_id", json_null());
}

/* Without anything to write or run the script itself is the result. */
static void show_result(struct request *request)
{
	struct cli *cli = request->cli;
	const char *save = cli_value(cli, "save");

	if (save != NULL && request->plan.count == 0) {
		diags_fail(&cli->diags, "S42", "--save", "there is nothing to save");
		diag_hint(cli_last(cli),
			"--save goes with -o, --split, --test or --submit; to write the job script "
			"itself take -o");
		return;
	}
	if (cli->json)
		fill_document(request);
	if (save != NULL)
		save_plan(request, save);
	if (request->plan.count == 0)
		text_append(&cli->out, text_string(&request->script));
	else if (cli_given(cli, "show"))
		plan_show(&request->plan, true, &cli->out);
	else if (save == NULL)
		run_plan(request);
}

/* In a session there is nothing to write in pieces or to submit. */
static bool write_script(struct request *request)
{
	static const char *const batch[] = {"split", "test", "submit", "template"};
	struct cli *cli = request->cli;

	if (cli_given(cli, "split") && cli_given(cli, "template"))
		return diags_fail(&cli->diags, "S42", "--template",
			"the pieces of --split have no template");
	if (!cli_given(cli, "interactive"))
		return job_script(&request->job, &request->script, &cli->diags);
	for (size_t i = 0; i < ARRAY_LENGTH(batch); i++)
		if (cli_given(cli, batch[i]))
			return diags_fail(&cli->diags, "S42", "--interactive",
				"a session has nothing to do with --%s", batch[i]);
	if (request->wish.array != NULL || request->wish.het_partition != NULL)
		return diags_fail(&cli->diags, "S42", "--interactive",
			"a session has no array and no second part");
	job_interactive(&request->job, &request->script);
	return true;
}

void command_job_script(struct cli *cli)
{
	struct request request = {.cli = cli};
	bool fine;

	if (!cli_workspace_fill(cli) || cli_site(cli) == NULL)
		return;
	fine = read_options(&request);
	fine = compose(&request) && fine;
	fine = job_layout(&cli->site, &request.wish, request.image, &request.binds, &request.job,
		       &cli->diags) &&
	       fine;
	if (fine && !diags_have_errors(&cli->diags) && write_script(&request)) {
		make_plan(&request);
		show_result(&request);
	}
	plan_release(&request.plan);
	text_release(&request.script);
	job_release(&request.job);
	bind_set_release(&request.binds);
}
