#ifndef BERTH_BASE_DIAG_H
#define BERTH_BASE_DIAG_H

/*
 * A diagnostic is the only way in which Berth says that something is wrong: a severity, a stable
 * id, the place, a message and a hint. Functions that can fail return false and add to a
 * `struct diags`; on failure they leave their outputs as they were.
 *
 * Messages start in lower case, have no full stop, name the subject in single quotes, and say
 * first what failed ("cannot open 'x': No such file or directory"). Hints say what to do next.
 * Both may hold text from outside: whoever prints them cleans them (clean.h).
 */

#include "base/base.h"
#include "base/text.h"
#include "base/vector.h"

#include <jansson.h>

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* "note", "warning", "error". */
const char *severity_name(enum severity severity);

/* Where something stands. All zero means nowhere; lines and columns (in characters) count
 * from 1, 0 is unknown. `field` names an option or a key such as "--nodes" or "roots[2].path". */
struct place {
	const char *file;
	int line, column;
	const char *field;
};

struct diag {
	enum severity severity;
	const char *id; /* static storage, for example "F02"; see diag_info_find() */
	char *file;     /* owned, may be NULL */
	int line, column;
	char *field;   /* owned, may be NULL */
	char *message; /* owned */
	char *hint;    /* owned, may be NULL */
};

struct diags {
	struct diag *items;
	size_t count, capacity;
};

/* Adds one diagnostic and returns it, so that a hint can follow; the address holds until the
 * next one is added. `place` may be NULL. */
struct diag *diags_add(struct diags *diags, enum severity severity, const char *id,
	const struct place *place, const char *format, ...) PRINTF_LIKE(5, 6);
/* The same for a function that has arguments of a format itself. */
struct diag *diags_vadd(struct diags *diags, enum severity severity, const char *id,
	const struct place *place, const char *format, va_list args) PRINTF_LIKE(5, 0);
void diag_hint(struct diag *diag, const char *format, ...) PRINTF_LIKE(2, 3);

/* The usual case in a fallible function: adds an error with no place but `field` (NULL for
 * none), and returns false. */
bool diags_fail(struct diags *diags, const char *id, const char *field, const char *format, ...)
	PRINTF_LIKE(4, 5);

size_t diags_count(const struct diags *diags, enum severity severity);
static inline bool diags_have_errors(const struct diags *diags)
{
	return diags_count(diags, SEVERITY_ERROR) > 0;
}

/* Whether one with this id is among them. */
bool diags_have(const struct diags *diags, const char *id);

/* Moves everything from `from` to the end of `to`. */
void diags_move(struct diags *to, struct diags *from);
void diags_release(struct diags *diags);

/* Appends "FILE:LINE:COLUMN: error: MESSAGE [ID]" and, on a line of its own, "  hint: HINT";
 * the parts that are unknown are left out, and so is a file without a line that the message
 * names itself; everything is cleaned for a terminal. */
void diag_format(const struct diag *diag, struct text *text);

/* A new JSON array of objects with the keys id, severity, file, line, column, field, message,
 * hint (null when unknown). */
json_t *diags_json(const struct diags *diags) RETURNS_NEW;

/* The manual's entry for an id: what it means, why it matters, what to do. */
struct diag_info {
	const char *id;
	const char *title;
	const char *why;
	const char *fix;
};

/* Both NULL when there is none; entries are static and ordered by id (manual/). */
const struct diag_info *diag_info_find(const char *id);
const struct diag_info *diag_info_at(size_t index);

#endif
