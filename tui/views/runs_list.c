#include "tui/views/runs_parts.h"

#include "base/units.h"
#include "slurm/meaning.h"
#include "tui/glyph.h"

/*
 * Jobs first, then runs. Jobs that run or wait stand as the headless face gives them, above those
 * that have ended, the last of them first; runs are newest first.
 */

const char *runs_id(const struct runs_row *row)
{
	return json_member(row->object, "id");
}

bool runs_is_open(const struct runs_row *row)
{
	const char *state = json_member(row->object, "state");

	if (row->is_job)
		return slurm_state_is_open(state);
	return string_equal(state, "running") || string_equal(state, "waiting");
}

static void add(struct runs_view *runs, const struct answer *answer, const char *name, bool is_job)
{
	json_t *array = answer_array(answer, name), *object;
	size_t index;

	json_array_foreach(array, index, object)
	{
		struct runs_row *row = vector_add(&runs->all);
		row->is_job = is_job;
		row->object = object;
		row->key = xasprintf("%s %s", is_job ? "job" : "run", json_member(object, "id"));
	}
}

/* Times of JSON order as their text does. */
static int compare_ended(const void *a, const void *b)
{
	const struct runs_row *left = a, *right = b;

	return strcmp(json_member(right->object, "ended"), json_member(left->object, "ended"));
}

/* Puts the jobs that have ended below the others. */
static void order_jobs(struct runs_view *runs)
{
	struct VECTOR_OF(struct runs_row) ended = {0};
	size_t open = 0;

	for (size_t i = 0; i < runs->all.count; i++)
		if (runs_is_open(&runs->all.items[i]))
			runs->all.items[open++] = runs->all.items[i];
		else
			vector_push(&ended, runs->all.items[i]);
	if (ended.count > 0) {
		qsort(ended.items, ended.count, sizeof *ended.items, compare_ended);
		memcpy(&runs->all.items[open], ended.items, ended.count * sizeof *ended.items);
	}
	vector_release(&ended);
}

void runs_fill(struct runs_view *runs)
{
	for (size_t i = 0; i < runs->all.count; i++)
		free(runs->all.items[i].key);
	runs->all.count = 0;
	add(runs, &runs->jobs, "jobs", true);
	order_jobs(runs);
	add(runs, &runs->runs, "runs", false);
	list_refresh(&runs->list);
	/* Answers come one after the other: until somebody moves, the first row is the chosen one. */
	if (!runs->moved)
		list_choose(&runs->list, 0);
}

const struct runs_row *runs_chosen(const struct runs_view *runs)
{
	return runs->list.chosen < runs->all.count ? &runs->all.items[runs->list.chosen] : NULL;
}

static size_t count(void *context)
{
	return ((struct runs_view *)context)->all.count;
}

static const char *key(void *context, size_t row)
{
	return ((struct runs_view *)context)->all.items[row].key;
}

enum column { COLUMN_SIGN, COLUMN_ID, COLUMN_STATE, COLUMN_TIME, COLUMN_WHERE, COLUMN_NAME };

static const struct list_column columns[] = {
	{.title = "", .least = 1, .most = 1},
	{.title = "ID", .least = 7, .most = 22, .rank = 2},
	{.title = "STATE", .least = 9, .most = 11},
	{.title = "TIME", .least = 10, .most = 11, .align = 1, .rank = 3},
	{.title = "WHERE (WHY)", .least = 10, .most = 24, .rank = 4},
	{.title = "WHAT", .least = 14},
	{.title = NULL},
};

static enum role state_role(const struct runs_row *row)
{
	const char *state = json_member(row->object, "state");

	if (string_equal(state, "RUNNING") || string_equal(state, "running"))
		return ROLE_BUSY;
	if (string_equal(state, "COMPLETED") || string_equal(state, "done"))
		return ROLE_GOOD;
	if (runs_is_open(row))
		return ROLE_DIM;
	return string_starts(state, "CANCELLED") || string_equal(state, "cancelled") ? ROLE_WARNING
										     : ROLE_ERROR;
}

static enum glyph state_sign(enum role role)
{
	switch (role) {
	case ROLE_BUSY:
		return GLYPH_DOT;
	case ROLE_GOOD:
		return GLYPH_GOOD;
	case ROLE_DIM:
		return GLYPH_RING;
	case ROLE_WARNING:
		return GLYPH_WARNING;
	default:
		return GLYPH_ERROR;
	}
}

/* Where a job runs, or why it does not. */
static void append_where(const struct runs_row *row, struct text *text)
{
	const char *reason = json_member(row->object, "reason");
	const char *nodes = json_member(row->object, "nodes");

	if (!row->is_job)
		text_append(text, json_member(row->object, "host"));
	else if (nodes[0] != '\0')
		text_append(text, nodes);
	else if (reason[0] != '\0' && !string_equal(reason, "None"))
		text_append_format(text, "(%s)", reason);
}

/* How long a job has run. Of a run the steps that are done tell more than a time would. */
static void append_time(const struct runs_row *row, struct text *text)
{
	const json_t *steps = json_object_get(row->object, "steps");
	size_t done = 0, index;
	json_t *step;

	if (row->is_job) {
		json_int_t seconds = json_integer_value(json_object_get(row->object, "elapsed"));
		text_append_duration(text, seconds > 0 ? seconds : 0);
		return;
	}
	json_array_foreach(steps, index, step) done +=
		string_equal(json_member(step, "state"), "done");
	text_append_format(text, "%zu/%zu", done, json_array_size(steps));
}

static enum role cell(void *context, size_t row, size_t column, struct text *text)
{
	const struct runs_view *runs = context;
	const struct runs_row *item = &runs->all.items[row];

	switch ((enum column)column) {
	case COLUMN_SIGN:
		text_append(text, glyph(state_sign(state_role(item)), app_ascii(runs->view.app)));
		return state_role(item);
	case COLUMN_ID:
		text_append(text, runs_id(item));
		return ROLE_DIM;
	case COLUMN_STATE:
		text_append(text, json_member(item->object, "state"));
		return state_role(item);
	case COLUMN_TIME:
		append_time(item, text);
		return ROLE_TEXT;
	case COLUMN_WHERE:
		append_where(item, text);
		return ROLE_TEXT;
	case COLUMN_NAME:
		text_append(text, json_member(item->object, item->is_job ? "name" : "title"));
		break;
	}
	return ROLE_TEXT;
}

void runs_connect_list(struct runs_view *runs)
{
	runs->rows = (struct row_source){.columns = columns,
		.count = count,
		.key = key,
		.cell = cell,
		.context = runs,
		.empty = "nothing runs or waits: 5 makes a job, 4 a build"};
	runs->list.source = &runs->rows;
}
