#include "image/squashfs_parts.h"

enum { FIRST_CAPACITY = 256 };

/* Offsets of blocks are close together; the multiplication spreads them over the high bits. */
static size_t slot_of(const struct squashfs_map *map, uint64_t key)
{
	return (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (map->capacity - 1);
}

/* The slot that holds the key, or the free one where it belongs. */
static struct squashfs_slot *find_slot(const struct squashfs_map *map, uint64_t key)
{
	size_t at = slot_of(map, key);

	while (map->slots[at].key != 0 && map->slots[at].key != key)
		at = (at + 1) & (map->capacity - 1);
	return &map->slots[at];
}

bool squashfs_map_find(const struct squashfs_map *map, uint64_t offset, uint32_t *value)
{
	if (map->count == 0)
		return false;
	const struct squashfs_slot *slot = find_slot(map, offset + 1);
	if (slot->key == 0)
		return false;
	*value = slot->value;
	return true;
}

static void grow(struct squashfs_map *map)
{
	struct squashfs_map larger = {
		.count = map->count,
		.capacity = map->capacity == 0 ? FIRST_CAPACITY : map->capacity * 2,
	};

	larger.slots = xcalloc(larger.capacity, sizeof *larger.slots);
	for (size_t i = 0; i < map->capacity; i++)
		if (map->slots[i].key != 0)
			*find_slot(&larger, map->slots[i].key) = map->slots[i];
	free(map->slots);
	*map = larger;
}

void squashfs_map_add(struct squashfs_map *map, uint64_t offset, uint32_t value)
{
	if (map->count * 2 >= map->capacity)
		grow(map);
	*find_slot(map, offset + 1) = (struct squashfs_slot){offset + 1, value};
	map->count++;
}

void squashfs_map_release(struct squashfs_map *map)
{
	free(map->slots);
	*map = (struct squashfs_map){0};
}
