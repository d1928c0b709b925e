#include "check/rules_ranks_parts.h"

#include "base/units.h"

/* N: how ranks find each other, and how many there are. */

enum { COUNT_MAX = 10000000 };

static bool is_this_node(const char *address)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "::1", "0.0.0.0"};
	const char *port = strrchr(address, ':');
	size_t length = port != NULL && strchr(address, ':') == port ? (size_t)(port - address)
								     : strlen(address);

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (strlen(names[i]) == length && strncmp(address, names[i], length) == 0)
			return true;
	return false;
}

static void report_address(struct check *check, struct shell_span span, const char *address)
{
	size_t length = strlen(address);

	if (!text_is_plain(address))
		length = (size_t)(strrchr(address, ':') - address);
	finding_hint(check_find(check, span,
			     "'%.*s' is another node for each of them: ranks of other nodes never meet the "
			     "first one",
			     (int)length, address),
		"in the batch script: MASTER_ADDR=$(scontrol show hostnames \"$SLURM_JOB_NODELIST\" | head -n "
		"1), then export it");
}

/* MASTER_ADDR=$(hostname) in a task names the node of that task. */
static bool is_own_name(const struct shell_word *word)
{
	const struct shell_part *part = word != NULL ? word->parts : NULL;

	return part != NULL && part->next == NULL && part->kind == PART_COMMAND &&
	       part->script != NULL && part->script->next == NULL && part->script->words != NULL &&
	       shell_word_is(part->script->words, "hostname");
}

static void check_own_names(struct check *check)
{
	vector_each (const struct script_command, command, &check->script->commands) {
		if (command->where == WHERE_BATCH || command->step == NULL || command->conditional ||
			!step_is_spread(check, command->step))
			continue;
		for (const struct shell_assignment *a = command->node->assignments; a != NULL; a = a->next)
			if (string_equal(a->name, "MASTER_ADDR") && is_own_name(a->value))
				report_address(check, a->span, "$(hostname)");
	}
}

void rule_meeting_place(struct check *check)
{
	static const char *const options[] = {
		"rdzv-endpoint", "master-addr", "main-process-ip"};

	for (size_t i = 0; i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		const struct script_value *value = step_variable(check, step, "MASTER_ADDR");
		const char *launcher = step_launcher(step);
		struct step_option option;
		bool unsure;
		if (!step_is_spread(check, step))
			continue;
		for (size_t n = 0; launcher != NULL && n < ARRAY_LENGTH(options); n++)
			/* The port behind the name need not be known. */
			if (launcher_option(step, options[n], &option, &unsure) &&
				is_this_node(option.value))
				report_address(check, script_word_span(option.word), option.value);
		/* The launchers go by their options and not by the variable. */
		if (launcher == NULL && value->state == VALUE_KNOWN && value->exported &&
			is_this_node(value->text.bytes) && value->span.end > value->span.start)
			report_address(check, value->span, value->text.bytes);
	}
	check_own_names(check);
}

static bool is_port(const char *text)
{
	int64_t port;

	return integer_parse(text, 1024, 65535, &port);
}

void rule_fixed_port(struct check *check)
{
	static const char *const options[] = {"rdzv-endpoint", "master-port", "main-process-port"};
	static const char hint[] =
		"take one that follows from the job's number: $((10000 + SLURM_JOB_ID % 10000))";
	const struct script *script = check->script;

	if (!script->has_header || script->partition == NULL || script->whole_node ||
		script->partition->allocation != ALLOCATION_RESOURCE || script->heterogeneous)
		return;
	for (size_t i = 0; i < script->steps.count; i++) {
		const struct script_step *step = script->steps.items[i];
		const struct script_value *value = step_variable(check, step, "MASTER_PORT");
		struct step_option option;
		bool unsure;
		if (value->state == VALUE_KNOWN && value->exported && is_port(value->text.bytes) &&
			value->span.end > value->span.start)
			finding_hint(check_find(check, value->span,
					     "port %s may be taken by another job on the same node",
					     value->text.bytes),
				"%s", hint);
		for (size_t n = 0; step_launcher(step) != NULL && n < ARRAY_LENGTH(options); n++) {
			const char *port;
			if (!launcher_option(step, options[n], &option, &unsure))
				continue;
			port = strrchr(option.value, ':') != NULL ? strrchr(option.value, ':') + 1 : option.value;
			if (is_port(port))
				finding_hint(check_find(check, script_word_span(option.word),
						     "port %s may be taken by another job on the same node", port),
					"%s", hint);
		}
	}
}

