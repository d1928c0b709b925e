#ifndef BERTH_BUILD_PARTS_H
#define BERTH_BUILD_PARTS_H

/* What the recipes share. */

#include "build/build.h"
#include "build/options.h"

/* The last value of an option, or NULL; all of them; whether it was given. */
const char *build_value(const struct build *build, const char *name);
const struct strings *build_values(const struct build *build, const char *name);
bool build_given(const struct build *build, const char *name);

/* The absolute form of a path, "~/" expanded. The caller frees it. */
char *build_path(const struct build *build, const char *path) RETURNS_NEW;

/* Begins the plan: sets target, work and tmp of the output, and adds the step that claims the work
 * folder. That step stops when the target is there: the end of long work is too late to find it
 * out, and some tools write into what they find. `changes_target` of the output is set before, by
 * those that need the target to be there. L01 when the target has no name. Temporary files go to
 * --tmp, in a job to /tmp (which is memory there), else below the work folder. */
bool build_begin(const struct build *build, const char *recipe, const char *target,
	bool target_is_folder, struct build_output *output, struct diags *diags) MUST_USE;
/* Ends it: the step that removes what only the build needed. */
void build_end(struct build_output *output);

/* A path below the work folder. The caller frees it. */
char *build_work(const struct build_output *output, const char *name) RETURNS_NEW;

/* Adds a step with its environment: caches and temporary folders off $HOME, no binds. */
struct plan_step *build_step(
	const struct build *build, struct build_output *output, const char *title);
/* Makes `step` run the words (ended by NULL), with the site's modules for `recipe` (NULL: none)
 * loaded before when there are modules, else as they stand. */
void build_run(const struct build *build, struct build_output *output, struct plan_step *step,
	const char *recipe, const char *const *words);
void build_run_strings(const struct build *build, struct build_output *output,
	struct plan_step *step, const char *recipe, const struct strings *words);

/* The plain ways in which options can be wrong: L01 at the option. Always false. */
bool build_fail(struct diags *diags, const char *option, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* L03: known not to work. False without `force`. */
bool build_refuse(const struct build *build, struct diags *diags, const char *hint,
	const char *format, ...) PRINTF_LIKE(4, 5);

/* The version of ROCm that the base has, from its name; NULL unknown. Of a path or URI that is no
 * image of the site, by the site's name forms. In the arena. */
const char *build_rocm(const struct build *build, const char *base, struct arena *arena);

/* Reads a file that a recipe needs, with a limit of 8 MiB. */
bool build_read(const char *path, struct text *text, struct diags *diags) MUST_USE;

/* Whether the base holds a conda: its files say so, or the site says it of such names. */
bool build_base_has_conda(const struct build *build, const struct image *image);

extern const struct build_recipe build_cotainr, build_proot, build_wrap, build_venv, build_pull,
	build_convert, build_easybuild;

#endif
