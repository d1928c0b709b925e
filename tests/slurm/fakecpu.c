/*
 * Lets a machine with few cores play a node with FAKECPU_COUNT of them, for the real slurmd and
 * its task/affinity plugin: preloaded into slurmd, slurmstepd and the tasks, it keeps for each
 * process the CPU set that was asked of the kernel, and answers with it. `taskset -cp $$`, nproc
 * and Python's os.sched_getaffinity() in a task then show what Slurm has bound.
 *
 * State: one file for each process that was bound, FAKECPU_DIR/PID-STARTTIME, holding one '0' or
 * '1' for each CPU. A process without one inherits its nearest ancestor's.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST = 1024 };

static int count_cpus(void)
{
	const char *count = getenv("FAKECPU_COUNT");
	int n = count != NULL && getenv("FAKECPU_DIR") != NULL ? atoi(count) : 0;
	return n > 0 && n <= MOST ? n : 0;
}

/* Parent and start time of a process, from the fields behind the name in /proc/PID/stat. */
static int read_stat(pid_t pid, pid_t *parent, unsigned long long *start)
{
	char path[64], line[1024], *at;
	FILE *file;
	size_t length;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	if (file == NULL)
		return -1;
	length = fread(line, 1, sizeof line - 1, file);
	fclose(file);
	line[length] = '\0';
	at = strrchr(line, ')');
	if (at == NULL)
		return -1;
	return sscanf(at + 2,
		       "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d "
		       "%llu",
		       parent, start) == 2
		       ? 0
		       : -1;
}

/* A thread's number stands for its process. */
static pid_t process_of(pid_t thread)
{
	char path[64], line[256];
	int pid = thread;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/status", (int)thread);
	file = fopen(path, "re");
	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "Tgid: %d", &pid) == 1)
			break;
	if (file != NULL)
		fclose(file);
	return pid;
}

static void state_path(char *path, size_t size, pid_t pid, unsigned long long start)
{
	snprintf(path, size, "%s/%d-%llu", getenv("FAKECPU_DIR"), (int)pid, start);
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	char path[512], temporary[560], bits[MOST + 1];
	unsigned long long start;
	pid_t parent;
	int n = count_cpus(), any = 0;
	FILE *file;

	if (n == 0)
		return (int)syscall(SYS_sched_setaffinity, pid, size, set);
	pid = process_of(pid != 0 ? pid : getpid());
	if (read_stat(pid, &parent, &start) != 0) {
		errno = ESRCH;
		return -1;
	}
	for (int i = 0; i < n; i++) {
		int has = (size_t)i < size * 8 && CPU_ISSET_S(i, size, set);
		bits[i] = has ? '1' : '0';
		any |= has;
	}
	/* As Linux does when the set holds no CPU of the machine. */
	if (!any) {
		errno = EINVAL;
		return -1;
	}
	state_path(path, sizeof path, pid, start);
	snprintf(temporary, sizeof temporary, "%s.%ld", path, syscall(SYS_gettid));
	file = fopen(temporary, "we");
	if (file == NULL) {
		errno = EPERM;
		return -1;
	}
	fwrite(bits, 1, (size_t)n, file);
	fclose(file);
	return rename(temporary, path);
}

/* The bits of the nearest of pid and its ancestors that was bound; all ones when none was. */
static void read_bits(pid_t pid, unsigned long long start, char *bits, int n)
{
	pid_t parent = pid;

	memset(bits, '1', (size_t)n);
	for (int hop = 0; hop < 64 && pid > 1; hop++) {
		char path[512];
		FILE *file;
		size_t got = 0;
		if (read_stat(pid, &parent, &start) != 0)
			return;
		state_path(path, sizeof path, pid, start);
		file = fopen(path, "re");
		if (file != NULL) {
			char found[MOST];
			got = fread(found, 1, (size_t)n, file);
			fclose(file);
			if (got == (size_t)n) {
				memcpy(bits, found, got);
				return;
			}
		}
		pid = parent;
	}
}

int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	char bits[MOST];
	int n = count_cpus();

	if (n == 0) {
		long got = syscall(SYS_sched_getaffinity, pid, size, set);
		if (got < 0)
			return -1;
		if ((size_t)got < size)
			memset((char *)set + got, 0, size - (size_t)got);
		return 0;
	}
	if (size * 8 < (size_t)n) {
		errno = EINVAL;
		return -1;
	}
	read_bits(process_of(pid != 0 ? pid : getpid()), 0, bits, n);
	CPU_ZERO_S(size, set);
	for (int i = 0; i < n; i++)
		if (bits[i] == '1')
			CPU_SET_S(i, size, set);
	return 0;
}

int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *set)
{
	(void)thread;
	return sched_getaffinity(0, size, set) != 0 ? errno : 0;
}

int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *set)
{
	(void)thread;
	if (count_cpus() > 0)
		return 0;
	return syscall(SYS_sched_setaffinity, 0, size, set) < 0 ? errno : 0;
}

int sched_getcpu(void)
{
	char bits[MOST];
	int n = count_cpus();
	unsigned cpu = 0;

	if (n == 0) {
		syscall(SYS_getcpu, &cpu, NULL, NULL);
		return (int)cpu;
	}
	read_bits(getpid(), 0, bits, n);
	for (int i = 0; i < n; i++)
		if (bits[i] == '1')
			return i;
	return 0;
}

long sysconf(int name)
{
	static long (*real)(int);
	int n = count_cpus();

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "sysconf");
	if (n > 0 && (name == _SC_NPROCESSORS_ONLN || name == _SC_NPROCESSORS_CONF))
		return n;
	return real(name);
}

int get_nprocs(void)
{
	return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

int get_nprocs_conf(void)
{
	return (int)sysconf(_SC_NPROCESSORS_CONF);
}
