#ifndef BERTH_CHECK_TRAPS_H
#define BERTH_CHECK_TRAPS_H

/* The variables of the site's environment-traps: one rule for each of their kinds. */

#include "check/rules.h"

/* Complains about the first assignment of each variable of this kind; "VARIABLE: WHY". */
void traps_look(struct check *check, enum trap_kind kind);
/* For TRAP_HARMFUL: at the assignments that the programs of steps with such images see. */
void traps_look_at_steps(struct check *check);

#endif
