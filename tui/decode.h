#ifndef BERTH_TUI_DECODE_H
#define BERTH_TUI_DECODE_H

/*
 * From the bytes of a terminal to keys. It knows what xterm, the Linux console, rxvt, tmux, screen
 * and their relatives send, whatever $TERM says: both forms of cursor keys, modified keys,
 * bracketed paste, and the mouse in its "SGR" form. What it does not know is passed over as a
 * whole, so that no half of it is taken for typed letters.
 *
 * An Escape alone cannot be told from the beginning of a sequence: the caller waits a moment
 * (DECODE_PATIENCE) for more and then calls decoder_settle().
 */

#include "base/text.h"
#include "tui/key.h"

enum {
	DECODE_PATIENCE = 25,		    /* milliseconds */
	DECODE_PASTE_MAX = 8 * 1024 * 1024, /* bytes of one paste that are kept */
	DECODE_SEQUENCE_MAX = 64,	    /* bytes of one sequence; longer ones are noise */
};

struct decoder {
	struct text waiting; /* what came and is not yet a whole key */
	bool pasting;
	struct text pasted; /* also holds the last one while its key is looked at */
};

void decoder_feed(struct decoder *decoder, const char *bytes, size_t length);
/* The next whole key; false when more bytes are needed. The text of a paste holds until the next
 * call. */
bool decoder_next(struct decoder *decoder, struct key *key) MUST_USE;
/* Whether something waits that may never be completed: an Escape alone. */
bool decoder_is_unsettled(const struct decoder *decoder);
/* Nothing more came: takes what waits as it stands. */
bool decoder_settle(struct decoder *decoder, struct key *key) MUST_USE;
void decoder_release(struct decoder *decoder);

#endif
