#ifndef BERTH_BASE_CLEAN_H
#define BERTH_BASE_CLEAN_H

/*
 * Text from outside (file names, labels, output of other programs) made safe for a terminal and
 * for JSON. Bytes that are not UTF-8 become U+FFFD; C0 and C1 controls, DEL and the characters
 * that re-order or hide text (bidirectional controls, zero-width ones) become "\x1b", "\u202e"
 * or "\U000e0001", visibly. What is printable stays byte for byte.
 */

#include "base/base.h"
#include "base/text.h"

#include <jansson.h>

enum clean_mode {
	CLEAN_LINE,  /* newline and tab are escaped, too ("\n", "\t") */
	CLEAN_LINES, /* newline and tab stay; "\r\n" becomes "\n" */
};

void text_append_clean(struct text *text, const char *string, enum clean_mode mode);
void text_append_clean_bytes(
	struct text *text, const void *bytes, size_t length, enum clean_mode mode);

/* How many bytes at the beginning are printable ASCII: clean as they are, and a cell each. */
size_t ascii_length(const void *bytes, size_t length);

/* Decodes the UTF-8 character at `bytes` (at most `length` bytes). Returns its size in bytes and
 * sets *code_point; 0 when there is no valid character (over-long forms, surrogates and
 * everything above U+10FFFF are invalid). */
size_t utf8_decode(const unsigned char *bytes, size_t length, uint32_t *code_point);

/* The first piece of a string as a terminal may see it: one character as it is, or what stands for
 * it (a control, a hidden character, a byte that is no UTF-8). */
struct clean_piece {
	char bytes[12]; /* ended by NUL */
	uint8_t length; /* bytes */
	uint8_t width;  /* terminal cells; 0: joins the character before it */
};
/* Gives how many bytes of the string the piece stands for, at least 1; `length` is not 0. */
size_t clean_next(const void *bytes, size_t length, struct clean_piece *piece);

/* Terminal cells that the pieces take in which so many bytes can be shown. */
size_t clean_width(const void *bytes, size_t length);

/* Terminal cells of one character: 0, 1 or 2. */
size_t character_width(uint32_t code_point);

/* Terminal cells that a clean line takes (wide East Asian characters take two, combining ones
 * none). Shared by table output and the pictures. */
size_t text_width(const char *string);

/* A new JSON string; bytes that are not UTF-8 become U+FFFD, everything else is kept (JSON
 * escapes controls itself). */
json_t *json_string_clean(const char *string) RETURNS_NEW;
/* The same; null for NULL, or for NULL and the empty string. */
json_t *json_string_or_null(const char *string) RETURNS_NEW;
json_t *json_filled_or_null(const char *string) RETURNS_NEW;

/* Appends a document as indented JSON. It means what the document holds, byte for byte, but what
 * text_append_clean() would escape stands as \uXXXX in it: a terminal obeys none of it. */
void text_append_json(struct text *text, const json_t *document);

#endif
