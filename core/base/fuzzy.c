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

static int points(const char *name, size_t at, char wanted)
{
	return POINTS_LETTER + (starts_word(name, at) ? POINTS_WORD_START : 0) +
		(name[at] == wanted ? POINTS_SAME_CASE : 0);
}

int fuzzy_score(const char *word, const char *name)
{
	/* Of the letters so far: the best with the last one exactly at a place, and the best
	 * with it at this place or before, less the gap since then. */
	int here[FUZZY_NAME_LIMIT], before[FUZZY_NAME_LIMIT];
	size_t length = strnlen(name, FUZZY_NAME_LIMIT);
	size_t letters = strnlen(word, FUZZY_WORD_LIMIT);
	int best = NOT_THERE;

	if (letters == 0)
		return 1;
	if (letters > length)
		return 0;
	for (size_t i = 0; i < letters; i++) {
		int last_here = NOT_THERE, last_before = NOT_THERE, run = NOT_THERE;
		for (size_t at = 0; at < length; at++) {
			int score = NOT_THERE;
			int above_here = i > 0 ? here[at] : NOT_THERE;
			int above_before = i > 0 ? before[at] : NOT_THERE;
			if (lower(name[at]) == lower(word[i])) {
				if (i == 0)
					score = points(name, at, word[i]) - COST_LEAD * (int)at;
				else if (at > 0 && last_before > NOT_THERE / 2)
					score = last_before + points(name, at, word[i]);
				if (i > 0 && at > 0 && last_here > NOT_THERE / 2 &&
					last_here + points(name, at, word[i]) + POINTS_NEIGHBOUR >
						score)
					score = last_here + points(name, at, word[i]) +
						POINTS_NEIGHBOUR;
			}
			run = run > NOT_THERE / 2 ? run - COST_GAP : NOT_THERE;
			run = score > run ? score : run;
			/* The row above is used up to here, and the next place needs it. */
			last_here = above_here;
			last_before = above_before;
			here[at] = score;
			before[at] = run;
			if (i == letters - 1 && score > best)
				best = score;
		}
	}
	if (best <= NOT_THERE / 2)
		return 0;
	return best > 0 ? best : 1;
}