static bool has_tasks(const struct script_step *step)
{
	return step->srun && (step->tasks_here > 1 ||
				     (step->tasks_here == 1 && step->nodes.known && step->nodes.value > 1));
}

/* Whether the batch script itself makes this assignment. */
static bool is_of_batch(const struct check *check, const struct script_value *value)
{
	vector_each (const struct script_command, command, &check->script->commands)
		for (const struct shell_assignment *a = command->node->assignments; a != NULL; a = a->next)
			if (a->span.start == value->span.start)
				return command->where == WHERE_BATCH && !command->substitution;
	return false;
}

void rule_rank_of_batch(struct check *check)
{
	static const char *const names[] = {"RANK", "LOCAL_RANK"};

	for (size_t i = 0; check->script->has_header && i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		/* Launchers set them anew for each of their workers. */
		if (!has_tasks(step) || step_launcher(step) != NULL)
			continue;
		for (size_t n = 0; n < ARRAY_LENGTH(names); n++) {
			const struct script_value *value = step_variable(check, step, names[n]);
			/* With the GPUs apart, or one task on each node, LOCAL_RANK=0 is right. */
			if ((value->state != VALUE_KNOWN && value->state != VALUE_PARTLY) ||
				!value->exported || value->text.length == 0 ||
				value->span.end <= value->span.start || !is_of_batch(check, value) ||
				(n == 1 && (step->tasks_here == 1 || string_equal(value->text.bytes, "0"))))
				continue;
			finding_hint(check_find(check, value->span,
					     "%s is set once, in the batch script: all tasks get the same", names[n]),
				"set it in each task: srun bash -c 'export %s=$%s; exec \"$@\"' task PROGRAM",
				names[n], n == 0 ? "SLURM_PROCID" : "SLURM_LOCALID");
		}
	}
}

/* "$SLURM_PROCID", or "--node_rank=${SLURM_NODEID}": text that was meant to expand. */
static const char *literal_variable(const char *text)
{
	static const char *const names[] = {
		"SLURM_", "MASTER_ADDR", "MASTER_PORT", "WORLD_SIZE", "LOCAL_RANK"};
	const char *dollar = strchr(text, '$');
	const char *name = dollar != NULL ? dollar + 1 + (dollar[1] == '{') : NULL;

	if (name == NULL || strpbrk(text, " \t\n;|&()") != NULL)
		return NULL;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (string_starts(name, names[i]))
			return dollar;
	return NULL;
}

/* Only programs that surely make nothing of a dollar sign by themselves. */
static bool takes_words_as_they_are(const struct script_step *step)
{
	return step_runs_python(step) || step_is_vllm(step);
}

void rule_literal_variable(struct check *check)
{
	static const char *const names[] = {"RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR",
		"MASTER_PORT", "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"};
	static const char hint[] = "in single quotes a dollar sign needs no backslash before it";

	for (size_t i = 0; i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		for (size_t n = 0; n < ARRAY_LENGTH(names); n++) {
			const struct script_value *value = step_variable(check, step, names[n]);
			if (value->state == VALUE_KNOWN && value->span.end > value->span.start &&
				literal_variable(value->text.bytes) == value->text.bytes)
				finding_hint(check_find(check, value->span,
						     "%s becomes the text '%s', and not what the variable holds",
						     names[n], value->text.bytes),
					"%s", hint);
		}
		for (size_t n = 1; takes_words_as_they_are(step) && n < step->program.count; n++) {
			const struct script_word *word = &step->program.items[n];
			if (word->known && literal_variable(word->text.bytes) != NULL)
				finding_hint(check_find(check, script_word_span(word),
						     "%s gets the text '%s', and not what the variable holds",
						     step->program_name, word->text.bytes),
					"%s", hint);
		}
	}
}

/* The number behind an option of the launcher. */
static bool launcher_number(const struct script_step *step, const char *name, int64_t *number,
	const struct script_word **word)
{
	struct step_option option;
	bool unsure;

	if (!launcher_option(step, name, &option, &unsure) || unsure || !option.known)
		return false;
	*word = option.word;
	return integer_parse(option.value, 1, COUNT_MAX, number);
}

static bool is_torchrun(const struct script_step *step)
{
	return string_equal(step_launcher(step) != NULL ? step_launcher(step) : "", "torchrun");
}

