#include "plan/record.h"
#include "base/clean.h"
#include "base/files.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { STATE_LIMIT = 8 << 20 };

const char *const run_state_names[] = {
	[RUN_WAITING] = "waiting",
	[RUN_RUNNING] = "running",
	[RUN_DONE] = "done",
	[RUN_FAILED] = "failed",
	[RUN_CANCELLED] = "cancelled",
	[RUN_INTERRUPTED] = "interrupted",
	NULL,
};

int64_t run_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

char *run_folder(void)
{
	char *state = folder_state(), *runs;

	if (state == NULL)
		return NULL;
	runs = path_join(state, "runs");
	free(state);
	return runs;
}

/* The 22nd field of /proc/PID/stat; the second one, a name in brackets, may hold anything. */
static int64_t read_start(pid_t pid)
{
	char *path = xasprintf("/proc/%ld/stat", (long)pid), bytes[1024];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd >= 0 ? read(fd, bytes, sizeof bytes - 1) : -1;
	const char *at = NULL;

	free(path);
	if (fd >= 0)
		close(fd);
	if (got > 0) {
		bytes[got] = '\0';
		at = strrchr(bytes, ')');
	}
	/* A zombie has ended. */
	if (at != NULL && at[1] == ' ' && at[2] == 'Z')
		return 0;
	for (int field = 2; at != NULL && field < 22; field++) {
		at = strchr(at, ' ');
		at = at != NULL ? at + 1 : NULL;
	}
	return at != NULL ? strtoll(at, NULL, 10) : 0;
}

struct run_process run_process_of(pid_t pid)
{
	return (struct run_process){.pid = pid, .started = read_start(pid)};
}

bool run_process_lives(const struct run_process *process)
{
	return process->pid > 1 && process->started > 0 &&
	       read_start((pid_t)process->pid) == process->started;
}

static json_t *process_json(const struct run_process *process)
{
	json_t *object = json_object();
	json_object_set_new(object, "pid", json_integer(process->pid));
	json_object_set_new(object, "started", json_integer(process->started));
	return object;
}

static json_t *steps_json(const struct run_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->step_count; i++) {
		const struct run_step *step = &record->steps[i];
		json_t *object = json_object();
		json_object_set_new(
			object, "state", json_string(run_state_names[step->state]));
		json_object_set_new(object, "started", json_integer(step->started));
		json_object_set_new(object, "ended", json_integer(step->ended));
		json_object_set_new(object, "exit_code", json_integer(step->exit_code));
		json_object_set_new(object, "signal", json_integer(step->signal));
		json_array_append_new(array, object);
	}
	return array;
}

bool run_write_state(const struct run_record *record, struct diags *diags)
{
	json_t *document = json_object();
	char *path = path_join(record->folder, "state.json"), *bytes;
	bool fine;

	json_object_set_new(document, "schema", json_string("berth.run.state/1"));
	json_object_set_new(document, "title", json_string_clean(record->title));
	json_object_set_new(document, "where", json_string_clean(record->where));
	json_object_set_new(document, "state", json_string(run_state_names[record->state]));
	json_object_set_new(document, "host", json_string_or_null(record->host));
	json_object_set_new(document, "message", json_string_or_null(record->message));
	json_object_set_new(document, "hint", json_string_or_null(record->hint));
	json_object_set_new(document, "created", json_integer(record->created));
	json_object_set_new(document, "started", json_integer(record->started));
	json_object_set_new(document, "ended", json_integer(record->ended));
	json_object_set_new(document, "attempts", json_integer(record->attempts));
	json_object_set_new(document, "runner", process_json(&record->runner));
	json_object_set_new(document, "group", process_json(&record->group));
	json_object_set_new(document, "steps", steps_json(record));
	bytes = json_dumps(document, JSON_INDENT(1));
	if (bytes == NULL)
		BUG("the state of a run cannot be written as JSON");
	/* What a machine that goes down may lose is only the last of it. */
	fine = file_write(
		path, bytes, strlen(bytes), 0600, FILE_REPLACE | FILE_NO_SYNC, diags);
	free(bytes);
	free(path);
	json_decref(document);
	return fine;
}

