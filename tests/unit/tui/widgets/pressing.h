#ifndef BERTH_TESTS_UNIT_TUI_WIDGETS_PRESSING_H
#define BERTH_TESTS_UNIT_TUI_WIDGETS_PRESSING_H

/* Keys for widgets, by their names; and the sizes and glyphs in which each of them is drawn. */

#include "testing.h"
#include "tui/screens.h"

#include "tui/key.h"

/* Calls `body` with each of the keys in `names`, as `pressed`. */
#define PRESS(names, body)                                                                         \
	do {                                                                                       \
		struct strings list_ = {0};                                                        \
		strings_split(&list_, names, ' ');                                                 \
		for (size_t i_ = 0; i_ < list_.count; i_++) {                                      \
			struct key pressed;                                                        \
			if (!key_parse(list_.items[i_], &pressed))                                 \
				fail_msg("'%s' is no key", list_.items[i_]);                       \
			body;                                                                      \
		}                                                                                  \
		strings_release(&list_);                                                           \
	} while (0)

static inline struct key pasted(const char *text)
{
	return (struct key){.code = KEYCODE_PASTE, .text = text, .length = strlen(text)};
}

static inline struct key clicked(int x, int y, int button)
{
	return (struct key){.code = KEYCODE_MOUSE, .x = x, .y = y, .button = button};
}

/* Draws in all sizes, and with both sets of signs; compares each with its file. */
static inline void assert_all_screens(
	const char *name, void (*draw)(struct surface *surface, struct rect area))
{
	static const int sizes[][2] = {{40, 12}, {80, 24}, {132, 50}};
	struct surface surface = {0};

	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		for (int ascii = 0; ascii < 2; ascii++) {
			surface.ascii = ascii;
			surface_resize(&surface, sizes[i][0], sizes[i][1]);
			draw(&surface, surface_rect(&surface));
			assert_screen(&surface, name);
		}
	}
	/* The smallest, and what lies partly outside, only must not do harm. */
	surface_resize(&surface, 3, 2);
	for (int width = -1; width < 9; width++)
		for (int height = -1; height < 5; height++)
			draw(&surface, (struct rect){-1, -1, width, height});
	surface_release(&surface);
}

#endif
