#include "tui/widgets/match.h"
#include "tui/widgets/motion.h"
#include "tui/widgets/pager_lines.h"

enum { SIDE_CELLS = 8, SIDE_MOST = 1 << 20, WHEEL_ROWS = 3 };

/* Where the next search begins: at what was found last while that is in sight. */
static size_t search_start(const struct pager *pager)
{
	size_t first = pager_rank(pager, pager->first), chosen = pager_rank(pager, pager->chosen);
	size_t shown = pager->shown > 0 ? (size_t)pager->shown : 1;

	return pager->cursor || (chosen >= first && chosen < first + shown) ? chosen : first;
}

/* Brings the hit into sight when it stands far to the right. */
static void show_hit(struct pager *pager, size_t line)
{
	size_t length;
	const char *bytes = pager_line(pager, line, &length);
	const char *hit = match_find(bytes, length, pager->search);
	int start, end;

	if (hit == NULL || pager->wrap || pager->across < 1)
		return;
	start = pager_cells(bytes, length, 0, (size_t)(hit - bytes), 0);
	end = start + (int)strlen(pager->search);
	if (start < pager->left || end > pager->left + pager->across)
		pager->left = end <= pager->across ? 0 : start - pager->across / 3;
	if (pager->left < 0)
		pager->left = 0;
}

bool pager_search(struct pager *pager, const char *search, bool backward)
{
	size_t count = pager_count(pager), rank, length;

	if (search != NULL) {
		char *kept = search[0] != '\0' ? xstrdup(search) : NULL;
		free(pager->search);
		pager->search = kept;
	}
	if (pager->search == NULL || count == 0)
		return false;
	rank = search_start(pager);
	for (size_t i = 0; i < count; i++) {
		const char *bytes;

		/* What is typed may fit where one is. */
		if (i > 0 || search == NULL)
			rank = backward ? (rank == 0 ? count - 1 : rank - 1)
					: (rank + 1 == count ? 0 : rank + 1);
		bytes = pager_line(pager, pager_at(pager, rank), &length);
		if (match_find(bytes, length, pager->search) != NULL) {
			pager_show_line(pager, pager_at(pager, rank));
			show_hit(pager, pager_at(pager, rank));
			return true;
		}
	}
	return false;
}

void pager_show_line(struct pager *pager, size_t line)
{
	size_t count = pager_count(pager), rank, first, shown;

	if (count == 0)
		return;
	pager->follow = false;
	rank = pager_rank(pager, line);
	first = pager_rank(pager, pager->first);
	shown = pager->shown > 0 ? (size_t)pager->shown : 1;
	pager->chosen = pager_at(pager, rank);
	if (rank >= first + (pager->skip > 0) && rank < first + shown) {
		pager_reach(pager, pager->chosen);
		return;
	}
	pager->first = pager_at(pager, rank > shown / 2 ? rank - shown / 2 : 0);
	pager->skip = 0;
	pager_reach(pager, pager->chosen);
	pager_settle(pager);
}

static bool take_mouse(struct pager *pager, const struct key *key)
{
	if (!rect_has(pager->area, key->x, key->y))
		return false;
	if (key->button == BUTTON_WHEEL_UP || key->button == BUTTON_WHEEL_DOWN) {
		bool up = key->button == BUTTON_WHEEL_UP;

		pager->follow = pager->follow && !up;
		pager_scroll(pager, up ? -WHEEL_ROWS : WHEEL_ROWS);
		/* The cursor stays in sight. */
		if (pager->cursor) {
			size_t first = pager_rank(pager, pager->first);
			size_t chosen = pager_rank(pager, pager->chosen);
			size_t last = first + (size_t)(pager->shown > 1 ? pager->shown - 1 : 0);

			chosen = chosen < first ? first : chosen > last ? last : chosen;
			if (chosen < pager_count(pager))
				pager->chosen = pager_at(pager, chosen);
		}
		return true;
	}
	if (key->button == BUTTON_LEFT && pager->cursor && !pager->wrap) {
		size_t rank = pager_rank(pager, pager->first) + (size_t)(key->y - pager->area.y);

		if (rank < pager_count(pager))
			pager->chosen = pager_at(pager, rank);
		return true;
	}
	return false;
}

static bool take_side(struct pager *pager, const struct key *key)
{
	if (pager->wrap)
		return false;
	if (key_among(key, "left h"))
		pager->left = pager->left > SIDE_CELLS ? pager->left - SIDE_CELLS : 0;
	else if (key_among(key, "right l"))
		pager->left = pager->left < SIDE_MOST ? pager->left + SIDE_CELLS : SIDE_MOST;
	else
		return false;
	return true;
}

static bool take_cursor(struct pager *pager, const struct key *key)
{
	size_t count = pager_count(pager), rank = pager_rank(pager, pager->chosen), before = rank;

	if (!motion_take(key, &rank, count, pager->shown))
		return false;
	if (count > 0)
		pager->chosen = pager_at(pager, rank);
	if (rank < before)
		pager->follow = false;
	pager_reach(pager, pager->chosen);
	return true;
}

static bool take_motion(struct pager *pager, const struct key *key)
{
	int64_t page = pager->shown > 1 ? pager->shown : 1, half = page > 1 ? page / 2 : 1;
	int64_t rows;

	if (key_among(key, "up k"))
		rows = -1;
	else if (key_among(key, "down j"))
		rows = 1;
	else if (key_among(key, "page-up ctrl-b"))
		rows = -page;
	else if (key_among(key, "page-down ctrl-f space"))
		rows = page;
	else if (key_among(key, "ctrl-u"))
		rows = -half;
	else if (key_among(key, "ctrl-d"))
		rows = half;
	else
		return false;
	pager->follow = pager->follow && rows > 0;
	pager_scroll(pager, rows);
	return true;
}

static bool take_ends(struct pager *pager, const struct key *key)
{
	size_t count = pager_count(pager);
	bool start = key_among(key, "home g");

	if (!start && !key_among(key, "end G"))
		return false;
	pager->follow = !start;
	if (count > 0)
		pager->chosen = pager_at(pager, start ? 0 : count - 1);
	if (start) {
		pager->first = count > 0 ? pager_at(pager, 0) : 0;
		pager->skip = 0;
		pager->left = 0;
	} else {
		pager_to_end(pager);
	}
	return true;
}

bool pager_take(struct pager *pager, const struct key *key)
{
	if (key->code == KEYCODE_MOUSE)
		return take_mouse(pager, key);
	if (take_ends(pager, key) || take_side(pager, key))
		return true;
	if (pager->search != NULL && (key_is(key, 'n') || key_is(key, 'N'))) {
		pager_search(pager, NULL, key_is(key, 'N'));
		return true;
	}
	return pager->cursor ? take_cursor(pager, key) : take_motion(pager, key);
}
