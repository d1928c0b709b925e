/* For the preset "coverage", which includes it in front of every file: _exit() leaves out what writes the
 * counters down, and whole children of the program (who speaks to VNC servers) end by it. */
#ifndef BERTH_TESTS_COVERAGE_H
#define BERTH_TESTS_COVERAGE_H

#include <unistd.h>

void __gcov_dump(void);

static inline _Noreturn void exit_with_counters(int code)
{
	__gcov_dump();
	_exit(code);
}

#define _exit(code) exit_with_counters(code)

#endif
