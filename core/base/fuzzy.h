#ifndef BERTH_BASE_FUZZY_H
#define BERTH_BASE_FUZZY_H

/*
 * How well a few typed letters fit a name: they must stand in it in their order, letters' case
 * ignored, and fit the better the closer together they stand, at beginnings of words, and early.
 */

#include "base/base.h"

enum { FUZZY_WORD_LIMIT = 64, FUZZY_NAME_LIMIT = 256 }; /* bytes; of longer ones the first are taken */

/* Greater than zero when the letters are there, the more the better; 0 when not. The empty word
 * fits everything with 1. The time is bounded by the product of the two limits. */
int fuzzy_score(const char *word, const char *name);

#endif
