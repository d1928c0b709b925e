#include "tui/work.h"
#include "base/vector.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { POOL_THREADS = 3, STACK_BYTES = 1 << 20 };

struct task {
	struct works_item item;
	const void *slot;
	atomic_bool cancel;
	bool stale; /* of the app's thread alone */
	struct works *works;
	struct task *next; /* in the queue, then among those that are done */
};

struct works {
	pthread_mutex_t mutex;
	pthread_cond_t wanted; /* the queue has something, or `ending` */
	pthread_cond_t ended;  /* a thread has ended */
	struct task *queue, **queue_end;
	struct task *done, **done_end;
	size_t threads, pool; /* all; those of the pool */
	size_t idle, queued;  /* threads that wait; tasks in the queue */
	bool ending;
	bool over; /* of the app's thread */
	int wake;
	struct VECTOR_OF(struct task *) tasks; /* of the app's thread: all that are not done */
};

static void wake(struct works *works)
{
	uint64_t one = 1;
	/* It fails only when the counter is full, and then somebody will wake up anyway. */
	ssize_t written = write(works->wake, &one, sizeof one);
	(void)written;
}

static void run_task(struct works *works, struct task *task)
{
	/* Cancelled before it began: there is nothing to do but to hand it back. */
	if (!atomic_load(&task->cancel))
		task->item.work(task->item.context, &task->cancel);
	pthread_mutex_lock(&works->mutex);
	task->next = NULL;
	*works->done_end = task;
	works->done_end = &task->next;
	wake(works);
	pthread_mutex_unlock(&works->mutex);
}

/* The last that a thread does with `works`. */
static void leave(struct works *works)
{
	works->threads--;
	pthread_cond_signal(&works->ended);
	pthread_mutex_unlock(&works->mutex);
}

static void *run_alone(void *context)
{
	struct task *task = context;
	struct works *works = task->works;

	run_task(works, task);
	pthread_mutex_lock(&works->mutex);
	leave(works);
	return NULL;
}

static void *run_pool(void *context)
{
	struct works *works = context;

	pthread_mutex_lock(&works->mutex);
	for (;;) {
		struct task *task;
		works->idle++;
		while (works->queue == NULL && !works->ending)
			pthread_cond_wait(&works->wanted, &works->mutex);
		works->idle--;
		task = works->queue;
		if (task == NULL)
			break;
		works->queue = task->next;
		works->queued--;
		if (works->queue == NULL)
			works->queue_end = &works->queue;
		pthread_mutex_unlock(&works->mutex);
		run_task(works, task);
		pthread_mutex_lock(&works->mutex);
	}
	works->pool--;
	leave(works);
	return NULL;
}

/* With the mutex held. Signals are for the thread that draws. */
static bool start_thread(struct works *works, void *(*run)(void *), void *context)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, before;
	int failed;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&thread, &attributes, run, context);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	if (failed == 0)
		works->threads++;
	return failed == 0;
}

struct works *works_new(void)
{
	struct works *works = xcalloc(1, sizeof *works);
	pthread_condattr_t attributes;

	pthread_mutex_init(&works->mutex, NULL);
	pthread_cond_init(&works->wanted, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&works->ended, &attributes);
	pthread_condattr_destroy(&attributes);
	works->queue_end = &works->queue;
	works->done_end = &works->done;
	works->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (works->wake < 0)
		fatal("there is no eventfd: %s", strerror(errno));
	return works;
}

int works_fd(const struct works *works)
{
	return works->wake;
}

static void make_stale(struct task *task)
{
	task->stale = true;
	atomic_store(&task->cancel, true);
}

