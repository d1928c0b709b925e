#include "tui/widgets/motion.h"

bool motion_take(const struct key *key, size_t *chosen, size_t count, int page)
{
	size_t last = count > 0 ? count - 1 : 0, at = *chosen < last ? *chosen : last;
	size_t whole = page > 1 ? (size_t)page : 1, half = whole > 1 ? whole / 2 : 1;
	size_t up = 0, down = 0;

	if (key_among(key, "up k"))
		up = 1;
	else if (key_among(key, "down j"))
		down = 1;
	else if (key_among(key, "page-up ctrl-b"))
		up = whole;
	else if (key_among(key, "page-down ctrl-f"))
		down = whole;
	else if (key_among(key, "ctrl-u"))
		up = half;
	else if (key_among(key, "ctrl-d"))
		down = half;
	else if (key_among(key, "home g"))
		up = at;
	else if (key_among(key, "end G"))
		down = last - at;
	else
		return false;
	at = up < at ? at - up : 0;
	*chosen = down < last - at ? at + down : last;
	return true;
}

size_t motion_scroll(size_t first, size_t chosen, size_t count, int shown)
{
	size_t room = shown > 0 ? (size_t)shown : 1;

	if (chosen >= first + room)
		first = chosen - room + 1;
	if (count < first + room)
		first = count > room ? count - room : 0;
	return chosen < first ? chosen : first;
}
