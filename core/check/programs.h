#ifndef BERTH_CHECK_PROGRAMS_H
#define BERTH_CHECK_PROGRAMS_H

/* What steps start in the end: the launchers of PyTorch, Python, vLLM; and their options. */

#include "check/rules.h"

/* "torchrun" (also as a module of Python) or "accelerate"; NULL for another program. */
const char *step_launcher(const struct script_step *step);
/* vLLM, as a command or as a module of Python. */
bool step_is_vllm(const struct script_step *step);
/* A program of Python, started by itself or by a launcher; not `python -c`, `python --version`. */
bool step_runs_python(const struct script_step *step);

struct step_option {
	const struct script_word *word; /* the option itself */
	const char *value;              /* "" when it has none; ends with a NUL */
	bool known;                     /* no hole in the value */
};

/* The last option of this name ("nproc-per-node", without dashes; "_" and "-" are the same) among
 * those of the launcher, not those of the program behind it. False when it is not there; also when
 * some word before the program may be options that are not known: then `*unsure` becomes true. */
bool launcher_option(const struct script_step *step, const char *name, struct step_option *option,
	bool *unsure);
/* The same among all words of the step's program, so of the user's script as well. */
bool step_program_option(
	const struct script_step *step, const char *name, struct step_option *option);

/* Whether the step runs on several nodes for sure: srun, not in a branch, the number known. */
bool step_is_spread(const struct check *check, const struct script_step *step);
/* The variable as the program of the step sees it. */
const struct script_value *step_variable(
	const struct check *check, const struct script_step *step, const char *name);
/* Whether a variable is surely not set by the script for the program of the step, in no way that
 * containers know: the name itself, SINGULARITYENV_NAME, --env; and no other file is read. */
bool step_lacks(const struct check *check, const struct script_step *step, const char *name);
/* Whether every module that the script loads is one that the site file tells of, or one of the
 * software stack below it: others may set anything. */
bool modules_are_known(const struct check *check);
/* Whether everything in the text is known. */
bool text_is_plain(const char *text);

#endif
