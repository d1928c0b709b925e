#ifndef BERTH_TUI_LOOP_H
#define BERTH_TUI_LOOP_H

/*
 * The one place where the workbench waits: poll() over file descriptors, and timers. Nothing ticks:
 * without a timer that is due it sleeps until a descriptor has something to say. All functions are
 * for one thread; other threads wake it by writing to an eventfd that is watched.
 *
 * The clock can be stopped and moved by hand, for scripts whose pictures must not depend on the
 * speed of a machine: timers then ring when the hand passes them.
 */

#include "base/base.h"
#include "base/vector.h"

struct loop_watch {
	int fd;
	short events; /* of poll() */
	bool gone;    /* taken away while a turn is under way */
	void (*ready)(void *context, int fd);
	void *context;
};

struct loop_timer {
	int64_t due; /* of loop_now() */
	void (*ring)(void *context);
	void *context;
};

struct loop {
	struct VECTOR_OF(struct loop_watch) watches;
	struct VECTOR_OF(struct loop_timer) timers;
	struct VECTOR_OF(struct pollfd) polled;
	bool turning;
	bool stopped; /* the clock shows `hand` */
	int64_t hand;
	uint64_t wakeups; /* how often poll() has returned */
};

void loop_release(struct loop *loop);

/* Calls `ready` whenever the descriptor can be read (or written, with POLLOUT), or its other side
 * is gone. A descriptor has one watch: the last one counts, and NULL takes it away. */
void loop_watch(struct loop *loop, int fd, short events, void (*ready)(void *context, int fd),
	void *context);
/* Rings once. Setting the same (ring, context) again moves it; a negative time takes it away. */
void loop_timer(
	struct loop *loop, int64_t milliseconds, void (*ring)(void *context), void *context);

/* Whether a timer rings within that time. */
bool loop_rings_within(const struct loop *loop, int64_t milliseconds);

/* Waits for at most that many milliseconds (-1: until something happens), and calls what is ready
 * and due. With a stopped clock, timers do not shorten the wait. */
void loop_turn(struct loop *loop, int milliseconds);

/* Monotonic milliseconds, or what the stopped clock shows. */
int64_t loop_now(const struct loop *loop);
/* Stops the clock and moves it on. */
void loop_move_clock(struct loop *loop, int64_t seconds);

#endif
