#include "plan/plan.h"

void plan_init(struct plan *plan, const char *title)
{
	*plan = (struct plan){.title = xstrdup(title)};
}

static void step_release(struct plan_step *step)
{
	vector_each (struct plan_file, file, &step->files) {
		free(file->path);
		text_release(&file->content);
	}
	vector_release(&step->files);
	vector_each (struct plan_move, move, &step->moves) {
		free(move->from);
		free(move->to);
	}
	vector_release(&step->moves);
	free(step->title);
	free(step->folder);
	free(step->input);
	strings_release(&step->absent);
	strings_release(&step->claims);
	strings_release(&step->removes);
	strings_release(&step->folders);
	strings_release(&step->argv);
	strings_release(&step->env);
}

void plan_release(struct plan *plan)
{
	vector_each (struct plan_step, step, plan)
		step_release(step);
	vector_release(plan);
	free(plan->title);
	plan->title = NULL;
}

struct plan_step *plan_add(struct plan *plan, const char *title)
{
	struct plan_step *step = vector_add(plan);
	step->title = xstrdup(title);
	return step;
}

void plan_step_write(struct plan_step *step, const char *path, const char *content, size_t length,
	mode_t mode, bool replace)
{
	struct plan_file *file = vector_add(&step->files);
	file->path = xstrdup(path);
	file->mode = mode;
	file->replace = replace;
	text_append_bytes(&file->content, content, length);
}

void plan_step_move(struct plan_step *step, const char *from, const char *to, bool replace)
{
	struct plan_move *move = vector_add(&step->moves);
	move->from = xstrdup(from);
	move->to = xstrdup(to);
	move->replace = replace;
}
