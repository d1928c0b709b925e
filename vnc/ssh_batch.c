#include "vnc/ssh_batch.h"
#include "vnc/ssh_library.h"

#ifdef HAVE_SSH

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

/* What libssh is working on in this thread; NULL outside ssh_batch_read(). */
static _Thread_local struct ssh_batch *current;

/* Both calls have come here: what libssh was bound to can be answered. */
static bool proved(const struct ssh_batch *batch)
{
	return batch->polls && batch->receives;
}

static size_t left_in(const struct ssh_batch *batch)
{
	return batch->length - batch->done;
}

/* ---- in place of the C library's ---- */

ssize_t recv(int fd, void *bytes, size_t length, int flags)
{
	struct ssh_batch *batch = current;
	size_t n;

	if (batch != NULL && fd == batch->fd)
		batch->receives = true;
	if (batch == NULL || fd != batch->fd || left_in(batch) == 0 || flags != 0)
		return recvfrom(fd, bytes, length, flags, NULL, NULL);
	n = length < left_in(batch) ? length : left_in(batch);
	memcpy(bytes, batch->bytes + batch->done, n);
	batch->done += n;
	return (ssize_t)n;
}

/* Whether it can be written to only the system knows. libssh asks always, even when it has nothing
 * to write; what it has, as a larger window, must not wait for the end of the batch. */
static short writable(const struct ssh_batch *batch, short events)
{
	struct pollfd item = {.fd = batch->fd, .events = POLLOUT};
	const struct timespec now = {0};

	if (!(events & POLLOUT) || !(library.ssh_get_status(batch->session) & SSH_WRITE_PENDING))
		return 0;
	return ppoll(&item, 1, &now, NULL) == 1 ? (short)(item.revents & POLLOUT) : 0;
}

/* By itself, as GCC takes what is handed to poll() for something that is only written. */
static __attribute__((noinline)) bool answer_poll(struct pollfd *items, nfds_t count)
{
	struct ssh_batch *batch = current;

	if (batch == NULL || count != 1 || items->fd != batch->fd)
		return false;
	batch->polls = true;
	if (left_in(batch) == 0 || !(items->events & POLLIN))
		return false;
	items->revents = (short)(POLLIN | writable(batch, items->events));
	return true;
}

int poll(struct pollfd *items, nfds_t count, int milliseconds)
{
	const struct timespec limit = {
		.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};

	if (answer_poll(items, count))
		return 1;
	return ppoll(items, count, milliseconds < 0 ? NULL : &limit, NULL);
}

/* ---- */

void ssh_batch_init(struct ssh_batch *batch)
{
	*batch = (struct ssh_batch){.fd = -1, .bytes = xmalloc(SSH_BATCH)};
}

void ssh_batch_release(struct ssh_batch *batch)
{
	free(batch->bytes);
	*batch = (struct ssh_batch){.fd = -1};
}

/* All of it, so that nothing is left that only a batch knows of. */
static bool hand_over(struct ssh_batch *batch, ssh_event event)
{
	bool fine = true;

	current = batch;
	while (fine && left_in(batch) > 0) {
		size_t before = batch->done;
		fine = library.ssh_event_dopoll(event, 0) == SSH_OK && batch->done > before;
	}
	current = NULL;
	batch->length = batch->done = 0;
	return fine;
}

/* One piece, as libssh reads it by itself. */
static bool read_plainly(struct ssh_batch *batch, ssh_event event)
{
	int status;

	current = batch;
	status = library.ssh_event_dopoll(event, 0);
	current = NULL;
	return status != SSH_ERROR;
}

bool ssh_batch_read(struct ssh_batch *batch, ssh_event event, ssh_session session)
{
	ssize_t n;

	batch->session = session;
	batch->fd = library.ssh_get_fd(session);
	if (!proved(batch))
		return read_plainly(batch, event);
	n = recvfrom(batch->fd, batch->bytes, SSH_BATCH, MSG_DONTWAIT, NULL, NULL);
	/* Nothing, the end, an error, or what is no socket: libssh finds out by itself. */
	if (n <= 0)
		return read_plainly(batch, event);
	batch->length = (size_t)n;
	return hand_over(batch, event);
}

#endif
