#ifndef BERTH_CHECK_READ_H
#define BERTH_CHECK_READ_H

#include "base/diag.h"
#include "base/text.h"

/* Appends the bytes of a script to `text`; "-" is standard input. F20 when it cannot be read, or is
 * longer than SHELL_BYTES_LIMIT. */
bool script_load(const char *path, struct text *text, struct diags *diags) MUST_USE;

#endif
