#ifndef BERTH_PLAN_PLACE_H
#define BERTH_PLAN_PLACE_H

/* What a step does to folders and names, apart from writing files. Others than core/plan need no
 * more of this than claim_is_free(). */

#include "plan/plan.h"

/* Makes the folder, with the name of its owner in it, in one step that only one of several can
 * succeed in. One that is there is fine when `owner` is the one named inside. R09, F21. */
bool claim_make(const char *path, const char *owner, struct diags *diags) MUST_USE;
/* False, with R09, when it is there. */
bool claim_is_free(const char *path, struct diags *diags) MUST_USE;
/* Who owns it; NULL when it is not there or nobody is named. The caller frees it. */
char *claim_owner(const char *path);
/* The file in a claim that names the owner. */
#define CLAIM_OWNER "owner"

/* Whether the name of the path, or of a folder above it, has PLAN_OWN_MARK, and no ".." leads out of there. */
bool place_is_own(const char *path);

/* False, with F22, when something is there, if only a link that leads nowhere. */
bool place_is_free(const char *path, struct diags *diags) MUST_USE;

/* Removes a file or a tree without following links; what is not there is fine. BUG() when the path
 * is not one of our own. F21. */
bool place_remove(const char *path, struct diags *diags) MUST_USE;

/* Renames after everything is on the disk. F21, F22. */
bool place_move(const struct plan_move *move, struct diags *diags) MUST_USE;
/* Whether an earlier attempt has done so, and what stands at the final name is the very same thing. */
bool place_was_moved(const struct plan_move *move);

#endif
