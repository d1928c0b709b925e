#ifndef BERTH_BASE_PATTERN_H
#define BERTH_BASE_PATTERN_H

/*
 * Regular expressions (POSIX, extended) that only say whether something matches.
 */

#include <regex.h>

/* Compiles; gives 0, or what regerror() explains. Want of memory ends the program, as everywhere, and is
 * never taken for a mistake in the pattern. The caller ends it with regfree(). */
int pattern_compile(regex_t *pattern, const char *text);

#endif
