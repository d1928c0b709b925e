/*
 * Traffic for tunnels, over loopback. Every byte is checked.
 *
 *   tunnel_load serve             prints its port, serves until standard input ends
 *   tunnel_load get PORT N BYTES  N streams at once fetch BYTES each; prints milliseconds
 *   tunnel_load put PORT N BYTES  the other way
 *   tunnel_load ping PORT COUNT   one byte there and back, one after the other; prints the median
 * and the 99th percentile in microseconds tunnel_load many PORT N K     N connections, K at once,
 * each with a message there, a half close, and the message back; prints how many are lost
 *   tunnel_load hold PORT         a connection that stays; prints "open", and "lost" when it ends
 *   tunnel_load greeted PORT TEXT the far side says TEXT first, and then the same as we
 *   tunnel_load dropped PORT      the connection ends without a byte
 *   tunnel_load socket PATH       serves at a unix socket
 *
 * A connection begins with a letter ('g', 'p', 'e') and a number of eight bytes. BYTES has to be a
 * multiple of 65536.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 65536 };

static void die(const char *what)
{
	fprintf(stderr, "tunnel_load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static bool send_all(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t n = send(fd, at, length, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		length -= (size_t)n;
	}
	return true;
}

static bool receive_all(int fd, void *bytes, size_t length)
{
	char *at = bytes;

	while (length > 0) {
		ssize_t n = recv(fd, at, length, MSG_WAITALL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		length -= (size_t)n;
	}
	return true;
}

/* Each block differs from the ones before. */
static void fill(uint64_t *words, uint64_t block)
{
	for (size_t i = 0; i < BLOCK / 8; i++)
		words[i] = (block * 0x9e3779b97f4a7c15u) ^ (i * 0xbf58476d1ce4e5b9u);
}

static bool send_blocks(int fd, uint64_t bytes)
{
	static __thread uint64_t words[BLOCK / 8];
	bool fine = true;

	for (uint64_t block = 0; fine && block < bytes / BLOCK; block++) {
		fill(words, block);
		fine = send_all(fd, words, BLOCK);
	}
	return fine;
}

static bool receive_blocks(int fd, uint64_t bytes)
{
	static __thread uint64_t words[BLOCK / 8], wanted[BLOCK / 8];
	bool fine = true;

	for (uint64_t block = 0; fine && block < bytes / BLOCK; block++) {
		fill(wanted, block);
		fine = receive_all(fd, words, BLOCK) && memcmp(words, wanted, BLOCK) == 0;
	}
	return fine;
}

struct request {
	char letter;
	uint64_t number;
};

static void echo(int fd)
{
	char bytes[BLOCK];
	ssize_t n;

	while ((n = recv(fd, bytes, sizeof bytes, 0)) > 0)
		if (!send_all(fd, bytes, (size_t)n))
			break;
}

static void *serve_one(void *context)
{
	int fd = (int)(intptr_t)context, one = 1;
	struct request request = {0};
	char c = 0;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (receive_all(fd, &request.letter, 1) && receive_all(fd, &request.number, 8)) {
		if (request.letter == 'g') {
			send_blocks(fd, request.number);
		} else if (request.letter == 'p') {
			c = receive_blocks(fd, request.number) ? 'y' : 'n';
			send_all(fd, &c, 1);
		} else {
			echo(fd);
		}
	}
	/* The end of what we say, and then the other's. */
	shutdown(fd, SHUT_WR);
	while (recv(fd, &c, 1, 0) > 0)
		;
	close(fd);
	return NULL;
}

static void start_thread(void *(*function)(void *), void *context, pthread_t *thread)
{
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 1 << 19);
	if (pthread_create(thread, &attributes, function, context) != 0)
		die("cannot start a thread");
}

static void *accept_all(void *context)
{
	int listener = *(int *)context;

	for (;;) {
		int fd = accept(listener, NULL, NULL);
		pthread_t thread;
		if (fd < 0)
			continue;
		start_thread(serve_one, (void *)(intptr_t)fd, &thread);
		pthread_detach(thread);
	}
	return NULL;
}

static void serve_at(int listener)
{
	pthread_t thread;
	char c;

	start_thread(accept_all, &listener, &thread);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
}

static void serve(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
		listen(listener, 512) != 0 ||
		getsockname(listener, (struct sockaddr *)&address, &length) != 0)
		die("cannot listen");
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	serve_at(listener);
}

static void serve_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
		listen(listener, 512) != 0)
		die("cannot listen");
	serve_at(listener);
}

