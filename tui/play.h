#ifndef BERTH_TUI_PLAY_H
#define BERTH_TUI_PLAY_H

/*
 * Scripts that use the workbench in place of a person, for tests and demonstrations. Each line holds
 * keys by name and typed text in quotes, with blanks between them, or one order:
 *
 *   down down enter "torch" ctrl-p     # keys (tui/key.h) and text; in it, \" and \\ and \n
 *   :theme dark                        # a command, as behind ":"
 *   @resize 80 24                      # the size of the screen, when there is no terminal
 *   @wait                              # until nothing is under way
 *   @expect TEXT                       # until TEXT stands on the screen; it fails after a while
 *   @absent TEXT                       # fails when TEXT stands there
 *   @save FILE                         # the screen as text; as roles (.roles), as a picture (.svg)
 *   @clock +SECONDS                    # stops the clock, and moves it on
 *   @sleep MILLISECONDS                # of the real clock
 *   @pace MILLISECONDS                 # between keys, to be watched
 *   @paste TEXT                        # as if it were pasted
 *
 * Behind "#" at the beginning of a line or after a blank stands a comment. At the end of the script
 * the workbench ends.
 */

#include "base/diag.h"
#include "base/text.h"
#include "tui/key.h"

enum play_order {
	PLAY_KEY,
	PLAY_COMMAND,
	PLAY_RESIZE,
	PLAY_WAIT,
	PLAY_EXPECT,
	PLAY_ABSENT,
	PLAY_SAVE,
	PLAY_CLOCK,
	PLAY_SLEEP,
	PLAY_PACE,
	PLAY_PASTE,
};

struct play_step {
	enum play_order order;
	int line;
	struct key key;
	char *text;      /* owned; NULL */
	int64_t numbers[2]; /* at most INT32_MAX */
};

struct play_steps VECTOR_OF(struct play_step);

/* Reads a whole script. D03 with the line of each mistake; `steps` is then empty. */
bool play_read(const char *path, const char *bytes, size_t length, struct play_steps *steps,
	struct diags *diags) MUST_USE;
void play_steps_release(struct play_steps *steps);
/* Appends a key as a script has it, with a newline. */
void play_append_key(const struct key *key, struct text *text);

#endif
