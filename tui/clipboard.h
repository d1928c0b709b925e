#ifndef BERTH_TUI_CLIPBOARD_H
#define BERTH_TUI_CLIPBOARD_H

/*
 * The clipboard of the terminal at which the person sits, also across ssh: OSC 52. tmux and screen
 * pass it on when it is wrapped.
 */

#include "base/text.h"

enum clipboard_way { CLIPBOARD_PLAIN, CLIPBOARD_TMUX, CLIPBOARD_SCREEN };

/* What terminals take at most, in bytes of the sequence. */
enum { CLIPBOARD_MAX = 74994 };

/* Appends the sequence; false, with nothing appended, when it would be longer than terminals take.
 */
bool clipboard_append(struct text *text, const char *string, enum clipboard_way way) MUST_USE;

#endif
