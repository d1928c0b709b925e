#include "check/rules_slurm_parts.h"

#include "base/words.h"

/* Steps, and what the body of the script does with Slurm. */

void rule_tasks_per_node_of_step(struct check *check)
{
	const struct script *script = check->script;

	for (size_t i = 0; is_job(check) && i < script->steps.count; i++) {
		const struct script_step *step = script->steps.items[i];
		const struct script_option *option = script_step_option(step, "ntasks-per-node");
		if (option == NULL || step->options_unknown ||
			script_step_option(step, "ntasks") != NULL ||
			(!script->tasks.asked && !script->tasks_per_node.asked))
			continue;
		if (script->tasks_per_node.known && step->tasks_per_node.known &&
			script->tasks_per_node.value == step->tasks_per_node.value)
			continue;
		finding_hint(check_find(check, option->span,
				     "--ntasks-per-node of srun is only a maximum here, as the job itself "
				     "says how many tasks there are"),
			"give srun the number of all tasks: --ntasks=$((SLURM_NNODES * %s))",
			option->known && option->value.bytes != NULL ? option->value.bytes : "N");
	}
}

void rule_hint_of_step(struct check *check)
{
	const struct script *script = check->script;

	for (size_t i = 0; is_job(check) && i < script->steps.count; i++) {
		const struct script_option *option =
			script_step_option(script->steps.items[i], "hint");
		if (option == NULL || !option->known || option->value.bytes == NULL ||
			!string_equal(option->value.bytes, "multithread") || script->both_threads)
			continue;
		finding_hint(check_find(check, option->span,
				     "--hint=multithread for srun alone gives tasks the wrong cores"),
			"write it as #SBATCH --hint=multithread");
	}
}

void rule_tasks_per_gpu(struct check *check)
{
	const struct script_option *per_gpu = script_header(check->script, "ntasks-per-gpu");

	if (!is_job(check) || per_gpu == NULL ||
		(!check->script->tasks.asked && !check->script->tasks_per_node.asked))
		return;
	finding_hint(check_find(check, per_gpu->span,
			     "--ntasks-per-gpu does not work together with a number of tasks"),
		"give --ntasks-per-node and --gpus-per-node");
}

/* A value cut at its comma: "ALL,A=x,y" exports A=x and a variable y. */
static bool is_cut(const char *value)
{
	bool seen = false;

	while (*value != '\0') {
		size_t length = strcspn(value, ",");
		bool equals = memchr(value, '=', length) != NULL, name = length > 0;
		for (size_t i = 0; i < length; i++)
			name = name && ((value[i] >= 'A' && value[i] <= 'Z') || value[i] == '_' ||
					       (i > 0 && value[i] >= '0' && value[i] <= '9'));
		if (seen && !equals && !name && length > 0)
			return true;
		seen = seen || equals;
		value += length + (value[length] != '\0');
	}
	return false;
}

static void check_export(struct check *check, const struct script_option *option)
{
	if (option != NULL && option->known && option->value.bytes != NULL &&
		is_cut(option->value.bytes))
		finding_hint(check_find(check, option->span,
				     "--export cuts a value at its comma, and takes what follows for the "
				     "name of a variable"),
			"export the variable in the script before srun");
}

void rule_export_commas(struct check *check)
{
	check_export(check, script_header(check->script, "export"));
	for (size_t i = 0; i < check->script->steps.count; i++)
		check_export(check, script_step_option(check->script->steps.items[i], "export"));
}

void rule_threads_of_nothing(struct check *check)
{
	const struct script *script = check->script;

	if (!is_job(check) || script_header(script, "cpus-per-task") != NULL ||
		script_header(script, "cpus-per-gpu") != NULL)
		return;
	vector_each (const struct script_command, command, &script->commands) {
		if (command->where != WHERE_BATCH)
			continue;
		for (const struct shell_assignment *a = command->node->assignments; a != NULL;
			a = a->next) {
			const struct shell_part *part = a->value != NULL ? a->value->parts : NULL;
			if (part == NULL || part->next != NULL || part->kind != PART_VARIABLE ||
				!string_equal(part->name, "SLURM_CPUS_PER_TASK") ||
				part->operation[0] != '\0' ||
				script_variable(script, command, "SLURM_CPUS_PER_TASK")->state != VALUE_UNSET)
				continue;
			finding_hint(check_find(check, a->span,
					     "%s will be empty: SLURM_CPUS_PER_TASK is set only for a job with "
					     "--cpus-per-task",
					     a->name),
				"add #SBATCH --cpus-per-task, or write the number");
		}
	}
}

