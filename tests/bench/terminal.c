/*
 * A terminal for benchmarks of programs that draw: it measures what a person waits for.
 *
 *     terminal first COLUMNS LINES NEEDLE PROGRAM...   ms from starting it until NEEDLE has come
 *     terminal typed COLUMNS LINES NEEDLE KEYS PROGRAM...
 *     terminal echoed COLUMNS LINES NEEDLE KEYS PROGRAM...
 *
 * "typed" waits for NEEDLE, sends each of KEYS (\e and \r are understood) when the one before has
 * been answered and nothing came for a while, and prints a line for each: ms until the last byte of
 * the answer, bytes of it, ms of processor time that the program's first thread has used for it.
 * Then it prints "memory KIB" (the most that was resident), and waits for standard input to end, so
 * that others may look at the process, whose number is in "pid N". "echoed" is for screens that move
 * by themselves: capital letters of KEYS are answered when they are drawn, other keys are not
 * measured. NEEDLE is looked for in the bytes without their escape sequences.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 60000, QUIET = 60, BYTES_MAX = 1 << 20 };

static int master;
static pid_t child;
static char plain[BYTES_MAX + 1];
static size_t length, bytes_read;
static enum { TEXT, ESCAPE, SEQUENCE, STRING } state;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void fail(const char *why)
{
	fprintf(stderr, "terminal: %s; there was:\n%.3000s\n", why, plain);
	kill(child, SIGKILL);
	exit(1);
}

/* Keeps what is no escape sequence. */
static void take(char c)
{
	switch (state) {
	case TEXT:
		if (c == '\033')
			state = ESCAPE;
		else if (length < BYTES_MAX && c != '\r' && c != '\n')
			plain[length++] = c;
		break;
	case ESCAPE:
		state = c == '[' ? SEQUENCE : c == ']' || c == 'P' ? STRING : TEXT;
		if (c == '(' || c == ')')
			state = SEQUENCE;
		break;
	case SEQUENCE:
		if (c >= '@' && c <= '~')
			state = TEXT;
		break;
	case STRING:
		if (c == '\a' || c == '\\')
			state = TEXT;
		break;
	}
}

/* Reads what comes within so many ms; false when nothing did. */
static bool turn(int milliseconds)
{
	static char bytes[65536];
	struct pollfd fd = {.fd = master, .events = POLLIN};
	ssize_t got;

	if (poll(&fd, 1, milliseconds) <= 0)
		return false;
	got = read(master, bytes, sizeof bytes);
	if (got <= 0)
		return false;
	bytes_read += (size_t)got;
	for (ssize_t i = 0; i < got; i++)
		take(bytes[i]);
	plain[length] = '\0';
	return true;
}

static void start(char **argv, const char *columns, const char *lines)
{
	struct winsize size = {.ws_col = (unsigned short)atoi(columns),
		.ws_row = (unsigned short)atoi(lines)};

	child = forkpty(&master, NULL, NULL, &size);
	if (child < 0)
		exit(2);
	if (child == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
}

static double wait_for(const char *needle, double began)
{
	while (strstr(plain, needle) == NULL) {
		if (now() - began > PATIENCE)
			fail("it did not come");
		turn(1000);
	}
	return now() - began;
}

static void settle(void)
{
	while (turn(QUIET * 5))
		;
}

/* ms that the program's first thread has run; what counts on a crowded machine. */
static double used(void)
{
	char path[64], line[128] = "0";
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", (int)child, (int)child);
	file = fopen(path, "re");
	if (file == NULL || fgets(line, sizeof line, file) == NULL)
		fail("what it has used is not told");
	fclose(file);
	return strtod(line, NULL) / 1e6;
}

static void press(const char *key, size_t size)
{
	double before = used(), began = now(), last = -1;

	bytes_read = 0;
	if (write(master, key, size) != (ssize_t)size)
		fail("cannot type");
	while (turn(last < 0 ? PATIENCE : QUIET))
		last = now();
	if (last < 0)
		fail("a key was not answered");
	printf("key %.3f %zu %.3f\n", last - began, bytes_read, used() - before);
}

/* A character that is drawn where it is typed, and nowhere else. */
static void press_echoed(char key)
{
	double began;

	for (double until = now() + QUIET * 2; now() < until;)
		turn((int)(until - now()) + 1);
	length = 0;
	plain[0] = '\0';
	began = now();
	if (write(master, &key, 1) != 1)
		fail("cannot type");
	if (!(key >= 'A' && key <= 'Z'))
		return;
	wait_for((char[]){key, '\0'}, began);
	printf("key %.3f 0\n", now() - began);
}

static void type(const char *keys, bool echoed)
{
	while (*keys != '\0') {
		char c = *keys++;
		if (c == '\\' && *keys != '\0')
			c = *keys == 'e' ? '\033' : *keys == 'r' ? '\r' : *keys, keys++;
		if (echoed)
			press_echoed(c);
		else
			press(&c, 1);
	}
}

static void print_memory(void)
{
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/status", (int)child);
	file = fopen(path, "re");
	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			printf("memory %ld\n", strtol(line + 6, NULL, 10));
	if (file != NULL)
		fclose(file);
}

int main(int argc, char **argv)
{
	double began = now();
	bool echoed = argc > 6 && strcmp(argv[1], "echoed") == 0;
	bool typed = echoed || (argc > 6 && strcmp(argv[1], "typed") == 0);

	if (argc < 6)
		return 2;
	start(argv + (typed ? 6 : 5), argv[2], argv[3]);
	printf("first %.3f\n", wait_for(argv[4], began));
	if (typed) {
		if (!echoed)
			settle();
		type(argv[5], echoed);
		if (!echoed)
			settle();
		print_memory();
		printf("pid %d\n", (int)child);
		fflush(stdout);
		while (getchar() != EOF)
			;
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return 0;
}
