#ifndef BERTH_BASE_TEMPLATE_H
#define BERTH_BASE_TEMPLATE_H

/*
 * Texts with places to fill in, in a small subset of Mustache:
 *
 *   {{name}}               the value as it is
 *   {{q name}}             the value as one shell word (words.h)
 *   {{#name}}...{{/name}}  once when the value is not empty; for a list once for each item
 *   {{^name}}...{{/name}}  when the value or list is empty
 *   {{! ...}}              nothing
 *
 * A tag of a section or a comment that stands alone on its line takes the line with it; so does
 * {{name}} when the value is empty. A value loses nothing and gains nothing: what should have no newline
 * at its end has none. There are no partials, no other delimiters, and nothing of the time, the machine
 * or the environment: the same values give the same bytes.
 *
 * Which names there are is the caller's table. A name that is not in it is a mistake, also in a section
 * that is not taken.
 */

#include "base/diag.h"
#include "base/text.h"

enum template_kind { TEMPLATE_TEXT, TEMPLATE_LIST };

struct template_name {
	const char *name; /* [a-z_]+ */
	enum template_kind kind;
	const char *list; /* the list whose items have it; NULL: known everywhere */
	const char *help; /* one line */
};

/* The value of the name at the same place in the table; for names of items it is not looked at. */
struct template_value {
	const char *text; /* NULL is empty */
	/* A list: `count` rows, each with the fields of an item in the order in which the table names
	 * them. */
	const char *const *fields;
	size_t count;
};

enum {
	TEMPLATE_SIZE_LIMIT = 256 << 10, /* bytes of a template */
	TEMPLATE_OUTPUT_LIMIT = 4 << 20, /* bytes that it may write */
	TEMPLATE_DEPTH_LIMIT = 16,       /* sections in each other */
	TEMPLATE_NAMES_LIMIT = 100,      /* rows of the caller's table */
	TEMPLATE_STEP_LIMIT = 1000000,   /* tags and pieces of text that are written, all together */
};

/* Appends the template, filled in. `names` ends with a NULL name. `file` is for the diagnostics, which
 * have line and column (in characters): J01 what is no template, J02 a name that is not known there, J03
 * too large or too deep. False with any of them; `out` is then as before. */
bool template_render(const char *file, const char *bytes, size_t length,
	const struct template_name *names, const struct template_value *values, struct text *out,
	struct diags *diags) MUST_USE;

/* Finds all mistakes that do not depend on the values. */
bool template_check(const char *file, const char *bytes, size_t length,
	const struct template_name *names, struct diags *diags) MUST_USE;

#endif
