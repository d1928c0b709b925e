#include "check/variables.h"

struct variable {
	char *name; /* of the arena */
	struct VECTOR_OF(struct script_value) versions; /* ascending in time */
	size_t seen; /* the number of the last undo or doubt that treated it */
};

struct variables {
	struct arena *arena;
	struct VECTOR_OF(struct variable) items;
	struct VECTOR_OF(uint32_t) log; /* indices into items, one for each tick */
	uint32_t *slots; /* open addressing: index + 1, or 0 */
	size_t slot_count; /* a power of two */
	size_t round;
};

static const struct script_value unset_value = {.state = VALUE_UNSET, .text = {.bytes = ""}};

struct variables *variables_new(struct arena *arena)
{
	struct variables *variables = xcalloc(1, sizeof *variables);

	variables->arena = arena;
	variables->slot_count = 64;
	variables->slots = xcalloc(variables->slot_count, sizeof *variables->slots);
	return variables;
}

void variables_free(struct variables *variables)
{
	if (variables == NULL)
		return;
	vector_each (struct variable, variable, &variables->items)
		vector_release(&variable->versions);
	vector_release(&variables->items);
	vector_release(&variables->log);
	free(variables->slots);
	free(variables);
}

size_t name_hash(const char *name)
{
	uint64_t value = 14695981039346656037u; /* FNV-1a */

	for (; *name != '\0'; name++)
		value = (value ^ (unsigned char)*name) * 1099511628211u;
	return (size_t)(value ^ value >> 32);
}

/* The slot of the name, or the free one where it belongs. */
static uint32_t *find_slot(const struct variables *variables, const char *name)
{
	size_t i = name_hash(name) & (variables->slot_count - 1);

	while (variables->slots[i] != 0 &&
		!string_equal(variables->items.items[variables->slots[i] - 1].name, name))
		i = (i + 1) & (variables->slot_count - 1);
	return &variables->slots[i];
}

static const struct variable *find(const struct variables *variables, const char *name)
{
	uint32_t slot = *find_slot(variables, name);
	return slot != 0 ? &variables->items.items[slot - 1] : NULL;
}

static void grow(struct variables *variables)
{
	free(variables->slots);
	variables->slot_count *= 2;
	variables->slots = xcalloc(variables->slot_count, sizeof *variables->slots);
	for (size_t i = 0; i < variables->items.count; i++)
		*find_slot(variables, variables->items.items[i].name) = (uint32_t)i + 1;
}

static uint32_t find_or_add(struct variables *variables, const char *name)
{
	uint32_t *slot = find_slot(variables, name);
	struct variable *variable;

	if (*slot != 0)
		return *slot - 1;
	if (variables->items.count * 2 >= variables->slot_count) {
		grow(variables);
		slot = find_slot(variables, name);
	}
	variable = vector_add(&variables->items);
	variable->name = arena_strdup(variables->arena, name);
	*slot = (uint32_t)variables->items.count;
	return *slot - 1;
}

size_t variables_time(const struct variables *variables)
{
	return variables->log.count;
}

static const struct script_value *version_at(const struct variable *variable, size_t time)
{
	size_t low = 0, high = variable->versions.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (variable->versions.items[middle].time <= time)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? &variable->versions.items[low - 1] : &unset_value;
}

const struct script_value *variables_at(
	const struct variables *variables, const char *name, size_t time)
{
	const struct variable *variable = find(variables, name);
	return variable != NULL ? version_at(variable, time) : &unset_value;
}

const struct script_value *variables_now(const struct variables *variables, const char *name)
{
	return variables_at(variables, name, SIZE_MAX);
}

const char *variables_name(const struct variables *variables, size_t index)
{
	return index < variables->items.count ? variables->items.items[index].name : NULL;
}

static void push(struct variables *variables, uint32_t index, struct script_value value)
{
	vector_push(&variables->log, index);
	value.time = variables->log.count;
	if (value.text.bytes == NULL)
		value.text.bytes = "";
	vector_push(&variables->items.items[index].versions, value);
}

void variables_set(struct variables *variables, const char *name, const struct script_value *value)
{
	uint32_t index = find_or_add(variables, name);
	struct script_value copy = *value;

	if (copy.state != VALUE_UNSET)
		copy.exported = copy.exported ||
				version_at(&variables->items.items[index], SIZE_MAX)->exported;
	push(variables, index, copy);
}

size_t variables_mark(const struct variables *variables)
{
	return variables->log.count;
}

void variables_undo(struct variables *variables, size_t mark)
{
	size_t end = variables->log.count;

	variables->round++;
	for (size_t i = mark; i < end; i++) {
		uint32_t index = variables->log.items[i];
		struct variable *variable = &variables->items.items[index];
		if (variable->seen == variables->round)
			continue;
		variable->seen = variables->round;
		push(variables, index, *version_at(variable, mark));
	}
}

void variables_doubt(struct variables *variables, size_t mark)
{
	size_t end = variables->log.count;

	variables->round++;
	for (size_t i = mark; i < end; i++) {
		uint32_t index = variables->log.items[i];
		struct variable *variable = &variables->items.items[index];
		struct script_value value;
		if (variable->seen == variables->round)
			continue;
		variable->seen = variables->round;
		value = *version_at(variable, SIZE_MAX);
		value.state = VALUE_MAYBE;
		value.text = (struct shell_text){
			.bytes = "\001", .length = 1, .start = value.span.start};
		value.array = false;
		value.items = NULL;
		value.count = 0;
		push(variables, index, value);
	}
}
