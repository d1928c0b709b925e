#include "tui/widgets/menu.h"
#include "base/clean.h"
#include "base/fuzzy.h"
#include "tui/glyph.h"
#include "tui/widgets/match.h"
#include "tui/widgets/motion.h"

enum { LEAST_WIDTH = 30, MOST_WIDTH = 100, GUTTER = 2 };

struct scored {
	int score;
	size_t index;
};

static int compare_scores(const void *a, const void *b)
{
	const struct scored *left = a, *right = b;

	if (left->score != right->score)
		return left->score > right->score ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

/* Words of the note are only looked for as they are: few letters are in any sentence. */
static int score_item(const struct menu_item *item, const char *typed)
{
	int score = fuzzy_score(typed, item->text);

	if (score > 0)
		return score + 1;
	return item->note != NULL && match_find(item->note, strlen(item->note), typed) != NULL;
}

static void filter(struct menu *menu)
{
	const char *typed = text_string(&menu->input.text);
	struct scored *scored = xcalloc(menu->count + 1, sizeof *scored);
	size_t count = 0;

	menu->order.count = 0;
	vector_reserve(&menu->order, menu->count + 1);
	for (size_t i = 0; i < menu->count; i++) {
		int score = typed[0] != '\0' ? score_item(&menu->items[i], typed) : 1;

		if (score > 0)
			scored[count++] = (struct scored){score, i};
	}
	if (typed[0] != '\0' && count > 1)
		qsort(scored, count, sizeof *scored, compare_scores);
	for (size_t i = 0; i < count; i++)
		menu->order.items[i] = scored[i].index;
	menu->order.count = count;
	menu->chosen = menu->first = 0;
	free(scored);
}

/* Cells of an item with all that belongs to it. */
static size_t item_width(const struct menu_item *item)
{
	const char *note = item->disabled != NULL ? item->disabled : item->note;
	size_t width = clean_width(item->text, strlen(item->text));

	width += note != NULL ? 2 + clean_width(note, strlen(note)) : 0;
	return width + (item->keys != NULL ? 2 + clean_width(item->keys, strlen(item->keys)) : 0);
}

void menu_set(struct menu *menu, const struct menu_item *items, size_t count, size_t chosen)
{
	size_t widest = 0;

	menu->items = items;
	menu->count = count;
	input_set(&menu->input, "");
	filter(menu);
	menu->chosen = chosen < count ? chosen : 0;
	for (size_t i = 0; i < count && widest < MOST_WIDTH; i++) {
		size_t width = item_width(&items[i]);
		widest = width > widest ? width : widest;
	}
	menu->widest = (int)(widest < MOST_WIDTH ? widest : MOST_WIDTH);
}

void menu_release(struct menu *menu)
{
	input_release(&menu->input);
	vector_release(&menu->order);
	*menu = (struct menu){0};
}

bool menu_chosen(const struct menu *menu, size_t *index)
{
	if (menu->chosen >= menu->order.count)
		return false;
	*index = menu->order.items[menu->chosen];
	return true;
}

static enum dialog_taken answer(const struct menu *menu)
{
	size_t index;

	if (!menu_chosen(menu, &index) || menu->items[index].disabled != NULL)
		return DIALOG_TAKEN;
	return DIALOG_ANSWERED;
}

static enum dialog_taken take_mouse(struct menu *menu, const struct key *key)
{
	size_t at = menu->first + (size_t)(key->y - menu->area.y);

	if (!rect_has(menu->area, key->x, key->y))
		return DIALOG_TAKEN;
	if (key->button == BUTTON_WHEEL_UP && menu->chosen > 0)
		menu->chosen--;
	else if (key->button == BUTTON_WHEEL_DOWN && menu->chosen + 1 < menu->order.count)
		menu->chosen++;
	else if (key->button == BUTTON_LEFT && at < menu->order.count) {
		menu->chosen = at;
		return answer(menu);
	}
	return DIALOG_TAKEN;
}

enum dialog_taken menu_take(struct menu *menu, const struct key *key)
{
	struct key same = *key;

	if (key_is(key, KEYCODE_ESCAPE))
		return DIALOG_LEFT;
	if (key_is(key, KEYCODE_ENTER))
		return answer(menu);
	if (key->code == KEYCODE_MOUSE)
		return take_mouse(menu, key);
	if (key_among(key, "ctrl-n tab"))
		same = (struct key){.code = KEYCODE_DOWN};
	else if (key_among(key, "ctrl-p shift-tab"))
		same = (struct key){.code = KEYCODE_UP};
	/* Letters are typed; they move nothing. */
	if (key_among(&same, "up down page-up page-down") &&
		motion_take(&same, &menu->chosen, menu->order.count, menu->shown))
		return DIALOG_TAKEN;
	switch (input_take(&menu->input, key)) {
	case INPUT_CHANGED:
		filter(menu);
		return DIALOG_CHANGED;
	case INPUT_MOVED:
		return DIALOG_TAKEN;
	case INPUT_NOT_MINE:
		break;
	}
	return DIALOG_NOT_MINE;
}

static void draw_item(
	const struct menu *menu, struct surface *surface, struct rect line, size_t place)
{
	const struct menu_item *item = &menu->items[menu->order.items[place]];
	const char *note = item->disabled != NULL ? item->disabled : item->note;
	const char *typed = text_string(&menu->input.text);
	enum role role = item->disabled != NULL ? ROLE_DISABLED : ROLE_OVERLAY;
	struct rect text = rect_inside(line, GUTTER, 0, 0, 0);
	int x;

	if (item->keys != NULL) {
		struct rect keys =
			rect_take_right(&text, (int)clean_width(item->keys, strlen(item->keys)));

		surface_text(surface, keys, 0, 0, ROLE_KEY, item->keys);
		rect_take_right(&text, 2);
	}
	surface_fit(surface, text, 0, 0, text.width, -1, role, item->text);
	x = surface_text(surface, text, 0, 0, role, item->text) + 2;
	if (note != NULL && text.width - x > 3)
		surface_fit(surface, text, x, 0, text.width - x, -1, ROLE_DIM, note);
	if (place == menu->chosen) {
		surface_tint(surface, line, ROLE_SELECTED);
		surface_text(
			surface, line, 0, 0, ROLE_SELECTED, glyph(GLYPH_POINTER, surface->ascii));
	}
	if (typed[0] != '\0')
		match_tint(surface, text, 0, item->text, strlen(item->text), typed);
}

void menu_draw(struct menu *menu, struct surface *surface, struct rect area, const char *title)
{
	int width = menu->widest + GUTTER + 5, height;
	struct rect inside, typed;

	width = width < LEAST_WIDTH ? LEAST_WIDTH : width;
	/* The box keeps its size while it is narrowed. */
	height = menu->count < SURFACE_SIDE_MAX ? (int)menu->count : SURFACE_SIDE_MAX;
	inside = dialog_frame(surface, area, width, (height < 1 ? 1 : height) + 3, title);
	typed = rect_take_top(&inside, 1);
	input_draw(&menu->input, surface, typed, "type to find", true);
	menu->area = inside;
	menu->shown = inside.height;
	menu->first = motion_scroll(menu->first, menu->chosen, menu->order.count, menu->shown);
	if (menu->order.count > (size_t)inside.height && inside.width > 2) {
		surface_scroll_mark(
			surface, inside, menu->first, (size_t)inside.height, menu->order.count);
		inside.width--;
	}
	if (menu->order.count == 0)
		surface_fit(surface, inside, GUTTER, 0, inside.width - GUTTER, -1, ROLE_DIM,
			menu->count > 0 ? "nothing fits" : "there is nothing to choose");
	for (int y = 0; y < inside.height && menu->first + (size_t)y < menu->order.count; y++) {
		struct rect line = {inside.x, inside.y + y, inside.width, 1};

		draw_item(menu, surface, line, menu->first + (size_t)y);
	}
}
