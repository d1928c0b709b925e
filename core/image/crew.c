#include "image/crew.h"

#include <signal.h>

/* The readers keep their big buffers on the heap. */
enum { STACK_SIZE = 512 * 1024 };

static bool is_cancelled(const struct crew *crew)
{
	return crew->cancel != NULL && atomic_load(crew->cancel);
}

bool crew_step(struct crew *crew)
{
	size_t item;

	if (is_cancelled(crew) || (item = atomic_fetch_add(&crew->next, 1)) >= crew->count)
		return false;
	crew->work(crew->context, item);
	atomic_fetch_add(&crew->done, 1);
	if (crew->on_done != NULL)
		crew->on_done(crew->context);
	return true;
}

static void *run(void *argument)
{
	while (crew_step(argument))
		;
	return NULL;
}

void crew_start(struct crew *crew, size_t threads)
{
	pthread_attr_t attributes;
	sigset_t all, before;

	if (threads > crew->count)
		threads = crew->count;
	if (threads > CREW_LIMIT)
		threads = CREW_LIMIT;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	for (size_t i = 0; i < threads; i++)
		if (pthread_create(&crew->threads[crew->thread_count], &attributes, run, crew) == 0)
			crew->thread_count++;
	pthread_attr_destroy(&attributes);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void crew_finish(struct crew *crew)
{
	if (crew->thread_count == 0)
		run(crew);
	for (size_t i = 0; i < crew->thread_count; i++)
		pthread_join(crew->threads[i], NULL);
	crew->thread_count = 0;
}
