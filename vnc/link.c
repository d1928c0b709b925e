#include "vnc/link.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/process.h"
#include "vnc/remote_relays.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* V23 when we cannot tell who we are. */
static bool relay_argv(const struct vnc_relay_step *step, struct strings *argv, struct diags *diags)
{
	char *self = path_self();

	if (self == NULL)
		return diags_fail(diags, "V23", NULL, "cannot tell the path of this program: %s",
			strerror(errno));
	if (step->job != NULL)
		vnc_relay_add_step(step->job, argv);
	strings_take(argv, self);
	strings_add(argv, "vnc");
	strings_add(argv, "relay");
	strings_add(argv, step->session);
	strings_add(argv, "--stdio");
	if (step->browser)
		strings_add(argv, "--browser");
	return true;
}

pid_t vnc_relay_start(const struct vnc_relay_step *step, int fd, bool quiet, struct diags *diags)
{
	struct strings argv = {0};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	pid_t pid = -1;
	int error = 0;

	if (relay_argv(step, &argv, diags)) {
		posix_spawn_file_actions_init(&actions);
		posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
		posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
		if (quiet)
			posix_spawn_file_actions_addopen(
				&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
		posix_spawnattr_init(&attributes);
		sigemptyset(&defaults);
		sigaddset(&defaults, SIGINT);
		sigaddset(&defaults, SIGTERM);
		sigaddset(&defaults, SIGPIPE);
		posix_spawnattr_setsigdefault(&attributes, &defaults);
		posix_spawnattr_setpgroup(&attributes, 0);
		posix_spawnattr_setflags(
			&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
		error = posix_spawnp(
			&pid, argv.items[0], &actions, &attributes, strings_argv(&argv), environ);
		posix_spawnattr_destroy(&attributes);
		posix_spawn_file_actions_destroy(&actions);
		if (error != 0) {
			diags_fail(diags, "V23", NULL, "cannot start '%s': %s", argv.items[0],
				strerror(error));
			pid = -1;
		}
	}
	strings_release(&argv);
	return pid;
}

static bool open_relay(const struct vnc_target *target, struct vnc_link *link, struct diags *diags)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return diags_fail(diags, "V23", NULL, "cannot make a socket: %s", strerror(errno));
	link->relay = vnc_relay_start(&(struct vnc_relay_step){target->job, target->session, false},
		ends[1], true, diags);
	close(ends[1]);
	if (link->relay < 0) {
		close(ends[0]);
		link->relay = 0;
		return false;
	}
	link->fd = ends[0];
	return true;
}

/* Waits until the connection stands. 0, or an errno; ETIMEDOUT and ECANCELED are ours. */
static int wait_connected(int fd, int64_t deadline, const atomic_bool *cancel)
{
	for (;;) {
		int64_t left = deadline - clock_ms();
		struct pollfd ready = {.fd = fd, .events = POLLOUT};
		int error = 0, count;
		socklen_t size = sizeof error;
		if (cancel != NULL && atomic_load(cancel))
			return ECANCELED;
		if (left <= 0)
			return ETIMEDOUT;
		count = poll(&ready, 1, left < 100 ? (int)left : 100);
		if (count < 0 && errno != EINTR)
			return errno;
		if (count <= 0)
			continue;
		if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
			return errno;
		return error;
	}
}

/* The descriptor, which then blocks again; or -1 and *error. */
static int connect_to(const struct sockaddr *address, socklen_t length, int64_t deadline,
	const atomic_bool *cancel, int *error)
{
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1;

	*error = fd < 0 ? errno : 0;
	if (fd >= 0 && connect(fd, address, length) != 0)
		*error = errno == EINPROGRESS ? wait_connected(fd, deadline, cancel) : errno;
	if (*error == 0) {
		if (address->sa_family != AF_UNIX)
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		if (fcntl(fd, F_SETFL, 0) == 0)
			return fd;
		*error = errno;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool fail(const char *what, int error, struct diags *diags)
{
	if (error == ECANCELED)
		return diags_fail(diags, "R06", NULL, "cancelled while connecting to '%s'", what);
	if (error == ETIMEDOUT) {
		diags_fail(diags, "V27", NULL, "'%s' does not answer in time", what);
		return false;
	}
	diags_fail(diags, "V23", NULL, "cannot connect to '%s': %s", what, strerror(error));
	return false;
}

bool vnc_socket_address(const char *path, struct sockaddr_un *address)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address->sun_path) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(address->sun_path, path, strlen(path) + 1);
	return true;
}

static int open_socket(const char *path, int64_t deadline, const atomic_bool *cancel, int *error)
{
	struct sockaddr_un address;

	if (!vnc_socket_address(path, &address)) {
		*error = errno;
		return -1;
	}
	return connect_to(
		(const struct sockaddr *)&address, sizeof address, deadline, cancel, error);
}

static bool open_port(const struct vnc_target *target, int64_t deadline,
	const atomic_bool *cancel, struct vnc_link *link, struct diags *diags)
{
	const struct addrinfo wanted = {.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	char *port = xasprintf("%lld", (long long)target->port);
	char *what = xasprintf("%s:%s", target->host, port);
	int code = getaddrinfo(target->host, port, &wanted, &found), error = EHOSTUNREACH;
	bool fine = false;

	if (code != 0)
		diags_fail(diags, "V23", NULL, "cannot connect to '%s': %s", what,
			gai_strerror(code));
	for (const struct addrinfo *a = found; code == 0 && link->fd < 0 && a != NULL; a = a->ai_next)
		link->fd = connect_to(a->ai_addr, a->ai_addrlen, deadline, cancel, &error);
	if (code == 0)
		fine = link->fd >= 0 || fail(what, error, diags);
	if (found != NULL)
		freeaddrinfo(found);
	free(what);
	free(port);
	return fine;
}

bool vnc_link_open(const struct vnc_target *target, int deadline_ms, const atomic_bool *cancel,
	struct vnc_link *link, struct diags *diags)
{
	int64_t deadline = clock_ms() + deadline_ms;
	int error = 0;

	*link = (struct vnc_link){.fd = -1};
	if (target->job != NULL)
		return open_relay(target, link, diags);
	if (target->socket == NULL)
		return open_port(target, deadline, cancel, link, diags);
	link->fd = open_socket(target->socket, deadline, cancel, &error);
	return link->fd >= 0 || fail(target->socket, error, diags);
}

/* A relay ends when its input does; one that hangs is killed. */
void vnc_link_close(struct vnc_link *link)
{
	if (link->fd >= 0) {
		shutdown(link->fd, SHUT_RDWR);
		close(link->fd);
	}
	for (int i = 0; link->relay > 0 && i < 100; i++) {
		pid_t ended = waitpid(link->relay, NULL, WNOHANG);
		if (ended != 0)
			break;
		if (i == 60)
			kill(-link->relay, SIGTERM);
		if (i == 99) {
			kill(-link->relay, SIGKILL);
			waitpid(link->relay, NULL, 0);
		}
		nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	}
	*link = (struct vnc_link){.fd = -1};
}
