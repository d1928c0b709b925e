#include "tui/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

enum { PATIENCE = 4 }; /* seconds from a signal that asks to end until it does */

/* What handlers use. They are set before the handlers are. */
static struct {
	volatile sig_atomic_t armed;
	bool known; /* what the terminal was like */
	int fd;
	volatile sig_atomic_t error; /* the real standard error, or -1 */
	const char *reset;
	struct termios modes;
	int pipe[2];
	volatile sig_atomic_t ending; /* the signal that asked to end */
} rescue = {.error = -1, .pipe = {-1, -1}};

static const int asking[] = {SIGINT, SIGTERM, SIGHUP};
static const int deadly[] = {SIGQUIT, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS};
static const int telling[] = {SIGWINCH, SIGCONT, SIGTSTP};
static const int others[] = {SIGPIPE, SIGALRM};
static struct sigaction before[64];

/* Gives the terminal back; may be called from handlers, and does nothing when it is not armed. */
static void give_back(void)
{
	int saved = errno, flags;

	if (!rescue.armed)
		return;
	rescue.armed = 0;
	/* What is said from now on is for people. */
	if (rescue.error >= 0)
		dup2(rescue.error, STDERR_FILENO);
	/* A terminal that was stopped (^S) must not hold us here. */
	flags = fcntl(rescue.fd, F_GETFL);
	if (flags >= 0)
		fcntl(rescue.fd, F_SETFL, flags | O_NONBLOCK);
	if (write(rescue.fd, rescue.reset, strlen(rescue.reset)) < 0)
		errno = saved;
	if (flags >= 0)
		fcntl(rescue.fd, F_SETFL, flags);
	tcsetattr(rescue.fd, TCSANOW, &rescue.modes);
	errno = saved;
}

void rescue_die(int signal)
{
	sigset_t set;

	give_back();
	sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	sigemptyset(&set);
	sigaddset(&set, signal);
	raise(signal);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	/* Not reached: the default of all that come here ends the process. */
	_exit(128 + signal);
}

/* The handlers that were there (of a sanitizer, say) get the signal next: the instruction that was
 * at fault runs again when we return. */
static void on_deadly(int signal, siginfo_t *info, void *context)
{
	(void)context;
	give_back();
	if (before[signal].sa_handler == SIG_DFL || before[signal].sa_handler == SIG_IGN)
		rescue_die(signal);
	sigaction(signal, &before[signal], NULL);
	if (info->si_code <= 0)
		raise(signal);
}

static void tell(int signal)
{
	int saved = errno;
	unsigned char byte = (unsigned char)signal;

	if (write(rescue.pipe[1], &byte, 1) < 0)
		errno = saved; /* it is full: there is enough to wake up for */
}

static void on_telling(int signal)
{
	tell(signal);
}

static void on_asking(int signal)
{
	if (rescue.ending != 0)
		rescue_die(signal);
	rescue.ending = signal;
	tell(signal);
	alarm(PATIENCE);
}

static void on_alarm(int signal)
{
	if (rescue.ending != 0)
		rescue_die(rescue.ending);
	(void)signal;
}

static void on_pipe(int signal, siginfo_t *info, void *context)
{
	(void)context;
	if (info->si_pid != getpid())
		rescue_die(signal);
}

static void set(int signal, const struct sigaction *action)
{
	sigaction(signal, action, &before[signal]);
}

int rescue_signals(void)
{
	struct sigaction action = {.sa_handler = on_telling, .sa_flags = SA_RESTART};

	if (pipe2(rescue.pipe, O_CLOEXEC | O_NONBLOCK) != 0)
		fatal("no pipe can be made: %s", strerror(errno));
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < ARRAY_LENGTH(telling); i++)
		set(telling[i], &action);
	action.sa_handler = on_asking;
	for (size_t i = 0; i < ARRAY_LENGTH(asking); i++)
		set(asking[i], &action);
	action.sa_handler = on_alarm;
	set(SIGALRM, &action);
	action.sa_flags = SA_SIGINFO | SA_RESTART;
	action.sa_sigaction = on_pipe;
	set(SIGPIPE, &action);
	/* The memory at fault may be the stack; a second fault inside must end it. */
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
	action.sa_sigaction = on_deadly;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < ARRAY_LENGTH(deadly); i++)
		set(deadly[i], &action);
	fatal_set_hook(give_back);
	return rescue.pipe[0];
}

static void put_back(const int *signals, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sigaction(signals[i], &before[signals[i]], NULL);
}

void rescue_end(void)
{
	if (rescue.pipe[0] < 0)
		return;
	alarm(0);
	put_back(telling, ARRAY_LENGTH(telling));
	put_back(asking, ARRAY_LENGTH(asking));
	put_back(deadly, ARRAY_LENGTH(deadly));
	put_back(others, ARRAY_LENGTH(others));
	fatal_set_hook(NULL);
	close(rescue.pipe[0]);
	close(rescue.pipe[1]);
	rescue.pipe[0] = rescue.pipe[1] = -1;
}

void rescue_arm(int fd, const char *reset)
{
	rescue.fd = fd;
	rescue.reset = reset;
	rescue.known = tcgetattr(fd, &rescue.modes) == 0;
	rescue.armed = rescue.known;
}

void rescue_disarm(void)
{
	rescue.known = false;
	rescue.armed = 0;
}

void rescue_hold(bool held)
{
	rescue.armed = rescue.known && !held;
}

bool rescue_is_ending(void)
{
	return rescue.ending != 0;
}

void rescue_errors(int error)
{
	rescue.error = error;
}
