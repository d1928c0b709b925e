#ifndef BERTH_TUI_VIEWS_BINDS_PARTS_H
#define BERTH_TUI_VIEWS_BINDS_PARTS_H

/* The view of the binds: what its files binds*.c share. */

#include "base/arena.h"
#include "tui/app.h"
#include "tui/model.h"
#include "tui/widgets/pager.h"
#include "tui/widgets/tree.h"

enum binds_pane { BINDS_TREE, BINDS_DETAIL, BINDS_TEXT, BINDS_PANES };

struct binds_view {
	struct view view;
	enum binds_pane focus;
	struct arena arena; /* of the items and their texts */
	struct VECTOR_OF(struct tree_item) items;
	struct tree tree;
	struct pager detail, text;
	enum bind_format format;
	struct diags host;  /* what the check on this host has found */
	bool host_checked;  /* it is of the present binds */
	bool elsewhere;     /* this host is none of the site's, and nothing was checked */
	bool stale;         /* the tree is to be filled anew */
};

static inline struct binds_view *binds_view(struct view *view)
{
	return (struct binds_view *)(void *)view;
}

/* binds_tree.c: the items. Their keys: "preset NAME", "spec SPEC", "bind DESTINATION" (what the image
 * needs), and the headings. */
void binds_fill_tree(struct binds_view *binds);
/* The box of this item was turned. */
void binds_toggle(struct binds_view *binds, const struct tree_item *item);
/* The bind of the present composition that an item is about; NULL for none. */
const struct bind *binds_of_item(const struct binds_view *binds, const struct tree_item *item);

/* binds_detail.c: what is known of the chosen item, and the binds as they are handed over. */
void binds_show_detail(struct binds_view *binds);
void binds_show_text(struct binds_view *binds);
/* Starts the check on this host, in the background. */
void binds_check_host(struct binds_view *binds);

/* binds_actions.c: the commands of the view, ended by a NULL name. */
extern const struct command binds_commands[];

#endif
