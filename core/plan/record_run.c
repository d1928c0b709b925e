#include "plan/record.h"
#include "base/files.h"
#include "base/units.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* A run at work. */
struct work {
	struct run_record *record;
	const struct plan *plan;
	const struct plan_listener *listener; /* whom the caller wants to hear */
	struct diags *diags;
	int log; /* -1 when it cannot be written */
	uint64_t logged, passed_over;
	int log_error;
};

char *run_log_path(const struct run_record *record)
{
	return path_join(record->folder, "log");
}

static void log_bytes(struct work *work, const char *bytes, size_t length)
{
	int error;

	if (work->log < 0)
		return;
	if (work->logged + length > RUN_LOG_LIMIT) {
		work->passed_over += length;
		return;
	}
	error = write_all(work->log, bytes, length);
	if (error != 0)
		work->log_error = error;
	else
		work->logged += length;
}

static void log_head(struct work *work, size_t step)
{
	struct text line = TEXT_INIT;

	text_append_format(&line, "== [%zu/%zu] %s, ", step + 1, work->plan->count,
		work->plan->items[step].title);
	text_append_time(&line, run_clock() / 1000);
	text_append_char(&line, '\n');
	log_bytes(work, text_string(&line), line.length);
	text_release(&line);
}

static void save(struct work *work)
{
	struct diags said = {0};

	/* A full disk must not stop the run for its record; it is said once, at the end. */
	if (!run_write_state(work->record, &said) && work->log_error == 0)
		work->log_error = EIO;
	diags_release(&said);
}

static void on_event(void *context, const struct plan_event *event)
{
	struct work *work = context;
	struct run_step *step = &work->record->steps[event->step];

	switch (event->kind) {
	case PLAN_STEP_STARTS:
		*step = (struct run_step){.state = RUN_RUNNING, .started = run_clock()};
		log_head(work, event->step);
		save(work);
		break;
	case PLAN_PROGRAM_STARTS:
		work->record->group = run_process_of(event->group);
		save(work);
		break;
	case PLAN_OUTPUT:
		log_bytes(work, event->text, event->length);
		break;
	case PLAN_STEP_ENDS:
		step->state = event->fine ? RUN_DONE : RUN_FAILED;
		step->ended = run_clock();
		step->exit_code = event->exit_code;
		step->signal = event->signal;
		work->record->group = (struct run_process){0};
		save(work);
		break;
	case PLAN_FILE_WRITTEN:
	case PLAN_MOVED:
		break;
	}
	if (work->listener != NULL && work->listener->on_event != NULL)
		work->listener->on_event(work->listener->context, event);
}

/* Whether the file `runner` names somebody who is at work, or may be. */
static bool runner_is_at_work(const char *path, const char *host)
{
	struct text text = TEXT_INIT;
	struct diags unheard = {0};
	struct strings words = {0};
	bool lives = true;

	/* Gone meanwhile, or just being written: whoever asks tries again or is refused. */
	if (file_read(path, 4096, &text, &unheard))
		strings_split(&words, text_string(&text), ' ');
	if (words.count == 3 && string_equal(words.items[0], host)) {
		struct run_process process = {.pid = strtoll(words.items[1], NULL, 10),
			.started = strtoll(words.items[2], NULL, 10)};
		lives = run_process_lives(&process);
	}
	strings_release(&words);
	diags_release(&unheard);
	text_release(&text);
	return lives;
}

static bool fail_busy(const struct run_record *record, struct diags *diags)
{
	diag_hint(diags_add(diags, SEVERITY_ERROR, "R08", NULL, "the run '%s' is at work on %s",
			  record->id, record->host != NULL ? record->host : "another machine"),
		"watch it with 'berth run log --follow %s'; 'berth run cancel %s' ends it",
		record->id, record->id);
	return false;
}

/* Takes the place of a runner that is dead. Only its own machine can know that it is, so a lock of
 * that machine keeps two from doing this at once. */
