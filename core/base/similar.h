#ifndef BERTH_BASE_SIMILAR_H
#define BERTH_BASE_SIMILAR_H

/*
 * "Did you mean": the candidate nearest to a word that was not understood.
 */

#include "base/base.h"

/* Edits (insert, delete, replace, swap of neighbours; letters' case is ignored) from a to b;
 * strings longer than 64 bytes count as infinitely far (SIZE_MAX). */
size_t similar_distance(const char *a, const char *b);

/* The nearest of `count` candidates, or NULL when none is near enough to be meant. Candidates
 * that are NULL are passed over. */
const char *similar_best(const char *word, const char *const *candidates, size_t count);

#endif
