/*
 * A file system far away, for tests and benchmarks: with LD_PRELOAD, every call about something below
 * $SLOW_FOLDER takes $SLOW_FOLDER_MS milliseconds longer; also those through descriptors that were
 * opened there.
 *
 *     cc -shared -fPIC -D_GNU_SOURCE slow_folder.c -o slow_folder.so -ldl
 */

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The function of that name that would have been called. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static bool is_below(const char *path)
{
	const char *folder = getenv("SLOW_FOLDER");

	return folder != NULL && path != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static bool is_fd_below(int fd)
{
	char link[64], path[4096];
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	length = readlink(link, path, sizeof path - 1);
	path[length > 0 ? length : 0] = '\0';
	return is_below(path);
}

static void wait_if(bool slow)
{
	const char *wanted = getenv("SLOW_FOLDER_MS");
	long ms = wanted != NULL ? strtol(wanted, NULL, 10) : 0;
	struct timespec time = {ms / 1000, ms % 1000 * 1000000};
	int before = errno;

	while (slow && ms > 0 && nanosleep(&time, &time) != 0 && errno == EINTR)
		;
	errno = before;
}

static bool is_at(int folder, const char *path)
{
	return path[0] == '/' ? is_below(path) : folder >= 0 && is_fd_below(folder);
}

int open(const char *path, int flags, ...)
{
	va_list rest;
	int mode;

	va_start(rest, flags);
	mode = va_arg(rest, int);
	va_end(rest);
	wait_if(is_below(path));
	return NEXT(open)(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
	va_list rest;
	int mode;

	va_start(rest, flags);
	mode = va_arg(rest, int);
	va_end(rest);
	wait_if(is_at(folder, path));
	return NEXT(openat)(folder, path, flags, mode);
}

/* What the headers make of the calls above without a mode. */
int __open_2(const char *path, int flags)
{
	return open(path, flags, 0);
}

int __openat_2(int folder, const char *path, int flags)
{
	return openat(folder, path, flags, 0);
}

int stat(const char *path, struct stat *status)
{
	wait_if(is_below(path));
	return NEXT(stat)(path, status);
}

int lstat(const char *path, struct stat *status)
{
	wait_if(is_below(path));
	return NEXT(lstat)(path, status);
}

int fstatat(int folder, const char *path, struct stat *status, int flags)
{
	wait_if(is_at(folder, path));
	return NEXT(fstatat)(folder, path, status, flags);
}

int access(const char *path, int mode)
{
	wait_if(is_below(path));
	return NEXT(access)(path, mode);
}

char *realpath(const char *path, char *resolved)
{
	wait_if(is_below(path));
	return NEXT(realpath)(path, resolved);
}

DIR *opendir(const char *path)
{
	wait_if(is_below(path));
	return NEXT(opendir)(path);
}

DIR *fdopendir(int fd)
{
	wait_if(is_fd_below(fd));
	return NEXT(fdopendir)(fd);
}

ssize_t read(int fd, void *bytes, size_t length)
{
	wait_if(is_fd_below(fd));
	return NEXT(read)(fd, bytes, length);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t offset)
{
	wait_if(is_fd_below(fd));
	return NEXT(pread)(fd, bytes, length, offset);
}
