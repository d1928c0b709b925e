#include "tui/glyph.h"
#include "tui/widgets/motion.h"
#include "tui/widgets/tree_lines.h"

enum { INDENT = 2, GUTTER = 2 };

static int draw_box(struct surface *surface, struct rect line, int x, const struct tree_item *item)
{
	enum role role = item->fixed ? ROLE_DISABLED : item->role;
	const char *sign = item->check == TREE_ON     ? glyph(GLYPH_CHECKED, surface->ascii)
			   : item->check == TREE_SOME ? "-"
						      : " ";

	if (item->check == TREE_NO_BOX)
		return 0;
	surface_text(surface, line, x, 0, role, "[");
	surface_text(surface, line, x + 1, 0, role, sign);
	surface_text(surface, line, x + 2, 0, role, "]");
	return 4;
}

static void draw_line(const struct tree *tree, struct surface *surface, struct rect line,
	size_t index, bool has_parents, bool focus)
{
	const struct tree_item *item = &tree->items[index];
	int x = line.width >= 12 ? GUTTER : 0, depth = item->depth < 40 ? item->depth : 40;
	enum role role = item->fixed ? ROLE_DISABLED : item->role;
	bool chosen = index == tree->chosen;

	if (chosen && x > 0)
		surface_text(surface, line, 0, 0, ROLE_TEXT, glyph(GLYPH_POINTER, surface->ascii));
	x += depth * INDENT;
	if (has_parents) {
		enum glyph sign = tree_is_folded(tree, index) ? GLYPH_POINTER : GLYPH_OPEN;

		if (tree_is_parent(tree, index))
			surface_text(surface, line, x, 0, ROLE_DIM, glyph(sign, surface->ascii));
		x += 2;
	}
	x += draw_box(surface, line, x, item);
	surface_fit(surface, line, x, 0, line.width - x, -1, role, item->text);
	if (item->note != NULL) {
		/* Behind the text, where that ends. */
		int text =
			surface_text(surface, (struct rect){line.x + x, line.y, line.width - x, 1},
				0, 0, role, item->text);

		x += text + 2;
		if (line.width - x > 3)
			surface_fit(surface, line, x, 0, line.width - x, -1, ROLE_DIM, item->note);
	}
	if (chosen)
		surface_tint(surface, line, focus ? ROLE_SELECTED : ROLE_SELECTED_QUIET);
}

static bool has_parents(const struct tree *tree)
{
	for (size_t i = 0; i + 1 < tree->count; i++)
		if (tree_is_parent(tree, i))
			return true;
	return false;
}

void tree_draw(struct tree *tree, struct surface *surface, struct rect area, bool focus)
{
	struct tree_lines lines = {0};
	size_t chosen;
	bool parents = has_parents(tree);

	if (area.width < 1 || area.height < 1 || tree->count == 0)
		return;
	tree_lines(tree, &lines);
	chosen = tree_line_of(&lines, tree->chosen);
	tree->chosen = lines.items[chosen];
	tree->area = area;
	tree->shown = area.height;
	tree->first = motion_scroll(tree->first, chosen, lines.count, tree->shown);
	if (lines.count > (size_t)area.height && area.width > 1) {
		surface_scroll_mark(surface, area, tree->first, (size_t)area.height, lines.count);
		area.width--;
	}
	for (int y = 0; y < area.height && tree->first + (size_t)y < lines.count; y++) {
		struct rect line = {area.x, area.y + y, area.width, 1};

		draw_line(
			tree, surface, line, lines.items[tree->first + (size_t)y], parents, focus);
	}
	vector_release(&lines);
}
