/*
 * measure ROUNDS WARMUP FILE...: runs each command ROUNDS times, in turns (the machine's moods reach
 * all of them alike), and writes one line of JSON for each: its times and its largest memory.
 * A FILE holds, each ended by NUL, the exit code that counts as success, words NAME=VALUE that join
 * the environment, and the command with its arguments. A command that ends otherwise ends the whole
 * run: what failed would be measured.
 */

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_WORDS = 4096, MAX_FILE = 1 << 20 };

extern char **environ;

struct command {
	int status;
	char **environment, **words;
	double *times; /* ms, one for each round */
	double *cpu;   /* ms on all processors, the same */
	long memory;   /* KiB, the most of all rounds */
};

static void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("measure: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(2);
}

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		die("out of memory");
	return memory;
}

static char *read_file(const char *path, size_t *length)
{
	char *bytes = allocate(MAX_FILE + 1, 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, bytes, MAX_FILE);

	if (got <= 0)
		die("cannot read '%s'", path);
	close(fd);
	*length = (size_t)got;
	return bytes;
}

/* The environment of this process, and behind it the words that join it. */
static char **new_environment(void)
{
	size_t count = 0;

	while (environ[count] != NULL)
		count++;
	char **all = allocate(count + MAX_WORDS, sizeof *all);
	memcpy(all, environ, count * sizeof *all);
	return all;
}

static void read_command(const char *path, size_t rounds, struct command *command)
{
	size_t length, words = 0, variables = 0;
	char *at = read_file(path, &length), *end = at + length;
	bool program = false;

	command->status = atoi(at);
	command->environment = new_environment();
	command->words = allocate(MAX_WORDS, sizeof *command->words);
	command->times = allocate(rounds, sizeof *command->times);
	command->cpu = allocate(rounds, sizeof *command->cpu);
	while (command->environment[variables] != NULL)
		variables++;
	for (at += strlen(at) + 1; at < end && words + 1 < MAX_WORDS; at += strlen(at) + 1) {
		program = program || strchr(at, '=') == NULL;
		if (program)
			command->words[words++] = at;
		else
			command->environment[variables++] = at;
	}
	if (words == 0)
		die("'%s' has no command", path);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6;
}

static double milliseconds(const struct timeval *time)
{
	return (double)time->tv_sec * 1000 + (double)time->tv_usec / 1000;
}

/* Runs it once; gives the time in ms, and that on the processors. Output goes nowhere; what it says on standard error is
 * kept for the case that it fails, in a file that is emptied each time. */
static double run(struct command *command, int null, int said, double *cpu)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	int status;
	pid_t pid;

	if (ftruncate(said, 0) != 0 || lseek(said, 0, SEEK_SET) != 0)
		die("cannot empty a file: %s", strerror(errno));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, null, 0);
	posix_spawn_file_actions_adddup2(&actions, null, 1);
	posix_spawn_file_actions_adddup2(&actions, said, 2);
	double start = now();
	int error = posix_spawnp(
		&pid, command->words[0], &actions, NULL, command->words, command->environment);
	if (error != 0)
		die("cannot start '%s': %s", command->words[0], strerror(error));
	while (wait4(pid, &status, 0, &usage) < 0)
		if (errno != EINTR)
			die("wait4: %s", strerror(errno));
	double time = now() - start;
	posix_spawn_file_actions_destroy(&actions);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != command->status) {
		char text[2000] = "";
		if (pread(said, text, sizeof text - 1, 0) < 0)
			text[0] = '\0';
		die("'%s' ended with status %#x: %s", command->words[0], (unsigned)status, text);
	}
	*cpu = milliseconds(&usage.ru_utime) + milliseconds(&usage.ru_stime);
	if (usage.ru_maxrss > command->memory)
		command->memory = usage.ru_maxrss;
	return time;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(const double *sorted, size_t count)
{
	return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

static void report(struct command *command, size_t rounds)
{
	double *times = command->times, *cpu = command->cpu;

	qsort(times, rounds, sizeof *times, compare);
	qsort(cpu, rounds, sizeof *cpu, compare);
	/* The spread: how wide the middle half of the rounds is, as a part of the median. */
	double middle = median(times, rounds);
	double spread = (times[(rounds - 1) * 3 / 4] - times[(rounds - 1) / 4]) / middle;
	printf("{\"runs\": %zu, \"median_ms\": %.4f, \"min_ms\": %.4f, \"p90_ms\": %.4f, "
	       "\"spread\": %.3f, \"cpu_ms\": %.4f, \"memory_kib\": %ld}\n",
		rounds, middle, times[0], times[(rounds - 1) * 9 / 10], spread, median(cpu, rounds),
		command->memory);
}

int main(int argc, char **argv)
{
	if (argc < 4 || atoi(argv[1]) < 1)
		die("usage: measure ROUNDS WARMUP FILE...");
	size_t rounds = (size_t)atoi(argv[1]), warmup = (size_t)atoi(argv[2]);
	size_t count = (size_t)argc - 3;
	struct command *commands = allocate(count, sizeof *commands);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int said = fileno(tmpfile());

	for (size_t i = 0; i < count; i++)
		read_command(argv[3 + i], rounds, &commands[i]);
	for (size_t round = 0; round < warmup + rounds; round++)
		for (size_t i = 0; i < count; i++) {
			/* Each round begins with another one. */
			struct command *command = &commands[(i + round) % count];
			double cpu, time = run(command, null, said, &cpu);
			if (round < warmup)
				continue;
			command->times[round - warmup] = time;
			command->cpu[round - warmup] = cpu;
		}
	for (size_t i = 0; i < count; i++)
		report(&commands[i], rounds);
	return 0;
}
