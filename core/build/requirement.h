#ifndef BERTH_BUILD_REQUIREMENT_H
#define BERTH_BUILD_REQUIREMENT_H

/*
 * What pip is told to install, as one word of a command or one line of a list: a name as PEP 508 has
 * it ("torch[opt]>=2.6,<3; python_version<'3.13'", "name @ https://..."), or where a package lies ("./a.whl",
 * "git+https://..."), of which only pip can tell more.
 */

#include "base/diag.h"

/* Whether pip would read it. If not, L01 at `option`, where possible with what was meant. */
bool requirement_check(const char *text, const char *option, struct diags *diags) MUST_USE;

/* How long the name is that it begins with; 0: there is none. */
size_t requirement_name_length(const char *text);

#endif
