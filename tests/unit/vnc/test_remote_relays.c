#include "testing.h"

#include "base/files.h"
#include "vnc/remote_relays.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each relay is run by a shell, against a server of ours that sends back what it gets. */
static char folder[] = "/tmp/berth-unit-relays-XXXXXX";
enum { SIZE = 3 << 20 };

static void put(const char *name, const char *content)
{
	char *path = path_join(folder, name);
	struct diags diags = {0};

	assert_true(file_write(path, content, strlen(content), 0700, FILE_REPLACE, &diags));
	free(path);
}

static void *echo(void *context)
{
	int listener = *(int *)context, fd = accept(listener, NULL, NULL);
	char bytes[65536];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof bytes)) > 0)
		for (ssize_t at = 0; at < n;) {
			ssize_t written = write(fd, bytes + at, (size_t)(n - at));
			if (written <= 0)
				break;
			at += written;
		}
	close(fd);
	return NULL;
}

static int listen_at(struct vnc_endpoint *endpoint, bool path)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	struct sockaddr_in place = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof place;
	int fd = socket(path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*endpoint = (struct vnc_endpoint){.display = -1};
	if (path) {
		endpoint->socket = path_join(folder, "vnc");
		memcpy(name.sun_path, endpoint->socket, strlen(endpoint->socket) + 1);
		unlink(endpoint->socket);
		assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
	} else {
		assert_int_equal(bind(fd, (struct sockaddr *)&place, sizeof place), 0);
		assert_int_equal(getsockname(fd, (struct sockaddr *)&place, &size), 0);
		endpoint->port = ntohs(place.sin_port);
	}
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

static pid_t start(const char *command, int fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		char *path = xasprintf("%s:%s", folder, getenv("PATH"));
		setenv("PATH", path, 1);
		dup2(fd, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	return pid;
}

static void read_mark(int fd)
{
	char line[sizeof VNC_RELAY_MARK];

	for (size_t at = 0; at < sizeof line;) {
		ssize_t n = read(fd, line + at, sizeof line - at);
		assert_true(n > 0);
		at += (size_t)n;
	}
	assert_memory_equal(line, VNC_RELAY_MARK "\n", sizeof line);
}

/* Bytes of all values there and back, more than any buffer holds; then the end. */
static void converse(int fd)
{
	unsigned char *sent = xmalloc(SIZE), *got = xmalloc(SIZE);
	size_t out = 0, in = 0;

	for (size_t i = 0; i < SIZE; i++)
		sent[i] = (unsigned char)(i * 2654435761u >> 13);
	while (in < SIZE) {
		size_t size = SIZE - out < 8192 ? SIZE - out : 8192;
		ssize_t n = size > 0 ? write(fd, sent + out, size) : 0;
		assert_true(n >= 0);
		out += (size_t)n;
		n = read(fd, got + in, SIZE - in);
		assert_true(n > 0);
		in += (size_t)n;
	}
	assert_memory_equal(sent, got, SIZE);
	free(sent);
	free(got);
}

static void relay(bool path)
{
	struct vnc_session session = {.id = (char[]){"a"}, .job = (char[]){"4711"}};
	struct text command = TEXT_INIT;
	int listener = listen_at(&session.endpoint, path), ends[2], status = -1;
	pthread_t thread;
	pid_t pid;

	assert_true(vnc_relay_command(&session, &command));
	assert_int_equal(pthread_create(&thread, NULL, echo, &listener), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	pid = start(text_string(&command), ends[1]);
	close(ends[1]);
	read_mark(ends[0]);
	converse(ends[0]);
	/* The viewer goes, and so do its relay and its connection. */
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	pthread_join(thread, NULL);
	close(listener);
	free(session.endpoint.socket);
	text_release(&command);
}

static void test_python(void **state UNUSED)
{
	relay(true);
	relay(false);
}

static void test_perl(void **state UNUSED)
{
	put("python3", "#!/bin/sh\nexit 1\n");
	relay(true);
	relay(false);
}

static void test_bash(void **state UNUSED)
{
	put("python3", "#!/bin/sh\nexit 1\n");
	put("perl", "#!/bin/sh\nexit 1\n");
	relay(false);
}

static void test_places(void **state UNUSED)
{
	static const char *const paths[] = {
		"relative", "/tmp/a b", "/tmp/$(id)", "/tmp/a'b", "/tmp/a;b", "/tmp/a\nb"};
	struct vnc_session session = {.id = (char[]){"a"}};
	struct text command = TEXT_INIT;

	session.endpoint.port = 5901;
	assert_false(vnc_relay_command(&session, &command));
	session.job = (char[]){"4711"};
	session.endpoint.port = 0;
	assert_false(vnc_relay_command(&session, &command));
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		session.endpoint.socket = (char *)(uintptr_t)paths[i];
		assert_false(vnc_relay_command(&session, &command));
	}
	assert_int_equal(command.length, 0);
}

static int set_up(void **state UNUSED)
{
	signal(SIGPIPE, SIG_IGN);
	if (mkdtemp(folder) == NULL)
		return -1;
	put("srun", "#!/bin/sh\nwhile [ \"$1\" != sh ]; do shift; done\nexec \"$@\"\n");
	return 0;
}

static int tear_down(void **state UNUSED)
{
	static const char *const names[] = {"srun", "python3", "perl", "vnc"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		char *path = path_join(folder, names[i]);
		unlink(path);
		free(path);
	}
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_python),
		cmocka_unit_test(test_perl),
		cmocka_unit_test(test_bash),
		cmocka_unit_test(test_places),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
