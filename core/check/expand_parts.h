#ifndef BERTH_CHECK_EXPAND_PARTS_H
#define BERTH_CHECK_EXPAND_PARTS_H

/* What the files of the expansion share. */

#include "check/expand.h"

struct shell_text expand_part(struct expander *expander, const struct shell_part *part);

/* expand_command.c. The output of $(...) when it can be told; false for all others. */
bool expand_command(
	struct expander *expander, const struct shell_part *part, struct shell_text *text);

#endif
