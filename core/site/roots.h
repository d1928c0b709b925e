#ifndef BERTH_SITE_ROOTS_H
#define BERTH_SITE_ROOTS_H

/*
 * The paths of the roots, made whole on load. Only load.c needs it.
 */

#include "site/site.h"

/* Expands the paths of all roots. ${BERTH_DEMO_IMAGES} at their beginning is the folder that
 * demo_images_folder() gives, also when the variable is unset. A root with a variable that is
 * not set is left out with a warning (F18), since the rest of its path would mean another place. */
void site_roots_expand(struct site *site, struct diags *diags);

#endif
