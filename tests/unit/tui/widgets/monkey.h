#ifndef BERTH_TESTS_UNIT_TUI_WIDGETS_MONKEY_H
#define BERTH_TESTS_UNIT_TUI_WIDGETS_MONKEY_H

/*
 * 100,000 random keys, pastes, clicks and resizes for each widget, which changes what it shows
 * meanwhile. The sanitizers see what goes wrong; what is drawn must be whole each time.
 */

#include "pressing.h"

enum { STEPS = 100000, DRAW_EVERY = 20 };

static uint64_t seed;

static inline unsigned any(unsigned below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % below;
}

static inline const char *any_text(void)
{
	static const char *const texts[] = {"", "a", "torch", "\u6f22\u5b57", "e\u0301\u0301\u0301",
		"\xff\xfe", "\x1b[2J\x1b]0;x\x07", "line\nline\r\n\n", "\t\ttab",
		"\u202e\u200b\u00ad", "'quote \"",
		"a very long text that does not fit into most of the areas that it is drawn into"};

	return texts[any(ARRAY_LENGTH(texts))];
}

static inline struct key any_key(void)
{
	static const char *const names[] = {"up", "down", "left", "right", "home", "end", "page-up",
		"page-down", "enter", "esc", "tab", "shift-tab", "backspace", "delete", "space",
		"ctrl-a", "ctrl-e", "ctrl-u", "ctrl-k", "ctrl-w", "ctrl-d", "ctrl-f", "ctrl-b",
		"alt-b", "alt-f", "alt-d", "n", "N", "g", "G", "j", "k", "h", "l", "+", "-", "/",
		"\u00e4", "\u6f22", "f5", "y", "q", "?"};
	struct key key = {0};

	switch (any(12)) {
	case 0:
		return pasted(any_text());
	case 1:
		return clicked((int)any(90) - 5, (int)any(40) - 5, 1 + (int)any(5));
	case 2:
		/* Anything, also what no terminal sends. */
		key.code = any(4) == 0 ? KEYCODE_FIRST + any(40) : any(0x110000);
		key.modifiers = any(4);
		if (key.code == KEYCODE_PASTE)
			key.text = "";
		return key;
	default:
		if (!key_parse(names[any(ARRAY_LENGTH(names))], &key))
			fail_msg("a name is no key");
		return key;
	}
}

/* Asserting costs more than looking: once for each cell is enough. */
static inline bool is_whole(const struct surface *surface, const struct cell *row, int x)
{
	const struct cell *cell = &row[x];

	if (cell->role >= ROLE_COUNT || memchr(cell->bytes, '\0', CELL_BYTES) == NULL)
		return false;
	if (cell->width == 0)
		return x > 0 && row[x - 1].width == 2;
	if (cell->width == 2 && (x + 1 == surface->width || row[x + 1].width != 0))
		return false;
	return cell->width <= 2 && (unsigned char)cell->bytes[0] >= ' ';
}

static inline void check(const struct surface *surface)
{
	for (int y = 0; y < surface->height; y++)
		for (int x = 0; x < surface->width; x++)
			if (!is_whole(surface, surface_at(surface, 0, y), x))
				fail_msg("the cell at %d, %d is not whole", x, y);
}

static inline void play(void (*take)(const struct key *key), void (*change)(void),
	void (*draw)(struct surface *surface, struct rect area, bool focus))
{
	struct surface surface = {0};

	seed = 4711;
	for (unsigned step = 0; step < STEPS; step++) {
		struct key key = any_key();

		take(&key);
		if (any(50) == 0)
			change();
		if (step % DRAW_EVERY > 0)
			continue;
		if (any(8) == 0 || surface.cells == NULL) {
			surface.ascii = any(2);
			surface_resize(&surface, (int)any(90), (int)any(30));
		}
		draw(&surface,
			any(4) > 0 ? surface_rect(&surface)
				   : (struct rect){(int)any(20) - 5, (int)any(20) - 5,
					     (int)any(60) - 2, (int)any(30) - 2},
			any(2));
		check(&surface);
	}
	surface_release(&surface);
}

/* Shared rows of text, which change. */
static struct strings lines;

static inline void change_lines(void)
{
	strings_release(&lines);
	for (unsigned count = any(60); count > 0; count--)
		strings_add_format(&lines, "%s %u", any_text(), any(1000));
}

static inline int release_lines(void **state)
{
	(void)state;
	strings_release(&lines);
	return 0;
}

#endif
