#ifndef BERTH_CLI_INTERRUPT_H
#define BERTH_CLI_INTERRUPT_H

/*
 * For commands that take long and can stop in between: from interrupt_watch() on, the first ^C (or
 * SIGTERM) sets the flag, and the next one ends the program as usual.
 */

#include <stdatomic.h>
#include <stdbool.h>

void interrupt_watch(void);
/* Ends the watching. */
void interrupt_ignore(void);
bool interrupt_came(void);
const atomic_bool *interrupt_flag(void);

#endif
