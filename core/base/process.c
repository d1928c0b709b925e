#include "base/process.h"
#include "base/clock.h"
#include "base/process_start.h"
#include "base/vector.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* All in milliseconds. */
enum {
	CANCEL_INTERVAL = 100,
	WAIT_INTERVAL = 20, /* between looks at the child when there is no pidfd */
	TERM_GRACE = 2000,  /* from SIGTERM to SIGKILL */
	KILL_GRACE = 5000,  /* from SIGKILL to giving up on a child that hangs inside the kernel */
	DRAIN_GRACE = 1000, /* from the child's end to closing the pipes that others hold open */
};

enum { DEFAULT_LIMIT = 1 << 20, PIECE = 1 << 14 };

enum phase { RUNNING, TERMINATING, KILLING, DRAINING };

struct run {
	const struct process *process;
	struct process_result *result;
	struct process_child child;
	struct process_failure failure;
	bool failed; /* it never ran, see `failure` */
	const char *unwritten;
	size_t unwritten_length;
	enum phase phase;
	int64_t until; /* when the phase is over, INT64_MAX for never */
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void enter(struct run *run, enum phase phase, int grace)
{
	run->phase = phase;
	run->until = clock_ms() + grace;
}

/* Moves on when the phase is over. False when there is nothing left to wait for. */
static bool advance(struct run *run)
{
	const atomic_bool *cancel = run->process->cancel;
	bool over = clock_ms() >= run->until;

	switch (run->phase) {
	case RUNNING:
		run->result->cancelled = cancel != NULL && atomic_load(cancel);
		run->result->timed_out = over && !run->result->cancelled;
		if (run->result->cancelled || run->result->timed_out) {
			kill(-run->child.pid, SIGTERM);
			enter(run, TERMINATING, TERM_GRACE);
		}
		return true;
	case TERMINATING:
		if (over) {
			kill(-run->child.pid, SIGKILL);
			enter(run, KILLING, KILL_GRACE);
		}
		return true;
	case KILLING:
	case DRAINING:
		break;
	}
	return !over;
}

/* The zombie stays until reap(): while it is there nobody else can get the number of its group,
 * so that a late kill() cannot hit a stranger. ECHILD means that somebody else took the status. */
static void look_for_end(struct run *run)
{
	siginfo_t info = {0};
	int found = waitid(P_PID, (id_t)run->child.pid, &info, WEXITED | WNOHANG | WNOWAIT);

	if (found == 0 ? info.si_pid == 0 : errno != ECHILD)
		return;
	close_end(&run->child.pidfd);
	close_end(&run->child.input);
	enter(run, DRAINING, DRAIN_GRACE);
}

static void reap(struct run *run)
{
	struct process_result *result = run->result;
	int status = 0;
	pid_t pid;

	if (result->timed_out || result->cancelled)
		kill(-run->child.pid, SIGKILL);
	do
		pid = waitpid(run->child.pid, &status, run->phase == DRAINING ? 0 : WNOHANG);
	while (pid < 0 && errno == EINTR);
	if (pid == run->child.pid && WIFEXITED(status))
		result->exit_code = WEXITSTATUS(status);
	if (pid == run->child.pid && WIFSIGNALED(status))
		result->signal = WTERMSIG(status);
}

/* write(), but a reader that is gone gives EPIPE and never the signal. It is blocked for this
 * thread only, and taken away again unless it was waiting there before. */
static ssize_t write_quietly(int fd, const char *bytes, size_t length)
{
	static const struct timespec now = {0};
	sigset_t pipe, before, pending;
	ssize_t written;
	int error;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, &pipe, &before);
	written = write(fd, bytes, length);
	error = errno;
	if (written < 0 && error == EPIPE && !sigismember(&pending, SIGPIPE))
		while (sigtimedwait(&pipe, NULL, &now) < 0 && errno == EINTR)
			;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return written;
}

