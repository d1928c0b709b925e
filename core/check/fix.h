#ifndef BERTH_CHECK_FIX_H
#define BERTH_CHECK_FIX_H

/* The fixes of findings, applied to the text of the script, and as a unified diff. */

#include "check/rules.h"

/* Appends the script with all fixes applied; where two overlap the first one in the file counts.
 * Gives how many were applied. */
size_t fix_apply(const struct check *check, struct text *text);

/* Appends the same as a unified diff with three lines of context; nothing when there is no fix. */
void fix_diff(const struct check *check, struct text *text);

#endif
