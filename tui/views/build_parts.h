#ifndef BERTH_TUI_VIEWS_BUILD_PARTS_H
#define BERTH_TUI_VIEWS_BUILD_PARTS_H

/* The view of builds: what its files build*.c share. */

#include "build/build.h"
#include "tui/app.h"
#include "tui/command_form.h"
#include "tui/model.h"
#include "tui/widgets/list.h"
#include "tui/widgets/pager.h"

enum build_pane { BUILD_WAYS, BUILD_FORM, BUILD_PLAN, BUILD_PANES };

struct build_view {
	struct view view;
	enum build_pane focus;
	struct list ways;
	struct row_source rows;
	struct command_form form;
	char *words; /* owned; of the command whose form is shown: "build venv" */
	struct command_options groups[3];
	struct pager plan; /* what the way would do, and what stands against it */
	bool possible;     /* nothing stood against it when it was planned last */
	bool planning;     /* a newer one is being made */
	char *save_to; /* owned */
};

static inline struct build_view *build_view(struct view *view)
{
	return (struct build_view *)(void *)view;
}

/* The way that is chosen. */
const struct build_recipe *build_chosen(const struct build_view *build);

/* build_plan.c: has the plan made anew, behind a short pause. */
void build_replan(struct build_view *build);

/* build_actions.c: the commands of the view, ended by a NULL name. */
extern const struct command build_commands[];

#endif
