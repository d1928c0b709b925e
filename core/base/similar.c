#include "base/similar.h"

enum { LENGTH_LIMIT = 64, PREFIX_LIMIT = 3 };

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(char a, char b)
{
	return lower(a) == lower(b);
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t similar_distance(const char *a, const char *b)
{
	/* Row i of the table holds the edits from the first i letters of a; a swap looks two rows
	 * back, so that three rows, used in turn, are enough. */
	size_t rows[3][LENGTH_LIMIT + 1];
	size_t a_length = strlen(a), b_length = strlen(b);

	if (a_length > LENGTH_LIMIT || b_length > LENGTH_LIMIT)
		return SIZE_MAX;
	for (size_t j = 0; j <= b_length; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			row[j] = smaller(above[j], row[j - 1]) + 1;
			row[j] = smaller(row[j], above[j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				row[j] = smaller(row[j], two_above[j - 2] + 1);
		}
	}
	return rows[a_length % 3][b_length];
}

static bool starts_with_word(const char *candidate, const char *word)
{
	for (; *word != '\0'; word++, candidate++)
		if (!same(*candidate, *word))
			return false;
	return true;
}

/* Few edits for the length of the word, and not so many that nothing of it is left. */
static bool is_near(size_t distance, size_t word_length, size_t candidate_length)
{
	size_t allowed = word_length / 3 > 1 ? word_length / 3 : 1;
	size_t longer = word_length > candidate_length ? word_length : candidate_length;
	return distance <= allowed && distance < longer;
}

const char *similar_best(const char *word, const char *const *candidates, size_t count)
{
	const char *best = NULL;
	size_t best_distance = 0, length = strlen(word);

	for (size_t i = 0; i < count; i++) {
		const char *candidate = candidates[i];
		size_t distance;

		if (candidate == NULL)
			continue;
		distance = similar_distance(word, candidate);
		if (!is_near(distance, length, strlen(candidate)) &&
			!(length >= PREFIX_LIMIT && starts_with_word(candidate, word)))
			continue;
		if (best == NULL || distance < best_distance) {
			best = candidate;
			best_distance = distance;
		}
	}
	return best;
}
