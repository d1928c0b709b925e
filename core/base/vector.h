#ifndef BERTH_BASE_VECTOR_H
#define BERTH_BASE_VECTOR_H

/*
 * Growable arrays of any type. A vector is a struct with `items`, `count` and `capacity`; all
 * zero is the empty vector. The vector owns `items`, never what the items point to.
 *
 *     struct mask_list VECTOR_OF(struct mask);
 *     struct mask_list list = {0};
 *     vector_push(&list, mask);
 *     vector_each (struct mask, m, &list) ...
 *     vector_release(&list);
 */

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

#define VECTOR_OF(type)                                                                            \
	{                                                                                          \
		type *items;                                                                       \
		size_t count, capacity;                                                            \
	}

/* Makes room for `extra` more items. */
#define vector_reserve(vector, extra)                                                              \
	((vector)->items = vector_grow((vector)->items, &(vector)->capacity, (vector)->count,      \
		 (extra), sizeof *(vector)->items))

/* Appends a copy of the value. */
#define vector_push(vector, ...)                                                                   \
	(vector_reserve(vector, 1), (void)((vector)->items[(vector)->count++] = (__VA_ARGS__)))

/* Appends one zeroed item and gives its address, which holds until the next growth. */
#define vector_add(vector)                                                                         \
	(vector_reserve(vector, 1),                                                                \
		memset(&(vector)->items[(vector)->count], 0, sizeof *(vector)->items),             \
		&(vector)->items[(vector)->count++])

/* Removes the item at `index`, keeping the order of the others. */
#define vector_remove(vector, index)                                                               \
	(memmove(&(vector)->items[index], &(vector)->items[(index) + 1],                           \
		 ((vector)->count - (index)-1) * sizeof *(vector)->items),                         \
		(void)(vector)->count--)

/* Frees the array and leaves the empty vector. */
#define vector_release(vector)                                                                     \
	(free((vector)->items), (vector)->items = NULL, (vector)->count = 0,                       \
		(void)((vector)->capacity = 0))

#define vector_each(type, name, vector)                                                            \
	for (type *name = (vector)->items;                                                         \
		(vector)->count && name < (vector)->items + (vector)->count; name++)

/* The work of vector_reserve(): gives the (possibly moved) array with room for count + extra. */
void *vector_grow(void *items, size_t *capacity, size_t count, size_t extra, size_t size) MUST_USE;

#endif
