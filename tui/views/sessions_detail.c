#include "tui/views/sessions_parts.h"

/* Beside the list: the way into a session, or why there is none (of `berth vnc info`), and what
 * `berth vnc start --show` says of a new one. The password is in neither. */

enum { PAUSE_MS = 200, DEADLINE_MS = 60000 };

/* "label  value", nothing for the empty value. */
static void append_line(struct text *text, const char *label, const char *value)
{
	if (value[0] != '\0')
		text_append_format(text, "%-8s %s\n", label, value);
}

/* What is to be typed comes first: it is what one looks for. */
static void append_ways(const json_t *session, struct text *text)
{
	const json_t *ways = json_object_get(session, "ways");
	const char *browser = json_member(ways, "browser");

	if (!json_is_object(ways))
		return;
	text_append_format(text,
		"On your laptop, and leave it running:\n\n  %s\n\nThere, in a second terminal:\n\n"
		"  %s\n\nThe password: P copies it.\n\n",
		json_member(ways, "ssh"), json_member(ways, "viewer"));
	if (browser[0] != '\0')
		text_append_format(text, "Or in the laptop's browser:\n\n  %s\n\n", browser);
}

/* What each state means for somebody who waits. */
static const struct {
	const char *state, *words;
} meanings[] = {
	{"queued", "Its job waits in the queue: J shows why."},
	{"starting", "Its job runs, and the server is starting. This takes up to a minute."},
	{"lost", "Its job runs, but the server does not answer: l shows what it said."},
	{"ended", "It is over. l shows what it said, D removes what is kept of it."},
	{"unknown", "Nobody can tell now how it is."},
};

static void append_meaning(const json_t *session, struct text *text)
{
	const char *why = json_member(session, "why");

	for (size_t i = 0; i < ARRAY_LENGTH(meanings); i++)
		if (string_equal(meanings[i].state, sessions_state(session)))
			text_append_format(text, "%s\n\n", meanings[i].words);
	if (why[0] != '\0')
		text_append_format(text, "%s\n\n", why);
}

static void append_session(const json_t *session, struct text *text)
{
	const json_t *place = json_object_get(session, "endpoint");

	append_meaning(session, text);
	append_ways(session, text);
	append_line(text, "program", json_member(session, "app"));
	append_line(text, "image", json_member(session, "image"));
	text_append_format(text, "%-8s %lldx%lld\n", "screen",
		(long long)json_integer_value(json_object_get(session, "width")),
		(long long)json_integer_value(json_object_get(session, "height")));
	append_line(text, "node", json_member(place, "node"));
	append_line(text, "job", json_member(session, "job"));
	append_line(text, "way", json_member(json_object_get(session, "ways"), "why"));
	append_line(text, "session", json_member(session, "id"));
	append_line(text, "folder", json_member(session, "folder"));
}

void sessions_told(void *context)
{
	struct sessions_view *sessions = context;
	const json_t *session = sessions->info.document;
	struct text text = TEXT_INIT;

	if (sessions->making || sessions->detail_id == NULL)
		return;
	if (sessions->info.trouble != NULL)
		text_append_format(&text, "%s\n\n", sessions->info.trouble);
	if (string_equal(json_member(session, "id"), sessions->detail_id))
		append_session(session, &text);
	pager_set(&sessions->detail, text_string(&text), text.length);
	text_release(&text);
}

/* The first error of a command's complaints, for where there is no room for all of them. */
static void keep_obstacle(struct sessions_view *sessions, const char *complaints)
{
	const char *error = strstr(complaints, "error: ");

	free(sessions->obstacle);
	sessions->obstacle = NULL;
	if (error != NULL)
		sessions->obstacle = xstrndup(
			error + strlen("error: "), strcspn(error, "\n") - strlen("error: "));
}

static void planned(
	void *context, bool stale, int status, const struct text *output, const struct text *error)
{
	struct sessions_view *sessions = context;
	struct text text = TEXT_INIT;

	if (stale || !sessions->making)
		return;
	sessions->planning = false;
	sessions->possible = status == 0;
	command_form_append_said(&sessions->form, text_string(error), &text);
	keep_obstacle(sessions, status == 0 ? "" : text_string(&text));
	if (error->length > 0 && output->length > 0)
		text_append_char(&text, '\n');
	text_append(&text, text_string(output));
	pager_set(&sessions->detail, text_string(&text), text.length);
	text_release(&text);
	app_dirty(sessions->view.app);
}

static void plan(struct sessions_view *sessions)
{
	struct strings words = {0}, argv = {0};
	struct app_child child = {.title = "planning",
		.deadline_ms = DEADLINE_MS,
		.done = planned,
		.context = sessions};

	command_form_words(&sessions->form, &words);
	strings_add(&words, "--show");
	app_own_argv(sessions->view.app, strings_argv(&words), &argv);
	child.argv = strings_argv(&argv);
	app_child(sessions->view.app, &sessions->detail, &child);
	strings_release(&words);
	strings_release(&argv);
}

static void start(void *context)
{
	struct sessions_view *sessions = context;
	const json_t *session = sessions_chosen(sessions);
	const char *words[] = {"vnc", "info", NULL, NULL};

	if (!sessions->view.visible || (!sessions->making && session == NULL))
		return;
	if (sessions->making) {
		plan(sessions);
		return;
	}
	words[2] = sessions->detail_id;
	answer_ask(&sessions->info, "asking for it", words);
}

/* What the list has told is shown until the whole answer comes. */
static void begin(struct sessions_view *sessions, const json_t *session)
{
	struct text text = TEXT_INIT;

	free(sessions->detail_id);
	sessions->detail_id = xstrdup(json_member(session, "id"));
	append_session(session, &text);
	pager_set(&sessions->detail, text_string(&text), text.length);
	sessions->detail.first = 0;
	text_release(&text);
}

void sessions_follow(struct sessions_view *sessions, bool again)
{
	const json_t *session = sessions_chosen(sessions);
	bool other;

	if (sessions->making)
		return;
	if (session == NULL) {
		pager_set(&sessions->detail, "", 0);
		free(sessions->detail_id);
		sessions->detail_id = NULL;
		return;
	}
	other = sessions->detail_id == NULL ||
		!string_equal(sessions->detail_id, json_member(session, "id"));
	if (other)
		begin(sessions, session);
	if (other || again)
		app_timer(sessions->view.app, PAUSE_MS, start, sessions);
}

void sessions_plan(struct sessions_view *sessions)
{
	sessions->planning = true;
	app_timer(sessions->view.app, PAUSE_MS, start, sessions);
}
