#ifndef BERTH_TUI_KEY_H
#define BERTH_TUI_KEY_H

/*
 * What a person does at the terminal, and the names of keys in tables, help and the user's
 * configuration: "a", "A", "space", "enter", "esc", "tab", "shift-tab", "up", "page-down", "f5",
 * "ctrl-x", "alt-x".
 */

#include "base/base.h"
#include "base/text.h"

enum key_code { /* below: Unicode characters, as typed */
	KEYCODE_FIRST = 0x110000,
	KEYCODE_ENTER = KEYCODE_FIRST,
	KEYCODE_ESCAPE,
	KEYCODE_TAB,
	KEYCODE_SHIFT_TAB,
	KEYCODE_BACKSPACE,
	KEYCODE_DELETE,
	KEYCODE_INSERT,
	KEYCODE_UP,
	KEYCODE_DOWN,
	KEYCODE_LEFT,
	KEYCODE_RIGHT,
	KEYCODE_HOME,
	KEYCODE_END,
	KEYCODE_PAGE_UP,
	KEYCODE_PAGE_DOWN,
	KEYCODE_F1,
	KEYCODE_F12 = KEYCODE_F1 + 11,
	KEYCODE_PASTE, /* text: what was pasted, as it came (not cleaned) */
	KEYCODE_MOUSE, /* x, y, button */
	KEYCODE_RESIZE,
	KEYCODE_NONE,  /* something that is no key we know */
};

enum key_modifier { KEY_CONTROL = 1, KEY_ALT = 2 }; /* shift is in the character, or SHIFT_TAB */
enum key_button { BUTTON_LEFT = 1, BUTTON_MIDDLE, BUTTON_RIGHT, BUTTON_WHEEL_UP, BUTTON_WHEEL_DOWN };

struct key {
	uint32_t code;      /* a character or enum key_code; "ctrl-x" is 'x' with KEY_CONTROL */
	unsigned modifiers; /* enum key_modifier */
	const char *text;   /* of a paste; belongs to whoever made the key; valid during the call */
	size_t length;
	int x, y, button;   /* of the mouse, cells of the screen */
};

/* Reads one name. False when it is none. */
bool key_parse(const char *name, struct key *key) MUST_USE;
/* Appends the name: "ctrl-x". */
void key_append(const struct key *key, struct text *text);
static inline bool key_is(const struct key *key, uint32_t code)
{
	return key->code == code && key->modifiers == 0;
}
bool key_equal(const struct key *a, const struct key *b);
/* Appends a character as UTF-8. */
void text_append_character(struct text *text, uint32_t code_point);
/* Whether it is among the names, which are separated by blanks ("up k ctrl-p"). */
bool key_among(const struct key *key, const char *names);

#endif
