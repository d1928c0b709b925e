#include "cli/live.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/units.h"
#include "base/words.h"
#include "plan/log.h"
#include "plan/progress.h"

#include <signal.h>
#include <unistd.h>

static atomic_bool cancelled;

struct live {
	struct cli *cli;
	const struct run_record *record;
	struct plan plan;
	bool terminal;      /* standard error is one: progress is drawn over itself */
	bool drawn;         /* a progress line stands there now */
	struct plan_lines lines[2]; /* of standard output and standard error */
	int fd;             /* which of them is being fed */
	int64_t step_began, now; /* elapsed_ms of events */
};

static void on_signal(int signal)
{
	(void)signal;
	atomic_store(&cancelled, true);
}

void append_elapsed(struct text *text, int64_t milliseconds)
{
	int64_t seconds = milliseconds / 1000;

	if (seconds < 10)
		text_append_format(text, "%lld.%lld s", (long long)seconds,
			(long long)(milliseconds % 1000 / 100));
	else if (seconds < 60)
		text_append_format(text, "%lld s", (long long)seconds);
	else if (seconds < 3600)
		text_append_format(text, "%lld:%02lld", (long long)(seconds / 60),
			(long long)(seconds % 60));
	else
		text_append_format(text, "%lld:%02lld:%02lld", (long long)(seconds / 3600),
			(long long)(seconds / 60 % 60), (long long)(seconds % 60));
}

static void erase(struct live *live)
{
	if (live->drawn)
		fputs("\r\033[K", stderr);
	live->drawn = false;
}

static void draw_progress(struct live *live, const struct plan_progress *progress)
{
	struct text text = TEXT_INIT;

	erase(live);
	text_append(&text, "      ");
	append_elapsed(&text, live->now - live->step_began);
	text_append_format(&text, "  %s", progress->phase);
	if (progress->percent >= 0)
		text_append_format(&text, " %d %%", progress->percent);
	fputs(text_string(&text), stderr);
	fflush(stderr);
	live->drawn = true;
	text_release(&text);
}

/* Without a terminal, what a program draws over itself would only fill the log of whoever reads
 * it. */
static void on_line(void *context, const char *line, size_t length, char end)
{
	struct live *live = context;
	struct plan_progress progress;
	struct text text = TEXT_INIT;

	if (end == '\r') {
		if (live->terminal && plan_progress(line, length, &progress))
			draw_progress(live, &progress);
		return;
	}
	erase(live);
	text_append(&text, "      ");
	log_append_line(&text, line, length);
	text_append_char(&text, '\n');
	fputs(text_string(&text), stderr);
	text_release(&text);
	if (live->terminal && plan_progress(line, length, &progress))
		draw_progress(live, &progress);
}

static void say_step(struct live *live, size_t step, const char *title)
{
	struct text text = TEXT_INIT;

	erase(live);
	text_append_format(&text, "[%zu/%zu] ", step + 1, live->plan.count);
	text_append_clean(&text, title, CLEAN_LINE);
	text_append_char(&text, '\n');
	fputs(text_string(&text), stderr);
	text_release(&text);
}

static void say_end(struct live *live, const struct plan_event *event)
{
	struct text text = TEXT_INIT;
	int64_t took = event->elapsed_ms - live->step_began;

	for (int i = 0; i < 2; i++)
		if (live->lines[i].length > 0)
			plan_lines_feed(&live->lines[i], "\n", 1, on_line, live);
	erase(live);
	/* What took no time needs no word. */
	if (took >= 1000 || !event->fine) {
		text_append(&text, event->fine ? "      done in " : "      failed after ");
		append_elapsed(&text, took);
		text_append_char(&text, '\n');
		fputs(text_string(&text), stderr);
	}
	text_release(&text);
}

static void on_event(void *context, const struct plan_event *event)
{
	struct live *live = context;

	live->now = event->elapsed_ms;
	switch (event->kind) {
	case PLAN_STEP_STARTS:
		live->step_began = event->elapsed_ms;
		say_step(live, event->step, live->plan.items[event->step].title);
		break;
	case PLAN_OUTPUT:
		plan_lines_feed(&live->lines[event->fd == STDERR_FILENO], event->text, event->length,
			on_line, live);
		break;
	case PLAN_STEP_ENDS:
		say_end(live, event);
		break;
	case PLAN_FILE_WRITTEN:
	case PLAN_PROGRAM_STARTS:
	case PLAN_MOVED:
		break;
	}
}

/* The runner survives its login; what it starts gets the usual dispositions back. */
static void set_signals(void)
{
	struct sigaction cancel = {.sa_handler = on_signal};

	sigaction(SIGINT, &cancel, NULL);
	sigaction(SIGTERM, &cancel, NULL);
	signal(SIGHUP, SIG_IGN);
}

