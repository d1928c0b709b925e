#ifndef BERTH_CHECK_EXPLAIN_PARTS_H
#define BERTH_CHECK_EXPLAIN_PARTS_H

/* What the two forms of the explanation share. */

#include "check/explain.h"
#include "check/variables.h"

/* Adds what is not known, in words. */
void explain_unknown(const struct script *script, const struct script_step *step,
	enum explain_cores how, const struct assignment *assignment, struct strings *unknown);
/* The name of the variable with this index, NULL behind the last; *value is NULL when the program
 * does not get it, *differs when it is not known or not the same for all tasks. */
const char *explain_variable(const struct script *script, const struct script_step *step,
	size_t index, bool *differs, const struct script_value **value);
/* The same for one rank of a node; *known is NULL when its program does not get the variable or
 * its value is not known. */
const char *explain_rank_variable(const struct script *script, const struct script_rank *rank,
	size_t index, const char **known);

#endif
