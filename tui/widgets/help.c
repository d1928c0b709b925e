#include "tui/widgets/help.h"
#include "base/clean.h"
#include "tui/widgets/motion.h"

enum { WIDTH = 96, KEYS_MOST = 22, NAME_MOST = 24, ROWS_MOST = 40 };

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

void help_table(struct help *help, const struct command *table)
{
	for (; table->name != NULL; table++)
		help_add(help, table->keys, table->name, table->argument, table->help);
}

enum dialog_taken help_take(struct help *help, const struct key *key)
{
	size_t page = help->shown > 0 ? (size_t)help->shown : 1;
	size_t most = help->rows.count > page ? help->rows.count - page : 0;

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

static void draw_row(
	const struct help_row *row, struct surface *surface, struct rect line, int keys, int name)
{
	if (row->keys == NULL) {
		surface_fit(surface, line, 0, 0, line.width, -1, ROLE_TITLE, row->text);
		return;
	}
	surface_fit(surface, line, 0, 0, keys, 1, ROLE_KEY, row->keys);
	rect_take_left(&line, keys + 2);
	if (name > 0) {
		surface_fit(surface, line, 0, 0, name, -1, ROLE_DIM, row->name);
		rect_take_left(&line, name + 2);
	}
	surface_fit(surface, line, 0, 0, line.width, -1, ROLE_OVERLAY, row->text);
}

void help_draw(struct help *help, struct surface *surface, struct rect area, const char *title)
{
	int width = area.width < WIDTH ? area.width : WIDTH, keys, name;
	size_t count = help->rows.count;
	struct rect inside;

	inside = dialog_frame(surface, area, width,
		2 + (count < SURFACE_SIDE_MAX ? (int)count : SURFACE_SIDE_MAX), title);
	keys = widest(help, true, inside.width / 3 < KEYS_MOST ? inside.width / 3 : KEYS_MOST);
	/* The words of the ":" line only where the explanation has room beside them. */
	name = inside.width >= 64 ? widest(help, false, NAME_MOST) : 0;
	help->area = inside;
	help->shown = inside.height;
	if (inside.height > 0 && help->first + (size_t)inside.height > count)
		help->first = count > (size_t)inside.height ? count - (size_t)inside.height : 0;
	if (count > (size_t)(inside.height > 0 ? inside.height : 0) && inside.width > 2) {
		surface_scroll_mark(surface, inside, help->first,
			(size_t)(inside.height > 0 ? inside.height : 0), count);
		inside.width -= 2;
	}
	for (int y = 0; y < inside.height && help->first + (size_t)y < count; y++) {
		struct rect line = {inside.x, inside.y + y, inside.width, 1};

		draw_row(&help->rows.items[help->first + (size_t)y], surface, line, keys, name);
	}
}
