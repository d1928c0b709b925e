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

/* A name as it is looked at: as it is, and in lower case. */
struct name {
	const char *given;
	size_t length;
	char lower[FUZZY_NAME_LIMIT];
};

/* Between which places each letter of the word can stand, so that all have room; most names have
 * none and cost no more than this. */
struct places {
	size_t letters, first[FUZZY_WORD_LIMIT], last[FUZZY_WORD_LIMIT];
};

static bool find_places(const char *word, const struct name *name, struct places *places)
{
	size_t at = 0;

	for (size_t i = 0; i < places->letters; i++, at++) {
		const char *found =
			memchr(name->lower + at, lower(word[i]), name->length - at);
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

/* The next place of a letter in [at, last]; last + 1 when there is none. */
static size_t next_place(const struct name *name, char letter, size_t at, size_t last)
{
	const char *found = at <= last ? memchr(name->lower + at, lower(letter), last - at + 1) : NULL;

	return found != NULL ? (size_t)(found - name->lower) : last + 1;
}

/* Where a letter stands, and the best that the word up to it gives when it stands there. */
struct row {
	size_t count;
	struct {
		size_t at;
		int score;
	} items[FUZZY_NAME_LIMIT];
};

static void fill_first_row(const struct name *name, char letter, size_t first, size_t last, struct row *row)
{
	row->count = 0;
	for (size_t at = first; at <= last; at = next_place(name, letter, at + 1, last)) {
		row->items[row->count].at = at;
		row->items[row->count++].score =
			points(name->given, at, letter) - COST_LEAD * (int)at;
	}
}

/* The same for a letter behind the one whose row is `above`. */
static void fill_row(const struct name *name, char letter, size_t first, size_t last,
	const struct row *above, struct row *row)
{
	int best = NOT_THERE; /* of those above before this place, less the gap to it */
	size_t next = 0, best_at = 0;

	row->count = 0;
	for (size_t at = first; at <= last; at = next_place(name, letter, at + 1, last)) {
		int score, neighbour = NOT_THERE;
		for (; next < above->count && above->items[next].at < at; next++) {
			size_t there = above->items[next].at;
			int moved = best - COST_GAP * (int)(there - best_at);
			best = above->items[next].score > moved ? above->items[next].score : moved;
			best_at = there;
		}
		if (next > 0 && above->items[next - 1].at + 1 == at)
			neighbour = above->items[next - 1].score;
		score = best - COST_GAP * (int)(at - 1 - best_at);
		if (neighbour + POINTS_NEIGHBOUR > score)
			score = neighbour + POINTS_NEIGHBOUR;
		row->items[row->count].at = at;
		row->items[row->count++].score = score + points(name->given, at, letter);
	}
}

int fuzzy_score(const char *word, const char *given)
{
	struct places places;
	struct row rows[2], *last = &rows[0];
	int best = NOT_THERE;
	struct name name;

	places.letters = strnlen(word, FUZZY_WORD_LIMIT);
	if (places.letters == 0)
		return 1;
	name.given = given;
	name.length = strnlen(given, FUZZY_NAME_LIMIT);
	for (size_t at = 0; at < name.length; at++)
		name.lower[at] = lower(given[at]);
	if (places.letters > name.length || !find_places(word, &name, &places))
		return 0;
	fill_first_row(&name, word[0], places.first[0], places.last[0], last);
	for (size_t i = 1; i < places.letters; i++) {
		struct row *row = &rows[i % 2];
		fill_row(&name, word[i], places.first[i], places.last[i], last, row);
		last = row;
	}
	for (size_t i = 0; i < last->count; i++)
		best = last->items[i].score > best ? last->items[i].score : best;
	return best > 0 ? best : 1;
}
