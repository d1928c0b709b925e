#ifndef BERTH_TUI_VIEWS_IMAGES_PARTS_H
#define BERTH_TUI_VIEWS_IMAGES_PARTS_H

/* The view of the images: what its files images*.c share. */

#include "image/query.h"
#include "tui/app.h"
#include "tui/model.h"
#include "tui/widgets/input.h"
#include "tui/widgets/list.h"
#include "tui/widgets/pager.h"

enum images_pane { IMAGES_LIST, IMAGES_DETAIL };
/* What the pane beside the list shows of the chosen image: the output of that command. */
enum images_detail { DETAIL_SHOW, DETAIL_PACKAGES, DETAIL_BINDS, DETAIL_DEFINITION, DETAILS };

struct images_view {
	struct view view;
	enum images_pane focus;
	bool typing;            /* the keys go to the query line */
	struct input query;
	struct strings history; /* of queries */
	const struct image **shown; /* owned array; into the present catalog */
	const struct catalog *shown_of; /* the one that they are of; only to be compared */
	size_t shown_count;
	bool fuzzy;             /* no name had the words; these have their letters */
	size_t untold;          /* of which the query cannot tell without looking inside */
	char *mistake;          /* owned; why the query cannot be read; NULL */
	struct list list;
	struct row_source rows;
	enum images_detail which;
	struct pager detail;
	char *detail_path;      /* owned; of which image the detail is, or is being made */
	enum images_detail detail_which;
};

static inline struct images_view *images_view(struct view *view)
{
	return (struct images_view *)(void *)view;
}

/* images_list.c: the rows. */
void images_connect_list(struct images_view *images);
/* Asks the query of the present catalog, and keeps the choice. */
void images_select(struct images_view *images);
const struct image *images_chosen(const struct images_view *images); /* NULL: none */

/* images_detail.c: keeps the detail that of the chosen image; `now` without the pause that spares
 * programs while somebody runs through the list. */
void images_follow(struct images_view *images, bool now);
/* It is out of sight: nothing is read for it. */
void images_rest(struct images_view *images);
extern const char *const images_detail_titles[DETAILS];

/* images_actions.c: the commands of the view, ended by a NULL name. */
extern const struct command images_commands[];

#endif
