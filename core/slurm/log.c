#include "slurm/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

/* The descriptor of a regular file, or -1 and errno; EINVAL for anything else. It never waits, as
 * it would for the other end of a FIFO. */
static int open_regular(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;
	int error;

	if (fd < 0)
		return -1;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		return fd;
	error = EINVAL;
	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode))
		error = EISDIR;
	close(fd);
	errno = error;
	return -1;
}

static void watch(struct slurm_log *log)
{
	if (log->notify < 0)
		log->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (log->notify >= 0)
		inotify_add_watch(log->notify, log->path,
			IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF);
}

bool slurm_log_open(struct slurm_log *log, const char *path, struct diags *diags)
{
	*log = (struct slurm_log){.path = xstrdup(path), .notify = -1, .pause = SLURM_LOG_PAUSE};
	log->fd = open_regular(path);
	if (log->fd >= 0)
		return true;
	if (errno == ENOENT)
		return diags_fail(diags, "Q05", NULL, "there is no output file '%s'", path);
	if (errno == EINVAL)
		return diags_fail(diags, "F20", NULL, "cannot read '%s': not a regular file", path);
	return diags_fail(diags, "F20", NULL, "cannot read '%s': %s", path, strerror(errno));
}

void slurm_log_close(struct slurm_log *log)
{
	if (log->path == NULL)
		return;
	if (log->fd >= 0)
		close(log->fd);
	if (log->notify >= 0)
		close(log->notify);
	free(log->path);
	*log = (struct slurm_log){.fd = -1, .notify = -1};
}

int64_t slurm_log_size(const struct slurm_log *log)
{
	struct stat status;

	return fstat(log->fd, &status) == 0 ? (int64_t)status.st_size : 0;
}

