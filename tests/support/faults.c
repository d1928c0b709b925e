/*
 * Makes one call of the C library fail, to see whether the program survives it. Preloaded into the
 * program and all that it starts, it acts only in FAULT_PROGRAM (an absolute path) and in its children
 * before they become another program.
 *
 *   FAULT_STATE   a file of KINDS numbers of 8 bytes, in which the calls of each kind are counted;
 *                 the last number is set when a call was made to fail
 *   FAULT_KIND    which kind (kind_names below); without it nothing fails
 *   FAULT_AT      which call of that kind, from 1
 *   FAULT_ERRNO   the errno that it gives
 *   FAULT_STAYS   every later call of the kind fails as well: a full disk stays full
 *   FAULT_SHORT   a write takes half of the bytes, a read gives one byte, instead of failing
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind {
	KIND_MEMORY,
	KIND_OPEN,
	KIND_READ,
	KIND_WRITE,
	KIND_RENAME,
	KIND_SYNC,
	KIND_START,
	KIND_FOLDER,
	KIND_CLOSE,
	KIND_MAP,
	KIND_COUNT,
};

static const char *const kind_names[KIND_COUNT] = {"memory", "open", "read", "write", "rename",
	"sync", "start", "folder", "close", "map"};

static uint64_t *counts; /* KIND_COUNT of them, then whether it has struck; NULL: not for this one */
static int chosen = -1, fault_errno, stays, halves;
static uint64_t fault_at;

static int open_plain(const char *path, int flags)
{
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
}

__attribute__((constructor)) static void start(void)
{
	const char *program = getenv("FAULT_PROGRAM"), *state = getenv("FAULT_STATE");
	const char *kind = getenv("FAULT_KIND"), *at = getenv("FAULT_AT"), *e = getenv("FAULT_ERRNO");
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	void *map;
	int fd;

	if (program == NULL || state == NULL || length <= 0)
		return;
	self[length] = '\0';
	if (strcmp(self, program) != 0)
		return;
	fd = open_plain(state, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	map = (void *)syscall(SYS_mmap, NULL, (KIND_COUNT + 1) * sizeof *counts,
		PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	syscall(SYS_close, fd);
	if (map == MAP_FAILED)
		return;
	for (int i = 0; kind != NULL && i < KIND_COUNT; i++)
		if (strcmp(kind, kind_names[i]) == 0)
			chosen = i;
	fault_at = at != NULL ? strtoull(at, NULL, 10) : 0;
	fault_errno = e != NULL ? atoi(e) : EIO;
	stays = getenv("FAULT_STAYS") != NULL;
	halves = getenv("FAULT_SHORT") != NULL;
	counts = map;
}

/* Counts a call; whether it is the one that fails. */
static int strikes(enum kind kind)
{
	uint64_t number;

	if (counts == NULL)
		return 0;
	number = __atomic_add_fetch(&counts[kind], 1, __ATOMIC_SEQ_CST);
	if ((int)kind != chosen || (stays ? number < fault_at : number != fault_at))
		return 0;
	counts[KIND_COUNT] = 1;
	errno = fault_errno;
	return 1;
}

#define REAL(name)                                                                                 \
	static __typeof__(&name) real;                                                             \
	if (real == NULL)                                                                          \
	*(void **)&real = dlsym(RTLD_NEXT, #name)

/* ---- memory */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
	return strikes(KIND_MEMORY) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return strikes(KIND_MEMORY) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return strikes(KIND_MEMORY) ? NULL : __libc_realloc(old, size);
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
	if (strikes(KIND_MAP))
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, at, length, protection, flags, fd, offset);
}

/* ---- files */

static int mode_of(int flags, va_list args)
{
	return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(args, int) : 0;
}

#define OPEN(name)                                                                                 \
	int name(const char *path, int flags, ...)                                                 \
	{                                                                                          \
		va_list args;                                                                      \
		int mode;                                                                          \
		va_start(args, flags);                                                             \
		mode = mode_of(flags, args);                                                       \
		va_end(args);                                                                      \
		if (strikes(KIND_OPEN))                                                            \
			return -1;                                                                 \
		return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, mode);        \
	}
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                               \
	int name(int folder, const char *path, int flags, ...)                                     \
	{                                                                                          \
		va_list args;                                                                      \
		int mode;                                                                          \
		va_start(args, flags);                                                             \
		mode = mode_of(flags, args);                                                       \
		va_end(args);                                                                      \
		if (strikes(KIND_OPEN))                                                            \
			return -1;                                                                 \
		return (int)syscall(SYS_openat, folder, path, flags | O_LARGEFILE, mode);          \
	}
