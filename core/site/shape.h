#ifndef BERTH_SITE_SHAPE_H
#define BERTH_SITE_SHAPE_H

/*
 * The table of the site file's keys. Only this floor and its tests include it: the reader walks it,
 * and a test holds it against the manual page berth-site(5).
 */

#include "base/yaml.h"

/* Fills a struct site. No key is required by itself, since a file may be one of several layers;
 * what a site lacks in the end is for site_check() to say. */
extern const struct yaml_shape site_shape;

#endif
