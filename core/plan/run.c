#include "plan/place.h"
#include "base/clock.h"
#include "base/files.h"

struct run {
	const struct plan_listener *listener;
	size_t step;
	bool again;     /* this step was begun before */
	int exit_code;  /* of the step's program */
	int signal;
	int64_t began; /* milliseconds */
};

static void tell(const struct run *run, struct plan_event event)
{
	event.step = run->step;
	event.elapsed_ms = clock_ms() - run->began;
	if (run->listener->on_event != NULL)
		run->listener->on_event(run->listener->context, &event);
}

static void pass_output(void *context, int fd, const char *bytes, size_t length)
{
	tell(context,
		(struct plan_event){.kind = PLAN_OUTPUT, .text = bytes, .length = length, .fd = fd});
}

static void pass_start(void *context, pid_t group)
{
	tell(context, (struct plan_event){.kind = PLAN_PROGRAM_STARTS, .group = group});
}

static bool prepare(const struct run *run, const struct plan_step *step, struct diags *diags)
{
	for (size_t i = 0; i < step->absent.count; i++)
		if (!place_is_free(step->absent.items[i], diags))
			return false;
	for (size_t i = 0; i < step->folders.count; i++)
		if (!folder_make(step->folders.items[i], 0777, diags))
			return false;
	for (size_t i = 0; i < step->claims.count; i++)
		if (!claim_make(step->claims.items[i], run->listener->owner, diags))
			return false;
	for (size_t i = 0; i < step->removes.count; i++)
		if (!place_remove(step->removes.items[i], diags))
			return false;
	vector_each (const struct plan_file, file, &step->files) {
		unsigned flags = file->replace ? FILE_REPLACE : 0;
		if (!file_write(file->path, text_string(&file->content), file->content.length,
			    file->mode, flags, diags))
			return false;
		tell(run, (struct plan_event){.kind = PLAN_FILE_WRITTEN, .text = file->path});
	}
	return true;
}

static bool run_program(struct run *run, const struct plan_step *step, struct plan_result *result,
	struct diags *diags)
{
	/* The lists only grow; argv and env of a plan that runs are complete. */
	struct strings argv = step->argv, env = step->env;
	struct process process = {
		.argv = argv.items,
		.env = env.count > 0 ? env.items : NULL,
		.folder = step->folder,
		.input = step->input,
		.deadline_ms = step->deadline_ms,
		.on_output = pass_output,
		.on_start = pass_start,
		.context = run,
		.cancel = run->listener->cancel,
	};
	struct process_result ended = {0};
	bool fine;

	ended.exit_code = -1;
	fine = process_run_checked(&process, &ended, diags);
	run->exit_code = ended.exit_code;
	run->signal = ended.signal;
	result->exit_code = fine ? 0 : ended.exit_code;
	text_truncate(&result->out, 0);
	text_append_bytes(&result->out, text_string(&ended.out), ended.out.length);
	process_result_release(&ended);
	return fine;
}

static bool put_in_place(const struct run *run, const struct plan_step *step, struct diags *diags)
{
	vector_each (const struct plan_move, move, &step->moves) {
		if (!(run->again && place_was_moved(move)) && !place_move(move, diags))
			return false;
		tell(run, (struct plan_event){.kind = PLAN_MOVED, .text = move->to});
	}
	return true;
}

/* An earlier attempt was stopped when all that the step makes stood in its place. */
static bool was_done(const struct run *run, const struct plan_step *step)
{
	bool moved = run->again && step->moves.count > 0;

	vector_each (const struct plan_move, move, &step->moves)
		moved = moved && place_was_moved(move);
	return moved;
}

static bool run_step(struct run *run, const struct plan_step *step, struct plan_result *result,
	struct diags *diags)
{
	const atomic_bool *cancel = run->listener->cancel;
	bool fine;

	run->exit_code = run->signal = 0;
	if (cancel != NULL && atomic_load(cancel))
		return diags_fail(diags, "R06", NULL, "cancelled before step %zu, '%s'",
			run->step + 1, step->title);
	tell(run, (struct plan_event){.kind = PLAN_STEP_STARTS});
	fine = was_done(run, step) ||
	       (prepare(run, step, diags) &&
		       (step->argv.count == 0 || run_program(run, step, result, diags)) &&
		       put_in_place(run, step, diags));
	tell(run, (struct plan_event){.kind = PLAN_STEP_ENDS,
			  .fine = fine,
			  .exit_code = run->exit_code,
			  .signal = run->signal});
	return fine;
}

bool plan_run(const struct plan *plan, const struct plan_listener *listener,
	struct plan_result *result, struct diags *diags)
{
	static const struct plan_listener nobody = {0};
	struct run run = {.listener = listener != NULL ? listener : &nobody};
	bool fine = true;

	run.began = clock_ms();
	*result = (struct plan_result){.done = run.listener->first};
	for (run.step = result->done; fine && run.step < plan->count; run.step++) {
		run.again = run.listener->again && run.step == run.listener->first;
		fine = run_step(&run, &plan->items[run.step], result, diags);
		if (fine)
			result->done++;
	}
	return fine;
}

void plan_result_release(struct plan_result *result)
{
	text_release(&result->out);
}

void plan_leftovers(const struct plan *plan, const char *owner, struct strings *paths)
{
	vector_each (const struct plan_step, step, plan)
		for (size_t i = 0; i < step->claims.count; i++) {
			char *found = claim_owner(step->claims.items[i]);
			if (found != NULL && string_equal(found, owner))
				strings_add(paths, step->claims.items[i]);
			free(found);
		}
}
