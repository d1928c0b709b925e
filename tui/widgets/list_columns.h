#ifndef BERTH_TUI_WIDGETS_LIST_COLUMNS_H
#define BERTH_TUI_WIDGETS_LIST_COLUMNS_H

/* How the columns of a list share its width: a pure function (private to list*.c). */

#include "tui/widgets/list.h"

enum { LIST_COLUMNS_MAX = 24 };

struct list_widths {
	int width[LIST_COLUMNS_MAX]; /* cells; 0: not shown */
	int x[LIST_COLUMNS_MAX];     /* where it begins */
	size_t count;
};

void list_share(const struct list_column *columns, int width, struct list_widths *widths);

size_t list_count(const struct list *list);

#endif