/* pread() that goes on after signals, up to the end of the file; -1 and errno. */
static ssize_t read_at(int fd, void *bytes, size_t length, int64_t offset)
{
	size_t done = 0;

	while (done < length) {
		ssize_t got =
			pread(fd, (char *)bytes + done, length - done, offset + (int64_t)done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

static void move_to(struct slurm_log *log, int64_t offset)
{
	int64_t from = offset > (int64_t)sizeof log->mark ? offset - (int64_t)sizeof log->mark : 0;
	ssize_t got = read_at(log->fd, log->mark, (size_t)(offset - from), from);

	log->offset = offset;
	log->marked = got == (ssize_t)(offset - from) ? (size_t)got : 0;
}

/* Where the last `lines` lines begin, looking at no more than SLURM_LOG_TAIL_MAX bytes; -1. */
static int64_t find_tail(const struct slurm_log *log, int64_t size, size_t lines)
{
	char block[BLOCK];
	int64_t at = size, least = size > SLURM_LOG_TAIL_MAX ? size - SLURM_LOG_TAIL_MAX : 0;
	size_t ends = 0;

	while (at > least) {
		int64_t start = at - least > BLOCK ? at - BLOCK : least;
		ssize_t got = read_at(log->fd, block, (size_t)(at - start), start);
		if (got < 0)
			return -1;
		for (ssize_t i = got; i > 0; i--) {
			/* The end of the last line begins no other. */
			if (block[i - 1] != '\n' || start + i == size)
				continue;
			if (++ends == lines)
				return start + i;
		}
		at = start;
	}
	return least;
}

bool slurm_log_tail(struct slurm_log *log, size_t lines, struct text *out, struct diags *diags)
{
	int64_t size = slurm_log_size(log);
	int64_t start = lines > 0 ? find_tail(log, size, lines) : size;
	ssize_t got = 0;

	if (start >= 0) {
		text_reserve(out, (size_t)(size - start));
		got = read_at(log->fd, out->data + out->length, (size_t)(size - start), start);
	}
	if (start < 0 || got < 0)
		return diags_fail(
			diags, "F20", NULL, "cannot read '%s': %s", log->path, strerror(errno));
	out->length += (size_t)got;
	out->data[out->length] = '\0';
	move_to(log, start + got);
	return true;
}

void slurm_log_seek(struct slurm_log *log, int64_t offset)
{
	char block[BLOCK];
	const char *end;
	ssize_t got;

	if (offset > 0 && (got = read_at(log->fd, block, sizeof block, offset)) > 0 &&
		(end = memchr(block, '\n', (size_t)got)) != NULL)
		offset += end + 1 - block;
	move_to(log, offset > 0 ? offset : 0);
}

/* Whether the bytes before `offset` are still those that were read. */
static bool is_rewritten(const struct slurm_log *log, int64_t size)
{
	unsigned char now[sizeof log->mark];

	if (size < log->offset)
		return true;
	if (log->marked == 0 || size == log->offset)
		return false;
	return read_at(log->fd, now, log->marked, log->offset - (int64_t)log->marked) !=
		       (ssize_t)log->marked ||
	       memcmp(now, log->mark, log->marked) != 0;
}

/* What stands behind the offset in the open file. */
static enum slurm_log_event read_more(struct slurm_log *log, struct text *out)
{
	enum slurm_log_event event = SLURM_LOG_GREW;
	int64_t size = slurm_log_size(log), length;
	ssize_t got;

	if (is_rewritten(log, size)) {
		log->offset = 0;
		event = SLURM_LOG_TRUNCATED;
	}
	length = size - log->offset < SLURM_LOG_PIECE ? size - log->offset : SLURM_LOG_PIECE;
	if (length <= 0 && event == SLURM_LOG_GREW)
		return SLURM_LOG_SAME;
	text_reserve(out, (size_t)length);
	got = read_at(log->fd, out->data + out->length, (size_t)length, log->offset);
	if (got < 0)
		return SLURM_LOG_FAILED;
	out->length += (size_t)got;
	out->data[out->length] = '\0';
	move_to(log, log->offset + got);
	return event;
}

/* Whether the name belongs to another file than the open one, or (-1) to none. */
static int compare_name(const struct slurm_log *log)
{
	struct stat ours, named;

	if (stat(log->path, &named) != 0)
		return -1;
	return fstat(log->fd, &ours) == 0 &&
	       (ours.st_ino != named.st_ino || ours.st_dev != named.st_dev);
}

static enum slurm_log_event read_other(struct slurm_log *log, int named)
{
	int fd;

	if (named < 0) {
		bool told = log->gone;
		log->gone = true;
		return told ? SLURM_LOG_SAME : SLURM_LOG_GONE;
	}
	fd = open_regular(log->path);
	if (fd < 0)
		return SLURM_LOG_SAME;
	close(log->fd);
	log->fd = fd;
	log->gone = false;
	move_to(log, 0);
	if (log->notify >= 0)
		watch(log);
	return SLURM_LOG_ROTATED;
}

enum slurm_log_event slurm_log_read(struct slurm_log *log, struct text *out)
{
	enum slurm_log_event event = read_more(log, out);
	int named;

	/* The rest of the old file comes before the new one. */
	if (event == SLURM_LOG_SAME && (named = compare_name(log)) != 0)
		event = read_other(log, named);
	else if (event == SLURM_LOG_SAME)
		log->gone = false;
	if (event == SLURM_LOG_SAME)
		log->pause = log->pause * 3 / 2 < SLURM_LOG_PAUSE_MAX ? log->pause * 3 / 2
								      : SLURM_LOG_PAUSE_MAX;
	else
		log->pause = SLURM_LOG_PAUSE;
	return event;
}

void slurm_log_wait(struct slurm_log *log, int longest)
{
	char events[4096];
	struct pollfd polled = {.events = POLLIN};

	if (log->notify < 0)
		watch(log);
	polled.fd = log->notify;
	/* Without inotify (a negative descriptor) this only sleeps. */
	if (poll(&polled, 1, log->pause < longest ? log->pause : longest) <= 0)
		return;
	while (read(log->notify, events, sizeof events) > 0)
		;
}
