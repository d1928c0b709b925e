#ifndef BERTH_IMAGE_NAMES_H
#define BERTH_IMAGE_NAMES_H

/*
 * The forms of image file names that a site knows (`names` of the site file). A form must match
 * the whole base name. In it
 *
 *   {FIELD:CLASS}    captures what the class accepts (below) as FIELD
 *   {FIELD:a|b|c}    captures one of these words
 *   [ ... ]          may be missing; alternatives are separated by "|"
 *   ( ... | ... )    is one of the alternatives
 *   )* or ]*         repeats the group, also not at all
 *   \x               is the character x itself; so is every other character
 *
 * Classes: version (6.2.4, 0.4.0.post1), vversion (the same; a "v" before it is not captured),
 * date (8 digits), stamp (20260124_092648), hex7, hex12, word (letters and digits), digits,
 * compact (2 or 3 digits, the first one is the major number: 64 is "6.4", 210 is "2.10") and
 * ubuntu (24 is "24.04"). Classes take as much as they can and give back when the rest does not
 * match. A field that is captured several times holds all its values, joined by blanks.
 *
 * Fields with the names of struct image_name's members go there; others serve the entries of
 * `set`: "FIELD=VALUE", where {other} stands for what was captured, {other:raw} for its
 * characters in the file name (64 instead of 6.4) and {other?text} for the text when something
 * was captured. Blanks around the value go; an empty value leaves the field NULL.
 */

#include "image/image.h"

#include <jansson.h>

struct name_forms; /* opaque */

/* Compiles all forms of the site, in its order; those that are wrong are passed over. The site
 * must outlive the result, which the caller frees with name_forms_free(). */
struct name_forms *name_forms_new(const struct site *site) MUST_USE;
void name_forms_free(struct name_forms *forms);

/* As image_name_parse(), without compiling the forms again for each name. Whether one matched. */
bool name_forms_parse(const struct name_forms *forms, const char *path, struct arena *arena,
	struct image_name *name);

/* The name that an image had at first, as its labels tell (sif.h; may be NULL), which say of what
 * it was made. NULL, and `name` all NULL, when they do not or no form matches. */
const char *image_name_by_labels(const struct site *site, const json_t *labels,
	struct arena *arena, struct image_name *name);

/* Whether a form and its `set` can be read; if not, `message` gets what is wrong with it. */
bool name_form_check(const struct site_name_form *form, struct text *message);

#endif
