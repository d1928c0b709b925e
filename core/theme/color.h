#ifndef BERTH_THEME_COLOR_H
#define BERTH_THEME_COLOR_H

/* Colours of terminals: their names, the palette of 256, and what is near to what. */

#include "base/base.h"

/* Reads "default", "bright-red", "208" or "#ff8700". *palette gets 0..255, or -1 for the terminal's
 * own; *exact 0xrrggbb, or -1. False when it is none. */
bool color_read(const char *text, int *palette, int *exact) MUST_USE;
/* 0xrrggbb of a colour of the palette. */
int color_of_palette(int palette);
/* The nearest of the first `count` (8, 16 or 256) colours of the palette. */
int color_nearest(int exact, int count);
/* Contrast as WCAG 2 defines it (relative luminance), 1.0 to 21.0. */
double color_contrast(int exact, int other);

#endif
