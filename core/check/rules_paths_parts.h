#ifndef BERTH_CHECK_RULES_PATHS_PARTS_H
#define BERTH_CHECK_RULES_PATHS_PARTS_H

/* The rules of family P; rules_paths.c has their table. */

#include "check/programs.h"

/* rules_paths_packages.c: packages. */
void rule_packages_without_container(struct check *check);
void rule_packages_in_home(struct check *check);
void rule_all_cores_for_squashfs(struct check *check);
void rule_pip_cache(struct check *check);

#endif
