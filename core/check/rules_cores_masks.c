#include "check/rules_cores_parts.h"

#include "base/similar.h"
#include "base/units.h"

/* Lists of masks by themselves. */

/* A mask that leaves the reserved cores out, where the script has these very digits. */
static void fix_mask(struct check *check, struct finding *finding, const struct script_step *step,
	size_t i, const struct mask *reserved)
{
	const char *bytes = check->script->shell.text.bytes;
	struct shell_span span = step->mask_spans[i];
	struct mask mask = step->masks[i], again;
	struct text text = TEXT_INIT;

	if (span.end <= span.start || span.end > check->script->shell.text.length ||
		!mask_parse(bytes + span.start, span.end - span.start, &again) ||
		!mask_equal(&again, &mask))
		return;
	for (unsigned cpu = 0; cpu < MASK_BITS; cpu++)
		if (mask_has(reserved, cpu))
			mask_clear(&mask, cpu);
	if (mask_is_empty(&mask))
		return;
	text_append_mask(&text, &mask);
	finding_fix(finding, span, "%s", text_string(&text));
	text_release(&text);
}

static struct finding *report_reserved(
	struct check *check, const struct script_step *step, size_t i, const struct mask *bad)
{
	bool map = step->cpu_bind == BIND_MAP;
	struct text list = TEXT_INIT;
	struct finding *finding;

	text_append_cpu_list(&list, bad);
	finding = check_find(check, step->mask_spans[i],
		"core %s is reserved for the system, so that Slurm refuses the %s", text_string(&list),
		map ? "map" : "mask");
	if (map)
		finding_hint(finding, "take the next core: %d instead of %d",
			mask_first(&step->masks[i]) + 1, mask_first(&step->masks[i]));
	else
		finding_hint(finding,
			"leave out the first core of each CCD: fe instead of ff for the two digits of a "
			"CCD");
	text_release(&list);
	return finding;
}

/* One finding for a step, at its first bad mask; the fixes are for all of them. */
void rule_reserved_core(struct check *check)
{
	EACH_BOUND_STEP (check, step) {
		struct mask reserved = reserved_cpus(check->script->type);
		struct finding *finding = NULL;
		for (size_t i = 0; i < step->mask_count; i++) {
			struct mask bad = mask_and(&step->masks[i], &reserved);
			if (mask_is_empty(&bad))
				continue;
			if (finding == NULL)
				finding = report_reserved(check, step, i, &bad);
			if (step->cpu_bind == BIND_MASKS)
				fix_mask(check, finding, step, i, &reserved);
		}
	}
}

/* Where the binding of a step is asked for. */
static struct shell_span bind_span(const struct check *check, const struct script_step *step)
{
	return step->cpu_bind_option != NULL ? step->cpu_bind_option->span : step_span(check, step);
}

void rule_number_of_masks(struct check *check)
{
	EACH_BOUND_STEP (check, step) {
		long long tasks = step->tasks_here, masks = (long long)step->mask_count;
		if (tasks == 0 || masks == tasks)
			continue;
		if (masks > tasks)
			finding_hint(check_find_as(check, SEVERITY_NOTE, bind_span(check, step),
					     "%lld masks for %lld task%s on each node: the last ones are not "
					     "used",
					     masks, tasks, tasks == 1 ? "" : "s"),
				"one for each task is enough");
		else
			finding_hint(check_find(check, bind_span(check, step),
					     "%lld mask%s for %lld tasks on each node: Slurm begins the list "
					     "again, so that tasks share cores",
					     masks, masks == 1 ? "" : "s", tasks),
				"write a mask for each of the %lld tasks; 'berth job mask' shows them", tasks);
	}
}

