#include "vnc/speaker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	OUT = 3,
	HIGH = 10,
	EXIT_LATE = 75,
	DESCRIPTORS_MAX = 65536,
};

/* Of the child: a handler has no other way to it. */
static struct vnc_link link_of_child = {.fd = -1};

static NORETURN void on_end(int signal)
{
	if (link_of_child.relay > 0)
		kill(-link_of_child.relay, SIGTERM);
	_exit(signal == SIGALRM ? EXIT_LATE : 128 + signal);
}

static void set_signals(void)
{
	struct sigaction standard = {.sa_handler = SIG_DFL}, ignored = {.sa_handler = SIG_IGN},
			 end = {.sa_handler = on_end};
	sigset_t none;

	/* The order matters: a handler of the parent must not run here. */
	for (int signal = 1; signal < NSIG; signal++)
		sigaction(signal, &standard, NULL);
	sigaction(SIGPIPE, &ignored, NULL);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGALRM, &end, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_from(int first)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) == 0)
		return;
#endif
	for (int fd = first; fd < DESCRIPTORS_MAX; fd++)
		close(fd);
}

/* The C library and others may say a last word on standard error: never over a screen. */
static void set_standard_descriptors(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		_exit(EXIT_FAILURE);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	if (isatty(STDERR_FILENO))
		dup2(null, STDERR_FILENO);
}

static void set_descriptors(int out)
{
	int high = fcntl(out, F_DUPFD_CLOEXEC, HIGH);

	set_standard_descriptors();
	if (high < 0 || dup3(high, OUT, O_CLOEXEC) < 0)
		_exit(EXIT_FAILURE);
	close_from(OUT + 1);
}

/* Ends the connection, and waits for the end of its relay. */
static void disconnect(void)
{
	/* Nobody waits for us longer than a relay may take to end. */
	vnc_speaker_hurry(0);
	vnc_link_close(&link_of_child);
}

static NORETURN void run_child(const struct vnc_speech *speech, int out)
{
	const struct rlimit none = {0, 0};

	setsid();
	set_signals();
	/* The terminal is the parent's. */
	fatal_set_hook(NULL);
	setrlimit(RLIMIT_CORE, &none);
	set_descriptors(out);
	speech->speak(speech, OUT);
	disconnect();
	_exit(EXIT_SUCCESS);
}

/* All signals wait during the fork, so that none reaches our handlers in the child. */
static pid_t fork_child(const struct vnc_speech *speech, int out)
{
	sigset_t all, before;
	int error;
	pid_t pid;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0)
		run_child(speech, out);
	error = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return pid;
}

bool vnc_speaker_start(
	const struct vnc_speech *speech, struct vnc_speaker *speaker, struct diags *diags)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return diags_fail(diags, "V24", NULL, "cannot ask the server: %s", strerror(errno));
	pid = fork_child(speech, ends[1]);
	close(ends[1]);
	if (pid < 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
		diags_fail(diags, "V24", NULL, "cannot ask the server: %s", strerror(errno));
		*speaker = (struct vnc_speaker){.pid = pid > 0 ? pid : 0, .fd = ends[0]};
		vnc_speaker_end(speaker);
		return false;
	}
	*speaker = (struct vnc_speaker){.pid = pid,
		.fd = ends[0],
		.relays = speech->target->job != NULL};
	return true;
}

/* One that has started a relay gets a moment to end it. */
static int wait_ended(const struct vnc_speaker *speaker)
{
	int status = 0;

	if (waitpid(speaker->pid, &status, WNOHANG) == speaker->pid)
		return status;
	if (speaker->relays)
		kill(speaker->pid, SIGTERM);
	for (int i = 0; speaker->relays && i < 200; i++) {
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
		if (waitpid(speaker->pid, &status, WNOHANG) == speaker->pid)
			return status;
	}
	kill(speaker->pid, SIGKILL);
	while (waitpid(speaker->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

int vnc_speaker_end(struct vnc_speaker *speaker)
{
	int status = speaker->pid > 0 ? wait_ended(speaker) : 0;

	if (speaker->fd >= 0)
		close(speaker->fd);
	*speaker = (struct vnc_speaker){.fd = -1};
	if (WIFSIGNALED(status))
		return WTERMSIG(status);
	return WEXITSTATUS(status) == EXIT_LATE ? -1 : WEXITSTATUS(status);
}

int vnc_speaker_connect(const struct vnc_speech *speech, int deadline_ms, struct diags *diags)
{
	if (!vnc_link_open(speech->target, deadline_ms, NULL, &link_of_child, diags))
		return -1;
	return link_of_child.fd;
}

void vnc_speaker_hurry(int milliseconds)
{
	const struct itimerval timer = {
		.it_value = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000}};

	setitimer(ITIMER_REAL, &timer, NULL);
}
