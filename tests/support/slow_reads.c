/*
 * A file system far away, for tests and benchmarks: with LD_PRELOAD, every read of a regular file
 * takes $SLOW_READS_US microseconds longer, as it does when each costs a round trip.
 *
 *     cc -shared -fPIC -D_GNU_SOURCE slow_reads.c -o slow_reads.so -ldl
 */

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void wait_for(int fd)
{
	const char *wanted = getenv("SLOW_READS_US");
	long us = wanted != NULL ? strtol(wanted, NULL, 10) : 0;
	struct timespec time = {us / 1000000, us % 1000000 * 1000};
	struct stat status;
	int before = errno;

	if (us > 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		while (nanosleep(&time, &time) != 0 && errno == EINTR)
			;
	errno = before;
}

/* The function of that name that would have been called. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t read(int fd, void *bytes, size_t length)
{
	wait_for(fd);
	return NEXT(read)(fd, bytes, length);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t offset)
{
	wait_for(fd);
	return NEXT(pread)(fd, bytes, length, offset);
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset)
{
	wait_for(fd);
	return NEXT(pread64)(fd, bytes, length, offset);
}

ssize_t preadv(int fd, const struct iovec *pieces, int count, off_t offset)
{
	wait_for(fd);
	return NEXT(preadv)(fd, pieces, count, offset);
}
