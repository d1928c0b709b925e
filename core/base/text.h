#ifndef BERTH_BASE_TEXT_H
#define BERTH_BASE_TEXT_H

/*
 * Text that grows, and lists of strings.
 *
 * `struct text` holds `length` bytes in `data`; once something was appended `data` is always
 * followed by a NUL byte. All zero (TEXT_INIT) is the empty text, and text_string() gives "" for
 * it. The caller owns the struct and ends it with text_release().
 */

#include "base/base.h"
#include "base/vector.h"

struct text {
	char *data; /* owned; NULL while nothing was appended */
	size_t length;
	size_t capacity;
};

#define TEXT_INIT {NULL, 0, 0}

void text_append(struct text *text, const char *string);
void text_append_bytes(struct text *text, const void *bytes, size_t length);
void text_append_char(struct text *text, char c);
void text_append_repeated(struct text *text, const char *string, size_t times);
void text_append_format(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_append_vformat(struct text *text, const char *format, va_list args) PRINTF_LIKE(2, 0);

/* Makes room for `extra` more bytes (and the NUL), so that a reader can fill `data` itself. */
void text_reserve(struct text *text, size_t extra);

/* Shortens to `length` bytes; a longer length changes nothing. */
void text_truncate(struct text *text, size_t length);

/* The content as a C string; valid until the next change. Never NULL. */
const char *text_string(const struct text *text);

/* Hands the content over as a string that the caller frees; leaves the empty text. */
char *text_detach(struct text *text) RETURNS_NEW;

void text_release(struct text *text);

/*
 * A list of strings that owns them. `items` is always followed by a NULL pointer once something
 * was added, so that it can serve as an argv; strings_argv() also does so for the empty list.
 */
struct strings VECTOR_OF(char *);

void strings_add(struct strings *list, const char *string);
void strings_add_length(struct strings *list, const char *bytes, size_t length);
void strings_add_format(struct strings *list, const char *format, ...) PRINTF_LIKE(2, 3);
/* Takes the string over: the list frees it. */
void strings_take(struct strings *list, char *string);
/* Adds the parts of `string` between the separators; empty parts are added, too. */
void strings_split(struct strings *list, const char *string, char separator);
bool strings_has(const struct strings *list, const char *string);
void strings_sort(struct strings *list);
char *const *strings_argv(struct strings *list);
/* Appends the strings to `text` with `separator` between them. */
void strings_join(const struct strings *list, const char *separator, struct text *text);
void strings_release(struct strings *list);

#endif
