#include "tui/widgets/match.h"
#include "base/clean.h"

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool has_capital(const char *word)
{
	for (; *word != '\0'; word++)
		if (*word >= 'A' && *word <= 'Z')
			return true;
	return false;
}

/* `word` has no capital. */
static bool same_letters(const char *bytes, const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != word[i] && bytes[i] != upper(word[i]))
			return false;
	return true;
}

static const char *next_place(const char *from, const char *end, char c)
{
	const char *found = from < end ? memchr(from, c, (size_t)(end - from)) : NULL;

	return found != NULL ? found : end;
}

const char *match_find(const char *bytes, size_t length, const char *word)
{
	size_t wanted = strlen(word);
	const char *end, *low, *high;

	if (wanted == 0 || wanted > length)
		return NULL;
	if (has_capital(word))
		return memmem(bytes, length, word, wanted);
	/* Two searches for the first letter, each of them as quick as memchr() is. */
	end = bytes + (length - wanted) + 1;
	low = next_place(bytes, end, word[0]);
	high = upper(word[0]) != word[0] ? next_place(bytes, end, upper(word[0])) : end;
	while (low < end || high < end) {
		const char *place = low < high ? low : high;

		if (same_letters(place, word, wanted))
			return place;
		if (place == low)
			low = next_place(low + 1, end, word[0]);
		else
			high = next_place(high + 1, end, upper(word[0]));
	}
	return NULL;
}

void match_tint(struct surface *surface, struct rect area, int x, const char *bytes, size_t length,
	const char *word)
{
	const char *end = bytes + length, *at = bytes, *place;
	size_t wanted = strlen(word);

	while ((place = match_find(at, (size_t)(end - at), word)) != NULL) {
		struct rect hit = area;
		int64_t first, last;

		x += (int)clean_width(at, (size_t)(place - at));
		first = x > 0 ? x : 0;
		x += (int)clean_width(place, wanted);
		last = x < area.width ? x : area.width;
		hit.x += (int)first;
		hit.width = last > first ? (int)(last - first) : 0;
		hit.height = hit.height > 0 ? 1 : 0;
		surface_tint(surface, hit, ROLE_MATCH);
		at = place + wanted;
		if (first >= area.width)
			break;
	}
}