void rule_overlap(struct check *check)
{
	EACH_BOUND_STEP (check, step) {
		size_t count = ranks_bound(step);
		struct mask taken = {{0}};
		for (size_t i = 0; i < count; i++) {
			struct mask both = mask_and(&taken, &step->masks[i]);
			size_t other = 0;
			struct text list = TEXT_INIT;
			taken = mask_or(&taken, &step->masks[i]);
			if (mask_is_empty(&both))
				continue;
			while (!mask_overlaps(&step->masks[other], &step->masks[i]))
				other++;
			text_append_cpu_list(&list, &both);
			finding_hint(check_find(check, step->mask_spans[i],
					     "local ranks %zu and %zu are both bound to core %s", other, i,
					     text_string(&list)),
				"give each its own cores; 'berth job mask' shows a list");
			text_release(&list);
			break;
		}
	}
}

void rule_shared_node(struct check *check)
{
	const struct script *script = check->script;

	if (!script->has_header || script->whole_node || script->heterogeneous ||
		script->partition == NULL || script_header(script, "exclusive") != NULL)
		return;
	EACH_BOUND_STEP (check, step)
		finding_hint(check_find(check, bind_span(check, step),
				     "masks name cores of the whole node, but on '%s' the job may get any "
				     "part of it",
				     script->partition->record.name),
			"take a whole node (--exclusive, or a partition of whole nodes), or leave the "
			"binding to Slurm");
}

/* Only what is asked for at the step itself: that of the job says how much it gets in all. */
void rule_cores_and_masks(struct check *check)
{
	EACH_BOUND_STEP (check, step) {
		const struct script_option *option = script_step_option(step, "cpus-per-task");
		unsigned cores;
		if (option == NULL || !step->cpus_per_task.known)
			continue;
		cores = mask_count(&step->masks[0]);
		if ((int64_t)cores == step->cpus_per_task.value)
			continue;
		for (size_t i = 1; i < step->mask_count; i++)
			if (mask_count(&step->masks[i]) != cores)
				cores = 0;
		if (cores == 0)
			continue;
		finding_hint(check_find_as(check,
				     (int64_t)cores < step->cpus_per_task.value ? SEVERITY_WARNING
										 : SEVERITY_ERROR,
				     option->span,
				     "srun asks for %lld cores a task, and %s gives each %u",
				     (long long)step->cpus_per_task.value,
				     step->cpu_bind == BIND_MAP ? "the map" : "its mask", cores),
			"drop the option: the binding says it all");
	}
}

void rule_second_threads(struct check *check)
{
	const struct site_node_type *type = check->script->type;

	EACH_BOUND_STEP (check, step) {
		const struct script_option *hint = script_step_option(step, "hint");
		int64_t limit = type->cores;
		if (check->script->both_threads || hint != NULL)
			limit *= type->threads_per_core;
		for (size_t i = 0; i < step->mask_count; i++) {
			int64_t highest = -1;
			for (unsigned cpu = 0; cpu < MASK_BITS; cpu++)
				if (mask_has(&step->masks[i], cpu))
					highest = cpu;
			if (highest < limit)
				continue;
			finding_hint(check_find(check, step->mask_spans[i],
					     limit == type->cores
						     ? "CPU %lld is the second thread of a core, and the job has only "
						       "the first ones"
						     : "the node has no CPU %lld",
					     (long long)highest),
				limit == type->cores
					? "#SBATCH --hint=multithread gives the job both threads of its cores"
					: "'berth job mask' shows what there is");
			break;
		}
	}
}

