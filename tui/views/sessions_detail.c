#include "tui/views/sessions_parts.h"

/* Beside the list: what `berth vnc info` says of a session, and what `berth vnc start --show` says of a
 * new one. The password is in neither. */

enum { PAUSE_MS = 200, DEADLINE_MS = 60000 };

static void told(void *context, bool stale, int status, const struct text *output,
	const struct text *error)
{
	struct sessions_view *sessions = context;
	struct text text = TEXT_INIT;

	if (stale)
		return;
	sessions->possible = sessions->making && status == 0;
	text_append(&text, text_string(error));
	if (error->length > 0 && output->length > 0)
		text_append_char(&text, '\n');
	text_append(&text, text_string(output));
	pager_set(&sessions->detail, text_string(&text), text.length);
	text_release(&text);
	app_dirty(sessions->view.app);
}

static void start(void *context)
{
	struct sessions_view *sessions = context;
	const json_t *session = sessions_chosen(sessions);
	struct strings words = {0}, argv = {0};
	struct app_child child = {.title = "asking for it",
		.deadline_ms = DEADLINE_MS,
		.done = told,
		.context = sessions};

	if (!sessions->view.visible || (!sessions->making && session == NULL))
		return;
	if (sessions->making) {
		command_form_words(&sessions->form, &words);
		strings_add(&words, "--show");
	} else {
		free(sessions->detail_id);
		sessions->detail_id = xstrdup(json_member(session, "id"));
		strings_split(&words, "vnc info", ' ');
		strings_add(&words, sessions->detail_id);
	}
	app_own_argv(sessions->view.app, strings_argv(&words), &argv);
	child.argv = strings_argv(&argv);
	app_child(sessions->view.app, &sessions->detail, &child);
	strings_release(&words);
	strings_release(&argv);
}

void sessions_follow(struct sessions_view *sessions, bool again)
{
	const json_t *session = sessions_chosen(sessions);

	if (sessions->making)
		return;
	if (session == NULL) {
		pager_set(&sessions->detail, "", 0);
		free(sessions->detail_id);
		sessions->detail_id = NULL;
		return;
	}
	if (again || sessions->detail_id == NULL ||
		!string_equal(sessions->detail_id, json_member(session, "id")))
		app_timer(sessions->view.app, PAUSE_MS, start, sessions);
}

void sessions_plan(struct sessions_view *sessions)
{
	sessions->possible = false;
	app_timer(sessions->view.app, PAUSE_MS, start, sessions);
}
