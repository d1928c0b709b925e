#include "tui/views/job_parts.h"

#include "base/files.h"
#include "base/words.h"
#include "job/submit.h"
#include "slurm/slurm.h"

#include <sys/stat.h>
#include <unistd.h>

/* What can be done with the job: every one of them is a plan that is shown first. */

static const struct composition *composed(struct app *app)
{
	return &app_model(app)->composed;
}

static const char *no_script(struct app *app, struct view *view)
{
	(void)view;
	if (!composed(app)->whole)
		return "there is no script yet: see the complaints";
	return app_model(app)->composing ? command_soon : NULL;
}

static const char *no_complaint(struct app *app, struct view *view)
{
	(void)app;
	return job_complaint(job_view(view)) != NULL ? NULL : "there is nothing to explain";
}

static void toggle_picture(struct app *app, struct view *view, const char *argument)
{
	struct job_view *job = job_view(view);

	(void)argument;
	job->picture = !job->picture;
	job->picture_line = 0;
	if (job->focus == JOB_FORM)
		job->focus = JOB_SCRIPT;
	app_dirty(app);
}

/* Relative paths begin where the workspace file is. */
static char *place_of(struct app *app, const char *name)
{
	const struct document *document = &app_model(app)->document;
	char *expanded = path_expand(name), *folder, *path;

	if (expanded[0] == '/')
		return expanded;
	folder = xstrndup(document->path, (size_t)(path_base(document->path) - document->path));
	path = string_equal(expanded, ".") ? xstrdup(folder)
					   : path_join(folder[0] != '\0' ? folder : ".", expanded);
	free(folder);
	free(expanded);
	return path;
}

static void written(void *context, bool fine, const char *out)
{
	struct job_view *job = context;

	(void)out;
	if (fine)
		app_say(job->view.app, SEVERITY_NOTE, "wrote it: sbatch %s submits it; it is %s",
			path_base(job->file), job->file);
}

static void write_to(void *context, const char *name)
{
	struct job_view *job = context;
	struct app *app = job->view.app;
	const struct text *script = &composed(app)->script;
	struct plan plan;
	struct stat status;

	if (name[0] == '\0')
		return;
	free(job->file);
	job->file = place_of(app, name);
	plan_init(&plan, stat(job->file, &status) == 0 ? "Replace the job script"
						       : "Write the job script");
	plan_step_write(plan_add(&plan, "Write the job script"), job->file, text_string(script),
		script->length, 0666, true);
	app_plan(app, &plan, false, written, job);
	plan_release(&plan);
}

static void write_script(struct app *app, struct view *view, const char *argument)
{
	struct job_view *job = job_view(view);
	struct app_ask ask = {
		.label = "Write the script to",
		.initial = job->file != NULL ? job->file : "job.sh",
		.history = "scripts",
		.answer = write_to,
		.context = job,
	};

	app_ask_unless(app, argument, &ask);
}

/* Only the number of the job is news; what else sbatch says is shown as it is. */
static void handed_over(void *context, bool fine, const char *out)
{
	struct job_view *job = context;
	char *id = fine && out != NULL ? slurm_submitted_id(out) : NULL;

	if (!fine)
		return;
	if (id != NULL) {
		app_say(job->view.app, SEVERITY_NOTE, "submitted: job %s; 7 shows what runs", id);
		app_changed(job->view.app, MODEL_QUEUE);
	} else {
		app_say(job->view.app, SEVERITY_NOTE, "Slurm would accept the job");
	}
	free(id);
}

static void hand_over(struct app *app, struct view *view, bool test)
{
	struct plan plan;
	char *folder = place_of(app, ".");

	plan_init(&plan, test ? "Would Slurm accept the job?" : "Submit the job");
	job_plan_sbatch(&plan,
		&(struct job_hand_over){.test = test,
			.folder = folder,
			.script = text_string(&composed(app)->script)});
	app_plan(app, &plan, false, handed_over, job_view(view));
	plan_release(&plan);
	free(folder);
}

static void test_job(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	hand_over(app, view, true);
}

static void submit_job(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	hand_over(app, view, false);
}

static void compared(void *context, bool stale, int status, const struct text *output,
	const struct text *error)
{
	struct job_view *job = context;

	if (stale)
		return;
	if (status == 0)
		app_say_here(job->view.app, SEVERITY_NOTE, "the file has this script already");
	else if (output->length > 0)
		app_page(job->view.app, "What would change in the file", PAGE_DIFF,
			text_string(output));
	else
		app_say(job->view.app, SEVERITY_ERROR, "%s",
			error->length > 0 ? text_string(error) : "diff cannot be started");
}

static void compare_with(void *context, const char *name)
{
	struct job_view *job = context;
	char *path = place_of(job->view.app, name);
	const char *const words[] = {"diff", "-u", "--label", path, "--label", "the script here", path, "-"};
	struct strings argv = {0};
	struct app_child child = {
		.title = "comparing",
		.input = text_string(&composed(job->view.app)->script),
		.deadline_ms = 10000,
		.done = compared,
		.context = job,
	};

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		strings_add(&argv, words[i]);
	child.argv = strings_argv(&argv);
	app_child(job->view.app, &job->file, &child);
	strings_release(&argv);
	free(path);
}

