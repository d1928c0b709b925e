#include "image/query_parts.h"

#include <strings.h>

/* How the text of a query falls into words. */

static const struct query_symbol symbols[] = {
	/* Those of two characters first. */
	{"==", IS_EQUAL},
	{"!=", IS_NOT},
	{"<=", IS_LESS_EQUAL},
	{">=", IS_GREATER_EQUAL},
	{"=", IS_EQUAL},
	{":", IS_EQUAL},
	{"<", IS_LESS},
	{">", IS_GREATER},
};

const struct query_symbol *query_find_symbol(const char *word, const char **at)
{
	for (*at = word; **at != '\0'; ++*at)
		for (size_t i = 0; i < ARRAY_LENGTH(symbols); i++)
			if (string_starts(*at, symbols[i].text))
				return &symbols[i];
	return NULL;
}

enum query_pick query_find_pick(const char *word)
{
	if (strcasecmp(word, "newest") == 0)
		return PICK_NEWEST;
	return strcasecmp(word, "oldest") == 0 ? PICK_OLDEST : PICK_ALL;
}

/* Where the comparison of a word begins: behind "!" and "has:". */
static const char *comparison_of(const char *word)
{
	word += word[0] == '!' && word[1] != '=';
	return strncasecmp(word, "has:", 4) == 0 && word[4] != '\0' ? word + 4 : word;
}

/* Whether an operator may follow: there is a name, and none yet. */
static bool wants_symbol(const char *word)
{
	const char *comparison = comparison_of(word), *at;

	return *comparison != '\0' && query_find_symbol(comparison, &at) == NULL &&
	       query_find_pick(comparison) == PICK_ALL;
}

/* Whether it ends with its operator. */
static bool wants_value(const char *word)
{
	const char *at;
	const struct query_symbol *symbol = query_find_symbol(comparison_of(word), &at);

	return symbol != NULL && at[strlen(symbol->text)] == '\0';
}

static const char *cut_word(const char **text, size_t *length)
{
	static const char blanks[] = " \t\r\n";
	const char *word = *text + strspn(*text, blanks);

	*length = strcspn(word, blanks);
	*text = word + *length;
	return word;
}

const char *query_next_word(const char **text, struct arena *arena)
{
	size_t length;
	const char *piece = cut_word(text, &length), *word, *rest, *at;

	if (length == 0)
		return NULL;
	word = arena_strndup(arena, piece, length);
	/* No word begins with an operator, and none ends with one, so that people who put blanks
	 * around it can mean one thing only. */
	while (rest = *text, piece = cut_word(&rest, &length), length > 0) {
		const char *next = arena_strndup(arena, piece, length);
		bool symbol = query_find_symbol(next, &at) != NULL && at == next;
		if (!wants_value(word) && !(symbol && wants_symbol(word)))
			break;
		word = arena_format(arena, "%s%s", word, next);
		*text = rest;
	}
	return word;
}
