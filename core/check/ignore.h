#ifndef BERTH_CHECK_IGNORE_H
#define BERTH_CHECK_IGNORE_H

/*
 * Comments that turn findings off: "# berth: ignore", with ids (S16), letters of families (S) or
 * nothing (all) behind it. Such a comment holds for its line; alone on a line for the next one, too;
 * and alone in the head of the file for the whole file.
 */

#include "base/base.h"
#include "base/vector.h"

enum { IGNORES_WHOLE_MAX = 100 }; /* comments for the whole file; more of them do nothing */

struct ignore {
	int line;    /* 0: the whole file */
	bool alone;  /* the comment has a line for itself: it is meant for the next one */
	const char *ids; /* in the text that was read */
	size_t length;
};

/* In the order of their lines. All zero is the empty list. */
struct ignores {
	struct VECTOR_OF(struct ignore) whole, lines;
};

/* Finds the comments in a text, which must outlive the list; those that begin before the offset
 * `head` stand in the head of the file. */
void ignores_read(const char *bytes, size_t length, size_t head, struct ignores *ignores);
/* Whether a comment turns off a finding of this id in this line (from 1 on). */
bool ignores_has(const struct ignores *ignores, int line, const char *id);
void ignores_release(struct ignores *ignores);

#endif
