#include "testing.h"

#include "vnc/many.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONNECTIONS = 40, BYTES = 300000 };

static char folder[] = "/tmp/berth-unit-many-XXXXXX";
static char near_path[sizeof((struct sockaddr_un){0}.sun_path)], far_path[sizeof near_path];
static pid_t echo, near_end, far_end;

static struct sockaddr_un address_of(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	memcpy(address.sun_path, path, strlen(path) + 1);
	return address;
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = address_of(path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 100) != 0)
		_exit(1);
	return fd;
}

static int connect_to(const char *path)
{
	struct sockaddr_un address = address_of(path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

/* Gives everything back, and its end. */
static void run_echo(int listener)
{
	char bytes[8192];

	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		if (fork() == 0) {
			ssize_t n;
			while ((n = read(fd, bytes, sizeof bytes)) > 0)
				if (write(fd, bytes, (size_t)n) != n)
					break;
			_exit(0);
		}
		close(fd);
	}
}

static int set_up(void **state UNUSED)
{
	const struct vnc_target target = {.socket = far_path};
	int pair[2], listener, target_listener;

	/* The near end is killed while the far one may have something to say to it. */
	signal(SIGPIPE, SIG_IGN);
	if (mkdtemp(folder) == NULL || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return -1;
	snprintf(near_path, sizeof near_path, "%s/near", folder);
	snprintf(far_path, sizeof far_path, "%s/far", folder);
	target_listener = listen_at(far_path);
	listener = listen_at(near_path);
	echo = fork();
	if (echo == 0) {
		close(pair[0]);
		close(pair[1]);
		run_echo(target_listener);
	}
	near_end = fork();
	if (near_end == 0) {
		close(pair[1]);
		vnc_many_serve(&(struct vnc_many){pair[0], pair[0], listener, NULL, NULL});
		_exit(0);
	}
	far_end = fork();
	if (far_end == 0) {
		close(pair[0]);
		vnc_many_serve(&(struct vnc_many){pair[1], pair[1], -1, &target, NULL});
		_exit(0);
	}
	close(pair[0]);
	close(pair[1]);
	close(listener);
	close(target_listener);
	return 0;
}

/* The end of one end is the end of the other. */
static int tear_down(void **state UNUSED)
{
	int status = -1;

	kill(near_end, SIGKILL);
	waitpid(near_end, NULL, 0);
	kill(echo, SIGKILL);
	waitpid(echo, NULL, 0);
	if (waitpid(far_end, &status, 0) != far_end || status != 0)
		return -1;
	unlink(near_path);
	unlink(far_path);
	return rmdir(folder);
}

static char byte_of(int connection, size_t at)
{
	return (char)(unsigned char)((at * 31 + at / 251 + (size_t)connection * 7) & 255);
}

/* Sends from a child, and reads what comes back; the end comes back as well. */
static void check(int fd, int connection)
{
	char *bytes = xcalloc(BYTES + 1, 1);
	size_t length = 0;
	ssize_t n;
	pid_t child = fork();

	if (child == 0) {
		for (size_t i = 0; i < BYTES; i++)
			bytes[i] = byte_of(connection, i);
		for (size_t at = 0; at < BYTES; at += (size_t)n)
			if ((n = write(fd, bytes + at, BYTES - at)) <= 0)
				_exit(1);
		_exit(shutdown(fd, SHUT_WR));
	}
	while (length <= BYTES && (n = read(fd, bytes + length, BYTES + 1 - length)) > 0)
		length += (size_t)n;
	assert_int_equal(length, BYTES);
	for (size_t i = 0; i < BYTES; i++)
		if (bytes[i] != byte_of(connection, i))
			fail_msg("byte %zu of connection %d", i, connection);
	waitpid(child, NULL, 0);
	free(bytes);
	close(fd);
}

static void carries_one_after_the_other(void **state UNUSED)
{
	for (int i = 0; i < CONNECTIONS * 2; i++)
		check(connect_to(near_path), i);
}

/* One that is not read takes nothing from the others. */
static void carries_them_at_once(void **state UNUSED)
{
	int fds[CONNECTIONS], sleeper = connect_to(near_path);
	char bytes[4096] = "";
	size_t sent = 0;

	while (send(sleeper, bytes, sizeof bytes, MSG_DONTWAIT) > 0 || sent++ < 20)
		poll(NULL, 0, 5);
	for (int i = 0; i < CONNECTIONS; i++)
		fds[i] = connect_to(near_path);
	for (int i = CONNECTIONS - 1; i >= 0; i--)
		check(fds[i], i);
	close(sleeper);
	check(connect_to(near_path), 1);
}

/* Nothing of it is believed, and there is an end. */
static void nonsense_ends_it(void **state UNUSED)
{
	static const struct {
		const char *bytes;
		size_t length;
	} frames[] = {{"X\0\0\0", 4}, {"D\xff\0\1x", 5}, {"O\100\0\0", 4}, {"GET / HTTP/1.1\r\n\r\n", 18}};
	const struct vnc_target target = {.socket = "/nowhere"};

	for (size_t i = 0; i < ARRAY_LENGTH(frames); i++) {
		int pair[2];
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		assert_int_equal(write(pair[0], frames[i].bytes, frames[i].length), frames[i].length);
		vnc_many_serve(&(struct vnc_many){pair[1], pair[1], -1, &target, NULL});
		close(pair[0]);
		close(pair[1]);
	}
}

/* When nobody listens, the connection ends, and the others go on. */
static void without_a_target_there_is_an_end(void **state UNUSED)
{
	const struct vnc_target target = {.socket = "/nowhere"};
	char frame[4];
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(write(pair[0], "O\3\0\0D\3\0\2hiE\3\0\0", 14), 14);
	shutdown(pair[0], SHUT_WR);
	vnc_many_serve(&(struct vnc_many){pair[1], pair[1], -1, &target, NULL});
	/* What had to be said may not have gone before the input ended. */
	close(pair[1]);
	assert_in_range(read(pair[0], frame, sizeof frame), 0, 4);
	close(pair[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carries_one_after_the_other),
		cmocka_unit_test(carries_them_at_once),
		cmocka_unit_test(nonsense_ends_it),
		cmocka_unit_test(without_a_target_there_is_an_end),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