void rule_bind_typo(struct check *check)
{
	static const char *const types[] = {"none", "no", "rank", "map_cpu", "mask_cpu", "rank_ldom",
		"map_ldom", "mask_ldom", "sockets", "cores", "threads", "ldoms", "boards", "quiet",
		"verbose", "q", "v", "help", "yes", "one_thread", "off"};

	for (size_t i = 0; i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		const struct script_option *option = step->cpu_bind_option;
		struct finding *finding;
		const char *value, *near, *last;
		char *type;
		bool known = false;
		size_t length, at = 0;
		if (step->cpu_bind != BIND_OTHER || option == NULL || !option->known ||
			option->value.bytes == NULL)
			continue;
		value = option->value.bytes;
		/* The type is what stands behind the last comma before the list. */
		for (const char *p = value; *p != '\0' && *p != ':' && *p != '='; p++)
			if (*p == ',')
				at = (size_t)(p - value) + 1;
		last = value + at;
		length = strcspn(last, ":=");
		type = xstrndup(last, length);
		for (size_t t = 0; t < ARRAY_LENGTH(types); t++)
			known = known || strcasecmp(type, types[t]) == 0;
		near = string_equal(type, "cpu_mask") || string_equal(type, "mask_gpu") ||
				       string_equal(type, "mask")
			       ? "mask_cpu"
		       : string_equal(type, "cpu_map") || string_equal(type, "map_gpu") ||
				       string_equal(type, "map")
			       ? "map_cpu"
			       : similar_best(type, types, ARRAY_LENGTH(types));
		if (!known && length > 0) {
			uint32_t start = shell_text_at(&option->value, at);
			finding = check_find(check, option->span, "--cpu-bind has no type '%s'", type);
			if (near != NULL && last[length] != '\0') {
				finding_hint(finding, "did you mean '%s'?", near);
				finding_fix(finding,
					(struct shell_span){
						start, shell_text_at(&option->value, at + length - 1) + 1},
					"%s", near);
			}
		}
		free(type);
	}
}

static bool looks_like_mask(const struct script_word *word)
{
	struct mask mask;
	size_t length = strcspn(word->text.bytes, ",");

	return string_starts(word->text.bytes, "0x") &&
	       mask_parse(word->text.bytes, length, &mask);
}

void rule_blanks_in_list(struct check *check)
{
	for (size_t i = 0; i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		const struct script_command *command =
			&check->script->commands.items[step->command];
		const struct script_option *option = step->cpu_bind_option;
		bool broken = false;
		if (option == NULL || !option->known || option->value.bytes == NULL ||
			strchr(option->value.bytes, ':') == NULL)
			continue;
		broken = strpbrk(option->value.bytes, " \t\n") != NULL;
		for (size_t w = 1; w + 1 < command->words.count && !broken; w++)
			broken = string_ends(command->words.items[w].text.bytes, ",") &&
				 strstr(command->words.items[w].text.bytes, "mask_cpu") != NULL &&
				 looks_like_mask(&command->words.items[w + 1]);
		if (broken)
			finding_hint(check_find(check, option->span,
					     "the list of masks has blanks in it, so that srun takes the rest "
					     "for its program"),
				"write it without blanks, or put the pieces together in a variable");
	}
}

void rule_too_many_threads(struct check *check)
{
	EACH_BOUND_STEP (check, step) {
		const struct script_command *command =
			&check->script->commands.items[step->program_command];
		const struct script_value *value =
			script_variable(check->script, command, "OMP_NUM_THREADS");
		unsigned cores = mask_count(&step->masks[0]);
		int64_t threads;
		if (value->state != VALUE_KNOWN || !value->exported ||
			!integer_parse(value->text.bytes, 1, 100000, &threads) ||
			threads <= (int64_t)cores)
			continue;
		finding_hint(check_find(check,
				     value->span.end > value->span.start ? value->span
									 : step_span(check, step),
				     "%lld threads for a task that is bound to %u core%s", (long long)threads,
				     cores, cores == 1 ? "" : "s"),
			"OMP_NUM_THREADS=%u", cores);
	}
}

void rule_distribution(struct check *check)
{
	EACH_BOUND_STEP (check, step) {
		const struct script_option *option = script_step_option(step, "distribution");
		if (option == NULL || !option->known || option->value.bytes == NULL ||
			strchr(option->value.bytes, ':') == NULL)
			continue;
		finding_hint(check_find(check, option->span,
				     "with masks only the first level of --distribution counts, the one "
				     "over nodes"),
			"drop what stands behind the colon");
	}
}