void works_start(struct works *works, const void *slot, const struct works_item *item)
{
	struct task *task;
	bool fine = true;

	if (works->over) {
		if (item->done != NULL)
			item->done(item->context, true);
		return;
	}
	works_cancel(works, slot);
	task = xcalloc(1, sizeof *task);
	task->item = *item;
	task->slot = slot;
	task->works = works;
	vector_push(&works->tasks, task);
	pthread_mutex_lock(&works->mutex);
	if (item->own_thread && start_thread(works, run_alone, task)) {
		pthread_mutex_unlock(&works->mutex);
		return;
	}
	*works->queue_end = task;
	works->queue_end = &task->next;
	works->queued++;
	if (works->queued > works->idle && works->pool < POOL_THREADS) {
		fine = start_thread(works, run_pool, works);
		works->pool += fine;
	}
	pthread_cond_signal(&works->wanted);
	fine = works->pool > 0;
	pthread_mutex_unlock(&works->mutex);
	if (!fine)
		fatal("no thread can be started");
}

void works_cancel(struct works *works, const void *slot)
{
	for (size_t i = 0; slot != NULL && i < works->tasks.count; i++)
		if (works->tasks.items[i]->slot == slot && !works->tasks.items[i]->stale)
			make_stale(works->tasks.items[i]);
}

size_t works_cancel_titled(struct works *works, bool precious)
{
	size_t count = 0;

	for (size_t i = 0; i < works->tasks.count; i++) {
		struct task *task = works->tasks.items[i];
		if (task->item.title == NULL || task->stale || (task->item.precious && !precious))
			continue;
		make_stale(task);
		count++;
	}
	return count;
}

bool works_busy(const struct works *works, const void *slot)
{
	for (size_t i = 0; i < works->tasks.count; i++)
		if (works->tasks.items[i]->slot == slot && !works->tasks.items[i]->stale)
			return true;
	return false;
}

bool works_any(const struct works *works)
{
	for (size_t i = 0; i < works->tasks.count; i++)
		if (!works->tasks.items[i]->stale && !works->tasks.items[i]->item.follows)
			return true;
	return false;
}

const struct works_item *works_titled(const struct works *works)
{
	for (size_t i = works->tasks.count; i-- > 0;)
		if (works->tasks.items[i]->item.title != NULL && !works->tasks.items[i]->stale)
			return &works->tasks.items[i]->item;
	return NULL;
}

static void finish(struct works *works, struct task *task)
{
	for (size_t i = 0; i < works->tasks.count; i++)
		if (works->tasks.items[i] == task) {
			vector_remove(&works->tasks, i);
			break;
		}
	if (task->item.done != NULL)
		task->item.done(task->item.context, task->stale);
	free(task);
}

void works_collect(struct works *works)
{
	struct task *done;
	uint64_t count;
	ssize_t length = read(works->wake, &count, sizeof count);

	(void)length;
	pthread_mutex_lock(&works->mutex);
	done = works->done;
	works->done = NULL;
	works->done_end = &works->done;
	pthread_mutex_unlock(&works->mutex);
	while (done != NULL) {
		struct task *next = done->next;
		finish(works, done);
		done = next;
	}
}

/* With the mutex held; false when threads are left at the end of the time. */
static bool wait_for_threads(struct works *works, int milliseconds)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += milliseconds / 1000;
	until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	while (works->threads > 0)
		if (pthread_cond_timedwait(&works->ended, &works->mutex, &until) == ETIMEDOUT)
			return works->threads == 0;
	return true;
}

bool works_end(struct works *works, int milliseconds)
{
	bool all;

	for (size_t i = 0; i < works->tasks.count; i++)
		make_stale(works->tasks.items[i]);
	pthread_mutex_lock(&works->mutex);
	works->ending = true;
	pthread_cond_broadcast(&works->wanted);
	all = wait_for_threads(works, milliseconds);
	pthread_mutex_unlock(&works->mutex);
	works_collect(works);
	works->over = true;
	return all;
}

void works_free(struct works *works)
{
	vector_release(&works->tasks);
	close(works->wake);
	pthread_cond_destroy(&works->wanted);
	pthread_cond_destroy(&works->ended);
	pthread_mutex_destroy(&works->mutex);
	free(works);
}
