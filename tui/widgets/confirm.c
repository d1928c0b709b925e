#include "tui/widgets/confirm.h"
#include "base/clean.h"
#include "tui/glyph.h"
#include "tui/widgets/motion.h"

#include <ctype.h>

enum { WIDTH = 76, LEAST_WIDTH = 32, BUTTON_GAP = 2 };

static const char no_label[] = "No";

void confirm_set(
	struct confirm *confirm, const char *question, const char *exactly, const char *yes)
{
	confirm_release(confirm);
	confirm->question = xstrdup(question);
	confirm->exactly = xstrdup(exactly != NULL ? exactly : "");
	confirm->yes = xstrdup(yes);
}

void confirm_set_also(struct confirm *confirm, const char *also)
{
	free(confirm->also);
	confirm->also = xstrdup(also);
}

static char also_key(const struct confirm *confirm)
{
	return (char)tolower((unsigned char)confirm->also[0]);
}

/* The label of a button within a line: "Leave" is "leave" there. */
static void append_key(struct text *text, char key, const char *label)
{
	text_append_format(text, "%c %c%s  ", key, tolower((unsigned char)label[0]),
		label[0] != '\0' ? label + 1 : "");
}

void confirm_append_keys(const struct confirm *confirm, struct text *text)
{
	append_key(text, 'y', confirm->yes);
	if (confirm->also != NULL)
		append_key(text, also_key(confirm), confirm->also);
	text_append(text, "esc back");
}

void confirm_release(struct confirm *confirm)
{
	free(confirm->question);
	free(confirm->exactly);
	free(confirm->yes);
	free(confirm->also);
	*confirm = (struct confirm){0};
}

static enum dialog_taken take_mouse(const struct confirm *confirm, const struct key *key)
{
	if (key->button != BUTTON_LEFT)
		return DIALOG_TAKEN;
	if (rect_has(confirm->yes_button, key->x, key->y))
		return DIALOG_ANSWERED;
	if (confirm->also != NULL && rect_has(confirm->also_button, key->x, key->y))
		return DIALOG_ALSO;
	return rect_has(confirm->no_button, key->x, key->y) ? DIALOG_LEFT : DIALOG_TAKEN;
}

/* Moves to another button; gives whether the key does that. */
static bool take_motion(struct confirm *confirm, const struct key *key)
{
	int last = confirm->also != NULL ? CONFIRM_ALSO : CONFIRM_YES, chosen = (int)confirm->chosen;

	if (key_among(key, "left h"))
		chosen -= chosen > 0;
	else if (key_among(key, "right l"))
		chosen += chosen < last;
	else if (key_is(key, KEYCODE_TAB))
		chosen = (chosen + 1) % (last + 1);
	else if (key_is(key, KEYCODE_SHIFT_TAB))
		chosen = (chosen + last) % (last + 1);
	else
		return false;
	confirm->chosen = (enum confirm_button)chosen;
	return true;
}

enum dialog_taken confirm_take(struct confirm *confirm, const struct key *key)
{
	static const enum dialog_taken answers[] = {
		[CONFIRM_NO] = DIALOG_LEFT,
		[CONFIRM_YES] = DIALOG_ANSWERED,
		[CONFIRM_ALSO] = DIALOG_ALSO,
	};
	size_t most, page = confirm->shown > 0 ? (size_t)confirm->shown : 1;

	most = confirm->lines > page ? confirm->lines - page : 0;
	if (key->code == KEYCODE_MOUSE)
		return take_mouse(confirm, key);
	if (key_is(key, KEYCODE_ENTER))
		return answers[confirm->chosen];
	if (key_among(key, "y Y"))
		return DIALOG_ANSWERED;
	if (confirm->also != NULL && key->modifiers == 0 && key->code < 0x80 &&
		tolower((int)key->code) == also_key(confirm))
		return DIALOG_ALSO;
	if (key_among(key, "n N q esc ctrl-c"))
		return DIALOG_LEFT;
	if (!take_motion(confirm, key) &&
		!motion_take(key, &confirm->first, most + 1, confirm->shown))
		return DIALOG_NOT_MINE;
	return DIALOG_TAKEN;
}

static int button_width(const char *label)
{
	return 1 + 2 + (int)text_width(label) + 2;
}

/* Draws a button at `x`, or where there is no room for all of it at the beginning of the next
 * line. */
static int draw_button(struct surface *surface, struct rect *line, int x, bool chosen,
	const char *label, struct rect *button)
{
	enum role role = chosen ? ROLE_SELECTED : ROLE_OVERLAY;
	int start;

	if (x > 0 && x + button_width(label) > line->width) {
		rect_take_top(line, 1);
		x = 0;
	}
	start = x;
	x += surface_text(
		surface, *line, x, 0, role, chosen ? glyph(GLYPH_POINTER, surface->ascii) : " ");
	x += surface_text(surface, *line, x, 0, role, "[ ");
	x += surface_text(surface, *line, x, 0, role, label);
	x += surface_text(surface, *line, x, 0, role, " ]");
	*button = (struct rect){line->x + start, line->y, x - start, 1};
	return x + BUTTON_GAP;
}

static void draw_buttons(struct confirm *confirm, struct surface *surface, struct rect lines)
{
	int x = draw_button(
		surface, &lines, 0, confirm->chosen == CONFIRM_NO, no_label, &confirm->no_button);

	x = draw_button(surface, &lines, x, confirm->chosen == CONFIRM_YES, confirm->yes,
		&confirm->yes_button);
	if (confirm->also != NULL)
		draw_button(surface, &lines, x, confirm->chosen == CONFIRM_ALSO, confirm->also,
			&confirm->also_button);
}

/* How many lines draw_buttons() takes. */
static int button_lines(const struct confirm *confirm, int width)
{
	const char *labels[] = {no_label, confirm->yes, confirm->also};
	int x = 0, lines = 1;

	for (size_t i = 0; i < ARRAY_LENGTH(labels) && labels[i] != NULL; i++) {
		if (x > 0 && x + button_width(labels[i]) > width) {
			lines++;
			x = 0;
		}
		x += button_width(labels[i]) + BUTTON_GAP;
	}
	return lines;
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
	int width = area.width < WIDTH ? area.width : WIDTH, most, height, lines;
	struct rect inside, buttons;

	width = width < LEAST_WIDTH ? LEAST_WIDTH : width;
	wrap_text(confirm->question, width - 4, &question);
	wrap_text(confirm->exactly, width - 4, &exactly);
	lines = button_lines(confirm, width - 4);
	height = (int)question.count + (exactly.count > 0 ? 1 + (int)exactly.count : 0) + 3 + lines;
	inside = dialog_frame(surface, area, width, height, NULL);
	/* The buttons come first, then the question, then what exactly; but without a word of the
	 * question no button means anything. */
	if (lines > 1 && lines >= inside.height)
		lines = inside.height > 1 ? inside.height - 1 : 1;
	buttons = rect_take_bottom(&inside, lines);
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
	draw_buttons(confirm, surface, buttons);
	strings_release(&question);
	strings_release(&exactly);
}
