#include "tui/widgets/help.h"
#include "base/clean.h"
#include "tui/widgets/motion.h"

enum { WIDTH = 96, KEYS_MOST = 22, NAME_MOST = 24, NAME_LEAST_WIDTH = 64 };

void help_clear(struct help *help)
{
	vector_each (struct help_row, row, &help->rows) {
		free(row->keys);
		free(row->name);
		free(row->text);
	}
	help->rows.count = 0;
	help->first = 0;
}

void help_release(struct help *help)
{
	help_clear(help);
	vector_release(&help->rows);
	*help = (struct help){0};
}

void help_heading(struct help *help, const char *title)
{
	vector_push(&help->rows, (struct help_row){.text = xstrdup(title)});
}

/* "up k" as people write it: "up, k". */
static char *list_keys(const char *keys)
{
	struct text text = TEXT_INIT;

	for (const char *at = keys != NULL ? keys : ""; *at != '\0';) {
		size_t length = strcspn(at, " ");

		text_append(&text, text.length > 0 && length > 0 ? ", " : "");
		text_append_bytes(&text, at, length);
		at += length;
		at += strspn(at, " ");
	}
	return text_detach(&text);
}

void help_add(struct help *help, const char *keys, const char *name, const char *argument,
	const char *text)
{
	struct help_row row = {.keys = list_keys(keys), .text = xstrdup(text)};
	struct text words = TEXT_INIT;

	if (name != NULL)
		text_append_format(&words, ":%s", name);
	if (argument != NULL)
		text_append_format(&words, " %s", argument);
	row.name = text_detach(&words);
	vector_push(&help->rows, row);
}

enum dialog_taken help_take(struct help *help, const struct key *key)
{
	size_t page = help->shown > 0 ? (size_t)help->shown : 1;
	size_t most = help->lines > page ? help->lines - page : 0;

	if (key_among(key, "q ? esc enter ctrl-c f1"))
		return DIALOG_LEFT;
	if (key->code == KEYCODE_MOUSE && key->button == BUTTON_WHEEL_UP)
		help->first = help->first > 3 ? help->first - 3 : 0;
	else if (key->code == KEYCODE_MOUSE && key->button == BUTTON_WHEEL_DOWN)
		help->first = help->first + 3 < most ? help->first + 3 : most;
	else if (key_is(key, ' '))
		help->first = help->first + page < most ? help->first + page : most;
	else if (!motion_take(key, &help->first, most + 1, help->shown))
		return DIALOG_NOT_MINE;
	return DIALOG_TAKEN;
}

static int widest(const struct help *help, bool keys, int most)
{
	int width = 0;

	vector_each (struct help_row, row, &help->rows) {
		const char *text = row->keys == NULL ? "" : keys ? row->keys : row->name;
		int cells = (int)clean_width(text, strlen(text));

		width = cells > width ? cells : width;
	}
	return width < most ? width : most;
}

/* How wide the three columns are; a name of 0 is not shown. */
struct columns {
	int keys, name, text;
};

static struct columns share(const struct help *help, int width)
{
	int third = width / 3 < KEYS_MOST ? width / 3 : KEYS_MOST;
	struct columns columns = {.keys = widest(help, true, third)};

	/* The words of the ":" line only where the explanation has room beside them. */
	if (width >= NAME_LEAST_WIDTH)
		columns.name = widest(help, false, NAME_MOST);
	columns.text = width - columns.keys - 2 - (columns.name > 0 ? columns.name + 2 : 0);
	return columns;
}

static void draw_row(const struct help_row *row, struct surface *surface, struct rect line,
	struct columns columns, const char *text, bool first)
{
	if (row->keys == NULL) {
		surface_fit(surface, line, 0, 0, line.width, -1, ROLE_TITLE, text);
		return;
	}
	surface_fit(surface, line, 0, 0, columns.keys, 1, ROLE_KEY, first ? row->keys : "");
	rect_take_left(&line, columns.keys + 2);
	if (columns.name > 0) {
		surface_fit(
			surface, line, 0, 0, columns.name, -1, ROLE_DIM, first ? row->name : "");
		rect_take_left(&line, columns.name + 2);
	}
	surface_fit(surface, line, 0, 0, line.width, -1, ROLE_OVERLAY, text);
}

/* Draws the lines from `first` on that fit; gives how many there are in all. Without a surface they
 * are only counted. */
static size_t draw_lines(const struct help *help, struct surface *surface, struct rect area,
	struct columns columns, size_t first)
{
	size_t at = 0;

	vector_each (struct help_row, row, &help->rows) {
		struct strings lines = {0};

		wrap_text(row->text, row->keys != NULL ? columns.text : area.width, &lines);
		for (size_t i = 0; i < lines.count; i++, at++) {
			struct rect line = {area.x, area.y + (int)(at - first), area.width, 1};

			if (surface != NULL && at >= first && at - first < (size_t)area.height)
				draw_row(row, surface, line, columns, lines.items[i], i == 0);
		}
		strings_release(&lines);
	}
	return at;
}

void help_draw(struct help *help, struct surface *surface, struct rect area, const char *title)
{
	int width = area.width < WIDTH ? area.width : WIDTH;
	struct rect inside = {0, 0, width - 4, 0};
	size_t height;

	/* One column is kept for the scroll mark, one between. */
	inside.width = inside.width > 4 ? inside.width - 2 : 1;
	help->lines = draw_lines(help, NULL, inside, share(help, inside.width), 0);
	height = help->lines < SURFACE_SIDE_MAX ? help->lines : SURFACE_SIDE_MAX;
	inside = dialog_frame(surface, area, width, 2 + (int)height, title);
	if (inside.width < 1 || inside.height < 1)
		return;
	help->shown = inside.height;
	if (help->first + (size_t)inside.height > help->lines)
		help->first = help->lines > (size_t)inside.height
				      ? help->lines - (size_t)inside.height
				      : 0;
	surface_scroll_mark(surface, inside, help->first, (size_t)inside.height, help->lines);
	inside.width = inside.width > 4 ? inside.width - 2 : 1;
	draw_lines(help, surface, inside, share(help, inside.width), help->first);
}
