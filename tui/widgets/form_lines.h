#ifndef BERTH_TUI_WIDGETS_FORM_LINES_H
#define BERTH_TUI_WIDGETS_FORM_LINES_H

/*
 * The lines of a form, from top to bottom (private to form*.c): a field has one or, for lists, one a
 * word; below the chosen one stands what is wrong with it.
 */

#include "tui/widgets/form.h"

enum form_part { FORM_BLANK, FORM_HEADING, FORM_VALUE, FORM_WORD, FORM_COMPLAINT };

struct form_line {
	size_t field;
	enum form_part part;
	size_t word; /* of the list, or of the lines of the complaint */
};

struct form_lines {
	struct VECTOR_OF(struct form_line) all;
	struct strings complaint;  /* wrapped */
	enum severity severity;    /* of the complaint */
	size_t first, last;        /* those of the chosen field */
};

/* For an area that is so wide; the caller ends it with form_lines_release(). */
void form_lines(const struct form *form, int width, struct form_lines *lines);
void form_lines_release(struct form_lines *lines);

/* Whether a flag is on, by its value or by what holds when it is unset. */
bool form_flag(const struct field *field);

#endif
