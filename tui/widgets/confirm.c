#include "tui/widgets/confirm.h"
#include "base/clean.h"
#include "tui/glyph.h"
#include "tui/widgets/motion.h"

enum { WIDTH = 76, LEAST_WIDTH = 32 };

void confirm_set(
	struct confirm *confirm, const char *question, const char *exactly, const char *yes)
{
	confirm_release(confirm);
	confirm->question = xstrdup(question);
	confirm->exactly = xstrdup(exactly != NULL ? exactly : "");
	confirm->yes = xstrdup(yes);
}

void confirm_release(struct confirm *confirm)
{
	free(confirm->question);
	free(confirm->exactly);
	free(confirm->yes);
	*confirm = (struct confirm){0};
}

static enum dialog_taken take_mouse(const struct confirm *confirm, const struct key *key)
{
	if (key->button != BUTTON_LEFT)
		return DIALOG_TAKEN;
	if (rect_has(confirm->yes_button, key->x, key->y))
		return DIALOG_ANSWERED;
	return rect_has(confirm->no_button, key->x, key->y) ? DIALOG_LEFT : DIALOG_TAKEN;
}

enum dialog_taken confirm_take(struct confirm *confirm, const struct key *key)
{
	size_t most, page = confirm->shown > 0 ? (size_t)confirm->shown : 1;

	most = confirm->lines > page ? confirm->lines - page : 0;
	if (key->code == KEYCODE_MOUSE)
		return take_mouse(confirm, key);
	if (key_is(key, KEYCODE_ENTER))
		return confirm->agreed ? DIALOG_ANSWERED : DIALOG_LEFT;
	if (key_among(key, "y Y"))
		return DIALOG_ANSWERED;
	if (key_among(key, "n N q esc ctrl-c"))
		return DIALOG_LEFT;
	if (key_among(key, "left h"))
		confirm->agreed = false;
	else if (key_among(key, "right l"))
		confirm->agreed = true;
	else if (key_among(key, "tab shift-tab"))
		confirm->agreed = !confirm->agreed;
	else if (!motion_take(key, &confirm->first, most + 1, confirm->shown))
		return DIALOG_NOT_MINE;
	return DIALOG_TAKEN;
}

static int draw_button(struct surface *surface, struct rect line, int x, bool chosen,
	const char *label, struct rect *button)
{
	enum role role = chosen ? ROLE_SELECTED : ROLE_OVERLAY;
	int start = x;

	x += surface_text(
		surface, line, x, 0, role, chosen ? glyph(GLYPH_POINTER, surface->ascii) : " ");
	x += surface_text(surface, line, x, 0, role, "[ ");
	x += surface_text(surface, line, x, 0, role, label);
	x += surface_text(surface, line, x, 0, role, " ]");
	*button = (struct rect){line.x + start, line.y, x - start, 1};
	return x;
}

static int draw_lines(struct surface *surface, struct rect *inside, const struct strings *lines,
	size_t first, int most, enum role role)
{
	int height = 0;

	for (size_t i = first; i < lines->count && height < most; i++, height++)
		surface_text(surface, *inside, 0, height, role, lines->items[i]);
	rect_take_top(inside, height);
	return height;
}

void confirm_draw(struct confirm *confirm, struct surface *surface, struct rect area)
{
	struct strings question = {0}, exactly = {0};
	int width = area.width < WIDTH ? area.width : WIDTH, most, height, x;
	struct rect inside, buttons;

	width = width < LEAST_WIDTH ? LEAST_WIDTH : width;
	wrap_text(confirm->question, width - 4, &question);
	wrap_text(confirm->exactly, width - 4, &exactly);
	height = (int)question.count + (exactly.count > 0 ? 1 + (int)exactly.count : 0) + 4;
	inside = dialog_frame(surface, area, width, height, NULL);
	/* The buttons come first, then the question, then what exactly. */
	buttons = rect_take_bottom(&inside, 1);
	if (inside.height > (int)question.count)
		rect_take_bottom(&inside, 1);
	draw_lines(surface, &inside, &question, 0, inside.height, ROLE_OVERLAY);
	if (exactly.count > 0 && inside.height > 1)
		rect_take_top(&inside, 1);
	most = inside.height;
	/* The scroll mark takes a column, which text must not need. */
	if (exactly.count > (size_t)(most > 0 ? most : 0)) {
		strings_release(&exactly);
		wrap_text(confirm->exactly, width - 5, &exactly);
	}
	confirm->lines = exactly.count;
	confirm->shown = most;
	if (most < 1 || confirm->first + (size_t)most > exactly.count)
		confirm->first =
			most > 0 && exactly.count > (size_t)most ? exactly.count - (size_t)most : 0;
	surface_scroll_mark(
		surface, inside, confirm->first, (size_t)(most > 0 ? most : 0), exactly.count);
	if (exactly.count > (size_t)(most > 0 ? most : 0))
		inside.width--;
	draw_lines(surface, &inside, &exactly, confirm->first, most, ROLE_VALUE);
	x = draw_button(surface, buttons, 0, !confirm->agreed, "No", &confirm->no_button);
	draw_button(surface, buttons, x + 2, confirm->agreed, confirm->yes, &confirm->yes_button);
	strings_release(&question);
	strings_release(&exactly);
}
