#include "tui/app_parts.h"
#include "tui/widgets/status.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

/*
 * Work and programs in the background, for views.
 */

static void turn_spinner(void *context)
{
	struct app *app = context;

	if (works_titled(app->works) == NULL)
		return;
	app_dirty(app);
	app_timer(app, SPINNER_STEP, turn_spinner, app);
}

static void start(struct app *app, const void *slot, const struct works_item *item)
{
	works_start(app->works, slot, item);
	if (item->title != NULL) {
		app_timer(app, SPINNER_STEP, turn_spinner, app);
		app_dirty(app);
	}
}

void app_work(struct app *app, const void *slot, const struct app_work *work)
{
	start(app, slot,
		&(struct works_item){.title = work->title,
			.work = work->work,
			.done = work->done,
			.context = work->context,
			.started = app_now(app)});
}

void app_work_cancel(struct app *app, const void *slot)
{
	works_cancel(app->works, slot);
	app_dirty(app);
}

bool app_work_busy(const struct app *app, const void *slot)
{
	return works_busy(app->works, slot);
}

/* A program, with a thread of its own that waits for it. What it says while it runs goes through
 * `pieces`, which the mutex guards. */
struct child {
	struct app *app;
	struct app_child child;
	struct strings argv;
	char *input;
	struct process_result result;
	struct diags diags;
	bool ran;
	int wake; /* an eventfd; -1 without `piece` */
	pthread_mutex_t mutex;
	struct text pieces, errors;
	const atomic_bool *cancel; /* of the work; NULL before it began */
};

enum { PIECES_MAX = 1 << 20, ERRORS_MAX = 64 << 10, PIECES_WAIT = 10000 /* microseconds */ };

/* By the child's thread. Who writes faster than we can take it has to wait. */
static void on_output(void *context, int fd, const char *bytes, size_t length)
{
	struct child *child = context;
	uint64_t one = 1;
	ssize_t written;

	pthread_mutex_lock(&child->mutex);
	if (fd == STDOUT_FILENO)
		text_append_bytes(&child->pieces, bytes, length);
	else if (child->errors.length < ERRORS_MAX)
		text_append_bytes(&child->errors, bytes, length);
	while (child->pieces.length > PIECES_MAX && !atomic_load(child->cancel)) {
		pthread_mutex_unlock(&child->mutex);
		usleep(PIECES_WAIT);
		pthread_mutex_lock(&child->mutex);
	}
	pthread_mutex_unlock(&child->mutex);
	written = write(child->wake, &one, sizeof one);
	(void)written; /* the counter is full: there is a wake-up already */
}

static void run_child(void *context, const atomic_bool *cancel)
{
	struct child *child = context;
	bool streams = child->child.piece != NULL;
	struct process process = {.argv = strings_argv(&child->argv),
		.input = child->input,
		.deadline_ms = child->child.deadline_ms,
		.output_limit = APP_CHILD_OUTPUT,
		.on_output = streams ? on_output : NULL,
		.context = child,
		.cancel = cancel};

	pthread_mutex_lock(&child->mutex);
	child->cancel = cancel;
	pthread_mutex_unlock(&child->mutex);
	child->ran = process_run(&process, &child->result, &child->diags);
}

/* By the app's thread: hands over what came. */
static void take_pieces(void *context, int fd)
{
	struct child *child = context;
	struct text pieces;
	bool stale;
	uint64_t count;
	ssize_t length = read(fd, &count, sizeof count);

	(void)length;
	pthread_mutex_lock(&child->mutex);
	pieces = child->pieces;
	child->pieces = (struct text)TEXT_INIT;
	stale = child->cancel != NULL && atomic_load(child->cancel);
	pthread_mutex_unlock(&child->mutex);
	if (pieces.length > 0 && !stale)
		child->child.piece(child->child.context, pieces.data, pieces.length);
	text_release(&pieces);
	app_dirty(child->app);
}

static int status_of(const struct child *child)
{
	const struct process_result *result = &child->result;

	if (!child->ran)
		return -1;
	return result->signal != 0 ? result->signal : (result->exit_code & 0xff) << 8;
}

static void free_child(struct child *child)
{
	process_result_release(&child->result);
	diags_release(&child->diags);
	strings_release(&child->argv);
	text_release(&child->pieces);
	text_release(&child->errors);
	pthread_mutex_destroy(&child->mutex);
	free(child->input);
	free(child);
}

static void child_done(void *context, bool stale)
{
	struct child *child = context;
	const struct text *said = child->wake >= 0 ? &child->errors : &child->result.err;
	struct text why = TEXT_INIT;

	if (child->wake >= 0) {
		if (!stale)
			take_pieces(child, child->wake);
		loop_watch(&child->app->loop, child->wake, 0, NULL, NULL);
		close(child->wake);
	}
	if (!child->ran)
		vector_each (const struct diag, diag, &child->diags)
			text_append(&why, diag->message);
	else if (child->result.timed_out)
		text_append(&why, "it took too long and was stopped");
	else
		text_append_bytes(&why, text_string(said), said->length);
	if (child->child.done != NULL)
		child->child.done(
			child->child.context, stale, status_of(child), &child->result.out, &why);
	text_release(&why);
	free_child(child);
}

void app_child(struct app *app, const void *slot, const struct app_child *wish)
{
	struct child *child = xcalloc(1, sizeof *child);

	child->app = app;
	child->child = *wish;
	child->wake = -1;
	pthread_mutex_init(&child->mutex, NULL);
	for (char *const *word = wish->argv; *word != NULL; word++)
		strings_add(&child->argv, *word);
	child->input = wish->input != NULL ? xstrdup(wish->input) : NULL;
	if (wish->piece != NULL) {
		child->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (child->wake < 0)
			fatal("there is no eventfd: %s", strerror(errno));
		loop_watch(&app->loop, child->wake, POLLIN, take_pieces, child);
	}
	start(app, slot,
		&(struct works_item){.title = wish->title,
			.work = run_child,
			.done = child_done,
			.context = child,
			.own_thread = true,
			.follows = wish->piece != NULL,
			.started = app_now(app)});
}

/* The site of this workbench stands before the words of a program, if there are any. */
void app_own_argv(struct app *app, char *const *words, struct strings *argv)
{
	bool given = app->start.site == NULL;

	strings_add(argv, app->start.self);
	for (; *words != NULL || !given; words += *words != NULL) {
		if (!given && (*words == NULL || string_equal(*words, "--"))) {
			strings_add(argv, "--site");
			strings_add(argv, app->start.site);
			given = true;
		}
		if (*words != NULL)
			strings_add(argv, *words);
	}
}
