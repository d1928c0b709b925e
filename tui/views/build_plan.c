#include "tui/views/build_parts.h"

/*
 * The plan beside the form is what the headless face makes of the same words with --show: its
 * steps, and above them what the look at this machine has found.
 */

enum { PAUSE_MS = 300, DEADLINE_MS = 60000 };

static void append_begin(const struct build_view *build, struct text *text)
{
	const char *arguments = build_chosen(build)->arguments;

	text_append(text, "The plan comes here while you fill in the form, and nothing is done "
			  "before you say so.\n\n");
	if (arguments != NULL)
		text_append_format(text, "Enter leads to the form: %s comes first.\n", arguments);
	else
		text_append(text, "Enter leads to the form.\n");
	text_append(text, "n says which way fits for the packages that you need.\n");
}

static void planned(
	void *context, bool stale, int status, const struct text *output, const struct text *error)
{
	struct build_view *build = context;
	struct text text = TEXT_INIT;

	if (stale)
		return;
	build->planning = false;
	build->possible = status == 0;
	text_append_format(&text, "%s\n\n", build_chosen(build)->summary);
	/* Nobody has done anything wrong before anything was typed. */
	if (status != 0 && !command_form_is_touched(&build->form))
		append_begin(build, &text);
	else
		command_form_append_said(&build->form, text_string(error), &text);
	if (error->length > 0 && output->length > 0)
		text_append_char(&text, '\n');
	text_append(&text, text_string(output));
	pager_set(&build->plan, text_string(&text), text.length);
	text_release(&text);
	app_dirty(build->view.app);
}

static void start(void *context)
{
	struct build_view *build = context;
	struct strings words = {0}, argv = {0};
	struct app_child child = {
		.title = "planning", .deadline_ms = DEADLINE_MS, .done = planned, .context = build};

	command_form_words(&build->form, &words);
	strings_add(&words, "--show");
	app_own_argv(build->view.app, strings_argv(&words), &argv);
	child.argv = strings_argv(&argv);
	app_child(build->view.app, &build->plan, &child);
	strings_release(&words);
	strings_release(&argv);
}

void build_replan(struct build_view *build)
{
	build->planning = true;
	app_timer(build->view.app, PAUSE_MS, start, build);
}
