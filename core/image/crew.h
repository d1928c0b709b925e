#ifndef BERTH_IMAGE_CREW_H
#define BERTH_IMAGE_CREW_H

/*
 * Worker threads that take the items 0 .. count-1 one after the other. Signals are blocked in them, so
 * that they reach the main thread. Where no thread can be made (a limit on processes), whoever
 * waits does the work.
 */

#include "base/base.h"

#include <pthread.h>
#include <stdatomic.h>

enum { CREW_LIMIT = 8 };

struct crew {
	/* Set by the owner before crew_start(). */
	size_t count;
	void (*work)(void *context, size_t item);      /* called by several threads at once */
	void (*on_done)(void *context);                /* after each item, by its thread; or NULL */
	void *context;
	const atomic_bool *cancel;                     /* no further item is begun; or NULL */
	/* Its own. */
	pthread_t threads[CREW_LIMIT];
	size_t thread_count;
	atomic_size_t next, done;
};

void crew_start(struct crew *crew, size_t threads);
/* Does one item here; false when there is none left to begin. */
bool crew_step(struct crew *crew);
/* Waits until all items are done, or those that were begun when cancelled. The crew must not move
 * between the two. */
void crew_finish(struct crew *crew);

#endif
