#include "tui/widgets/list_columns.h"

/* Room between columns counts only where there is room. */
enum { ROOMY_WIDTH = 60 };

static int gap(int width)
{
	return width >= ROOMY_WIDTH ? 2 : 1;
}

static int least_sum(const struct list_widths *widths, int width)
{
	int sum = -gap(width);

	for (size_t i = 0; i < widths->count; i++)
		if (widths->width[i] > 0)
			sum += widths->width[i] + gap(width);
	return sum;
}

/* The shown column that is to go first; widths->count when all must stay. */
static size_t most_dispensable(const struct list_column *columns, const struct list_widths *widths)
{
	size_t found = widths->count;
	int rank = 0;

	for (size_t i = 0; i < widths->count; i++) {
		if (widths->width[i] > 0 && columns[i].rank > 0 && columns[i].rank >= rank) {
			rank = columns[i].rank;
			found = i;
		}
	}
	return found;
}

/* All grow alike, each up to its limit. */
static void give_rest(const struct list_column *columns, int rest, struct list_widths *widths)
{
	int given = 1;

	while (rest > 0 && given > 0) {
		given = 0;
		for (size_t i = 0; i < widths->count && rest > 0; i++) {
			int width = widths->width[i], most = columns[i].most;

			if (width == 0 || (most > 0 && width >= most))
				continue;
			widths->width[i]++;
			given++;
			rest--;
		}
	}
}

void list_share(const struct list_column *columns, int width, struct list_widths *widths)
{
	int rest, x = 0;

	*widths = (struct list_widths){0};
	while (widths->count < LIST_COLUMNS_MAX && columns[widths->count].title != NULL) {
		int least = columns[widths->count].least;

		widths->width[widths->count++] = least > 0 ? least : 1;
	}
	while (least_sum(widths, width) > width) {
		size_t gone = most_dispensable(columns, widths);

		if (gone == widths->count)
			break;
		widths->width[gone] = 0;
	}
	rest = width - least_sum(widths, width);
	if (rest > 0)
		give_rest(columns, rest, widths);
	for (size_t i = 0; i < widths->count; i++) {
		/* What must stay and has no room is cut. */
		if (widths->width[i] > width - x)
			widths->width[i] = width - x > 0 ? width - x : 0;
		widths->x[i] = x;
		if (widths->width[i] > 0)
			x += widths->width[i] + gap(width);
	}
}
