#ifndef BERTH_TUI_VIEWS_CHECK_PARTS_H
#define BERTH_TUI_VIEWS_CHECK_PARTS_H

/* The view that checks scripts of others: what its files check*.c share. */

#include "tui/answer.h"
#include "tui/widgets/list.h"
#include "tui/widgets/pager.h"

#include <sys/types.h>
#include <time.h>

enum check_pane { CHECK_FINDINGS, CHECK_TEXT };

struct check_view {
	struct view view;
	enum check_pane focus;
	char *path;           /* owned; absolute; NULL: no file is open */
	bool is_build;        /* an environment, requirements or definition file */
	bool unread;          /* it cannot be read; the answer says why */
	struct timespec seen; /* when the file had changed last, as it was read */
	struct pager text;
	struct answer answer;
	struct list list;
	struct row_source rows;
};

static inline struct check_view *check_view(struct view *view)
{
	return (struct check_view *)(void *)view;
}

/* check.c: opens a file, or reads and checks the present one again. */
void check_open_file(struct check_view *check, const char *path);
void check_again(struct check_view *check);

/* check_list.c */
void check_connect_list(struct check_view *check);
/* Gives the findings that came the keys of their rows. */
void check_name_findings(struct check_view *check);
/* The finding that is chosen; NULL for none. */
json_t *check_chosen(const struct check_view *check);
json_t *check_findings(const struct check_view *check);
/* Signs beside the lines of the text, and the chosen finding's line in sight. */
void check_mark(struct check_view *check);
void check_show_chosen(struct check_view *check);

/* check_actions.c: the commands of the view, ended by a NULL name. */
extern const struct command check_commands[];

#endif
