#ifndef BERTH_BASE_ARENA_H
#define BERTH_BASE_ARENA_H

/*
 * Storage that is given back all at once: what was parsed from one file lives in one arena.
 * All zero is the empty arena. Pointers from it hold until arena_release().
 */

#include "base/base.h"

struct arena_block;

struct arena {
	struct arena_block *blocks; /* owned */
};

/* Zeroed storage, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size) MUST_USE;
char *arena_strdup(struct arena *arena, const char *string) MUST_USE;
char *arena_strndup(struct arena *arena, const char *bytes, size_t length) MUST_USE;
char *arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3) MUST_USE;
void arena_release(struct arena *arena);

#endif