static void compare_script(struct app *app, struct view *view, const char *argument)
{
	struct job_view *job = job_view(view);
	struct app_ask ask = {
		.label = "Compare with",
		.initial = job->file != NULL ? job->file : "job.sh",
		.history = "scripts",
		.answer = compare_with,
		.context = job,
	};

	app_ask_unless(app, argument, &ask);
}

static void copy_script(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	app_copy(app, "the job script", text_string(&composed(app)->script));
}

/* What the headless face would be asked for the same. */
static void show_commands(struct app *app, struct view *view, const char *argument)
{
	const struct document *document = &app_model(app)->document;
	struct text text = TEXT_INIT;

	(void)view;
	(void)argument;
	if (document->changed || !document->exists)
		text_append(&text, "# After w (or :save) has written the workspace:\n");
	text_append(&text, "berth job script --workspace ");
	text_append_shell_word(&text, document->path);
	text_append(&text, " -o job.sh\nberth job script --workspace ");
	text_append_shell_word(&text, document->path);
	text_append(&text, " --test      # would Slurm accept it?\nsbatch job.sh\n");
	app_page(app, "The same without the workbench", PAGE_SCRIPT, text_string(&text));
	text_release(&text);
}

void job_explain(struct job_view *job, const struct diag *diag)
{
	const struct diag_info *info = diag_info_find(diag->id);
	struct text text = TEXT_INIT;

	diag_format(diag, &text);
	if (info != NULL)
		text_append_format(&text, "\n%s: %s\n\n%s\n\nWhat to do: %s\n", info->id,
			info->title, info->why, info->fix);
	app_page(job->view.app, diag->id, PAGE_PROSE, text_string(&text));
	text_release(&text);
}

static void explain(struct app *app, struct view *view, const char *argument)
{
	(void)app;
	(void)argument;
	job_explain(job_view(view), job_complaint(job_view(view)));
}

static void found(void *context, const char *word)
{
	struct job_view *job = context;

	job->picture = false;
	job->focus = JOB_SCRIPT;
	if (!pager_search(&job->script, word, false) && word[0] != '\0')
		app_say_here(job->view.app, SEVERITY_NOTE, "the script has no '%s'", word);
	app_dirty(job->view.app);
}

static void search_script(struct app *app, struct view *view, const char *argument)
{
	struct app_ask ask = {.label = "Find in the script",
		.history = "search",
		.answer = found,
		.context = job_view(view)};

	app_ask_unless(app, argument, &ask);
}

static const char *not_in_form(struct app *app, struct view *view)
{
	(void)app;
	return job_view(view)->focus == JOB_FORM ? NULL : "tab leads to the form";
}

/* The form takes the key before any command; this one is for the footer, help and palette. */
static void change(struct app *app, struct view *view, const char *argument)
{
	static const struct key enter = {.code = KEYCODE_ENTER};

	(void)app;
	(void)argument;
	view->ops->key(view, &enter);
}

const struct command job_commands[] = {
	{.name = "write",
		.keys = "w",
		.label = "write",
		.help = "Write the job script to a file",
		.argument = "FILE",
		.flags = COMMAND_WRITES,
		.disabled = no_script,
		.run = write_script},
	{.name = "test",
		.keys = "t",
		.label = "test",
		.help = "Ask Slurm whether it would accept the job",
		.disabled = no_script,
		.run = test_job},
	{.name = "submit",
		.keys = "S",
		.label = "submit",
		.help = "Submit the job",
		.flags = COMMAND_WRITES,
		.disabled = no_script,
		.run = submit_job},
	{.name = "change",
		.keys = "enter",
		.label = "change",
		.help = "Change the chosen line of the form",
		.disabled = not_in_form,
		.run = change},
	{.name = "picture",
		.keys = "p",
		.label = "node",
		.help = "Show who runs where on a node, instead of the script",
		.run = toggle_picture},
	{.name = "diff",
		.keys = "d",
		.label = "diff",
		.help = "Compare the script with a file",
		.argument = "FILE",
		.disabled = no_script,
		.run = compare_script},
	{.name = "explain",
		.keys = "x",
		.label = "explain",
		.help = "Explain the chosen complaint",
		.disabled = no_complaint,
		.run = explain},
	{.name = "find",
		.keys = "/",
		.flags = COMMAND_QUIET,
		.help = "Find a word in the script; n and N lead on",
		.argument = "WORD",
		.disabled = no_script,
		.run = search_script},
	{.name = "copy",
		.keys = "y",
		.label = "copy",
		.help = "Copy the job script",
		.disabled = no_script,
		.run = copy_script},
	{.name = "commands",
		.keys = "v",
		.label = "commands",
		.help = "Show the same for the command line",
		.run = show_commands},
	{.name = NULL},
};
