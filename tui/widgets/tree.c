#include "tui/widgets/tree.h"
#include "tui/widgets/motion.h"
#include "tui/widgets/tree_lines.h"

enum { WHEEL_LINES = 3 };

void tree_release(struct tree *tree)
{
	free(tree->chosen_key);
	strings_release(&tree->folded);
	*tree = (struct tree){0};
}

static void choose(struct tree *tree, size_t item)
{
	char *key;

	if (tree->count == 0)
		return;
	tree->chosen = item < tree->count ? item : tree->count - 1;
	key = xstrdup(tree->items[tree->chosen].key);
	free(tree->chosen_key);
	tree->chosen_key = key;
}

void tree_set(struct tree *tree, const struct tree_item *items, size_t count)
{
	size_t chosen = tree->chosen;

	tree->items = items;
	tree->count = count;
	for (size_t i = 0; i < count && tree->chosen_key != NULL; i++) {
		if (string_equal(items[i].key, tree->chosen_key)) {
			chosen = i;
			break;
		}
	}
	choose(tree, chosen);
}

const struct tree_item *tree_chosen(const struct tree *tree)
{
	if (tree->count == 0)
		return NULL;
	return &tree->items[tree->chosen < tree->count ? tree->chosen : tree->count - 1];
}

bool tree_is_parent(const struct tree *tree, size_t item)
{
	return item + 1 < tree->count && tree->items[item + 1].depth > tree->items[item].depth;
}

bool tree_is_folded(const struct tree *tree, size_t item)
{
	return tree->folded.count > 0 && tree_is_parent(tree, item) &&
	       strings_has(&tree->folded, tree->items[item].key);
}

void tree_lines(const struct tree *tree, struct tree_lines *lines)
{
	int hidden_below = -1; /* the depth of the folded item above; -1: none */

	for (size_t i = 0; i < tree->count; i++) {
		if (hidden_below >= 0 && tree->items[i].depth > hidden_below)
			continue;
		hidden_below = tree_is_folded(tree, i) ? tree->items[i].depth : -1;
		vector_push(lines, i);
	}
}

size_t tree_line_of(const struct tree_lines *lines, size_t item)
{
	size_t line = 0;

	/* The last line that is not behind it: itself, or the item that it is folded into. */
	while (line + 1 < lines->count && lines->items[line + 1] <= item)
		line++;
	return line;
}

static void set_folded(struct tree *tree, size_t item, bool folded)
{
	const char *key = tree->items[item].key;

	if (folded && !strings_has(&tree->folded, key)) {
		/* Keys of items that are gone stay, as they may come back; but not for ever. */
		if (tree->folded.count >= TREE_FOLDED_MAX) {
			free(tree->folded.items[0]);
			vector_remove(&tree->folded, 0);
		}
		strings_add(&tree->folded, key);
	}
	for (size_t i = 0; i < tree->folded.count && !folded; i++) {
		if (string_equal(tree->folded.items[i], key)) {
			free(tree->folded.items[i]);
			vector_remove(&tree->folded, i);
			return;
		}
	}
}

static void go_out(struct tree *tree)
{
	size_t item = tree->chosen;
	int depth = tree->items[item].depth;

	if (tree_is_parent(tree, item) && !tree_is_folded(tree, item)) {
		set_folded(tree, item, true);
		return;
	}
	while (item > 0 && tree->items[item].depth >= depth)
		item--;
	if (tree->items[item].depth < depth)
		choose(tree, item);
}

static void go_in(struct tree *tree)
{
	size_t item = tree->chosen;

	if (tree_is_folded(tree, item))
		set_folded(tree, item, false);
	else if (tree_is_parent(tree, item))
		choose(tree, item + 1);
}

static enum tree_taken take_blank(struct tree *tree)
{
	const struct tree_item *item = &tree->items[tree->chosen];

	if (item->check != TREE_NO_BOX)
		return item->fixed ? TREE_TAKEN : TREE_TOGGLED;
	if (!tree_is_parent(tree, tree->chosen))
		return TREE_NOT_MINE;
	set_folded(tree, tree->chosen, !tree_is_folded(tree, tree->chosen));
	return TREE_TAKEN;
}

static bool move(struct tree *tree, const struct key *key)
{
	struct tree_lines lines = {0};
	size_t line;
	bool taken = true;

	tree_lines(tree, &lines);
	line = tree_line_of(&lines, tree->chosen);
	if (key->code != KEYCODE_MOUSE)
		taken = motion_take(key, &line, lines.count, tree->shown);
	else if (!rect_has(tree->area, key->x, key->y))
		taken = false;
	else if (key->button == BUTTON_WHEEL_UP)
		line = line > WHEEL_LINES ? line - WHEEL_LINES : 0;
	else if (key->button == BUTTON_WHEEL_DOWN)
		line += WHEEL_LINES;
	else if (key->button == BUTTON_LEFT)
		line = tree->first + (size_t)(key->y - tree->area.y);
	else
		taken = false;
	if (taken)
		choose(tree, lines.items[line < lines.count ? line : lines.count - 1]);
	vector_release(&lines);
	return taken;
}

enum tree_taken tree_take(struct tree *tree, const struct key *key)
{
	if (tree->count == 0)
		return TREE_NOT_MINE;
	if (tree->chosen >= tree->count)
		choose(tree, tree->chosen);
	if (key_is(key, ' '))
		return take_blank(tree);
	if (key_is(key, KEYCODE_ENTER))
		return tree->items[tree->chosen].check == TREE_NO_BOX ? take_blank(tree)
								      : TREE_NOT_MINE;
	if (key_among(key, "left h")) {
		go_out(tree);
		return TREE_TAKEN;
	}
	if (key_among(key, "right l")) {
		go_in(tree);
		return TREE_TAKEN;
	}
	return move(tree, key) ? TREE_TAKEN : TREE_NOT_MINE;
}
