#include "tui/layout.h"

void layout_screen(int width, int height, bool has_news, struct layout *layout)
{
	struct rect rest = {0, 0, width, height};

	/* The view comes first: the lines around it go where there is no room for them. */
	layout->bar = rect_take_top(&rest, height >= 4 ? 1 : 0);
	layout->footer = rect_take_bottom(&rest, height >= 3 ? 1 : 0);
	layout->news = rect_take_bottom(&rest, has_news && rest.height >= 2 ? 1 : 0);
	layout->view = rest;
}

static int at_least_one(int size)
{
	return size > 0 ? size : 1;
}

/* Divides `room` by the shares: each gets its least size and its part of what is left over, the
 * last that takes a share what rounding leaves. */
static void divide(
	int room, const int *least, const struct pane_wish *wishes, size_t count, int *sizes)
{
	int64_t over = room, shares = 0, shared = 0, given = 0;

	for (size_t i = 0; i < count; i++) {
		over -= least[i];
		shares += wishes[i].share > 0 ? wishes[i].share : 0;
	}
	for (size_t i = 0; i < count; i++) {
		int64_t before = given;

		shared += wishes[i].share > 0 ? wishes[i].share : 0;
		/* Nobody wants it: then the last has it. */
		given = shares > 0 ? over * shared / shares : i + 1 == count ? over : 0;
		sizes[i] = least[i] + (int)(given - before);
	}
}

static bool fit(struct rect area, const struct pane_wish *wishes, size_t count, bool side_by_side,
	struct rect *panes)
{
	int least[PANES_MAX], sizes[PANES_MAX];
	int64_t along = 0, across = 0;

	for (size_t i = 0; i < count; i++) {
		int width = at_least_one(wishes[i].least_width);
		int height = at_least_one(wishes[i].least_height);
		int other = side_by_side ? height : width;

		least[i] = side_by_side ? width : height;
		along += least[i];
		across = other > across ? other : across;
	}
	if (along > (side_by_side ? area.width : area.height) ||
		across > (side_by_side ? area.height : area.width))
		return false;
	divide(side_by_side ? area.width : area.height, least, wishes, count, sizes);
	for (size_t i = 0; i < count; i++)
		panes[i] = side_by_side ? rect_take_left(&area, sizes[i])
					: rect_take_top(&area, sizes[i]);
	return true;
}

void layout_split(struct rect area, const struct pane_wish *wishes, size_t count, size_t focus,
	struct rect *panes)
{
	if (count > PANES_MAX)
		BUG("more than %d panes", PANES_MAX);
	if (fit(area, wishes, count, true, panes) || fit(area, wishes, count, false, panes))
		return;
	for (size_t i = 0; i < count; i++)
		panes[i] = i == focus ? area : (struct rect){area.x, area.y, 0, 0};
}

void layout_list(struct rect area, size_t rows, size_t focus, struct rect panes[2])
{
	/* A header and a frame belong to the list; a third is enough for it where height is rare.
	 */
	enum { LIST_WIDTH = 56, DETAIL_WIDTH = 48, LEAST_HEIGHT = 18, LIST_LEAST = 6, AROUND = 3 };
	int most = area.height / 3;
	int height = rows < (size_t)most ? (int)rows + AROUND : most;

	memset(panes, 0, 2 * sizeof *panes);
	if (area.width >= LIST_WIDTH + DETAIL_WIDTH) {
		panes[0] = rect_take_left(&area, area.width / 2);
		panes[1] = area;
	} else if (area.height >= LEAST_HEIGHT) {
		height = height > most ? most : height;
		panes[0] = rect_take_top(&area, height < LIST_LEAST ? LIST_LEAST : height);
		panes[1] = area;
	} else {
		panes[focus == 0 ? 0 : 1] = area;
	}
}
