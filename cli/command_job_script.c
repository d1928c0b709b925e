#include "cli/command_job.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/units.h"
#include "base/words.h"
#include "cli/workspace.h"
#include "job/script.h"
#include "plan/plan.h"

#include <unistd.h>

/* One request: options, image, binds, layout, script, plan. */
struct request {
	struct cli *cli;
	struct job_wish wish;
	int64_t *order;
	const struct image *image;
	struct bind_set binds;
	struct job job;
	struct text script;
	struct plan plan;
};

static void read_time(struct request *request)
{
	const char *text = cli_value(request->cli, "time");

	if (text == NULL)
		return;
	if (!duration_parse(text, &request->wish.time) || request->wish.time <= 0) {
		/* Not 0: a time was asked for. */
		request->wish.time = -1;
		diags_fail(&request->cli->diags, "U05", "--time", "'%s' is no time", text);
		diag_hint(cli_last(request->cli),
			"minutes, or as Slurm writes it: 30, 2:00:00, 1-12:00:00");
	}
}

static void read_memory(struct request *request)
{
	const char *text = cli_value(request->cli, "mem");

	if (text != NULL && !size_parse(text, 1 << 20, &request->wish.memory)) {
		diags_fail(&request->cli->diags, "U05", "--mem", "'%s' is no size", text);
		diag_hint(cli_last(request->cli),
			"for example 60G; a bare number is in MiB");
	}
}

static void read_environment(struct request *request)
{
	const struct strings *given = cli_values(request->cli, "env");

	for (size_t i = 0; i < given->count; i++) {
		char *name = xstrndup(given->items[i], strcspn(given->items[i], "="));
		if (strchr(given->items[i], '=') == NULL || !shell_name_is_valid(name))
			diags_fail(&request->cli->diags, "U05", "--env", "'%s' is not NAME=VALUE",
				given->items[i]);
		free(name);
	}
	request->wish.environment = given->items;
}

static bool read_options(struct request *request)
{
	struct cli *cli = request->cli;
	struct job_wish *wish = &request->wish;

	wish->name = cli_value(cli, "job-name");
	/* sbatch would look there as well; in the script it is there for everybody to see. */
	wish->account = cli_value(cli, "account");
	if (wish->account == NULL)
		wish->account = getenv("SBATCH_ACCOUNT");
	wish->partition = cli_value(cli, "partition");
	wish->output = cli_value(cli, "output");
	wish->nodes = cli_integer(cli, "nodes", 1, 1000000, 0);
	wish->gpus_per_node = (unsigned)cli_integer(cli, "gpus-per-node", 1, 1000, 0);
	wish->launcher = (enum job_launcher)cli_choice(cli, "launcher", LAUNCH_DEFAULT);
	wish->mechanism = (enum job_mechanism)cli_choice(cli, "mechanism", MECHANISM_WRAPPER);
	wish->exclusive = cli_given(cli, "exclusive");
	wish->command = cli->program.items;
	read_time(request);
	read_memory(request);
	read_environment(request);
	return read_binding_options(cli, wish, &request->order);
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
	if (what == NULL && presets.count == 0 && specs.count == 0)
		return true;
	wish.image = request->image;
	if (!bind_compose(&cli->site, &wish, &request->binds, &cli->diags))
		return false;
	bind_check(&cli->site, &request->binds, request->image, &cli->diags);
	return true;
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
static void plan_sbatch(struct request *request, const char *title, const char *option)
{
	const char *file = cli_value(request->cli, "write");
	const char *folder = cli_value(request->cli, "split");
	struct plan_step *step = plan_add(&request->plan, title);

	strings_add(&step->argv, "sbatch");
	if (option != NULL)
		strings_add(&step->argv, option);
	if (folder != NULL) {
		step->folder = xstrdup(folder);
		strings_add(&step->argv, "job.sh");
	} else if (file != NULL) {
		strings_add(&step->argv, file);
	} else {
		step->input = xstrdup(text_string(&request->script));
	}
	/* A scheduler that does not answer must not hang us. */
	step->deadline_ms = 60000;
}

static void make_plan(struct request *request)
{
	plan_init(&request->plan, "A job for Slurm");
	plan_files(request);
	if (cli_given(request->cli, "test"))
		plan_sbatch(request, "Ask Slurm whether it would accept the job", "--test-only");
	if (cli_given(request->cli, "submit"))
		plan_sbatch(request, "Submit the job", NULL);
}

/* Slurm says on standard error what it thinks of a test; pass everything on as it comes. */
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
	} else if (event->kind == PLAN_OUTPUT) {
		text_append_clean_bytes(
			&request->cli->out, event->text, event->length, CLEAN_LINES);
	}
}

static void run_plan(struct request *request)
{
	struct plan_listener listener = {.on_event = on_event, .context = request};
	struct plan_result result = {0};

	if (plan_run(&request->plan, &listener, &result, &request->cli->diags) &&
		request->cli->json && cli_given(request->cli, "submit")) {
		/* "Submitted batch job 4711" */
		const char *id = strrchr(text_string(&result.out), ' ');
		int64_t job = 0;
		char *digits = xstrndup(id != NULL ? id + 1 : "", strcspn(id != NULL ? id + 1 : "", "\n"));
		if (integer_parse(digits, 1, INT64_MAX, &job))
			json_object_set_new(request->cli->document, "job_id", json_integer(job));
		free(digits);
	}
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

static void fill_document(struct request *request)
{
	json_t *document = cli_document(request->cli, "berth.job.script/1");

	json_object_set_new(document, "script", json_string_clean(text_string(&request->script)));
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
	if (fine && !diags_have_errors(&cli->diags)) {
		job_script(&request.job, &request.script);
		make_plan(&request);
		show_result(&request);
	}
	plan_release(&request.plan);
	text_release(&request.script);
	job_release(&request.job);
	bind_set_release(&request.binds);
	free(request.order);
}
