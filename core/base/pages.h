#ifndef BERTH_BASE_PAGES_H
#define BERTH_BASE_PAGES_H

/* Room for large reads. */

#include "base/base.h"

/* Room for so many bytes, freed with free(); nothing is said of what is in it. The kernel is asked for
 * all of it at once, and for large pages from 1 MiB on, where it can do so: otherwise each page costs
 * a fault while it is filled, which takes longer than the filling itself. */
unsigned char *pages_new(size_t length) RETURNS_NEW;

#endif
