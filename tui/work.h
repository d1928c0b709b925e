#ifndef BERTH_TUI_WORK_H
#define BERTH_TUI_WORK_H

/*
 * Work in threads. A small pool takes what may wait for a slow file system; what may take for ever
 * (programs, reading hundreds of images) gets a thread of its own, so that it stands in nobody's
 * way. All signals are blocked in them. Everything here is called by one thread, which also calls
 * `done`, from works_collect().
 *
 * A slot is an address: at most one piece of work of a slot counts. Starting another, or
 * cancelling, sets the cancel flag of the one before and makes it stale.
 */

#include "base/base.h"

#include <stdatomic.h>

struct works;
struct works_item {
	const char *title; /* static; NULL: nothing is shown */
	void (*work)(void *context, const atomic_bool *cancel);
	void (*done)(void *context, bool stale);
	void *context;
	bool own_thread;
	bool precious;	 /* to be stopped half-way is a loss: it is asked before */
	bool follows;	 /* goes on for as long as somebody looks: nobody waits for its end */
	int64_t started; /* set by the caller, in whatever clock it likes; see works_titled() */
};

/* NULL slots never meet each other. The descriptor can be read when something is done. */
struct works *works_new(void) RETURNS_NEW;
int works_fd(const struct works *works);
void works_start(struct works *works, const void *slot, const struct works_item *item);
void works_cancel(struct works *works, const void *slot);
/* Cancels all that have a title (Esc), the precious ones only when told so; gives how many. */
size_t works_cancel_titled(struct works *works, bool precious);
bool works_busy(const struct works *works, const void *slot);
/* Whether anything that counts and has an end is under way. */
bool works_any(const struct works *works);
/* The one with a title that counts and was started last; NULL for none. */
const struct works_item *works_titled(const struct works *works);
/* Calls `done` of all that ended since. */
void works_collect(struct works *works);

/* Cancels everything, waits for at most so long, and calls `done` of what ended. What is started
 * afterwards is stale at once. False when threads are still stuck in the kernel: what they use
 * stays allocated, and the process should leave by _exit() instead of calling works_free(). */
bool works_end(struct works *works, int milliseconds) MUST_USE;
void works_free(struct works *works);

#endif
