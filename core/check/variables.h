#ifndef BERTH_CHECK_VARIABLES_H
#define BERTH_CHECK_VARIABLES_H

/*
 * The variables of a script over time: every assignment makes a new version, so that a rule can ask
 * what a variable was at some command. Branches and subshells are undone by going back over the log
 * of assignments.
 */

#include "check/script.h"

struct variables;

struct variables *variables_new(struct arena *arena) RETURNS_NEW;
void variables_free(struct variables *variables);

/* For tables of names. */
size_t name_hash(const char *name);

/* The present time; each assignment is one tick. */
size_t variables_time(const struct variables *variables);
/* The value at a time; never NULL. */
const struct script_value *variables_at(
	const struct variables *variables, const char *name, size_t time);
const struct script_value *variables_now(const struct variables *variables, const char *name);
/* The name of the variable at an index, in the order of their first assignments, or NULL. */
const char *variables_name(const struct variables *variables, size_t index);
/* A new version. `value->time` is filled in; whether it is exported is taken over from the last
 * version unless the value says so itself. */
void variables_set(
	struct variables *variables, const char *name, const struct script_value *value);

/* A place in the log. */
size_t variables_mark(const struct variables *variables);
/* What was set since the mark becomes as it was then (a subshell ends), ... */
void variables_undo(struct variables *variables, size_t mark);
/* ... or may be set or not (a branch ends). */
void variables_doubt(struct variables *variables, size_t mark);

#endif
