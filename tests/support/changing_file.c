/*
 * A file that changes while it is read: with LD_PRELOAD, before the read number $CHANGING_AT of the
 * regular file $CHANGING_FILE (the first is 1) it is cut to $CHANGING_SIZE bytes; or, without that,
 * replaced by $CHANGING_WITH, as a download does that ends by a rename.
 *
 *     cc -shared -fPIC -D_GNU_SOURCE changing_file.c -o changing_file.so -ldl
 */

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void change(const char *file)
{
	const char *size = getenv("CHANGING_SIZE"), *with = getenv("CHANGING_WITH");

	if (size != NULL ? truncate(file, strtoll(size, NULL, 10)) != 0
			 : with == NULL || rename(with, file) != 0)
		perror("changing_file");
}

static void count(int fd)
{
	static int reads;
	const char *file = getenv("CHANGING_FILE"), *at = getenv("CHANGING_AT");
	struct stat read_from, wanted;
	int before = errno;

	if (file != NULL && at != NULL && fstat(fd, &read_from) == 0 && stat(file, &wanted) == 0 &&
		read_from.st_ino == wanted.st_ino && ++reads == atoi(at))
		change(file);
	errno = before;
}

/* The function of that name that would have been called. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t read(int fd, void *bytes, size_t length)
{
	count(fd);
	return NEXT(read)(fd, bytes, length);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t offset)
{
	count(fd);
	return NEXT(pread)(fd, bytes, length, offset);
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset)
{
	count(fd);
	return NEXT(pread64)(fd, bytes, length, offset);
}