static bool take_over(const struct run_record *record, const char *fresh, const char *path,
	const char *host)
{
	int folder = open(record->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool fine = folder >= 0 && (flock(folder, LOCK_EX | LOCK_NB) == 0 || errno == ENOSYS) &&
		    !runner_is_at_work(path, host) && rename(fresh, path) == 0;

	if (folder >= 0)
		close(folder);
	return fine;
}

/* The file `runner` is there while somebody runs the plan: made with its content by link(), which
 * only one of several can succeed in, on shared file systems as well. */
static bool become_runner(struct run_record *record, struct diags *diags)
{
	struct run_process ours = run_process_of(getpid());
	char host[256] = "", *path = path_join(record->folder, "runner");
	char *fresh, *line;
	bool fine;

	gethostname(host, sizeof host - 1);
	fresh = xasprintf("%s.%s.%ld", path, host, (long)getpid());
	line = xasprintf("%s %lld %lld", host, (long long)ours.pid, (long long)ours.started);
	fine = file_write(fresh, line, strlen(line), 0600, FILE_REPLACE | FILE_NO_SYNC, diags);
	if (fine && link(fresh, path) != 0)
		fine = (errno == EEXIST && take_over(record, fresh, path, host)) ||
		       fail_busy(record, diags);
	unlink(fresh);
	if (fine) {
		free(record->host);
		record->host = xstrdup(host);
		record->runner = ours;
	}
	free(line);
	free(fresh);
	free(path);
	return fine;
}

static void retire(const struct run_record *record)
{
	char *path = path_join(record->folder, "runner");
	unlink(path);
	free(path);
}

static bool may_run(const struct run_record *record, struct diags *diags)
{
	char host[256] = "";

	gethostname(host, sizeof host - 1);
	if (record->state == RUN_DONE)
		return diags_fail(
			diags, "R08", NULL, "the run '%s' is done already", record->id);
	if (record->host != NULL && string_equal(record->host, host) &&
		run_process_lives(&record->group) && !run_process_lives(&record->runner)) {
		diag_hint(diags_add(diags, SEVERITY_ERROR, "R08", NULL,
				  "the program of the interrupted run '%s' is still at work (process "
				  "%lld)",
				  record->id, (long long)record->group.pid),
			"wait for it, or end it: berth run cancel %s", record->id);
		return false;
	}
	return true;
}

static size_t first_undone(const struct run_record *record)
{
	size_t first = 0;
	while (first < record->step_count && record->steps[first].state == RUN_DONE)
		first++;
	return first;
}

static void keep_message(struct run_record *record, const struct diags *diags, size_t from)
{
	free(record->message);
	free(record->hint);
	record->message = record->hint = NULL;
	for (size_t i = from; i < diags->count && record->message == NULL; i++)
		if (diags->items[i].severity == SEVERITY_ERROR) {
			record->message = xstrdup(diags->items[i].message);
			if (diags->items[i].hint != NULL)
				record->hint = xstrdup(diags->items[i].hint);
		}
}

static bool open_log(struct work *work)
{
	char *path = run_log_path(work->record);
	bool fine = true;

	work->log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (work->log < 0)
		fine = file_fail(work->diags, "F21", "write", path, errno);
	free(path);
	return fine;
}

static void close_log(struct work *work)
{
	struct text line = TEXT_INIT;

	if (work->passed_over > 0) {
		text_append_format(&line, "== %llu more bytes were passed over\n",
			(unsigned long long)work->passed_over);
		work->passed_over = 0;
		work->logged = 0;
		log_bytes(work, text_string(&line), line.length);
	}
	if (work->log >= 0)
		close(work->log);
	if (work->log_error != 0)
		diags_add(work->diags, SEVERITY_WARNING, "R11", NULL,
			"the record of the run '%s' is not complete: %s", work->record->id,
			strerror(work->log_error));
	text_release(&line);
}

static bool run_it(struct work *work, struct plan *plan)
{
	struct run_record *record = work->record;
	struct plan_listener listener = {.on_event = on_event, .context = work,
		.cancel = work->listener != NULL ? work->listener->cancel : NULL,
		.first = first_undone(record), .owner = record->id};
	struct plan_result result = {0};
	size_t said = work->diags->count;
	bool fine;

	listener.again = record->attempts > 0;
	vector_each (struct plan_step, step, plan)
		if (step->folder == NULL)
			step->folder = xstrdup(record->where);
	record->state = RUN_RUNNING;
	record->attempts++;
	record->started = run_clock();
	record->ended = 0;
	save(work);
	fine = plan_run(plan, &listener, &result, work->diags);
	record->state = fine ? RUN_DONE : RUN_FAILED;
	if (!fine && listener.cancel != NULL && atomic_load(listener.cancel)) {
		record->state = RUN_CANCELLED;
		if (result.done < record->step_count &&
			record->steps[result.done].state == RUN_FAILED)
			record->steps[result.done].state = RUN_CANCELLED;
	}
	record->ended = run_clock();
	keep_message(record, work->diags, said);
	save(work);
	plan_result_release(&result);
	return fine;
}

bool run_execute(struct run_record *record, const struct plan_listener *listener,
	struct diags *diags)
{
	struct work work = {
		.record = record, .listener = listener, .diags = diags, .log = -1};
	struct plan plan = {0};
	bool fine = may_run(record, diags) && run_read_plan(record, &plan, diags) &&
		    become_runner(record, diags);

	if (fine) {
		work.plan = &plan;
		fine = open_log(&work) && run_it(&work, &plan);
		close_log(&work);
		retire(record);
	}
	plan_release(&plan);
	return fine;
}
