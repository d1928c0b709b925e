#include "base/words.h"

/* One word, from `at` on. NULL with *why when a quote is not closed; else where it ends. */
static const char *read_word(const char *at, struct text *word, const char **why)
{
	char quote = '\0';

	for (; *at != '\0'; at++) {
		if (quote == '\0' && strchr(" \t\r\n", *at) != NULL)
			return at;
		if (quote == '\0' && (*at == '\'' || *at == '"')) {
			quote = *at;
		} else if (*at == quote) {
			quote = '\0';
		} else if (*at == '\\' && quote != '\'' && at[1] != '\0' &&
			   (quote == '\0' || strchr("\"\\$`", at[1]) != NULL)) {
			at++;
			text_append_char(word, *at);
		} else {
			text_append_char(word, *at);
		}
	}
	if (quote == '\0')
		return at;
	*why = quote == '"' ? "a double quote is not closed" : "a single quote is not closed";
	return NULL;
}

bool words_split(const char *line, struct strings *words, const char **why)
{
	struct strings found = {0};
	struct text word = TEXT_INIT;
	const char *ignored, *at = line;

	for (;;) {
		at += strspn(at, " \t\r\n");
		if (*at == '\0')
			break;
		text_truncate(&word, 0);
		at = read_word(at, &word, why != NULL ? why : &ignored);
		if (at == NULL)
			break;
		strings_add(&found, text_string(&word));
	}
	for (size_t i = 0; at != NULL && i < found.count; i++)
		strings_add(words, found.items[i]);
	strings_release(&found);
	text_release(&word);
	return at != NULL;
}
