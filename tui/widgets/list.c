#include "tui/widgets/list.h"
#include "tui/widgets/list_columns.h"
#include "tui/widgets/match.h"
#include "tui/widgets/motion.h"

enum { WHEEL_ROWS = 3 };

void list_release(struct list *list)
{
	free(list->chosen_key);
	free(list->search);
	strings_release(&list->marked);
	*list = (struct list){0};
}

size_t list_count(const struct list *list)
{
	return list->source != NULL ? list->source->count(list->source->context) : 0;
}

static const char *key_of(const struct list *list, size_t row)
{
	return list->source->key(list->source->context, row);
}

void list_choose(struct list *list, size_t row)
{
	size_t count = list_count(list);
	char *key;

	if (count == 0)
		return;
	list->chosen = row < count ? row : count - 1;
	key = xstrdup(key_of(list, list->chosen));
	free(list->chosen_key);
	list->chosen_key = key;
}

bool list_choose_key(struct list *list, const char *key)
{
	size_t count = list_count(list);

	/* Nearly always it is still there. */
	if (list->chosen < count && string_equal(key_of(list, list->chosen), key)) {
		list_choose(list, list->chosen);
		return true;
	}
	for (size_t row = 0; row < count; row++) {
		if (string_equal(key_of(list, row), key)) {
			list_choose(list, row);
			return true;
		}
	}
	return false;
}

void list_refresh(struct list *list)
{
	/* Without rows the key is kept for when they are there again. */
	if (list->chosen_key == NULL || !list_choose_key(list, list->chosen_key))
		list_choose(list, list->chosen);
}

const char *list_key(const struct list *list)
{
	size_t count = list_count(list);

	if (count == 0)
		return NULL;
	return key_of(list, list->chosen < count ? list->chosen : count - 1);
}

bool list_is_marked(const struct list *list, const char *key)
{
	return strings_has(&list->marked, key);
}

static void toggle_mark(struct list *list)
{
	const char *key = list_key(list);

	if (key == NULL)
		return;
	for (size_t i = 0; i < list->marked.count; i++) {
		if (string_equal(list->marked.items[i], key)) {
			free(list->marked.items[i]);
			vector_remove(&list->marked, i);
			return;
		}
	}
	strings_add(&list->marked, key);
}

static bool take_mouse(struct list *list, const struct key *key)
{
	size_t row;

	if (!rect_has(list->area, key->x, key->y))
		return false;
	if (key->button == BUTTON_WHEEL_UP)
		list_choose(list, list->chosen > WHEEL_ROWS ? list->chosen - WHEEL_ROWS : 0);
	else if (key->button == BUTTON_WHEEL_DOWN)
		list_choose(list, list->chosen + WHEEL_ROWS);
	else if (key->button == BUTTON_LEFT) {
		row = list->first + (size_t)(key->y - list->area.y);
		if (row < list_count(list))
			list_choose(list, row);
	} else
		return false;
	return true;
}

bool list_take(struct list *list, const struct key *key)
{
	size_t chosen = list->chosen;

	if (list->source == NULL)
		return false;
	if (key->code == KEYCODE_MOUSE)
		return take_mouse(list, key);
	if (key_is(key, ' ') && !list->no_marks) {
		toggle_mark(list);
		list_choose(list, list->chosen + 1);
		return true;
	}
	if (!motion_take(key, &chosen, list_count(list), list->shown))
		return false;
	list_choose(list, chosen);
	return true;
}

static bool row_has(const struct list *list, size_t row, struct text *cell)
{
	const struct row_source *source = list->source;

	for (size_t column = 0; source->columns[column].title != NULL; column++) {
		text_truncate(cell, 0);
		source->cell(source->context, row, column, cell);
		if (match_find(text_string(cell), cell->length, list->search) != NULL)
			return true;
	}
	return false;
}

bool list_search(struct list *list, const char *search, bool backward)
{
	size_t count = list_count(list), row = list->chosen;
	struct text cell = TEXT_INIT;
	bool found = false;

	if (search != NULL) {
		char *kept = search[0] != '\0' ? xstrdup(search) : NULL;
		free(list->search);
		list->search = kept;
	}
	for (size_t i = 0; i < count && list->search != NULL && !found; i++) {
		if (backward)
			row = row == 0 || row >= count ? count - 1 : row - 1;
		else
			row = row + 1 >= count ? 0 : row + 1;
		found = row_has(list, row, &cell);
	}
	if (found)
		list_choose(list, row);
	text_release(&cell);
	return found;
}
