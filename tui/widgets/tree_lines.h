#ifndef BERTH_TUI_WIDGETS_TREE_LINES_H
#define BERTH_TUI_WIDGETS_TREE_LINES_H

/* Which items of a tree have a line of their own, as nothing above them is folded (private to
 * tree*.c). */

#include "base/vector.h"
#include "tui/widgets/tree.h"

struct tree_lines VECTOR_OF(size_t); /* indices of items */

/* Appends them; the caller ends it with vector_release(). */
void tree_lines(const struct tree *tree, struct tree_lines *lines);
/* The line of an item, or of what it is folded into. */
size_t tree_line_of(const struct tree_lines *lines, size_t item);

bool tree_is_parent(const struct tree *tree, size_t item);
bool tree_is_folded(const struct tree *tree, size_t item);

#endif