OPENAT(openat)
OPENAT(openat64)

ssize_t read(int fd, void *bytes, size_t length)
{
	if (strikes(KIND_READ)) {
		if (!halves)
			return -1;
		length = length > 1 ? 1 : length;
	}
	return syscall(SYS_read, fd, bytes, length);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t offset)
{
	if (strikes(KIND_READ)) {
		if (!halves)
			return -1;
		length = length > 1 ? 1 : length;
	}
	return syscall(SYS_pread64, fd, bytes, length, offset);
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset)
{
	return pread(fd, bytes, length, offset);
}

ssize_t __read_chk(int fd, void *bytes, size_t length, size_t size);
ssize_t __read_chk(int fd, void *bytes, size_t length, size_t size)
{
	if (length > size)
		abort();
	return read(fd, bytes, length);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
	if (strikes(KIND_WRITE)) {
		if (!halves)
			return -1;
		length = length > 1 ? length / 2 : length;
	}
	return syscall(SYS_write, fd, bytes, length);
}

int rename(const char *from, const char *to)
{
	return strikes(KIND_RENAME) ? -1 : (int)syscall(SYS_rename, from, to);
}

int renameat(int a, const char *from, int b, const char *to)
{
	return strikes(KIND_RENAME) ? -1 : (int)syscall(SYS_renameat, a, from, b, to);
}

int linkat(int a, const char *from, int b, const char *to, int flags)
{
	return strikes(KIND_RENAME) ? -1 : (int)syscall(SYS_linkat, a, from, b, to, flags);
}

/* renameat2() has no function of its own in every libc. */
long syscall(long number, ...)
{
	static long (*real)(long, ...);
	long a[6];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "syscall");
	if (number == SYS_renameat2 && strikes(KIND_RENAME))
		return -1;
	return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int fsync(int fd)
{
	return strikes(KIND_SYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return strikes(KIND_SYNC) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int mkdir(const char *path, mode_t mode)
{
	return strikes(KIND_FOLDER) ? -1 : (int)syscall(SYS_mkdir, path, mode);
}

int mkdirat(int folder, const char *path, mode_t mode)
{
	return strikes(KIND_FOLDER) ? -1 : (int)syscall(SYS_mkdirat, folder, path, mode);
}

/* Some file systems tell only here that the disk is full; the descriptor is closed all the same. */
int close(int fd)
{
	int failed = strikes(KIND_CLOSE), result = (int)syscall(SYS_close, fd);

	if (failed)
		errno = fault_errno;
	return failed ? -1 : result;
}

/* ---- processes */

pid_t fork(void)
{
	REAL(fork);
	return strikes(KIND_START) ? -1 : real();
}

int pipe2(int ends[2], int flags)
{
	return strikes(KIND_START) ? -1 : (int)syscall(SYS_pipe2, ends, flags);
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[])
{
	REAL(posix_spawn);
	if (strikes(KIND_START))
		return fault_errno;
	return real(pid, path, actions, attributes, arguments, environment);
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[])
{
	REAL(posix_spawnp);
	if (strikes(KIND_START))
		return fault_errno;
	return real(pid, file, actions, attributes, arguments, environment);
}
