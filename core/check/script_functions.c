#include "check/script_parts.h"

/* The slot of the name, or the free one where it belongs. */
static uint32_t *find_slot(const struct walk *walk, const char *name)
{
	size_t i = name_hash(name) & (walk->function_slot_count - 1);

	while (walk->function_slots[i] != 0 &&
		!string_equal(walk->functions.items[walk->function_slots[i] - 1].name, name))
		i = (i + 1) & (walk->function_slot_count - 1);
	return &walk->function_slots[i];
}

static void grow(struct walk *walk)
{
	free(walk->function_slots);
	walk->function_slot_count = walk->function_slot_count > 0 ? walk->function_slot_count * 2 : 64;
	walk->function_slots = xcalloc(walk->function_slot_count, sizeof *walk->function_slots);
	for (size_t i = 0; i < walk->functions.count; i++)
		*find_slot(walk, walk->functions.items[i].name) = (uint32_t)i + 1;
}

void functions_add(struct walk *walk, const char *name, const struct shell_node *body)
{
	if (walk->functions.count * 2 >= walk->function_slot_count)
		grow(walk);
	vector_push(&walk->functions, (struct walk_function){name, body});
	*find_slot(walk, name) = (uint32_t)walk->functions.count;
}

const struct walk_function *functions_find(const struct walk *walk, const char *name)
{
	uint32_t slot = walk->function_slot_count > 0 ? *find_slot(walk, name) : 0;
	return slot != 0 ? &walk->functions.items[slot - 1] : NULL;
}

void functions_release(struct walk *walk)
{
	vector_release(&walk->functions);
	free(walk->function_slots);
}
