#ifndef BERTH_CHECK_SARIF_H
#define BERTH_CHECK_SARIF_H

/* Findings as SARIF 2.1.0 (OASIS), which services of continuous integration show beside the code. */

#include "check/rules.h"

#include <jansson.h>

/* A new log with one run, without results, and with every rule described. `version` is Berth's. */
json_t *sarif_new(const char *version) RETURNS_NEW;
/* Adds the findings of one script. */
void sarif_add(json_t *sarif, const struct check *check);

#endif
