#ifndef BERTH_TUI_RESCUE_H
#define BERTH_TUI_RESCUE_H

/*
 * Signals, and giving the terminal back however the program ends.
 *
 *   INT TERM HUP        are told through a descriptor, so that unsaved work can be kept; who cannot
 *                       look at it within a few seconds, or gets the signal twice, ends here
 *   QUIT SEGV ABRT ...  restore the terminal by a prepared string and tcsetattr() (which are safe
 *                       in a handler), then the signal does what it always does
 *   PIPE                of our own writing is nothing; from elsewhere it is as QUIT
 *   WINCH CONT TSTP     are told through the descriptor
 *
 * fatal() (base/base.h) restores the terminal as well.
 */

#include "base/base.h"

/* Sets the handlers. The descriptor that gives one byte for each signal, its number; not blocking.
 */
int rescue_signals(void);
/* Puts the dispositions back that were there before. */
void rescue_end(void);

/* From now on `fd` is a terminal that is in use: its modes are remembered. rescue_disarm() when it
 * was given back in order. `reset` is static. */
void rescue_arm(int fd, const char *reset);
void rescue_disarm(void);
/* While others have the terminal it is not ours to restore. */
void rescue_hold(bool held);
/* Whether a signal has asked to end. */
bool rescue_is_ending(void);
/* Standard error is put aside; `error` is the real one, -1 when it is back. */
void rescue_errors(int error);
/* Ends the process by that signal, as if it had never been handled. */
void rescue_die(int signal) NORETURN;

#endif
