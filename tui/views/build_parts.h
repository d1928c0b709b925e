#ifndef BERTH_TUI_VIEWS_BUILD_PARTS_H
#define BERTH_TUI_VIEWS_BUILD_PARTS_H

/* The view of builds: what its files build*.c share. */

#include "base/arena.h"
#include "build/build.h"
#include "tui/app.h"
#include "tui/model.h"
#include "tui/widgets/form.h"
#include "tui/widgets/list.h"
#include "tui/widgets/pager.h"

enum build_pane { BUILD_WAYS, BUILD_FORM, BUILD_PLAN, BUILD_PANES };

/* What was typed for an option; kept while other ways are looked at, and shared by ways that have the
 * same option. */
struct build_typed {
	char *option, *value; /* owned */
};

struct build_view {
	struct view view;
	enum build_pane focus;
	struct list ways;
	struct row_source rows;
	struct VECTOR_OF(struct build_typed) typed;
	struct arena arena; /* of the fields and their texts */
	struct VECTOR_OF(struct field) fields;
	struct form form;
	bool stale;         /* the form is to be filled anew */
	struct pager plan;  /* what the way would do, and what stands against it */
	bool possible;      /* nothing stands against it */
	bool planning;
	char *save_to;      /* owned */
};

static inline struct build_view *build_view(struct view *view)
{
	return (struct build_view *)(void *)view;
}

/* The way that is chosen. */
const struct build_recipe *build_chosen(const struct build_view *build);

/* build_form.c */
void build_fill_form(struct build_view *build);
void build_connect_form(struct build_view *build);
/* The words of the command, "build", "venv", ..., with what was typed; the caller releases them. */
void build_words(const struct build_view *build, struct strings *words);

/* build_plan.c: has the plan made anew, behind a short pause. */
void build_replan(struct build_view *build);

/* build_actions.c: the commands of the view, ended by a NULL name. */
extern const struct command build_commands[];

#endif
