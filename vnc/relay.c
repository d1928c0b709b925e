#include "vnc/relay.h"
#include "base/files.h"
#include "vnc/link.h"
#include "vnc/many.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* One piece; false when the side has ended. A slow reader is waited for, so nothing piles up. */
static bool pass(int from, int to)
{
	char bytes[65536];
	ssize_t n = read(from, bytes, sizeof bytes);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	return n > 0 && write_all(to, bytes, (size_t)n) == 0;
}

/* Each direction has a process of its own, so that a full pipe on one side does not stop the
 * other. */
static void pump(int server)
{
	pid_t child = fork();

	if (child == 0) {
		while (pass(STDIN_FILENO, server))
			;
		shutdown(server, SHUT_RDWR);
		_exit(0);
	}
	while (pass(server, STDOUT_FILENO))
		;
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
}

static bool pass_greeting(int server, struct diags *diags)
{
	char greeting[12];
	size_t length = 0;

	while (length < sizeof greeting) {
		struct pollfd ready = {.fd = server, .events = POLLIN};
		ssize_t n;
		if (poll(&ready, 1, 10000) <= 0)
			break;
		n = read(server, greeting + length, sizeof greeting - length);
		if (n <= 0)
			break;
		length += (size_t)n;
	}
	if (length < sizeof greeting || memcmp(greeting, "RFB 00", 6) != 0)
		return diags_fail(diags, "V24", NULL, "what answers is no VNC server");
	return write_all(STDOUT_FILENO, greeting, sizeof greeting) == 0;
}

static bool serves_browsers(const struct vnc_session *session)
{
	return session->endpoint.proxy_port > 0 || session->endpoint.proxy_socket != NULL;
}

static struct vnc_target relay_target(const struct vnc_session *session, bool browser)
{
	const struct vnc_endpoint *endpoint = &session->endpoint;

	return (struct vnc_target){
		.host = session->listen == VNC_NODE ? endpoint->host : "127.0.0.1",
		.port = browser ? endpoint->proxy_port : endpoint->port,
		.socket = browser ? endpoint->proxy_socket : endpoint->socket};
}

static bool relay_viewer(const struct vnc_session *session, struct diags *diags)
{
	struct vnc_target target = relay_target(session, false);
	struct vnc_link link;
	bool fine;

	if (!vnc_link_open(&target, 10000, NULL, &link, diags))
		return false;
	fine = pass_greeting(link.fd, diags);
	if (fine)
		pump(link.fd);
	vnc_link_close(&link);
	return fine;
}

bool vnc_relay_stdio(const struct vnc_session *session, bool browser, struct diags *diags)
{
	struct vnc_target target = relay_target(session, true);
	const struct vnc_many many = {
		.in = STDIN_FILENO, .out = STDOUT_FILENO, .listener = -1, .target = &target};

	if (browser ? !serves_browsers(session) : !session->has_endpoint)
		return diags_fail(diags, "V22", NULL, "session '%s' has no %s", session->id,
			browser ? "way in for browsers" : "server");
	signal(SIGPIPE, SIG_IGN);
	if (!browser)
		return relay_viewer(session, diags);
	vnc_many_serve(&many);
	return true;
}

static char *relay_folder(void)
{
	return xasprintf("/tmp/berth-vnc-%ld", (long)getuid());
}

char *vnc_relay_socket(const struct vnc_session *session)
{
	char *folder = relay_folder(), *path = path_join(folder, session->id);

	free(folder);
	return path;
}

char *vnc_relay_web_socket(const struct vnc_session *session)
{
	char *plain = vnc_relay_socket(session), *path = xasprintf("%s.web", plain);

	free(plain);
	return path;
}

/* In a folder that anybody may have made before us: it must be ours, and no link. */
static bool make_folder(struct diags *diags)
{
	char *folder = relay_folder();
	struct stat status;
	bool fine = mkdir(folder, 0700) == 0 || errno == EEXIST;

	fine = fine && lstat(folder, &status) == 0 && S_ISDIR(status.st_mode) &&
	       status.st_uid == getuid() && (status.st_mode & 077) == 0;
	if (!fine) {
		diags_fail(diags, "V32", NULL, "'%s' is not a folder of yours alone", folder);
		diag_hint(&diags->items[diags->count - 1], "see who made it: ls -ld %s", folder);
	}
	free(folder);
	return fine;
}

/* The place of a relay that was killed is taken, that of one that serves is not. */
static bool take_place(int fd, const struct sockaddr_un *address)
{
	if (connect(fd, (const struct sockaddr *)address, sizeof *address) == 0) {
		errno = EADDRINUSE;
		return false;
	}
	return unlink(address->sun_path) == 0 || errno == ENOENT;
}

static int listen_at(const char *path, struct diags *diags)
{
	struct sockaddr_un address;
	bool fine = vnc_socket_address(path, &address);
	int asking = fine ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
	int fd = asking >= 0 ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
	mode_t mask = umask(0177);

	fine = fd >= 0 && take_place(asking, &address) &&
	       bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
	       listen(fd, VNC_RELAYS_MAX) == 0;
	if (!fine)
		diags_fail(
			diags, "V32", NULL, "cannot listen at '%s': %s", path, strerror(errno));
	umask(mask);
	if (asking >= 0)
		close(asking);
	if (!fine && fd >= 0)
		close(fd);
	return fine ? fd : -1;
}

static void reap(pid_t *steps)
{
	for (size_t i = 0; i < VNC_RELAYS_MAX; i++)
		if (steps[i] > 0 && waitpid(steps[i], NULL, WNOHANG) == steps[i])
			steps[i] = 0;
}

