#include "tui/dump.h"

void surface_dump_text(const struct surface *surface, struct text *text)
{
	for (int y = 0; y < surface->height; y++) {
		size_t end = text->length;

		for (int x = 0; x < surface->width; x++) {
			const struct cell *cell = surface_at(surface, x, y);

			text_append(text, cell->bytes);
			if (!string_equal(cell->bytes, " ") && cell->width > 0)
				end = text->length;
		}
		text_truncate(text, end);
		text_append_char(text, '\n');
	}
}

void surface_dump_roles(const struct surface *surface, struct text *text)
{
	for (int y = 0; y < surface->height; y++) {
		for (int x = 0; x < surface->width; x++) {
			const struct cell *cell = surface_at(surface, x, y);
			bool picture = cell->foreground >= 0 || cell->background >= 0;

			text_append_char(text, picture ? '!' : role_table[cell->role].letter);
		}
		text_append_char(text, '\n');
	}
	if (surface->cursor_x >= 0)
		text_append_format(text, "cursor %d %d\n", surface->cursor_x, surface->cursor_y);
}
