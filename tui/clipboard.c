#include "tui/clipboard.h"
#include "vnc/ways.h"

enum { SCREEN_PIECE = 240 }; /* screen keeps at most so much of one string */

/* tmux takes "\ePtmux;" SEQUENCE "\e\\" with each Escape in it doubled. It also understands the
 * plain form when "set-clipboard" is on, which is what a tmux inside of another needs: both are
 * sent. */
static void wrap_for_tmux(struct text *text, const struct text *plain)
{
	text_append_bytes(text, text_string(plain), plain->length);
	text_append(text, "\033Ptmux;");
	for (size_t i = 0; i < plain->length; i++) {
		if (plain->data[i] == '\033')
			text_append_char(text, '\033');
		text_append_char(text, plain->data[i]);
	}
	text_append(text, "\033\\");
}

static void wrap_for_screen(struct text *text, const struct text *plain)
{
	for (size_t i = 0; i < plain->length; i += SCREEN_PIECE) {
		size_t left = plain->length - i;
		text_append(text, "\033P");
		text_append_bytes(text, plain->data + i, left < SCREEN_PIECE ? left : SCREEN_PIECE);
		text_append(text, "\033\\");
	}
}

bool clipboard_append(struct text *text, const char *string, enum clipboard_way way)
{
	struct text plain = TEXT_INIT;
	bool fits = strlen(string) <= CLIPBOARD_MAX / 4 * 3;

	if (fits)
		vnc_append_copy(string, &plain);
	if (way == CLIPBOARD_TMUX && fits)
		wrap_for_tmux(text, &plain);
	else if (way == CLIPBOARD_SCREEN && fits)
		wrap_for_screen(text, &plain);
	else if (fits)
		text_append_bytes(text, text_string(&plain), plain.length);
	text_release(&plain);
	return fits;
}