/* The place for one more step; NULL when all are taken. */
static pid_t *free_step(pid_t *steps)
{
	for (size_t i = 0; i < VNC_RELAYS_MAX; i++)
		if (steps[i] <= 0)
			return &steps[i];
	return NULL;
}

static void start_step(
	const struct vnc_session *session, bool browser, int fd, pid_t *place)
{
	const struct vnc_relay_step step = {session->job, session->id, browser};
	struct diags ignored = {0};
	pid_t pid = vnc_relay_start(&step, fd, false, &ignored);

	*place = pid > 0 ? pid : 0;
	diags_release(&ignored);
}

static void accept_one(const struct vnc_session *session, int listener, pid_t *steps)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	pid_t *place = free_step(steps);

	/* A viewer that finds no place is sent away; so is one whose step cannot start. */
	if (fd >= 0 && place != NULL)
		start_step(session, false, fd, place);
	if (fd >= 0)
		close(fd);
}

/* For all browsers together there is one step, and a child that accepts and speaks with it. */
struct browsers {
	int listener; /* -1: none are served */
	pid_t child;  /* 0: none yet */
};

static void start_browsers(
	const struct vnc_session *session, struct browsers *browsers, pid_t *steps)
{
	pid_t *place = free_step(steps);
	int ends[2];

	if (place == NULL || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return;
	start_step(session, true, ends[1], place);
	close(ends[1]);
	browsers->child = fork();
	if (browsers->child == 0) {
		const struct vnc_many many = {
			.in = ends[0], .out = ends[0], .listener = browsers->listener};
		vnc_many_serve(&many);
		_exit(0);
	}
	if (browsers->child < 0)
		browsers->child = 0;
	close(ends[0]);
}

/* When the step has ended, whoever waits is sent away, so that no step is tried again at once. */
static void reap_browsers(struct browsers *browsers)
{
	int fd;

	if (browsers->child <= 0 || waitpid(browsers->child, NULL, WNOHANG) != browsers->child)
		return;
	browsers->child = 0;
	while ((fd = accept4(browsers->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		close(fd);
}

/* Standard input is the ssh that started us: its end is ours. */
static bool input_ended(short events)
{
	char byte[256];

	if ((events & (POLLIN | POLLHUP | POLLERR)) == 0)
		return false;
	return read(STDIN_FILENO, byte, sizeof byte) <= 0;
}

/* Until *stop; with `watch_input` also until standard input ends. `plain` -1: no viewers. */
static void serve(const struct vnc_session *session, int plain, struct browsers *browsers,
	bool watch_input, const atomic_bool *stop)
{
	pid_t steps[VNC_RELAYS_MAX] = {0};

	signal(SIGPIPE, SIG_IGN);
	while (!atomic_load(stop)) {
		struct pollfd ready[] = {{.fd = watch_input ? STDIN_FILENO : -1, .events = POLLIN},
			{.fd = plain, .events = POLLIN},
			{.fd = browsers->child == 0 ? browsers->listener : -1, .events = POLLIN}};
		if (poll(ready, 3, 500) > 0) {
			if (watch_input && input_ended(ready[0].revents))
				break;
			if ((ready[1].revents & POLLIN) != 0)
				accept_one(session, plain, steps);
			if ((ready[2].revents & POLLIN) != 0)
				start_browsers(session, browsers, steps);
		}
		reap(steps);
		reap_browsers(browsers);
	}
	if (browsers->child > 0) {
		kill(browsers->child, SIGKILL);
		waitpid(browsers->child, NULL, 0);
	}
	for (size_t i = 0; i < VNC_RELAYS_MAX; i++)
		if (steps[i] > 0) {
			kill(-steps[i], SIGTERM);
			waitpid(steps[i], NULL, 0);
		}
}

static void end_listener(int listener, const char *path)
{
	if (listener < 0)
		return;
	close(listener);
	unlink(path);
}

bool vnc_relay_serve(
	const struct vnc_session *session, const atomic_bool *stop, struct diags *diags)
{
	char *path = vnc_relay_socket(session), *web_path = vnc_relay_web_socket(session);
	int plain = make_folder(diags) ? listen_at(path, diags) : -1;
	struct browsers browsers = {.listener = -1};
	bool fine = plain >= 0;

	if (fine && serves_browsers(session)) {
		browsers.listener = listen_at(web_path, diags);
		fine = browsers.listener >= 0 && fcntl(browsers.listener, F_SETFL, O_NONBLOCK) == 0;
	}
	if (fine)
		serve(session, plain, &browsers, true, stop);
	end_listener(plain, path);
	end_listener(browsers.listener, web_path);
	free(path);
	free(web_path);
	return fine;
}

int vnc_relay_listen(int64_t port, int64_t *chosen, struct diags *diags)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
		bind(fd, (const struct sockaddr *)&address, size) == 0 &&
		listen(fd, VNC_RELAYS_MAX) == 0 &&
		getsockname(fd, (struct sockaddr *)&address, &size) == 0) {
		*chosen = ntohs(address.sin_port);
		return fd;
	}
	diags_fail(diags, "V32", NULL, "cannot listen at port %lld: %s", (long long)port,
		strerror(errno));
	diag_hint(&diags->items[diags->count - 1], "another --local-port, or none for a free one");
	if (fd >= 0)
		close(fd);
	return -1;
}

void vnc_relay_accept(
	const struct vnc_session *session, int listener, bool browser, const atomic_bool *stop)
{
	struct browsers browsers = {.listener = browser ? listener : -1};

	if (browser && fcntl(listener, F_SETFL, O_NONBLOCK) != 0)
		return;
	serve(session, browser ? -1 : listener, &browsers, false, stop);
}
