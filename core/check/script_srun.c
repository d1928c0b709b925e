#include "check/script_parts.h"

#include "job/assign.h"

/* srun: a step, and which GCDs each of its ranks takes. */

static void set_number(struct walk *walk, const char *name, int64_t number)
{
	char digits[24];
	struct script_value value = {.state = VALUE_KNOWN, .exported = true};
	struct builder builder = {0};

	snprintf(digits, sizeof digits, "%lld", (long long)number);
	builder_add_at(&builder, digits, 0);
	value.text = builder_end(&walk->expander, &builder, 0);
	variables_set(walk->expander.variables, name, &value);
}

/* "3" or "0,1": the dies that are visible; false when it is something else. */
static bool read_devices(const char *list, struct mask *gcds)
{
	*gcds = (struct mask){{0}};
	while (*list != '\0') {
		char *end;
		unsigned long die = strtoul(list, &end, 10);
		if (end == list || die >= ASSIGN_GCDS_MAX || (*end != ',' && *end != '\0'))
			return false;
		mask_set(gcds, (unsigned)die);
		list = *end == ',' ? end + 1 : end;
	}
	return !mask_is_empty(gcds);
}

bool step_isolates(const struct script *script, const struct script_step *step)
{
	if (step->gpu_bind == BIND_NONE || step->task_sharing)
		return false;
	return step->gpus_per_task.asked || script_header(script, "ntasks-per-gpu") != NULL ||
	       script_step_option(step, "ntasks-per-gpu") != NULL || step->gpu_bind == BIND_MAP ||
	       step->gpu_bind == BIND_MASKS || step->gpu_bind == BIND_OTHER;
}

/* Which dies a rank has on a node of which the job has all. */
static void find_dies(const struct script *script, struct script_step *step)
{
	bool all = script->type != NULL && script->type->gcds > 0 && script->gpus_here.known &&
		   script->gpus_here.value == script->type->gcds &&
		   script_step_option(step, "gpus") == NULL &&
		   script_step_option(step, "gpus-per-node") == NULL &&
		   script_step_option(step, "gres") == NULL;

	for (size_t i = 0; all && i < step->rank_count; i++) {
		struct script_rank *rank = &step->ranks[i];
		bool wrapper = rank->visible != NULL || rank->inner != NULL;
		struct mask gcds;
		if (step->gpu_mask_count > 0 && step->task_sharing && !wrapper)
			rank->gcds = step->gpu_masks[i % step->gpu_mask_count];
		else if (!step_isolates(script, step) && step->gpu_mask_count == 0 &&
			 ((rank->visible_known && rank->inner == NULL && read_devices(rank->visible, &gcds)) ||
				 (rank->inner_known && rank->visible == NULL &&
					 read_devices(rank->inner, &gcds))))
			rank->gcds = gcds;
	}
}

/* The kind of GPUs that the nodes have; while the nodes are not known, that of most nodes. */
static const struct site_gpu_kind *gpu_kind(const struct script *script)
{
	const struct yaml_records *kinds = &script->site->gpu_kinds;

	if (script->type != NULL && script->type->gpu != NULL)
		return script->type->gpu;
	return kinds->count > 0 ? kinds->items : NULL;
}

const char *script_visible(const struct script *script)
{
	const struct site_gpu_kind *kind = gpu_kind(script);
	return kind != NULL ? kind->visible : NULL;
}

const char *script_inner(const struct script *script)
{
	const struct site_gpu_kind *kind = gpu_kind(script);
	return kind != NULL ? kind->inner : NULL;
}

/* The value of a variable that may have no name. */
static const struct script_value *value_of(const struct walk *walk, const char *name)
{
	static const struct script_value unset;

	return name != NULL ? variables_now(walk->expander.variables, name) : &unset;
}

void rank_note(struct walk *walk)
{
	const struct script_value *visible = value_of(walk, script_visible(walk->script));
	const struct script_value *inner = value_of(walk, script_inner(walk->script));
	struct script_rank *rank = walk->rank;

	*rank = (struct script_rank){.time = variables_time(walk->expander.variables)};
	if (visible->state != VALUE_UNSET && visible->exported) {
		rank->visible = visible->text.bytes;
		rank->visible_known = visible->state == VALUE_KNOWN && text_is_known(&visible->text);
	}
	if (inner->state != VALUE_UNSET && inner->exported) {
		rank->inner = inner->text.bytes;
		rank->inner_known = inner->state == VALUE_KNOWN && text_is_known(&inner->text);
	}
}

/* Goes through the program of the step once for each rank of a node, to see which GCDs it takes. */
static void try_ranks(struct walk *walk, const struct shell_node *node,
	const struct script_words *program, struct script_step *step)
{
	size_t mark = variables_mark(walk->expander.variables);
	bool one_node = step->nodes.known && step->nodes.value == 1;

	if (step->tasks_here < 1 || step->tasks_here > WALK_RANKS_MAX)
		return;
	step->rank_count = (size_t)step->tasks_here;
	step->ranks = arena_alloc(&walk->script->arena, step->rank_count * sizeof *step->ranks);
	walk->silent = true;
	for (size_t i = 0; i < step->rank_count; i++) {
		set_number(walk, "SLURM_LOCALID", (int64_t)i);
		if (one_node)
			set_number(walk, "SLURM_PROCID", (int64_t)i);
		else
			variables_forget(walk, "SLURM_PROCID", 0);
		walk->rank = &step->ranks[i];
		walk_words(walk, node, *program);
		variables_undo(walk->expander.variables, mark);
	}
	walk->silent = false;
	walk->rank = NULL;
	find_dies(walk->script, step);
}

bool run_srun(struct walk *walk, const struct run *run)
{
	struct script *script = walk->script;
	struct script_step *step, *outer = walk->step;
	struct script_words program;
	enum script_where where = walk->where;
	size_t first, mark;

	/* A step within a step, or what a rank is tried with, is left alone. */
	if (walk->silent || walk->where == WHERE_CONTAINER)
		return true;
	step = arena_alloc(&script->arena, sizeof *step);
	step->command = run->index;
	step->srun = true;
	step->program_name = "";
	step->program_command = run->index;
	first = options_read(
		script, SLURM_SRUN, &run->words, 1, &step->options, &step->options_unknown);
	program = words_from(&run->words, first);
	step->program = program;
	vector_push(&script->steps, step);
	step_numbers(script, walk, step);
	walk->step = step;
	walk->where = WHERE_TASK;
	mark = variables_mark(walk->expander.variables);
	if (program.count > 0) {
		/* What the tasks get is not what the batch script has. */
		variables_forget(walk, "SLURM_LOCALID", 0);
		variables_forget(walk, "SLURM_PROCID", 0);
		walk_words(walk, run->node, program);
		variables_undo(walk->expander.variables, mark);
		try_ranks(walk, run->node, &program, step);
	}
	walk->step = outer;
	walk->where = where;
	return true;
}
