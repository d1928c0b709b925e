#ifndef BERTH_IMAGE_QUERY_H
#define BERTH_IMAGE_QUERY_H

/*
 * Queries over images. Words joined by blanks, all of which must hold:
 *
 *   FIELD=VALUE FIELD:VALUE     equal (a version: as PEP 440; "python=3.12" is also met by 3.12.1)
 *   FIELD!=V  <V  <=V  >V  >=V  versions compare as PEP 440
 *   size<8G  newer:2025-06  older:2025-06-30   file size and time of change
 *   newest  oldest              keep only the one that is newest or oldest by version, release
 *                               and time
 *   !WORD                       the word must not hold
 *   anything else               a part of the file name, letters' case ignored; or a framework
 *                               or package name alone ("torch")
 *
 * Fields of this floor: family framework version rocm python layer kind root name; and the
 * frameworks' own names as fields ("pytorch>=2.6", "torch>=2.6" (the same), "jax<0.5"), which
 * mean that framework with such a version. Site recipes use the same words.
 *
 * What is not known of an image is not guessed: a version that is unknown meets no condition
 * ("rocm<6.4", "rocm!=6.0"), and one that is a date ("20240918") or a hash is never before or
 * after "2.6". `newer:DATE` means changed on that day (month, year; UTC) or later, `older:DATE`
 * before it.
 */

#include "image/image.h"

struct query; /* opaque */

/* NULL with I22 (naming the word and the nearest field) when a word cannot be read; the caller
 * frees it with query_free(). */
struct query *query_new(const char *text, struct diags *diags) MUST_USE;
void query_free(struct query *query);

bool query_matches(const struct query *query, const struct image *image);

/* Keeps in `images` (count of them) those that match, in order; with `newest` or `oldest` only
 * that one (of images of several frameworks, whose versions say nothing about age, by date
 * alone). Returns how many. */
size_t query_filter(const struct query *query, const struct image **images, size_t count);

/* Whether a condition asks for the kind of file: then scan with CATALOG_KINDS (catalog.h). */
bool query_needs_kinds(const struct query *query);

/* Whether the query picks a single image by itself (it has `newest` or `oldest`). */
bool query_picks_one(const struct query *query);

/* Orders two images from older to newer, as `newest` does. */
int image_compare_age(const struct image *a, const struct image *b);

#endif
