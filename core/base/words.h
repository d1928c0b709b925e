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

/* Whether the word needs no quotes. */
bool shell_word_is_plain(const char *word);

/* Whether `name` can be a shell variable: [A-Za-z_][A-Za-z0-9_]*. */
bool shell_name_is_valid(const char *name);

#endif
