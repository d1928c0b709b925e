#include "base/fuzzy.h"

/* In hundredths of a letter that stands alone somewhere. */
enum {
	POINTS_LETTER = 100,
	POINTS_NEIGHBOUR = 80, /* right behind the letter before */
	POINTS_WORD_START = 60,
	POINTS_SAME_CASE = 2,
	COST_GAP = 3,          /* for each letter between */
	COST_LEAD = 1,         /* for each letter in front of the first */
	NOT_THERE = -1000000,
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool starts_word(const char *name, size_t at)
{
	if (at == 0)
		return true;
	return (is_letter(name[at]) && !is_letter(name[at - 1])) ||
		(is_digit(name[at]) && !is_digit(name[at - 1]));
}

/* A name as it is looked at: letters in lower case, and what a letter is worth at each place. */
struct name {
	size_t length;
	char lower[FUZZY_NAME_LIMIT];
	short points[FUZZY_NAME_LIMIT];
};

/* Between which places each letter of the word can stand, so that all have room; most names have none
 * and cost no more than this. */
struct places {
	size_t letters, first[FUZZY_WORD_LIMIT], last[FUZZY_WORD_LIMIT];
};

static bool find_places(const char *word, const struct name *name, struct places *places)
{
	size_t at = 0;

	for (size_t i = 0; i < places->letters; i++, at++) {
		const char *found = memchr(name->lower + at, lower(word[i]), name->length - at);
		if (found == NULL)
			return false;
		at = (size_t)(found - name->lower);
		places->first[i] = at;
	}
	at = name->length;
	for (size_t i = places->letters; i-- > 0;) {
		do
			at--;
		while (name->lower[at] != lower(word[i]));
		places->last[i] = at;
	}
	return true;
}

static void weigh_places(const char *given, struct name *name)
{
	for (size_t at = 0; at < name->length; at++)
		name->points[at] =
			POINTS_LETTER + (starts_word(given, at) ? POINTS_WORD_START : 0);
}

/* Of the letters so far: the best with the last one exactly at a place, and the best with it at this
 * place or before, less the gap since then. */
struct row {
	int here[FUZZY_NAME_LIMIT], before[FUZZY_NAME_LIMIT];
};

/* The best with letter `i` at this place; `above` is the row of the letter before it. */
static int score_at(size_t i, size_t at, int points, const struct row *above)
{
	int score = NOT_THERE;

	if (i == 0)
		return points - COST_LEAD * (int)at;
	if (above->before[at - 1] > NOT_THERE / 2)
		score = above->before[at - 1] + points;
	if (above->here[at - 1] > NOT_THERE / 2 &&
		above->here[at - 1] + points + POINTS_NEIGHBOUR > score)
		score = above->here[at - 1] + points + POINTS_NEIGHBOUR;
	return score;
}

/* Gives the best of the whole row, which reaches to where the next letter may stand. */
static int fill_row(const char *word, const char *given, const struct name *name,
	const struct places *places, size_t i, const struct row *above, struct row *row)
{
	size_t end = i + 1 < places->letters ? places->last[i + 1] : places->last[i] + 1;
	int run = NOT_THERE, best = NOT_THERE;
	char wanted = lower(word[i]);

	for (size_t at = places->first[i]; at < end; at++) {
		int score = NOT_THERE;
		if (at <= places->last[i] && name->lower[at] == wanted)
			score = score_at(i, at,
				name->points[at] + (given[at] == word[i] ? POINTS_SAME_CASE : 0),
				above);
		run = run > NOT_THERE / 2 ? run - COST_GAP : NOT_THERE;
		run = score > run ? score : run;
		row->here[at] = score;
		row->before[at] = run;
		best = score > best ? score : best;
	}
	return best;
}

int fuzzy_score(const char *word, const char *given)
{
	struct places places = {.letters = strnlen(word, FUZZY_WORD_LIMIT)};
	struct row rows[2];
	struct name name;
	int best = NOT_THERE;

	if (places.letters == 0)
		return 1;
	name.length = strnlen(given, FUZZY_NAME_LIMIT);
	for (size_t at = 0; at < name.length; at++)
		name.lower[at] = lower(given[at]);
	if (places.letters > name.length || !find_places(word, &name, &places))
		return 0;
	weigh_places(given, &name);
	for (size_t i = 0; i < places.letters; i++)
		best = fill_row(word, given, &name, &places, i, &rows[(i + 1) % 2], &rows[i % 2]);
	if (best <= NOT_THERE / 2)
		return 0;
	return best > 0 ? best : 1;
}
