#ifndef BERTH_TUI_WIDGETS_DIALOG_H
#define BERTH_TUI_WIDGETS_DIALOG_H

/*
 * What boxes over the view have in common: how they end, their frame, and text wrapped by words.
 */

#include "base/text.h"
#include "tui/key.h"
#include "tui/surface.h"

/* What a key did to a dialog. */
enum dialog_taken {
	DIALOG_NOT_MINE,
	DIALOG_TAKEN,   /* moved, scrolled */
	DIALOG_CHANGED, /* what is typed is another */
	DIALOG_ANSWERED,
	DIALOG_ALSO, /* the other of two answers */
	DIALOG_LEFT, /* by Esc, or by "no" */
};

/* A box of this size (or less) in the middle of the area, empty and framed; gives what is inside,
 * with a blank column at both sides where there is room. */
struct rect dialog_frame(
	struct surface *surface, struct rect area, int width, int height, const char *title);

/* Appends the text in lines of at most `width` cells, broken at blanks where that can be; newlines
 * break, too. */
void wrap_text(const char *text, int width, struct strings *lines);

#endif
