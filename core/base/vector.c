#include "base/vector.h"

void *vector_grow(void *items, size_t *capacity, size_t count, size_t extra, size_t size)
{
	size_t wanted, grown;

	if (__builtin_add_overflow(count, extra, &wanted))
		fatal("out of memory (%zu items asked)", extra);
	if (wanted <= *capacity)
		return items;
	grown = *capacity < 8 ? 8 : *capacity + *capacity / 2;
	if (grown < wanted)
		grown = wanted;
	items = xreallocarray(items, grown, size);
	*capacity = grown;
	return items;
}
