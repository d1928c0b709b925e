#ifndef BERTH_CHECK_BUILD_COMMANDS_H
#define BERTH_CHECK_BUILD_COMMANDS_H

/* What the rules about commands that build share. */

#include "check/rules.h"

/* Whether every word is known, so that an option that is not there is really not there. */
bool build_words_known(const struct script_command *command);
/* Whether the first word behind the program is this. */
bool build_is_subcommand(const struct script_command *command, const char *name);
/* The next `PROGRAM SUBCOMMAND`, as check_next(). */
const struct script_command *build_next(
	const struct check *check, const char *program, const char *subcommand, size_t *index);
/* The option by its long name, or any beginning of it that argparse takes ("--base" for
 * "--base-image"), at least `least` bytes with the dashes; *value is what follows it, or NULL. */
const struct script_word *build_option_word(const struct script_command *command, const char *name,
	size_t least, const char **value);
/* Whether a value is there and known. */
bool build_text_known(const char *text);
/* The module of the site that brings a program, or NULL; and what `module load` takes. */
const struct site_module *site_module_with(const struct site *site, const char *program);
const char *site_module_name(const struct site_module *module);

#endif
