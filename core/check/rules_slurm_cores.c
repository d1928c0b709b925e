#include "check/rules_slurm_parts.h"

/* What steps and programs make of the cores of the job; the folder of its output. */

void rule_cores_not_handed_on(struct check *check)
{
	const struct script *script = check->script;
	const char *variable = check->site->slurm.cpus_per_task_variable;

	if (!is_job(check) || !script->cpus_per_task.known || script->cpus_per_task.value < 2 ||
		script->sources || script->incomplete || variable == NULL)
		return;
	for (size_t i = 0; i < script->steps.count; i++) {
		const struct script_step *step = script->steps.items[i];
		if (!step->srun || step->options_unknown || step->cpu_bind != BIND_DEFAULT ||
			script_step_option(step, "cpus-per-task") != NULL ||
			script_step_option(step, "cpus-per-gpu") != NULL ||
			script_step_option(step, "exact") != NULL ||
			script_variable(script, &script->commands.items[step->command], variable)->state !=
				VALUE_UNSET)
			continue;
		finding_hint(check_find(check, step_span(check, step),
				     "srun does not take --cpus-per-task from the job by itself: its tasks have "
				     "their %lld cores only while %s is set",
				     (long long)script->cpus_per_task.value, variable),
			"srun --cpus-per-task=\"$SLURM_CPUS_PER_TASK\" is sure");
		return;
	}
}

/* The command of the batch script that makes this folder (`length` bytes of `path`). */
static const struct script_command *find_mkdir(
	const struct check *check, const char *path, size_t length)
{
	const struct script_command *command;

	for (size_t i = 0; (command = check_next(check, "mkdir", &i)) != NULL;) {
		if (command->where != WHERE_BATCH)
			continue;
		for (size_t w = command->program + 1; w < command->words.count; w++) {
			const char *text = command->words.items[w].text.bytes;
			size_t size;
			if (string_starts(text, "./"))
				text += 2;
			size = strlen(text);
			while (size > 1 && text[size - 1] == '/')
				size--;
			if (size == length && memcmp(text, path, length) == 0)
				return command;
		}
	}
	return NULL;
}

static void check_output(struct check *check, const char *name)
{
	const struct script_option *option = script_header(check->script, name);
	const char *path, *slash;

	if (option == NULL || option->value.bytes == NULL)
		return;
	path = option->value.bytes;
	if (string_starts(path, "./"))
		path += 2;
	slash = strrchr(path, '/');
	if (slash == NULL || slash == path || find_mkdir(check, path, (size_t)(slash - path)) == NULL)
		return;
	finding_hint(check_find(check, option->value_span,
			     "Slurm opens this file before the script runs: while the folder '%.*s' is not "
			     "there, the job ends without any output",
			     (int)(slash - path), path),
		"make the folder before sbatch; mkdir in the script comes too late");
}

void rule_output_folder(struct check *check)
{
	if (!check->script->has_header)
		return;
	check_output(check, "output");
	check_output(check, "error");
}

static bool is_cpus_on_node(const struct shell_word *word)
{
	const struct shell_part *part = word != NULL ? word->parts : NULL;

	while (part != NULL && part->kind == PART_TEXT)
		part = part->next; /* --cpus-per-task= */
	return part != NULL && part->next == NULL && part->kind == PART_VARIABLE &&
	       part->operation[0] == '\0' && string_equal(part->name, "SLURM_CPUS_ON_NODE");
}

static void report_threads(struct check *check, struct shell_span span)
{
	const struct site_node_type *type = check->script->type;

	finding_hint(check_find(check, span,
			     "SLURM_CPUS_ON_NODE counts hardware threads, %lld for each core",
			     (long long)type->threads_per_core),
		"take $SLURM_CPUS_PER_TASK, or write the number of cores: %lld of a whole node",
		(long long)(type->cores - (int64_t)type->reserved_cores.count));
}

void rule_threads_as_cores(struct check *check)
{
	const struct script *script = check->script;

	if (!is_job(check) || script->type == NULL || script->type->threads_per_core < 2 ||
		script->both_threads || !script->whole_node)
		return;
	vector_each (const struct script_command, command, &script->commands) {
		for (const struct shell_assignment *a = command->node->assignments; a != NULL; a = a->next)
			if (string_ends(a->name, "_NUM_THREADS") && is_cpus_on_node(a->value))
				report_threads(check, a->span);
		if (!string_equal(command->name, "srun"))
			continue;
		for (const struct shell_word *word = command->node->words; word != NULL; word = word->next)
			if (is_cpus_on_node(word))
				report_threads(check, word->span);
	}
}