static bool is_passing(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static void write_input(struct run *run)
{
	ssize_t written =
		write_quietly(run->child.input, run->unwritten, run->unwritten_length);

	if (written < 0 && is_passing(errno))
		return;
	if (written > 0) {
		run->unwritten += written;
		run->unwritten_length -= (size_t)written;
	}
	/* A program that does not want its whole input is no error. */
	if (written < 0 || run->unwritten_length == 0)
		close_end(&run->child.input);
}

static void read_output(struct run *run, int *end, int fd, struct text *text)
{
	const struct process *process = run->process;
	size_t limit = process->output_limit > 0 ? process->output_limit : DEFAULT_LIMIT;
	char bytes[PIECE];
	ssize_t got = read(*end, bytes, sizeof bytes);
	size_t kept;

	if (got < 0 && is_passing(errno))
		return;
	if (got <= 0) {
		close_end(end);
		return;
	}
	kept = limit - text->length < (size_t)got ? limit - text->length : (size_t)got;
	text_append_bytes(text, bytes, kept);
	if (kept < (size_t)got)
		run->result->truncated = true;
	if (process->on_output != NULL)
		process->on_output(process->context, fd, bytes, (size_t)got);
}

/* One message, smaller than what a pipe writes at once, or the end of file after the exec. */
static void read_report(struct run *run)
{
	ssize_t got = read(run->child.report, &run->failure, sizeof run->failure);

	if (got < 0 && is_passing(errno))
		return;
	run->failed = got == (ssize_t)sizeof run->failure;
	close_end(&run->child.report);
}

static int find_timeout(const struct run *run)
{
	int64_t left = run->until == INT64_MAX ? INT64_MAX : run->until - clock_ms();

	if (run->process->cancel != NULL && run->phase == RUNNING && left > CANCEL_INTERVAL)
		left = CANCEL_INTERVAL;
	if (run->phase != DRAINING && run->child.pidfd < 0 && left > WAIT_INTERVAL)
		left = WAIT_INTERVAL;
	if (left == INT64_MAX)
		return -1;
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void wait_for_events(struct run *run)
{
	struct process_child *child = &run->child;
	struct pollfd polls[] = {
		{.fd = child->input, .events = POLLOUT},
		{.fd = child->output, .events = POLLIN},
		{.fd = child->error, .events = POLLIN},
		{.fd = child->report, .events = POLLIN},
		{.fd = child->pidfd, .events = POLLIN},
	};

	/* Nothing is ready after a timeout or a signal, but the child may have ended. */
	if (poll(polls, ARRAY_LENGTH(polls), find_timeout(run)) < 0)
		for (size_t i = 0; i < ARRAY_LENGTH(polls); i++)
			polls[i].revents = 0;
	if (polls[0].revents != 0)
		write_input(run);
	if (polls[1].revents != 0)
		read_output(run, &child->output, STDOUT_FILENO, &run->result->out);
	if (polls[2].revents != 0)
		read_output(run, &child->error, STDERR_FILENO, &run->result->err);
	if (polls[3].revents != 0)
		read_report(run);
	if (run->phase != DRAINING && (polls[4].revents != 0 || child->pidfd < 0))
		look_for_end(run);
}

static bool has_ended(const struct run *run)
{
	return run->phase == DRAINING && run->child.output < 0 && run->child.error < 0 &&
	       run->child.report < 0;
}

bool process_run(const struct process *process, struct process_result *result, struct diags *diags)
{
	struct run run = {.process = process, .result = result, .until = INT64_MAX};

	*result = (struct process_result){.exit_code = -1};
	if (!process_start(process, &run.child, diags))
		return false;
	if (process->on_start != NULL)
		process->on_start(process->context, run.child.pid);
	if (process->deadline_ms > 0)
		run.until = clock_ms() + process->deadline_ms;
	if (process->input != NULL) {
		run.unwritten = process->input;
		run.unwritten_length = strlen(process->input);
	}
	if (run.unwritten_length == 0)
		close_end(&run.child.input);
	while (!has_ended(&run) && advance(&run))
		wait_for_events(&run);
	reap(&run);
	close_end(&run.child.input);
	close_end(&run.child.output);
	close_end(&run.child.error);
	close_end(&run.child.report);
	close_end(&run.child.pidfd);
	if (!run.failed)
		return true;
	process_result_release(result);
	return process_explain(process, &run.failure, diags);
}

void process_result_release(struct process_result *result)
{
	text_release(&result->out);
	text_release(&result->err);
	*result = (struct process_result){.exit_code = -1};
}
