#ifndef BERTH_VNC_NEIGHBOURS_H
#define BERTH_VNC_NEIGHBOURS_H

/*
 * Who else is on this host: a port of its loopback is open to everybody who is, and on a login node these are
 * hundreds. Diagnostic: H16, a note.
 */

#include "base/diag.h"

/* Whether a process of another person runs here, as far as /proc tells (`proc` is its path, for tests). */
bool neighbours_are_here(const char *proc);
/* Adds H16 when there are some. `guarded` tells what still stands in their way ("the password of the session"), or
 * is NULL when nothing does. */
void neighbours_tell(int64_t port, const char *guarded, struct diags *diags);

#endif