void rule_blanks_around_equals(struct check *check)
{
	vector_each (const struct script_command, command, &check->script->commands) {
		const struct script_words *words = &command->words;
		struct shell_span name, value;
		struct finding *finding;
		if (words->count < 2 || command->program != 0 || !words->items[0].known ||
			!shell_name_is_valid(words->items[0].text.bytes) ||
			!script_word_is(&words->items[1], "=") || command->node->words == NULL ||
			!shell_word_is(command->node->words, words->items[0].text.bytes))
			continue;
		name = words->items[0].source->span;
		finding = check_find(check, name,
			"'%s' is taken for a command: an assignment has no blanks around its =",
			words->items[0].text.bytes);
		finding_hint(finding, "write %s=...", words->items[0].text.bytes);
		if (words->count != 3)
			continue;
		value = words->items[2].source->span;
		if (value.start > name.end)
			finding_fix(finding, (struct shell_span){name.end, value.start}, "=");
	}
}

void rule_mpirun(struct check *check)
{
	static const char *const names[] = {"mpirun", "mpiexec", "mpiexec.hydra", "orterun"};

	for (size_t n = 0; check->script->has_header && n < ARRAY_LENGTH(names); n++) {
		const struct script_command *command;
		size_t i = 0;
		while ((command = check_next(check, names[n], &i)) != NULL)
			if (command->where == WHERE_BATCH && !command->substitution)
				finding_hint(check_find(check, command_span(command),
						     "%s is not there for the MPI of %s", names[n],
						     check->site->name),
					"start the program with srun");
	}
}

/* Commands that do the work of a job. */
static bool works(const struct script_command *command)
{
	static const char *const names[] = {"python", "python3", "singularity", "apptainer", "gmx_mpi",
		"lmp", "vasp_std", "cp2k.psmp", "pw.x"};

	if (command->where != WHERE_BATCH || command->substitution || command->conditional)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (string_equal(command->name, names[i]))
			return true;
	return command->name[0] != '\0' && command->words.count > command->program &&
	       script_word_starts(&command->words.items[command->program], "./") &&
	       !string_ends(command->name, ".sh");
}

void rule_no_srun(struct check *check)
{
	const struct script *script = check->script;
	int64_t tasks = script->tasks.known ? script->tasks.value
			: script->tasks_per_node.known && script->nodes.known
				? script->tasks_per_node.value * script->nodes.value
				: 0;

	if (!is_job(check) || tasks < 2 || script->sources || script->incomplete)
		return;
	vector_each (const struct script_command, command, &script->commands)
		if (string_equal(command->name, "srun") || string_starts(command->name, "mpi") ||
			command->name[0] == '\0' || command->function ||
			string_equal(command->name, "bash") || string_equal(command->name, "sh") ||
			string_ends(command->name, ".sh") || string_equal(command->name, "parallel"))
			return;
	vector_each (const struct script_command, command, &script->commands) {
		if (!works(command))
			continue;
		finding_hint(check_find(check, command_span(command),
				     "the job has %lld tasks, but '%s' is started only once", (long long)tasks,
				     command->name),
			"put srun before it, or ask for one task");
		return;
	}
}

void rule_no_wait(struct check *check)
{
	const struct script *script = check->script;
	const struct script_command *last = NULL;
	size_t i = 0;

	if (!script->has_header || script->sources || script->incomplete)
		return;
	if (check_next(check, "wait", &i) != NULL)
		return;
	for (size_t s = 0; s < script->steps.count; s++) {
		const struct script_command *command =
			&script->commands.items[script->steps.items[s]->command];
		if (command->where != WHERE_BATCH)
			continue;
		/* A step in front of the script keeps the job alive. */
		last = command->background && !command->function ? command : NULL;
	}
	if (last != NULL)
		finding_hint(check_find(check, command_span(last),
				     "nothing waits for this step in the background: the job may end, and "
				     "the step with it"),
			"put `wait` at the end of the script");
}
