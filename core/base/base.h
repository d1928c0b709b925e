#ifndef BERTH_BASE_BASE_H
#define BERTH_BASE_BASE_H

/*
 * What every file of Berth may rely on: attributes, the allocators that never return NULL,
 * and BUG() for states that cannot be.
 *
 * Running out of memory and BUG() end the process through one function, fatal(). It first calls
 * the hook that the interactive face sets to give the terminal back, then writes one line to
 * file descriptor 2 and aborts. Nothing else below the faces prints or ends the process.
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define PRINTF_LIKE(string, first) __attribute__((format(printf, string, first)))
#define MUST_USE __attribute__((warn_unused_result))
#define UNUSED __attribute__((unused))
#define NORETURN __attribute__((noreturn))
#define RETURNS_NEW __attribute__((malloc, returns_nonnull, warn_unused_result))

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Storage from these is freed with free(). Sizes are in bytes; a size of zero gives a valid
 * pointer. xreallocarray() fails (fatally) when count * size overflows. */
void *xmalloc(size_t size) RETURNS_NEW;
void *xcalloc(size_t count, size_t size) RETURNS_NEW;
void *xrealloc(void *old, size_t size) MUST_USE;
void *xreallocarray(void *old, size_t count, size_t size) MUST_USE;
char *xstrdup(const char *string) RETURNS_NEW;
char *xstrndup(const char *string, size_t length) RETURNS_NEW;
char *xasprintf(const char *format, ...) PRINTF_LIKE(1, 2) RETURNS_NEW;

/* Ends the process as described above. */
void fatal(const char *format, ...) PRINTF_LIKE(1, 2) NORETURN;

/* Sets the function that fatal() calls first; NULL for none. It must be async-signal-safe. */
void fatal_set_hook(void (*hook)(void));

/* A state that only a mistake in Berth itself can reach. */
#define BUG(...) fatal("internal error at " __FILE__ ": " __VA_ARGS__)

static inline bool string_equal(const char *a, const char *b)
{
	return __builtin_strcmp(a, b) == 0;
}

static inline bool string_starts(const char *string, const char *prefix)
{
	return __builtin_strncmp(string, prefix, __builtin_strlen(prefix)) == 0;
}

static inline bool string_ends(const char *string, const char *suffix)
{
	size_t n = __builtin_strlen(string), m = __builtin_strlen(suffix);
	return n >= m && __builtin_strcmp(string + (n - m), suffix) == 0;
}

/* These have no safe use here; text.h and arena.h have what replaces them. The headers that
 * declare them are read above, before the names are forbidden; where they are macros (clang with
 * _FORTIFY_SOURCE) these have to go first. */
#undef sprintf
#undef vsprintf
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets mktemp tmpnam strncpy strncat

#endif
