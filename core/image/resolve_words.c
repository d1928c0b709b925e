#include "image/resolve_parts.h"

#include <strings.h>

enum { WORD_LIMIT = 64 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct strings resolve_words(const char *what)
{
	struct strings words = {0};

	while (words.count < WORD_LIMIT) {
		size_t length = 0;
		while (is_blank(*what))
			what++;
		while (what[length] != '\0' && !is_blank(what[length]))
			length++;
		if (length == 0)
			break;
		strings_add_length(&words, what, length);
		what += length;
	}
	return words;
}

bool resolve_is_pick(const char *word)
{
	return strcasecmp(word, "newest") == 0 || strcasecmp(word, "oldest") == 0;
}

bool resolve_is_query(const char *what)
{
	struct strings words = resolve_words(what);
	bool query = strpbrk(what, "=<>!:") != NULL;

	for (size_t i = 0; i < words.count; i++)
		query |= resolve_is_pick(words.items[i]);
	strings_release(&words);
	return query;
}
