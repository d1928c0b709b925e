#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void (*fatal_hook)(void);

void fatal_set_hook(void (*hook)(void))
{
	fatal_hook = hook;
}

void fatal(const char *format, ...)
{
	char line[512];
	va_list args;
	int length;

	if (fatal_hook != NULL)
		fatal_hook();
	va_start(args, format);
	length = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	if (length < 0)
		length = 0;
	if ((size_t)length >= sizeof line)
		length = (int)sizeof line - 1;
	/* Nobody is left to tell when these writes fail. */
	(void)!write(STDERR_FILENO, "berth: ", 7);
	(void)!write(STDERR_FILENO, line, (size_t)length);
	(void)!write(STDERR_FILENO, "\n", 1);
	abort();
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);
	if (p == NULL)
		fatal("out of memory (%zu bytes asked)", size);
	return p;
}

void *xcalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);
	if (p == NULL)
		fatal("out of memory (%zu times %zu bytes asked)", count, size);
	return p;
}

void *xrealloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);
	if (p == NULL)
		fatal("out of memory (%zu bytes asked)", size);
	return p;
}

void *xreallocarray(void *old, size_t count, size_t size)
{
	size_t total;
	if (__builtin_mul_overflow(count, size, &total))
		fatal("out of memory (%zu times %zu bytes asked)", count, size);
	return xrealloc(old, total);
}

char *xstrdup(const char *string)
{
	return xstrndup(string, strlen(string));
}

char *xstrndup(const char *string, size_t length)
{
	size_t n = strnlen(string, length);
	char *copy = xmalloc(n + 1);
	memcpy(copy, string, n);
	copy[n] = '\0';
	return copy;
}

char *xasprintf(const char *format, ...)
{
	va_list args;
	char *string;
	va_start(args, format);
	if (vasprintf(&string, format, args) < 0)
		fatal("out of memory in formatting");
	va_end(args);
	return string;
}
