#ifndef BERTH_BASE_WORDS_H
#define BERTH_BASE_WORDS_H

/*
 * The one place where shell words are written. A word of safe characters stays as it is, any
 * other is put in single quotes, so that bash and sh read back exactly the same bytes.
 */

#include "base/base.h"
#include "base/text.h"

void text_append_shell_word(struct text *text, const char *word);

/* The words with single blanks between them. `words` ends with NULL. */
void text_append_shell_words(struct text *text, char *const *words);

/* Reads a line that a person typed into words, as a shell would take them apart: blanks separate, quotes
 * and backslashes keep together. Nothing is expanded: "$HOME" and "*.py" stay as they are, so that what
 * is written by the functions above is read back the same. False, with nothing added, when a quote
 * is not closed; *why (static, may be NULL) says so. */
bool words_split(const char *line, struct strings *words, const char **why) MUST_USE;

/* Whether the word needs no quotes. */
bool shell_word_is_plain(const char *word);

/* Whether `name` can be a shell variable: [A-Za-z_][A-Za-z0-9_]*. */
bool shell_name_is_valid(const char *name);

#endif