static int connect_to(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		die("cannot connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}

static bool ask(int fd, char letter, uint64_t number)
{
	return send_all(fd, &letter, 1) && send_all(fd, &number, 8);
}

struct job {
	int port;
	char letter;
	uint64_t bytes;
	bool fine;
	pthread_t thread;
};

static void *run_job(void *context)
{
	struct job *job = context;
	int fd = connect_to(job->port);
	char c = 0;

	if (job->letter == 'g')
		job->fine = ask(fd, 'g', job->bytes) && receive_blocks(fd, job->bytes) &&
			    recv(fd, &c, 1, 0) == 0;
	else
		job->fine = ask(fd, 'p', job->bytes) && send_blocks(fd, job->bytes) &&
			    receive_all(fd, &c, 1) && c == 'y';
	close(fd);
	return NULL;
}

static void transfer(int port, char letter, int count, uint64_t bytes)
{
	struct job *jobs = calloc((size_t)count, sizeof *jobs);
	double began = now();

	for (int i = 0; i < count; i++) {
		jobs[i] = (struct job){.port = port, .letter = letter, .bytes = bytes};
		start_thread(run_job, &jobs[i], &jobs[i].thread);
	}
	for (int i = 0; i < count; i++) {
		pthread_join(jobs[i].thread, NULL);
		if (!jobs[i].fine) {
			fputs("tunnel_load: bytes are lost or wrong\n", stderr);
			exit(1);
		}
	}
	printf("%.2f\n", (now() - began) / 1000);
	free(jobs);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void ping(int port, int count)
{
	double *times = calloc((size_t)count, sizeof *times);
	int fd = connect_to(port);

	if (!ask(fd, 'e', 0))
		die("cannot ask");
	for (int i = -100; i < count; i++) {
		double began = now();
		char c = 'x';
		if (!send_all(fd, &c, 1) || !receive_all(fd, &c, 1))
			die("no echo");
		if (i >= 0)
			times[i] = now() - began;
	}
	qsort(times, (size_t)count, sizeof *times, compare);
	printf("%.2f %.2f\n", times[count / 2], times[count * 99 / 100]);
	close(fd);
	free(times);
}

static bool one_of_many(int port, uint64_t seed)
{
	uint64_t message[512], answer[512];
	int fd = connect_to(port);
	char c;
	bool fine;

	for (size_t i = 0; i < 512; i++)
		message[i] = seed * 1000003 + i;
	fine = ask(fd, 'e', 0) && send_all(fd, message, sizeof message);
	shutdown(fd, SHUT_WR);
	fine = fine && receive_all(fd, answer, sizeof answer) && recv(fd, &c, 1, 0) == 0 &&
	       memcmp(message, answer, sizeof answer) == 0;
	close(fd);
	return fine;
}

static struct {
	int port, left, lost;
	pthread_mutex_t lock;
} crowd = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *run_many(void *context)
{
	(void)context;
	for (;;) {
		int number;
		pthread_mutex_lock(&crowd.lock);
		number = crowd.left--;
		pthread_mutex_unlock(&crowd.lock);
		if (number <= 0)
			return NULL;
		if (!one_of_many(crowd.port, (uint64_t)number)) {
			pthread_mutex_lock(&crowd.lock);
			crowd.lost++;
			pthread_mutex_unlock(&crowd.lock);
		}
	}
}

static void many(int port, int count, int at_once)
{
	pthread_t *threads = calloc((size_t)at_once, sizeof *threads);

	crowd.port = port;
	crowd.left = count;
	for (int i = 0; i < at_once; i++)
		start_thread(run_many, NULL, &threads[i]);
	for (int i = 0; i < at_once; i++)
		pthread_join(threads[i], NULL);
	printf("%d\n", crowd.lost);
	free(threads);
}

static void hold(int port)
{
	int fd = connect_to(port);
	char c = 'x';

	if (!ask(fd, 'e', 0) || !send_all(fd, &c, 1) || !receive_all(fd, &c, 1))
		die("no echo");
	puts("open");
	fflush(stdout);
	while (recv(fd, &c, 1, 0) > 0)
		;
	puts("lost");
	fflush(stdout);
}

static void greeted(int port, const char *text)
{
	int fd = connect_to(port);
	char bytes[256] = {0};

	if (!receive_all(fd, bytes, strlen(text)) || strcmp(bytes, text) != 0)
		die("no greeting");
	while (recv(fd, bytes, 1, 0) == 1 && bytes[0] != '\n')
		;
	if (!send_all(fd, "echo\n", 5) || !receive_all(fd, bytes, 5) ||
		memcmp(bytes, "echo\n", 5) != 0)
		die("no echo");
	close(fd);
}

static void dropped(int port)
{
	int fd = connect_to(port);
	char c;

	if (recv(fd, &c, 1, 0) > 0) {
		fputs("tunnel_load: something came\n", stderr);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int port = argc > 2 ? atoi(argv[2]) : 0;

	if (strcmp(what, "serve") == 0)
		serve();
	else if (argc == 5 && (strcmp(what, "get") == 0 || strcmp(what, "put") == 0))
		transfer(port, what[0], atoi(argv[3]), strtoull(argv[4], NULL, 10));
	else if (argc == 4 && strcmp(what, "ping") == 0)
		ping(port, atoi(argv[3]));
	else if (argc == 5 && strcmp(what, "many") == 0)
		many(port, atoi(argv[3]), atoi(argv[4]));
	else if (argc == 3 && strcmp(what, "hold") == 0)
		hold(port);
	else if (argc == 4 && strcmp(what, "greeted") == 0)
		greeted(port, argv[3]);
	else if (argc == 3 && strcmp(what, "dropped") == 0)
		dropped(port);
	else if (argc == 3 && strcmp(what, "socket") == 0)
		serve_socket(argv[2]);
	else
		return 2;
	return 0;
}
