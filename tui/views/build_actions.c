#include "tui/views/build_parts.h"

#include "base/words.h"

/* What becomes of the plan. Each is the same command with another word at its end. */

static const char *not_ready(struct app *app, struct view *view)
{
	const struct build_view *build = build_view(view);

	(void)app;
	if (!build->possible)
		return build->planning ? "the plan is just being made"
		       : command_form_is_touched(&build->form)
			       ? "something stands against it: see the plan"
			       : "fill in the form first: enter leads to it";
	return build->planning ? command_soon : NULL;
}

static void command_line(
	const struct build_view *build, const char *const *more, struct strings *words)
{
	command_form_words(&build->form, words);
	for (size_t i = 0; more[i] != NULL; i++)
		strings_add(words, more[i]);
}

/* One at a time: what was confirmed is what is done. */
struct doing {
	struct strings words;
	const char *said, *then; /* when it went well; the view to go to, or NULL */
};
static struct doing doing;

static void was_done(
	void *context, bool stale, int status, const struct text *output, const struct text *error)
{
	struct build_view *build = context;
	struct app *app = build->view.app;

	if (stale)
		return;
	if (status != 0) {
		app_page(app, "It did not work", PAGE_PLAIN,
			error->length > 0 ? text_string(error) : text_string(output));
		return;
	}
	app_changed(app, MODEL_RUNS | MODEL_QUEUE);
	if (doing.then != NULL)
		app_visit(app, doing.then, NULL);
	app_say(app, SEVERITY_NOTE, "%s", doing.said);
	build_replan(build);
}

static void do_it(void *context)
{
	struct build_view *build = context;
	struct strings argv = {0};
	struct app_child child = {
		.title = "starting it", .deadline_ms = 120000, .done = was_done, .context = build};

	app_own_argv(build->view.app, strings_argv(&doing.words), &argv);
	child.argv = strings_argv(&argv);
	app_child(build->view.app, &doing, &child);
	strings_release(&argv);
}

static void confirm(struct build_view *build, const char *question, const char *yes,
	const char *said, const char *then, const char *const *more)
{
	struct text exactly = TEXT_INIT;

	strings_release(&doing.words);
	doing.said = said;
	doing.then = then;
	command_line(build, more, &doing.words);
	text_append(&exactly, "berth ");
	text_append_shell_words(&exactly, strings_argv(&doing.words));
	app_confirm(build->view.app, question, text_string(&exactly), yes, do_it, build);
	text_release(&exactly);
}

static void run(struct app *app, struct view *view, const char *argument)
{
	static const char *const more[] = {"--run", "--detach", NULL};

	(void)app;
	(void)argument;
	confirm(build_view(view), "Do all this here, now?", "Run it", "it runs; here is its log",
		"runs", more);
}

static void run_as_job(struct app *app, struct view *view, const char *argument)
{
	static const char *const more[] = {"--as-job", NULL};

	(void)app;
	(void)argument;
	confirm(build_view(view), "Do all this in a job?", "Submit it", "submitted", "runs", more);
}

static void save_as(void *context, const char *name)
{
	struct build_view *build = context;
	const char *const more[] = {"--save", name, NULL};

	if (name[0] == '\0')
		return;
	free(build->save_to);
	build->save_to = xstrdup(name);
	confirm(build, "Write the plan as a script?", "Write it", "wrote the script", NULL, more);
}

static void save(struct app *app, struct view *view, const char *argument)
{
	struct build_view *build = build_view(view);
	struct app_ask ask = {
		.label = "Write the script to",
		.initial = build->save_to != NULL ? build->save_to : "build.sh",
		.history = "scripts",
		.answer = save_as,
		.context = build,
	};

	if (argument[0] != '\0')
		save_as(build, argument);
	else
		app_ask(app, &ask);
}

