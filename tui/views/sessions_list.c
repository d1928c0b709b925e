#include "tui/views/sessions_parts.h"

#include "tui/glyph.h"

/* Sessions as rows, newest first. */

json_t *sessions_chosen(const struct sessions_view *sessions)
{
	return json_array_get(answer_array(&sessions->answer, "sessions"), sessions->list.chosen);
}

const char *sessions_state(const json_t *session)
{
	return json_member(session, "state");
}

/* The words of vnc/state.h, each with its sign. */
static const struct {
	const char *state;
	enum glyph sign;
	enum role role;
} states[] = {
	{"queued", GLYPH_RING, ROLE_BUSY},
	{"starting", GLYPH_POINTER, ROLE_BUSY},
	{"ready", GLYPH_DOT, ROLE_GOOD},
	{"lost", GLYPH_ERROR, ROLE_ERROR},
	{"ended", GLYPH_NOTE, ROLE_DIM},
	{"unknown", GLYPH_WARNING, ROLE_WARNING},
};

static size_t find_state(const json_t *session)
{
	const char *state = sessions_state(session);

	for (size_t i = 0; i < ARRAY_LENGTH(states); i++)
		if (string_equal(states[i].state, state))
			return i;
	return ARRAY_LENGTH(states) - 1;
}

static size_t count(void *context)
{
	return json_array_size(
		answer_array(&((struct sessions_view *)context)->answer, "sessions"));
}

static json_t *session_at(void *context, size_t row)
{
	return json_array_get(
		answer_array(&((struct sessions_view *)context)->answer, "sessions"), row);
}

static const char *key(void *context, size_t row)
{
	return json_member(session_at(context, row), "id");
}

enum column { COLUMN_SIGN, COLUMN_STATE, COLUMN_WHAT, COLUMN_NODE, COLUMN_JOB, COLUMN_ID };

static const struct list_column columns[] = {
	{.title = "", .least = 1, .most = 1},
	{.title = "STATE", .least = 8, .most = 8},
	{.title = "WHAT", .least = 10},
	{.title = "NODE", .least = 8, .most = 14, .rank = 2},
	{.title = "JOB", .least = 6, .most = 10, .rank = 3},
	{.title = "SESSION", .least = 10, .most = 22, .rank = 1},
	{.title = NULL},
};

static enum role cell(void *context, size_t row, size_t column, struct text *text)
{
	const struct sessions_view *sessions = context;
	const json_t *session = session_at(context, row);
	size_t state = find_state(session);
	const char *app = json_member(session, "app");

	switch ((enum column)column) {
	case COLUMN_SIGN:
		text_append(text, glyph(states[state].sign, app_ascii(sessions->view.app)));
		return states[state].role;
	case COLUMN_STATE:
		text_append(text, sessions_state(session));
		return states[state].role;
	case COLUMN_WHAT:
		text_append(text, app[0] != '\0' ? app : "desktop");
		return ROLE_TEXT;
	case COLUMN_NODE:
		text_append(text, json_member(json_object_get(session, "endpoint"), "node"));
		break;
	case COLUMN_JOB:
		text_append(text, json_member(session, "job"));
		break;
	case COLUMN_ID:
		text_append(text, json_member(session, "id"));
		break;
	}
	return ROLE_DIM;
}

void sessions_connect_list(struct sessions_view *sessions)
{
	sessions->rows = (struct row_source){.columns = columns,
		.count = count,
		.key = key,
		.cell = cell,
		.context = sessions,
		.empty = "no sessions: n makes one"};
	sessions->list.source = &sessions->rows;
}