static void say_leftovers(struct live *live)
{
	struct strings paths = {0};
	struct diags *diags = &live->cli->diags;
	struct diag *diag;

	plan_leftovers(&live->plan, live->record->id, &paths);
	for (size_t i = 0; i < paths.count; i++) {
		struct text word = TEXT_INIT;
		text_append_shell_word(&word, paths.items[i]);
		diag = diags_add(diags, SEVERITY_NOTE, "R12", NULL, "left behind: '%s'",
			paths.items[i]);
		diag_hint(diag, "go on with 'berth run resume %s', or drop it: rm -rf %s",
			live->record->id, text_string(&word));
		text_release(&word);
	}
	strings_release(&paths);
}

void live_run(struct cli *cli, struct run_record *record)
{
	struct live live = {
		.cli = cli, .record = record, .terminal = !cli->json && isatty(STDERR_FILENO)};
	struct plan_listener listener = {
		.on_event = cli->json ? NULL : on_event, .context = &live, .cancel = &cancelled};

	if (!run_read_plan(record, &live.plan, &cli->diags))
		return;
	set_signals();
	if (!run_execute(record, &listener, &cli->diags))
		say_leftovers(&live);
	else if (!cli->json)
		fprintf(stderr, "berth: done; the log is that of run %s\n", record->id);
	plan_release(&live.plan);
}

void live_detach(struct cli *cli, const struct run_record *record)
{
	char *self = path_self();
	char *argv[] = {self, (char[]){"run"}, (char[]){"resume"}, record->id, NULL};

	if (self == NULL) {
		diags_fail(&cli->diags, "R01", NULL, "cannot find the program of Berth itself");
		return;
	}
	if (process_detach(argv, record->where, &cli->diags) && !cli->json)
		text_append_format(&cli->out,
			"run %s goes on by itself\n"
			"watch it:  berth run log --follow %s\nend it:    berth run cancel %s\n",
			record->id, record->id, record->id);
	free(self);
}

static json_t *time_json(int64_t milliseconds)
{
	struct text text = TEXT_INIT;
	json_t *value;

	if (milliseconds == 0)
		return json_null();
	text_append_time(&text, milliseconds / 1000);
	value = json_string(text_string(&text));
	text_release(&text);
	return value;
}

static json_t *steps_json(const struct run_record *record, const struct plan *plan)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->step_count; i++) {
		const struct run_step *step = &record->steps[i];
		bool ended = step->ended > 0;
		json_t *object = json_object();
		json_object_set_new(object, "title",
			plan != NULL ? json_string_clean(plan->items[i].title) : json_null());
		json_object_set_new(object, "state", json_string(run_state_names[step->state]));
		json_object_set_new(object, "started", time_json(step->started));
		json_object_set_new(object, "ended", time_json(step->ended));
		json_object_set_new(object, "milliseconds",
			ended ? json_integer(step->ended - step->started) : json_null());
		json_object_set_new(
			object, "exit_code", ended ? json_integer(step->exit_code) : json_null());
		json_object_set_new(
			object, "signal", step->signal != 0 ? json_integer(step->signal) : json_null());
		json_array_append_new(array, object);
	}
	return array;
}

json_t *run_json(const struct run_record *record, const struct plan *plan)
{
	json_t *object = json_object(), *left = json_array();
	struct strings paths = {0};
	char *log = run_log_path(record);

	if (plan != NULL)
		plan_leftovers(plan, record->id, &paths);
	for (size_t i = 0; i < paths.count; i++)
		json_array_append_new(left, json_string_clean(paths.items[i]));
	json_object_set_new(object, "id", json_string_clean(record->id));
	json_object_set_new(object, "title", json_string_or_null(record->title));
	json_object_set_new(object, "state", json_string(run_state_names[record->state]));
	json_object_set_new(object, "host", json_string_or_null(record->host));
	json_object_set_new(object, "where", json_string_or_null(record->where));
	json_object_set_new(object, "created", time_json(record->created));
	json_object_set_new(object, "started", time_json(record->started));
	json_object_set_new(object, "ended", time_json(record->ended));
	json_object_set_new(object, "attempts", json_integer(record->attempts));
	json_object_set_new(object, "message", json_string_or_null(record->message));
	json_object_set_new(object, "hint", json_string_or_null(record->hint));
	json_object_set_new(object, "log", json_string_clean(log));
	json_object_set_new(object, "left_behind", left);
	json_object_set_new(object, "steps", steps_json(record, plan));
	strings_release(&paths);
	free(log);
	return object;
}
