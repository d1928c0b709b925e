#include "plan/plan.h"
#include "base/files.h"

struct run {
	const struct plan_listener *listener;
	size_t step;
};

static void tell(const struct run *run, struct plan_event event)
{
	event.step = run->step;
	if (run->listener != NULL && run->listener->on_event != NULL)
		run->listener->on_event(run->listener->context, &event);
}

static void pass_output(void *context, int fd, const char *bytes, size_t length)
{
	tell(context,
		(struct plan_event){.kind = PLAN_OUTPUT, .text = bytes, .length = length, .fd = fd});
}

static bool write_files(const struct run *run, const struct plan_step *step, struct diags *diags)
{
	for (size_t i = 0; i < step->folders.count; i++)
		if (!folder_make(step->folders.items[i], 0777, diags))
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
		.context = run,
		.cancel = run->listener != NULL ? run->listener->cancel : NULL,
	};
	struct process_result ended = {0};
	bool fine = process_run_checked(&process, &ended, diags);

	result->exit_code = fine ? 0 : ended.exit_code;
	text_truncate(&result->out, 0);
	text_append_bytes(&result->out, text_string(&ended.out), ended.out.length);
	process_result_release(&ended);
	return fine;
}

bool plan_run(const struct plan *plan, const struct plan_listener *listener,
	struct plan_result *result, struct diags *diags)
{
	struct run run = {.listener = listener};
	bool fine = true;

	*result = (struct plan_result){0};
	for (run.step = 0; fine && run.step < plan->count; run.step++) {
		const struct plan_step *step = &plan->items[run.step];
		tell(&run, (struct plan_event){.kind = PLAN_STEP_STARTS});
		fine = write_files(&run, step, diags) &&
		       (step->argv.count == 0 || run_program(&run, step, result, diags));
		tell(&run, (struct plan_event){
				   .kind = PLAN_STEP_ENDS, .exit_code = result->exit_code});
		if (fine)
			result->done++;
	}
	return fine;
}

void plan_result_release(struct plan_result *result)
{
	text_release(&result->out);
}
