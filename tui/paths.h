#ifndef BERTH_TUI_PATHS_H
#define BERTH_TUI_PATHS_H

/* Completion of paths, where one is typed. */

#include "base/text.h"

/* Adds the names of the folder that is being typed which begin like it; folders end with a slash.
 * Names with a dot in front only when one was typed. It looks at a bounded number of entries. */
void paths_complete(const char *before, struct strings *candidates);

#endif
