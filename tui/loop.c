#include "tui/loop.h"
#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>

int64_t loop_now(const struct loop *loop)
{
	return loop->stopped ? loop->hand : clock_ms();
}

void loop_move_clock(struct loop *loop, int64_t seconds)
{
	loop->hand = loop_now(loop) + seconds * 1000;
	loop->stopped = true;
}

void loop_watch(struct loop *loop, int fd, short events, void (*ready)(void *context, int fd),
	void *context)
{
	/* Who is called just now may take watches away: the array keeps its order until the turn's
	 * end. */
	for (size_t i = 0; i < loop->watches.count; i++)
		if (loop->watches.items[i].fd == fd)
			loop->watches.items[i].gone = true;
	if (ready != NULL)
		vector_push(&loop->watches,
			(struct loop_watch){
				.fd = fd, .events = events, .ready = ready, .context = context});
	for (size_t i = loop->watches.count; !loop->turning && i-- > 0;)
		if (loop->watches.items[i].gone)
			vector_remove(&loop->watches, i);
}

void loop_timer(struct loop *loop, int64_t milliseconds, void (*ring)(void *context), void *context)
{
	for (size_t i = loop->timers.count; i-- > 0;)
		if (loop->timers.items[i].ring == ring && loop->timers.items[i].context == context)
			vector_remove(&loop->timers, i);
	if (milliseconds >= 0)
		vector_push(&loop->timers, (struct loop_timer){.due = loop_now(loop) + milliseconds,
						   .ring = ring,
						   .context = context});
}

bool loop_rings_within(const struct loop *loop, int64_t milliseconds)
{
	int64_t now = loop_now(loop);

	vector_each (const struct loop_timer, timer, &loop->timers)
		if (timer->due - now <= milliseconds)
			return true;
	return false;
}

/* The shorter of the wait and what is left until the next timer. */
static int bound_wait(const struct loop *loop, int milliseconds)
{
	int64_t now = loop_now(loop), wait = milliseconds < 0 ? INT64_MAX : milliseconds;

	vector_each (const struct loop_timer, timer, &loop->timers)
		if (timer->due <= now)
			wait = 0;
		else if (!loop->stopped && timer->due - now < wait)
			wait = timer->due - now;
	if (wait == INT64_MAX)
		return -1;
	return wait > INT_MAX ? INT_MAX : (int)wait;
}

/* The earliest timer that was due at `now` and rang not yet in this turn. */
static bool ring_one(struct loop *loop, int64_t now)
{
	struct loop_timer timer;
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < loop->timers.count; i++)
		if (loop->timers.items[i].due <= now &&
			(best == SIZE_MAX ||
				loop->timers.items[i].due < loop->timers.items[best].due))
			best = i;
	if (best == SIZE_MAX)
		return false;
	timer = loop->timers.items[best];
	vector_remove(&loop->timers, best);
	timer.ring(timer.context);
	return true;
}

static void call_watches(struct loop *loop)
{
	size_t count = loop->polled.count;

	loop->turning = true;
	for (size_t i = 0; i < count; i++) {
		struct loop_watch watch = loop->watches.items[i];
		if (loop->polled.items[i].revents != 0 && !watch.gone)
			watch.ready(watch.context, watch.fd);
	}
	loop->turning = false;
	for (size_t i = loop->watches.count; i-- > 0;)
		if (loop->watches.items[i].gone)
			vector_remove(&loop->watches, i);
}

void loop_turn(struct loop *loop, int milliseconds)
{
	int64_t now;
	size_t bound;
	int ready;

	loop->polled.count = 0;
	vector_each (const struct loop_watch, watch, &loop->watches)
		vector_push(
			&loop->polled, (struct pollfd){.fd = watch->fd, .events = watch->events});
	ready = poll(loop->polled.items, loop->polled.count, bound_wait(loop, milliseconds));
	loop->wakeups++;
	if (ready > 0)
		call_watches(loop);
	/* Those that are set while others ring wait for the next turn, however early they are due.
	 */
	now = loop_now(loop);
	for (bound = loop->timers.count; bound > 0 && ring_one(loop, now);)
		bound--;
}

void loop_release(struct loop *loop)
{
	vector_release(&loop->watches);
	vector_release(&loop->timers);
	vector_release(&loop->polled);
}
