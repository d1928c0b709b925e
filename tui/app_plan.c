#include "tui/app_parts.h"
#include "plan/record.h"

/*
 * Plans: shown, confirmed, and run; short ones by a thread here, long ones as a recorded run in a
 * process of its own.
 */

struct running {
	struct app *app;
	struct plan plan;
	bool keep;
	void (*ended)(void *context, bool fine, const char *out);
	void *context;
	struct plan_result result;
	struct diags diags;
	char *id; /* of the recorded run */
	bool fine;
};

static char plan_slot;

static void free_running(void *context)
{
	struct running *running = context;

	plan_release(&running->plan);
	plan_result_release(&running->result);
	diags_release(&running->diags);
	free(running->id);
	free(running);
}

static bool start_recorded(struct running *running)
{
	struct run_record record = {0};
	char *argv[] = {(char *)(uintptr_t)running->app->start.self, (char[]){"run"},
		(char[]){"resume"}, NULL, NULL};
	bool fine = run_create(&running->plan, &record, &running->diags);

	if (fine) {
		argv[3] = record.id;
		running->id = xstrdup(record.id);
		fine = process_detach(argv, record.where, &running->diags);
	}
	run_release(&record);
	return fine;
}

static void plan_work(void *context, const atomic_bool *cancel)
{
	struct running *running = context;
	struct plan_listener listener = {.cancel = cancel};

	running->fine = running->keep ? start_recorded(running)
				      : plan_run(&running->plan, &listener, &running->result,
						&running->diags);
}

static void plan_done(void *context, bool stale)
{
	struct running *running = context;
	struct app *app = running->app;

	/* Esc stops a plan, and that it was stopped matters: it may have done a part. */
	if (running->fine && running->keep)
		app_say(app, SEVERITY_NOTE, "run %s goes on by itself", running->id);
	else if (running->fine && running->diags.count == 0)
		app_say(app, SEVERITY_NOTE, "%s: done", running->plan.title);
	app_say_diags(app, &running->diags);
	if (running->keep)
		app_changed(app, MODEL_RUNS);
	if (running->ended != NULL && (!stale || !app->leaving))
		running->ended(running->context, running->fine,
			running->keep ? running->id : text_string(&running->result.out));
	free_running(running);
}

static void run_plan(void *context)
{
	struct running *running = context;

	works_start(running->app->works, &plan_slot,
		&(struct works_item){.title = "running the plan",
			.work = plan_work,
			.done = plan_done,
			.context = running,
			.own_thread = true,
			.precious = true,
			.started = app_now(running->app)});
	app_dirty(running->app);
}

/* The plan is only lent to us: it is copied by way of its document, which loses nothing. */
static bool copy_plan(const struct plan *plan, struct plan *copy, struct diags *diags)
{
	json_t *document = plan_json(plan);
	bool fine = plan_from_json(document, copy, diags);

	json_decref(document);
	return fine;
}

/* The title is the question already. */
static const char *below_title(const char *shown, const char *title)
{
	size_t length = strlen(title);

	return strncmp(shown, title, length) == 0 && shown[length] == '\n' ? shown + length + 1
									   : shown;
}

void app_plan(struct app *app, const struct plan *plan, bool keep,
	void (*ended)(void *context, bool fine, const char *out), void *context)
{
	struct running *running;
	struct text text = TEXT_INIT;

	if (app->read_only) {
		app_say(app, SEVERITY_WARNING, "%s: the workbench is read-only", plan->title);
		return;
	}
	if (works_busy(app->works, &plan_slot)) {
		app_say(app, SEVERITY_WARNING, "another plan is being run; Esc stops it");
		return;
	}
	running = xcalloc(1, sizeof *running);
	running->app = app;
	running->keep = keep;
	running->ended = ended;
	running->context = context;
	if (!copy_plan(plan, &running->plan, &running->diags)) {
		app_say_diags(app, &running->diags);
		free_running(running);
		return;
	}
	plan_show(plan, true, &text);
	app_confirm_or(app, plan->title, below_title(text_string(&text), plan->title), "Run it",
		run_plan, free_running, running);
	text_release(&text);
}
