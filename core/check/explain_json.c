#include "check/explain_parts.h"

#include "base/clean.h"

/* A text with holes as a JSON string: "<?>" stands for what is not known. */
static json_t *text_json(const char *bytes)
{
	struct text text = TEXT_INIT;
	json_t *string;

	for (; *bytes != '\0'; bytes++) {
		if (*bytes == SHELL_HOLE)
			text_append(&text, "<?>");
		else
			text_append_char(&text, *bytes);
	}
	string = json_string_clean(text_string(&text));
	text_release(&text);
	return string;
}

/* The variable's name in small letters is the key: "rocr_visible_devices". */
static void add_devices(json_t *object, const char *variable, const char *value)
{
	char *key;

	if (variable == NULL)
		return;
	key = xstrdup(variable);
	for (char *p = key; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	json_object_set_new(object, key, json_string_or_null(value));
	free(key);
}

static json_t *words_json(const struct script_words *words)
{
	json_t *array = json_array();

	for (size_t i = 0; i < words->count; i++)
		json_array_append_new(array, text_json(words->items[i].text.bytes));
	return array;
}

static json_t *number_json(const struct script_number *number)
{
	return number->known ? json_integer(number->value) : json_null();
}

/* What the rank gets for itself: known of it, but not of the step as a whole. */
static json_t *rank_environment_json(
	const struct script *script, const struct script_step *step, size_t index)
{
	json_t *object = json_object();
	const struct script_rank *rank;
	const struct script_value *value;
	const char *name, *known;
	bool differs;

	if (index >= step->rank_count)
		return object;
	rank = &step->ranks[index];
	for (size_t i = 0; (name = explain_rank_variable(script, rank, i, &known)) != NULL; i++) {
		explain_variable(script, step, i, &differs, &value);
		if (known != NULL && (value == NULL || differs))
			json_object_set_new(object, name, text_json(known));
	}
	return object;
}

static json_t *ranks_json(const struct script *script, const struct script_step *step,
	const struct assignment *assignment, enum explain_cores how)
{
	json_t *array = json_array();

	for (size_t i = 0; i < assignment->count; i++) {
		const struct assign_task *task = &assignment->tasks[i];
		json_t *object = json_object(), *gcds = json_array();
		struct text list = TEXT_INIT, mask = TEXT_INIT;
		text_append_cpu_list(&list, &task->cpus);
		text_append_mask(&mask, &task->cpus);
		for (unsigned g = 0; g < task->gcd_count; g++)
			json_array_append_new(gcds, json_integer(task->gcds[g]));
		json_object_set_new(object, "rank", json_integer((json_int_t)i));
		json_object_set_new(object, "cpus",
			how != EXPLAIN_UNKNOWN ? json_string(text_string(&list)) : json_null());
		json_object_set_new(object, "mask",
			how != EXPLAIN_UNKNOWN ? json_string(text_string(&mask)) : json_null());
		json_object_set_new(object, "gcds", task->gcd_count > 0 ? gcds : json_null());
		if (task->gcd_count == 0)
			json_decref(gcds);
		json_object_set_new(object, "nic",
			task->nic != NULL ? json_string_clean(task->nic->record.name) : json_null());
		add_devices(object, script_visible(script),
			i < step->rank_count && step->ranks[i].visible_known
				? step->ranks[i].visible
				: NULL);
		add_devices(object, script_inner(script),
			i < step->rank_count && step->ranks[i].inner_known
				? step->ranks[i].inner
				: NULL);
		json_object_set_new(
			object, "environment", rank_environment_json(script, step, i));
		json_array_append_new(array, object);
		text_release(&list);
		text_release(&mask);
	}
	return array;
}

static json_t *environment_json(const struct script *script, const struct script_step *step)
{
	json_t *object = json_object();
	const struct script_value *value;
	const char *name;
	bool differs;

	for (size_t i = 0; (name = explain_variable(script, step, i, &differs, &value)) != NULL; i++)
		if (value != NULL)
			json_object_set_new(object, name,
				differs ? json_null() : text_json(value->text.bytes));
	return object;
}

static json_t *image_json(const struct script_step *step)
{
	const struct script_container *container = step->container;
	json_t *object;

	if (container == NULL || container->image.path.text.bytes == NULL)
		return json_null();
	object = json_object();
	json_object_set_new(object, "path", text_json(container->image.path.text.bytes));
	json_object_set_new(object, "action", json_string(container->action));
	json_object_set_new(object, "family",
		json_string_or_null(container->image.image.name.family));
	json_object_set_new(object, "rocm",
		json_string_or_null(container->image.image.name.rocm));
	json_object_set_new(object, "binds", words_json(&container->binds));
	return object;
}

json_t *explain_json(struct script *script, size_t index)
{
	const struct script_step *step = script->steps.items[index];
	struct assignment assignment;
	struct strings unknown = {0};
	enum explain_cores how = explain_assignment(script, step, &assignment);
	json_t *object = json_object(), *what = json_array();
	int line, column;

	explain_unknown(script, step, how, &assignment, &unknown);
	for (size_t i = 0; i < unknown.count; i++)
		json_array_append_new(what, json_string(unknown.items[i]));
	shell_place(&script->shell, script->commands.items[step->command].node->span.start, &line,
		&column);
	json_object_set_new(object, "line", json_integer(line));
	json_object_set_new(object, "srun", json_boolean(step->srun));
	json_object_set_new(object, "nodes", number_json(&step->nodes));
	json_object_set_new(object, "tasks_per_node",
		step->tasks_here > 0 ? json_integer(step->tasks_here) : json_null());
	json_object_set_new(object, "cpus_per_task", number_json(&step->cpus_per_task));
	json_object_set_new(object, "program", words_json(&step->program));
	json_object_set_new(object, "image", image_json(step));
	json_object_set_new(object, "environment", environment_json(script, step));
	json_object_set_new(object, "ranks", ranks_json(script, step, &assignment, how));
	json_object_set_new(object, "unknown", what);
	strings_release(&unknown);
	assignment_release(&assignment);
	return object;
}
