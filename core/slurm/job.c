#include "slurm/job.h"
#include "base/clean.h"
#include "base/text.h"
#include "base/units.h"

/* States in which a job is before its end. */
static const struct {
	const char *name;
	bool waiting, running;
} open_states[] = {
	{"PENDING", true, false},
	{"REQUEUED", true, false},
	{"REQUEUE_HOLD", true, false},
	{"REQUEUE_FED", true, false},
	{"SPECIAL_EXIT", true, false},
	{"RESV_DEL_HOLD", true, false},
	{"CONFIGURING", false, true},
	{"RUNNING", false, true},
	{"COMPLETING", false, true},
	{"SUSPENDED", false, true},
	{"STOPPED", false, true},
	{"SIGNALING", false, true},
	{"STAGE_OUT", false, true},
	{"RESIZING", false, true},
};

bool slurm_state_is_waiting(const char *state)
{
	for (size_t i = 0; state != NULL && i < ARRAY_LENGTH(open_states); i++)
		if (string_equal(open_states[i].name, state))
			return open_states[i].waiting;
	return false;
}

bool slurm_state_is_running(const char *state)
{
	for (size_t i = 0; state != NULL && i < ARRAY_LENGTH(open_states); i++)
		if (string_equal(open_states[i].name, state))
			return open_states[i].running;
	return false;
}

bool slurm_state_is_open(const char *state)
{
	return slurm_state_is_waiting(state) || slurm_state_is_running(state);
}

/* Whether a list such as "1-3,7,9-20%2" has the number; Slurm cuts long ones ("1,3,5,..."). */
static bool list_has(const char *list, int64_t number)
{
	while (*list >= '0' && *list <= '9') {
		char *end;
		long long low = strtoll(list, &end, 10), high = low, step = 1;
		if (*end == '-')
			high = strtoll(end + 1, &end, 10);
		if (*end == ':')
			step = strtoll(end + 1, &end, 10);
		if (number >= low && number <= high && (step <= 1 || (number - low) % step == 0))
			return true;
		if (*end != ',')
			return false;
		list = end + 1;
	}
	return *list == '.';
}

bool slurm_job_is(const struct slurm_job *job, const char *id)
{
	size_t digits = strspn(id, "0123456789");
	int64_t array, index;
	char *number;
	bool is;

	if (string_equal(job->id, id))
		return true;
	number = xstrndup(id, digits);
	is = integer_parse(number, 0, INT64_MAX, &array) &&
	     (id[digits] == '\0' ? array == job->number || array == job->array
				 : id[digits] == '_' && array == job->array &&
					   integer_parse(id + digits + 1, 0, INT64_MAX, &index) &&
					   job->index != NULL && list_has(job->index, index));
	free(number);
	return is;
}

static void add_text(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key, json_string_or_null(value));
}

/* "unlimited" for no limit. */
static void add_number(json_t *object, const char *key, int64_t value)
{
	json_object_set_new(object, key,
		value >= 0                 ? json_integer(value)
		: value == SLURM_UNLIMITED ? json_string("unlimited")
					   : json_null());
}

static void add_time(json_t *object, const char *key, int64_t value)
{
	struct text text = TEXT_INIT;

	if (value > 0)
		text_append_time(&text, value);
	json_object_set_new(object, key, value > 0 ? json_string(text_string(&text)) : json_null());
	text_release(&text);
}

json_t *slurm_job_json(const struct slurm_job *job)
{
	json_t *object = json_object();

	add_text(object, "id", job->id);
	add_number(object, "number", job->number);
	add_number(object, "array", job->array);
	add_text(object, "index", job->index);
	add_text(object, "name", job->name);
	add_text(object, "partition", job->partition);
	add_text(object, "account", job->account);
	add_text(object, "user", job->user);
	add_text(object, "qos", job->qos);
	add_text(object, "state", job->state);
	add_text(object, "reason", job->reason);
	add_text(object, "dependency", job->dependency);
	add_text(object, "nodes", job->nodes);
	add_number(object, "node_count", job->node_count);
	add_number(object, "cpus", job->cpus);
	add_text(object, "gres", job->gres);
	add_text(object, "memory", job->memory);
	add_number(object, "elapsed", job->elapsed);
	add_number(object, "limit", job->limit);
	add_number(object, "priority", job->priority);
	add_time(object, "submitted", job->submitted);
	add_time(object, "started", job->started);
	add_time(object, "ended", job->ended);
	add_number(object, "exit_code", job->exit_code);
	add_number(object, "exit_signal", job->exit_signal);
	add_text(object, "folder", job->folder);
	add_text(object, "command", job->command);
	add_text(object, "output", job->output);
	add_text(object, "error", job->error);
	return object;
}
