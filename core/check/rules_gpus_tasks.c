#include "check/rules_gpus_parts.h"

#include "check/programs.h"

/* What the tasks set for their GPUs, and where. */

/* Whether the variable differs from task to task. */
static bool is_of_task(const char *name)
{
	return string_equal(name, "SLURM_LOCALID") || string_equal(name, "SLURM_PROCID") ||
	       string_equal(name, "SLURM_NODEID");
}

static const struct shell_part *find_rank(const struct shell_word *word)
{
	for (const struct shell_part *part = word != NULL ? word->parts : NULL; part != NULL;
		part = part->next)
		if (part->kind == PART_VARIABLE && is_of_task(part->name))
			return part;
	return NULL;
}

/* Whether the step surely has several tasks. */
static bool has_tasks(const struct script_step *step)
{
	return step->tasks_here > 1 ||
	       (step->tasks_here == 1 && step->nodes.known && step->nodes.value > 1);
}

static bool any_has_tasks(const struct script *script)
{
	for (size_t i = 0; i < script->steps.count; i++)
		if (script->steps.items[i]->srun && has_tasks(script->steps.items[i]))
			return true;
	return false;
}

void rule_wrapper_and_isolation(struct check *check)
{
	const char *variable = script_visible(check->script);

	for (size_t s = 0; on_gpus(check) && variable != NULL && s < check->script->steps.count; s++) {
		const struct script_step *step = check->script->steps.items[s];
		int64_t seen = 1;
		if (!step_isolates(check->script, step) || step->tasks_here < 2 ||
			step->gpu_bind == BIND_UNKNOWN)
			continue;
		if (step->gpus_per_task.known)
			seen = step->gpus_per_task.value;
		else if (step->gpu_bind == BIND_MASKS)
			continue;
		for (size_t i = 0; i < step->rank_count; i++) {
			const struct script_rank *rank = &step->ranks[i];
			if (!rank->visible_known || atoll(rank->visible) < seen)
				continue;
			finding_hint(check_find(check, step_span(check, step),
					     "local rank %zu sets %s=%s, but Slurm lets it see %lld "
					     "GPU%s, counted from 0",
					     i, variable, rank->visible, (long long)seen, seen == 1 ? "" : "s"),
				"add --gpu-bind=none to srun, or leave %s alone", variable);
			break;
		}
	}
}

