#ifndef BERTH_TUI_WIDGETS_INPUT_TEXT_H
#define BERTH_TUI_WIDGETS_INPUT_TEXT_H

/*
 * Characters and words of a line that may hold any bytes. A character is what is drawn in cells of
 * its own, with the combining marks that follow; a byte that is no UTF-8 is one by itself. All
 * places are offsets in bytes from 0 to `length`.
 */

#include "base/base.h"

/* The place behind the character that begins at `at`; `length` at the end. */
size_t next_character(const char *text, size_t length, size_t at);
/* The place of the character that ends at `at`; 0 at the beginning. */
size_t previous_character(const char *text, size_t length, size_t at);
/* The most bytes, up to `limit`, that do not end within a character. */
size_t text_limit(const char *text, size_t length, size_t limit);
/* Words are letters and digits; as in shells and editors. */
size_t word_start(const char *text, size_t length, size_t at);
size_t word_end(const char *text, size_t length, size_t at);

#endif