void rule_workers_of_each_task(struct check *check)
{
	const struct site_node_type *type = check->script->type;

	for (size_t i = 0; type != NULL && type->gcds > 0 && i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		const struct script_word *word;
		int64_t workers;
		if (!check->script->has_header || !step->srun || step->tasks_here < 2 ||
			!is_torchrun(step) || !launcher_number(step, "nproc-per-node", &workers, &word) ||
			workers * step->tasks_here <= type->gcds)
			continue;
		finding_hint(check_find(check, step_span(check, step),
				     "srun starts torchrun %lld times on each node, and each starts %lld workers: "
				     "%lld for %lld GPUs",
				     (long long)step->tasks_here, (long long)workers,
				     (long long)(workers * step->tasks_here), (long long)type->gcds),
			"--ntasks-per-node=1 with all cores of the node, as torchrun starts the workers itself");
	}
}

void rule_standalone(struct check *check)
{
	for (size_t i = 0; i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		struct step_option option;
		bool unsure;
		if (!step_is_spread(check, step) || !is_torchrun(step) ||
			!launcher_option(step, "standalone", &option, &unsure))
			continue;
		finding_hint(check_find(check, script_word_span(option.word),
				     "--standalone: each of the %lld nodes trains for itself",
				     (long long)step->nodes.value),
			"--nnodes=$SLURM_NNODES --rdzv-backend=c10d --rdzv-endpoint=$MASTER_ADDR:$MASTER_PORT");
	}
}

static int64_t all_tasks(const struct script_step *step)
{
	if (step->tasks_here > 0 && step->nodes.known && step->nodes.value < COUNT_MAX)
		return step->tasks_here * step->nodes.value;
	return step->tasks.known ? step->tasks.value : 0;
}

static void check_world(struct check *check, const struct script_step *step)
{
	const struct script_value *value = step_variable(check, step, "WORLD_SIZE");
	int64_t world, tasks = all_tasks(step);

	if (step_launcher(step) == NULL && tasks > 0 && value->state == VALUE_KNOWN &&
		value->exported && value->span.end > value->span.start &&
		integer_parse(value->text.bytes, 1, COUNT_MAX, &world) && world != tasks)
		finding_hint(check_find(check, value->span,
				     "WORLD_SIZE is %lld, but the step has %lld task%s", (long long)world,
				     (long long)tasks, tasks == 1 ? "" : "s"),
			"WORLD_SIZE=$SLURM_NTASKS is right for any number");
}

void rule_wrong_number(struct check *check)
{
	for (size_t i = 0; check->script->has_header && i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		const struct script_word *word;
		int64_t nodes;
		if (!step->srun || step->heterogeneous || step->options_unknown ||
			check->script->commands.items[step->command].conditional)
			continue;
		check_world(check, step);
		if (!is_torchrun(step) || !step->nodes.known || step->tasks_here != 1 ||
			!launcher_number(step, "nnodes", &nodes, &word) || nodes == step->nodes.value)
			continue;
		finding_hint(check_find(check, script_word_span(word),
				     "torchrun is told of %lld node%s, but the step has %lld", (long long)nodes,
				     nodes == 1 ? "" : "s", (long long)step->nodes.value),
			"--nnodes=$SLURM_NNODES is right for any number");
	}
}

void rule_loader_workers(struct check *check)
{
	static const char *const names[] = {"num-workers", "dataloader-num-workers"};

	for (size_t i = 0; check->script->has_header && i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		const struct script_word *word;
		int64_t ranks = 1, workers, cores;
		if (!step->srun || !step->cpus_per_task.known || step->mask_count > 0 ||
			!step_runs_python(step) || step->options_unknown)
			continue;
		if (step_launcher(step) != NULL && (!is_torchrun(step) ||
			!launcher_number(step, "nproc-per-node", &ranks, &word)))
			continue;
		cores = step->cpus_per_task.value / ranks;
		for (size_t n = 0; n < ARRAY_LENGTH(names); n++) {
			struct step_option option;
			if (!step_program_option(step, names[n], &option) ||
				!integer_parse(option.value, 1, COUNT_MAX, &workers) || workers <= cores)
				continue;
			finding_hint(check_find(check, script_word_span(option.word),
					     "%lld workers for the data of each rank, which has %lld core%s",
					     (long long)workers, (long long)cores, cores == 1 ? "" : "s"),
				"fewer workers than cores are often faster");
		}
	}
}
