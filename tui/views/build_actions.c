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

static void wrote(void *context, bool fine)
{
	struct build_view *build = context;

	if (!fine)
		return;
	app_changed(build->view.app, MODEL_RUNS | MODEL_QUEUE);
	build_replan(build);
}

static void went_off(void *context, bool fine)
{
	struct build_view *build = context;

	wrote(build, fine);
	if (fine)
		app_visit(build->view.app, "runs", NULL);
}

static void do_it(struct build_view *build, const struct app_deed *deed, const char *const *more)
{
	struct strings words = {0};

	command_line(build, more, &words);
	app_do(build->view.app, deed, &words);
}

static void run(struct app *app, struct view *view, const char *argument)
{
	static const char *const more[] = {"--run", "--detach", NULL};

	(void)app;
	(void)argument;
	do_it(build_view(view),
		&(struct app_deed){.question = "Do all this here, now?",
			.yes = "Run it",
			.said = "it runs; here is its log",
			.done = went_off,
			.context = view},
		more);
}

static void run_as_job(struct app *app, struct view *view, const char *argument)
{
	static const char *const more[] = {"--as-job", NULL};

	(void)app;
	(void)argument;
	do_it(build_view(view),
		&(struct app_deed){.question = "Do all this in a job?",
			.yes = "Submit it",
			.said = "submitted",
			.done = went_off,
			.context = view},
		more);
}

static void save_as(void *context, const char *name)
{
	struct build_view *build = context;
	const char *const more[] = {"--save", name, NULL};

	if (name[0] == '\0')
		return;
	free(build->save_to);
	build->save_to = xstrdup(name);
	do_it(build,
		&(struct app_deed){.question = "Write the plan as a script?",
			.yes = "Write it",
			.said = "wrote the script",
			.done = wrote,
			.context = build},
		more);
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

	app_ask_unless(app, argument, &ask);
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
		app_page(build->view.app, "Which way fits", PAGE_PROSE, text_string(&text));
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

	app_ask_unless(app, argument, &ask);
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

static const char *in_plan(struct app *app, struct view *view)
{
	(void)app;
	return build_view(view)->focus == BUILD_PLAN ? "tab leads to the ways and the form" : NULL;
}

/* List and form take the key before any command; this one is for the footer, help and palette. */
static void choose(struct app *app, struct view *view, const char *argument)
{
	static const struct key enter = {.code = KEYCODE_ENTER};

	(void)app;
	(void)argument;
	view->ops->key(view, &enter);
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
	{.name = "choose",
		.keys = "enter",
		.label = "choose",
		.help = "Go on to the form of the chosen way, or change its chosen line",
		.disabled = in_plan,
		.run = choose},
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
