#include "base/arena.h"
#include "base/text.h"

#include <stdalign.h>

/* Blocks begin small, as many arenas hold a few words only, and double. */
enum { FIRST_SIZE = 512, BLOCK_SIZE = 16 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char data[];
};

static struct arena_block *block_new(struct arena *arena, size_t size)
{
	size_t total;
	struct arena_block *block;

	if (__builtin_add_overflow(sizeof *block, size, &total))
		fatal("out of memory (%zu bytes asked)", size);
	block = xcalloc(1, total);
	block->size = size;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

static size_t next_size(const struct arena *arena)
{
	size_t before = arena->blocks != NULL ? arena->blocks->size : FIRST_SIZE / 2;

	return before < BLOCK_SIZE / 2 ? 2 * before : BLOCK_SIZE;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t wanted;
	size_t align = alignof(max_align_t);
	struct arena_block *block = arena->blocks;
	void *p;

	if (size > SIZE_MAX - align)
		fatal("out of memory (%zu bytes asked)", size);
	size = (size + align - 1) / align * align;
	if (block == NULL || block->size - block->used < size) {
		wanted = next_size(arena);
		block = block_new(arena, size > wanted ? size : wanted);
	}
	p = block->data + block->used;
	block->used += size;
	return p;
}

char *arena_strndup(struct arena *arena, const char *bytes, size_t length)
{
	size_t n = strnlen(bytes, length);
	char *copy = arena_alloc(arena, n + 1);
	memcpy(copy, bytes, n);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *string)
{
	return arena_strndup(arena, string, strlen(string));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list args;
	char *copy;

	va_start(args, format);
	text_append_vformat(&text, format, args);
	va_end(args);
	copy = arena_strdup(arena, text_string(&text));
	text_release(&text);
	return copy;
}

void arena_release(struct arena *arena)
{
	while (arena->blocks != NULL) {
		struct arena_block *next = arena->blocks->next;
		free(arena->blocks);
		arena->blocks = next;
	}
}
