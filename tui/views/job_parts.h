#ifndef BERTH_TUI_VIEWS_JOB_PARTS_H
#define BERTH_TUI_VIEWS_JOB_PARTS_H

/* The view of the job: what its files job*.c share. */

#include "base/arena.h"
#include "tui/app.h"
#include "tui/model.h"
#include "tui/widgets/form.h"
#include "tui/widgets/list.h"
#include "tui/widgets/pager.h"

enum job_pane { JOB_FORM, JOB_SCRIPT, JOB_COMPLAINTS, JOB_PANES };

struct job_view {
	struct view view;
	enum job_pane focus;
	struct arena arena; /* of the fields and all their texts */
	struct VECTOR_OF(struct field) fields;
	struct form form;
	struct pager script;
	struct list complaints;
	bool stale;         /* the form is to be filled anew; never while it is at work */
	struct diags refusal; /* why the last value was not taken; it holds while form.refused does */
	char *refused;      /* owned; the first of them as the form shows it */
	bool picture;       /* the node stands in the place of the script */
	size_t picture_line;
	char *file;         /* owned; where the script was written to last */
};

static inline struct job_view *job_view(struct view *view)
{
	return (struct job_view *)(void *)view;
}

/* job_form.c: fields from the table of wishes, with the values of the workspace and, beside each, the
 * worst complaint about it. */
void job_fill_form(struct job_view *job);
/* Of the nodes of the job's partition; NULL when that is not known. */
const struct site_node_type *job_node_type(struct job_view *job);

/* job_values.c: `set` of the form. */
const char *job_set_field(void *context, const char *key, const char *value);

/* job_choices.c: what the form does with what was typed. */
void job_connect_form(struct job_view *job);

/* job_actions.c: the commands of the view, ended by a NULL name. */
extern const struct command job_commands[];
/* What the complaint means and what to do, as a page. */
void job_explain(struct job_view *job, const struct diag *diag);

/* job.c */
/* The complaint about the chosen field, or the one that is chosen in the list; NULL for none. */
const struct diag *job_complaint(struct job_view *job);

#endif