static int64_t integer_of(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static char *string_of(const json_t *object, const char *key)
{
	const char *string = json_string_value(json_object_get(object, key));
	return string != NULL ? xstrdup(string) : NULL;
}

static bool state_of(const json_t *object, enum run_state *state)
{
	const char *name = json_string_value(json_object_get(object, "state"));

	for (int i = 0; name != NULL && run_state_names[i] != NULL; i++)
		if (string_equal(run_state_names[i], name)) {
			*state = (enum run_state)i;
			return true;
		}
	return false;
}

static struct run_process process_of(const json_t *object, const char *key)
{
	const json_t *process = json_object_get(object, key);
	return (struct run_process){
		.pid = integer_of(process, "pid"), .started = integer_of(process, "started")};
}

static bool steps_of(const json_t *array, struct run_record *record)
{
	size_t index;
	json_t *object;

	if (!json_is_array(array) || json_array_size(array) > RUN_STEPS_LIMIT)
		return false;
	record->steps = xcalloc(json_array_size(array) + 1, sizeof *record->steps);
	record->step_count = json_array_size(array);
	json_array_foreach((json_t *)(uintptr_t)array, index, object) {
		struct run_step *step = &record->steps[index];
		if (!state_of(object, &step->state))
			return false;
		step->started = integer_of(object, "started");
		step->ended = integer_of(object, "ended");
		step->exit_code = integer_of(object, "exit_code");
		step->signal = integer_of(object, "signal");
	}
	return true;
}

static bool record_of(const json_t *document, struct run_record *record)
{
	record->title = string_of(document, "title");
	record->where = string_of(document, "where");
	record->host = string_of(document, "host");
	record->message = string_of(document, "message");
	record->hint = string_of(document, "hint");
	record->created = integer_of(document, "created");
	record->started = integer_of(document, "started");
	record->ended = integer_of(document, "ended");
	record->attempts = integer_of(document, "attempts");
	record->runner = process_of(document, "runner");
	record->group = process_of(document, "group");
	return record->title != NULL && record->where != NULL &&
	       state_of(document, &record->state) &&
	       steps_of(json_object_get(document, "steps"), record);
}

/* What the file calls running is so only while the runner lives. On another machine nobody can see
 * that from here, and the file is believed. */
static void judge(struct run_record *record)
{
	char host[256] = "";

	gethostname(host, sizeof host - 1);
	if (record->state != RUN_RUNNING || record->host == NULL ||
		!string_equal(record->host, host) || run_process_lives(&record->runner))
		return;
	record->state = RUN_INTERRUPTED;
	for (size_t i = 0; i < record->step_count; i++)
		if (record->steps[i].state == RUN_RUNNING)
			record->steps[i].state = RUN_INTERRUPTED;
}

bool run_read_folder(const char *folder, struct run_record *record, struct diags *diags)
{
	char *path = path_join(folder, "state.json");
	struct text text = TEXT_INIT;
	struct place place = {.file = path};
	struct diags unheard = {0};
	json_t *document = NULL;
	bool fine;

	*record = (struct run_record){
		.folder = xstrdup(folder), .id = xstrdup(path_base(folder))};
	if (file_read(path, STATE_LIMIT, &text, &unheard))
		document = json_loadb(text_string(&text), text.length, 0, NULL);
	fine = document != NULL && record_of(document, record);
	if (fine)
		judge(record);
	else
		diag_hint(diags_add(diags, SEVERITY_ERROR, "R07", &place,
				  "cannot read the run '%s'", record->id),
			"its files are in '%s'; remove the folder when they are of no use", folder);
	json_decref(document);
	diags_release(&unheard);
	text_release(&text);
	free(path);
	return fine;
}

void run_release(struct run_record *record)
{
	free(record->id);
	free(record->folder);
	free(record->title);
	free(record->where);
	free(record->host);
	free(record->message);
	free(record->hint);
	free(record->steps);
	*record = (struct run_record){0};
}

void run_records_release(struct run_records *list)
{
	vector_each (struct run_record, record, list)
		run_release(record);
	vector_release(list);
}
