#ifndef BERTH_IMAGE_NAMES_FORM_H
#define BERTH_IMAGE_NAMES_FORM_H

/*
 * A name form, compiled: a list of steps for the backtracking matcher in names.c. Private to the
 * two names files; names.h describes the notation.
 */

#include "image/names.h"

enum {
	FORM_LENGTH_LIMIT = 512,
	FORM_NESTING_LIMIT = 16,
	FORM_FIELD_LIMIT = 32,
};

enum name_class {
	CLASS_VERSION,
	CLASS_VVERSION,
	CLASS_DATE,
	CLASS_STAMP,
	CLASS_HEX7,
	CLASS_HEX12,
	CLASS_WORD,
	CLASS_DIGITS,
	CLASS_COMPACT,
	CLASS_UBUNTU,
	CLASS_CHOICE, /* one of `words` */
};

enum name_operation {
	STEP_BYTE,  /* this very byte */
	STEP_FIELD, /* captures */
	STEP_SPLIT, /* tries `first`, later `second` */
	STEP_JUMP,  /* goes on at `first` */
	STEP_END,   /* the name must end here */
};

struct name_step {
	enum name_operation operation;
	enum name_class class;
	char byte;
	size_t field;         /* index into the form's fields */
	size_t first, second; /* indices of steps */
	char **words;         /* of CLASS_CHOICE; ends with NULL */
};

struct name_form {
	const struct site_name_form *source;
	struct arena arena; /* owns the strings below */
	struct VECTOR_OF(struct name_step) steps;
	char *fields[FORM_FIELD_LIMIT];
	size_t field_count;
	/* What each name of this form begins with, as the first steps demand; most names are of
	 * another form, and this tells soonest. */
	char *prefix;
	size_t prefix_length;
};

/* False with a message when the form is wrong; the caller releases it in both cases. */
bool name_form_compile(
	const struct site_name_form *source, struct name_form *form, struct text *message) MUST_USE;
void name_form_release(struct name_form *form);

/* Index of a field, or field_count when the form has none of that name. */
size_t name_form_field(const struct name_form *form, const char *name, size_t length);

/* The longest piece at `bytes` (NUL-terminated) that the step's class accepts and that is shorter
 * than `below`; 0 when there is none. */
size_t name_step_take(const struct name_step *step, const char *bytes, size_t below);

/* Appends what a captured piece means: "6.4" for a compact "64". */
void name_step_append_value(
	const struct name_step *step, const char *bytes, size_t length, struct text *text);

#endif
