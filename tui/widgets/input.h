#ifndef BERTH_TUI_INPUT_H
#define BERTH_TUI_INPUT_H

/*
 * One line of text that is edited: motion and deletion by character and word (arrows, ^A ^E ^U ^K ^W,
 * alt-b alt-f), pasting (newlines become blanks, controls go), history (up, down), completion. Moves
 * by whole characters with their combining marks. Bytes that are no UTF-8 are kept: names of files
 * have such.
 */

#include "base/text.h"
#include "tui/key.h"
#include "tui/surface.h"

struct input {
	struct text text;
	size_t at;       /* byte of the cursor */
	int first;       /* cells scrolled away at the left */
	bool secret;
	const struct strings *history; /* oldest first; the caller's; may be NULL */
	size_t history_at;
	char *kept;      /* owned; what was typed before going through the history; else NULL */
	struct rect area; /* where it was drawn last, for the mouse */
};

enum { INPUT_MAX = 64 * 1024 }; /* bytes; more is not taken */

void input_set(struct input *input, const char *text); /* the cursor at its end */
void input_release(struct input *input); /* wipes a secret */
enum input_taken { INPUT_NOT_MINE, INPUT_MOVED, INPUT_CHANGED };
enum input_taken input_take(struct input *input, const struct key *key);
/* Replaces the word before the cursor (from the last blank on) by what all candidates begin with; gives
 * whether it changed. What is typed is never made shorter. */
bool input_complete(struct input *input, const struct strings *candidates);
void input_insert(struct input *input, const char *bytes, size_t length);
void input_draw(struct input *input, struct surface *surface, struct rect area,
	const char *placeholder, bool focus);

#endif