static bool is_device_variable(const char *name)
{
	static const char *const names[] = {
		"ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (string_equal(name, names[i]))
			return true;
	return false;
}

void rule_device_in_batch(struct check *check)
{
	if (!check->script->has_header || !any_has_tasks(check->script))
		return;
	vector_each (const struct script_command, command, &check->script->commands) {
		if (command->where != WHERE_BATCH)
			continue;
		for (const struct shell_assignment *a = command->node->assignments; a != NULL; a = a->next)
			if (is_device_variable(a->name) &&
				find_rank(a->value) != NULL)
				finding_hint(check_find(check, a->span,
						     "in the batch script there is one task only: all tasks of the job "
						     "would get the same GPU"),
					"set it in each task: srun bash -c 'export %s=$SLURM_LOCALID; exec \"$@\"' task "
					"PROGRAM",
					a->name);
	}
}

static void report_early(
	struct check *check, struct shell_span span, const struct shell_part *part, bool fix)
{
	struct finding *finding = check_find(check, span,
		"$%s expands in the batch script, before there are tasks: all of them get the same",
		part->name);

	finding_hint(finding, fix ? "write \\$%s, or put the whole in single quotes"
				  : "let each task expand it: bash -c '... $%s ...'",
		part->name);
	if (fix)
		finding_fix(finding, (struct shell_span){part->span.start, part->span.start}, "\\");
}

/* Words of the srun line itself, up to and with what stands behind bash -c. */
static void check_line(struct check *check, const struct script_step *step)
{
	const struct script_command *command = &check->script->commands.items[step->command];

	for (const struct shell_word *word = command->node->words; word != NULL; word = word->next)
		for (const struct shell_part *part = word->parts; part != NULL; part = part->next)
			if (part->kind == PART_VARIABLE && is_of_task(part->name)) {
				report_early(check, part->span, part, part->quote == QUOTE_DOUBLE);
				return;
			}
}

/* Here-documents whose end word is not quoted. */
static void check_here(struct check *check, const struct script_command *command)
{
	for (const struct shell_redirect *r = command->node->redirects; r != NULL; r = r->next) {
		const struct shell_part *part = find_rank(r->target);
		struct finding *finding;
		if (r->kind != REDIRECT_HERE || r->quoted || part == NULL)
			continue;
		report_early(check, part->span, part, true);
		finding = &check->findings.items[check->findings.count - 1];
		finding_hint(finding,
			"quote the word behind << ('END'), so that nothing in the text expands, or write "
			"\\$%s",
			part->name);
		/* Every one of them. */
		for (part = part->next; part != NULL; part = part->next)
			if (part->kind == PART_VARIABLE && is_of_task(part->name))
				finding_fix(finding,
					(struct shell_span){part->span.start, part->span.start}, "\\");
	}
}

void rule_expands_early(struct check *check)
{
	const struct script *script = check->script;

	if (!script->has_header)
		return;
	for (size_t s = 0; s < script->steps.count; s++) {
		const struct script_step *step = script->steps.items[s];
		if (step->srun && has_tasks(step) &&
			script->commands.items[step->command].where == WHERE_BATCH)
			check_line(check, step);
	}
	if (!any_has_tasks(script))
		return;
	for (size_t i = 0; i < script->files.count; i++) {
		const struct script_file *file = script->files.items[i];
		if (file->used && script->commands.items[file->command].where == WHERE_BATCH)
			check_here(check, &script->commands.items[file->command]);
	}
}

/* $* or $@ without quotes behind exec, or as the whole of a command. */
static const struct shell_part *find_loose_arguments(const struct script_command *command)
{
	const struct shell_word *first = command->node->words;

	if (first == NULL || (!shell_word_is(first, "exec") && first->next != NULL))
		return NULL;
	for (const struct shell_word *word = first; word != NULL; word = word->next)
		for (const struct shell_part *part = word->parts; part != NULL; part = part->next)
			if (part->kind == PART_VARIABLE && part->quote == QUOTE_NONE &&
				(string_equal(part->name, "*") || string_equal(part->name, "@")))
				return part;
	return NULL;
}

/* Whether the place lies in a here-document that the batch script expands. */
static bool in_expanded_here(const struct check *check, uint32_t at)
{
	vector_each (const struct script_command, command, &check->script->commands)
		for (const struct shell_redirect *r = command->node->redirects; r != NULL; r = r->next)
			if (command->where == WHERE_BATCH && r->kind == REDIRECT_HERE && !r->quoted &&
				r->target != NULL && r->target->span.start <= at && at < r->target->span.end)
				return true;
	return false;
}

/* The dollar sign may have a backslash before it, which the batch script takes away. */
static void fix_loose_arguments(
	const struct check *check, struct finding *finding, struct shell_span span)
{
	bool escaped = span.start > 0 && check->script->shell.text.bytes[span.start - 1] == '\\';

	if (span.end != span.start + 2)
		return;
	if (!escaped)
		finding_fix(finding, span, "\"$@\"");
	else if (in_expanded_here(check, span.start))
		finding_fix(finding, (struct shell_span){span.start - 1, span.end}, "\"\\$@\"");
}

void rule_wrapper_file(struct check *check)
{
	const struct script *script = check->script;

	for (size_t i = 0; i < script->files.count; i++) {
		const struct script_file *file = script->files.items[i];
		struct shell_span span = command_span(&script->commands.items[file->command]);
		if (!file->started)
			continue;
		if (!string_starts(file->text.bytes, "#!") && file->text.bytes[0] != SHELL_HOLE)
			finding_hint(check_find(check, span,
					     "'%s' is started as a program, but does not begin with #!", file->path),
				"let its first line be #!/bin/bash");
		else if (!file->executable && !script->sources)
			finding_hint(check_find(check, span,
					     "'%s' is started as a program, but nothing makes it executable",
					     file->path),
				"chmod +x %s", file->path);
	}
	vector_each (const struct script_command, command, &script->commands) {
		const struct shell_part *part;
		struct finding *finding;
		if (command->where != WHERE_TASK || (part = find_loose_arguments(command)) == NULL)
			continue;
		finding = check_find(check, part->span,
			"$%s without quotes takes the words apart at their blanks", part->name);
		finding_hint(finding, "write \"$@\"");
		fix_loose_arguments(check, finding, part->span);
	}
}

/* How many dies a list names. */
static int64_t count_devices(const char *list)
{
	int64_t count = *list != '\0';

	for (; *list != '\0'; list++)
		count += *list == ',';
	return count;
}

void rule_both_devices(struct check *check)
{
	for (size_t s = 0; on_gpus(check) && s < check->script->steps.count; s++) {
		const struct script_step *step = check->script->steps.items[s];
		for (size_t i = 0; i < step->rank_count; i++) {
			const struct script_rank *rank = &step->ranks[i];
			if (!rank->visible_known || !rank->inner_known ||
				atoll(rank->inner) < count_devices(rank->visible))
				continue;
			finding_hint(check_find(check, step_span(check, step),
					     "local rank %zu sees no GPU: %s=%s counts among the %lld that %s=%s "
					     "leaves",
					     i, script_inner(check->script), rank->inner,
					     (long long)count_devices(rank->visible), script_visible(check->script),
					     rank->visible),
				"set one of the two");
			break;
		}
	}
}

/* Whether the runscript of the image prepares the variables. */
static bool runs_prepared(const struct script_container *container)
{
	return container->image.recipe != NULL && container->image.recipe->start == START_RUN;
}

void rule_vllm(struct check *check)
{
	const char *visible = script_visible(check->script), *inner = script_inner(check->script);

	for (size_t s = 0; on_amd(check) && visible != NULL && inner != NULL &&
			   s < check->script->steps.count;
		s++) {
		const struct script_step *step = check->script->steps.items[s];
		const struct script_container *container = step->container;
		const struct script_value *value;
		if (container == NULL || !step_is_vllm(step) || !string_equal(container->action, "exec"))
			continue;
		value = script_variable(check->script,
			&check->script->commands.items[step->program_command], visible);
		if ((value->state != VALUE_KNOWN && value->state != VALUE_PARTLY) || !value->exported)
			continue;
		finding_hint(check_find(check, command_span(&check->script->commands.items[container->command]),
				     "vLLM goes by %s, and the job sets %s", inner, visible),
			"%sexport %s instead",
			runs_prepared(container) ? "`run` instead of `exec` lets this image turn one into the "
						   "other; or "
						 : "",
			inner);
	}
}

void rule_cuda_devices(struct check *check)
{
	if (!on_amd(check) || !check->script->has_header)
		return;
	vector_each (const struct script_command, command, &check->script->commands)
		for (const struct shell_assignment *a = command->node->assignments; a != NULL; a = a->next)
			if (string_equal(a->name, "CUDA_VISIBLE_DEVICES"))
				finding_hint(check_find(check, a->span,
						     "CUDA_VISIBLE_DEVICES is an alias that only some programs know on AMD "
						     "GPUs"),
					"HIP_VISIBLE_DEVICES or ROCR_VISIBLE_DEVICES is what counts");
}

/* MPI is asked to take data from GPUs, but the other variables that the site gives for that are not
 * set. */
void rule_gpu_mpi_alone(struct check *check)
{
	static const char asked[] = "MPICH_GPU_SUPPORT_ENABLED";

	for (size_t s = 0; on_gpus(check) && s < check->script->steps.count; s++) {
		const struct script_step *step = check->script->steps.items[s];
		const struct site_recipe *recipe =
			step->container != NULL ? step->container->image.recipe : NULL;
		const struct script_value *value = step_variable(check, step, asked);
		if (!step_is_spread(check, step) || step->tasks_here < 2 || value->state != VALUE_KNOWN ||
			!value->exported || !string_equal(value->text.bytes, "1") ||
			(recipe != NULL && recipe->mpi != NULL) || !modules_are_known(check))
			continue;
		YAML_EACH (const struct site_environment, other, &check->site->host_environment) {
			const char *name = other->record.name;
			if (other->when != WHEN_GPU_MPI || string_equal(name, asked) ||
				!step_lacks(check, step, name))
				continue;
			finding_hint(check_find(check, step_span(check, step),
					     "MPI takes data from the GPUs, but %s is not set: ranks may use a network "
					     "card far from their GPU",
					     name),
				"export %s=%s", name, other->value);
			return;
		}
	}
}