static void advised(
	void *context, bool stale, int status, const struct text *output, const struct text *error)
{
	struct build_view *build = context;
	struct text text = TEXT_INIT;

	(void)status;
	text_append(&text, text_string(error));
	text_append(&text, text_string(output));
	if (!stale)
		app_page(build->view.app, "Which way fits", PAGE_PLAIN, text_string(&text));
	text_release(&text);
}

static void advise_for(void *context, const char *packages)
{
	struct build_view *build = context;
	struct strings words = {0}, argv = {0}, needs = {0};
	struct app_child child = {.title = "looking for a way",
		.deadline_ms = 120000,
		.done = advised,
		.context = build};
	char *image = model_get(app_model(build->view.app), "image");
	const char *why = NULL;

	if (!words_split(packages, &needs, &why)) {
		app_say(build->view.app, SEVERITY_ERROR, "%s", why);
	} else if (needs.count > 0) {
		strings_split(&words, "build advise", ' ');
		for (size_t i = 0; i < needs.count; i++) {
			strings_add(&words, "--need");
			strings_add(&words, needs.items[i]);
		}
		if (image[0] != '\0') {
			strings_add(&words, "--image");
			strings_add(&words, image);
		}
		app_own_argv(build->view.app, strings_argv(&words), &argv);
		child.argv = strings_argv(&argv);
		app_child(build->view.app, &build->ways, &child);
	}
	free(image);
	strings_release(&words);
	strings_release(&argv);
	strings_release(&needs);
}

static void advise(struct app *app, struct view *view, const char *argument)
{
	struct app_ask ask = {
		.label = "I need",
		.placeholder = "torch==2.7 flash-attn",
		.history = "packages",
		.answer = advise_for,
		.context = build_view(view),
	};

	if (argument[0] != '\0')
		advise_for(build_view(view), argument);
	else
		app_ask(app, &ask);
}

static void append_command(const struct build_view *build, struct text *text)
{
	static const char *const more[] = {NULL};
	struct strings words = {0};

	command_line(build, more, &words);
	text_append(text, "berth ");
	text_append_shell_words(text, strings_argv(&words));
	text_append_char(text, '\n');
	strings_release(&words);
}

static void copy(struct app *app, struct view *view, const char *argument)
{
	struct text text = TEXT_INIT;

	(void)argument;
	append_command(build_view(view), &text);
	app_copy(app, "the command", text_string(&text));
	text_release(&text);
}

static void show_commands(struct app *app, struct view *view, const char *argument)
{
	struct text text = TEXT_INIT;

	(void)argument;
	text_append(&text, "# Shows the plan; --run does it here, --as-job in a job.\n");
	append_command(build_view(view), &text);
	app_page(app, "The same without the workbench", PAGE_SCRIPT, text_string(&text));
	text_release(&text);
}

const struct command build_commands[] = {
	{.name = "advise",
		.keys = "n",
		.label = "advise",
		.help = "Say which way fits for the packages that you need",
		.argument = "PACKAGES",
		.run = advise},
	{.name = "run",
		.keys = "x",
		.label = "run",
		.help = "Do it here, in the background, with a log that is kept",
		.flags = COMMAND_WRITES,
		.disabled = not_ready,
		.run = run},
	{.name = "as-job",
		.keys = "J",
		.label = "as job",
		.help = "Do it in a job on a compute node",
		.flags = COMMAND_WRITES,
		.disabled = not_ready,
		.run = run_as_job},
	{.name = "write",
		.keys = "w",
		.label = "write",
		.help = "Write the plan as a script",
		.argument = "FILE",
		.flags = COMMAND_WRITES,
		.disabled = not_ready,
		.run = save},
	{.name = "copy",
		.keys = "y",
		.label = "copy",
		.help = "Copy the command line",
		.run = copy},
	{.name = "commands",
		.keys = "v",
		.label = "commands",
		.help = "Show the same for the command line",
		.run = show_commands},
	{.name = NULL},
};
