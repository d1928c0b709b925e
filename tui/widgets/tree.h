#ifndef BERTH_TUI_TREE_H
#define BERTH_TUI_TREE_H

/*
 * Items with a depth and, where they have one, a check box of three states (off, on, some of what is
 * below). The items are the view's array; the widget keeps what is folded and chosen by key.
 */

#include "tui/key.h"
#include "tui/surface.h"

enum tree_check { TREE_NO_BOX, TREE_OFF, TREE_ON, TREE_SOME };

struct tree_item {
	const char *key;    /* stable, unique; the view's, as all strings here */
	const char *text;
	const char *note;   /* behind the text, dim; may be NULL */
	int depth;          /* 0 at the top; at most one more than the item before */
	enum tree_check check;
	enum role role;
	bool fixed;         /* the box cannot be changed; `note` says why */
};

enum { TREE_FOLDED_MAX = 200 };

struct tree {
	const struct tree_item *items;
	size_t count;
	char *chosen_key;      /* owned */
	size_t chosen;         /* an index into items */
	struct strings folded; /* keys, the last TREE_FOLDED_MAX */
	size_t first;          /* of the lines that are not folded away */
	int shown;
	struct rect area;      /* where it was drawn last, for the mouse */
};

void tree_release(struct tree *tree);
/* New items, which are used until the next ones come; what is chosen and folded stays by key. */
void tree_set(struct tree *tree, const struct tree_item *items, size_t count);
const struct tree_item *tree_chosen(const struct tree *tree); /* NULL: empty */
/* Motion as in lists; left and right fold and unfold, or go to the item above and to the first below;
 * Enter folds what has no box; space turns a box. */
enum tree_taken { TREE_NOT_MINE, TREE_TAKEN, TREE_TOGGLED }; /* toggled: the chosen item's box */
enum tree_taken tree_take(struct tree *tree, const struct key *key);
void tree_draw(struct tree *tree, struct surface *surface, struct rect area, bool focus);

#endif
