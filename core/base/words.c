#include "base/words.h"

/* '~' is safe only inside a word, '=' only after the first letter; both are seldom worth it. */
static bool is_safe(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("_-+./:,@%=", c) != NULL);
}

bool shell_word_is_plain(const char *word)
{
	if (word[0] == '\0' || word[0] == '=')
		return false;
	for (const char *p = word; *p != '\0'; p++)
		if (!is_safe(*p))
			return false;
	return true;
}

bool shell_name_is_valid(const char *name)
{
	if (name[0] >= '0' && name[0] <= '9')
		return false;
	for (const char *p = name; *p != '\0'; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '_';
		if (!letter && !(*p >= '0' && *p <= '9'))
			return false;
	}
	return name[0] != '\0';
}

void text_append_shell_word(struct text *text, const char *word)
{
	if (shell_word_is_plain(word)) {
		text_append(text, word);
		return;
	}
	text_append_char(text, '\'');
	for (const char *p = word; *p != '\0'; p++) {
		if (*p == '\'')
			text_append(text, "'\\''");
		else
			text_append_char(text, *p);
	}
	text_append_char(text, '\'');
}

void text_append_shell_words(struct text *text, char *const *words)
{
	for (size_t i = 0; words[i] != NULL; i++) {
		if (i > 0)
			text_append_char(text, ' ');
		text_append_shell_word(text, words[i]);
	}
}
