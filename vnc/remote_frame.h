#ifndef BERTH_VNC_REMOTE_FRAME_H
#define BERTH_VNC_REMOTE_FRAME_H

/*
 * The form of an answer of another host (remote.sh writes it): between two marks items, each a name on a line of its own
 * and the lines of its value behind it, indented by a blank.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"

/* A piece of the answer that is not ended by NUL. */
struct span {
	const char *bytes;
	size_t length;
};

/* What stands between the two marks of our word. V40 when there is none, V41 when it breaks off. */
bool remote_find_frame(const char *host, const char *word, struct span all, struct span *inside,
	struct diags *diags) MUST_USE;
/* Takes an item's name and its lines, without the blanks in front of them; false at the end. */
bool remote_take_item(struct span *rest, struct text *name, struct text *value) MUST_USE;

#endif
