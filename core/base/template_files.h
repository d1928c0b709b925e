#ifndef BERTH_BASE_TEMPLATE_FILES_H
#define BERTH_BASE_TEMPLATE_FILES_H

/*
 * Where templates (template.h) come from: the built-in one, those of the user in
 * ~/.config/berth/templates, and those of the site. A file NAME.template there is the template NAME; the
 * user's go before the site's, and both before the built-in one, which is called "default".
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"

/* One sort of templates, for which there is one table of values. */
struct template_sort {
	const char *folder;   /* below the folders of templates; NULL: they themselves */
	const char *built_in; /* the text of "default" */
};

struct template_file {
	char *name;
	char *path;         /* NULL: built in */
	const char *origin; /* static: "built-in", "site", "yours" */
};

struct template_files VECTOR_OF(struct template_file);

/* Fills the list, ordered by name; of several with one name only the one that is taken is there.
 * `site_folder` is the site's, as written there, or NULL. */
void template_files_list(
	const struct template_sort *sort, const char *site_folder, struct template_files *list);
void template_files_release(struct template_files *list);

/* Appends the text of a template: a name, or a path (with a slash, or ending in .template). `file` then is
 * what diagnostics call it, which the caller frees. J04 when there is none of that name; F20. */
bool template_file_load(const struct template_sort *sort, const char *site_folder, const char *which,
	struct text *text, char **file, struct diags *diags) MUST_USE;

#endif
