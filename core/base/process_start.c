#include "base/process_start.h"
#include "base/files.h"
#include "base/vector.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The descriptors that a child needs, its ends first and in the order of their numbers there. */
enum {
	CHILD_INPUT,
	CHILD_OUTPUT,
	CHILD_ERROR,
	CHILD_REPORT,
	OUR_INPUT,
	OUR_OUTPUT,
	OUR_ERROR,
	OUR_REPORT,
	END_COUNT,
};

/* All that the child uses between fork and exec: there it must not allocate. */
struct start {
	char *path;
	char *const *argv;
	char **env;
	const char *folder;
	int ends[END_COUNT];
	int descriptor_limit;
};

struct environment VECTOR_OF(char *);

static bool is_program(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* A folder that is relative counts from ours. NULL when ours is gone. */
static char *build_full_path(const char *folder, size_t length, const char *name)
{
	struct text path = TEXT_INIT;

	if (length == 0 || folder[0] != '/') {
		char *here = folder_here();
		if (here == NULL)
			return NULL;
		text_append_format(&path, "%s/", here);
		free(here);
	}
	if (length > 0) {
		text_append_bytes(&path, folder, length);
		text_append_char(&path, '/');
	}
	text_append(&path, name);
	return text_detach(&path);
}

/* Looks the name up in a list of folders, of which an empty one means the current folder. */
static char *find_in(const char *folders, const char *name)
{
	if (name[0] == '\0' || strchr(name, '/') != NULL)
		return NULL;
	if (folders == NULL)
		folders = "/usr/bin:/bin";
	for (;;) {
		size_t length = strcspn(folders, ":");
		char *path = build_full_path(folders, length, name);
		if (path != NULL && is_program(path))
			return path;
		free(path);
		if (folders[length] == '\0')
			return NULL;
		folders += length + 1;
	}
}

char *program_find(const char *name)
{
	return find_in(getenv("PATH"), name);
}

static bool changes_name_of(char *const *changes, const char *entry)
{
	size_t length = strcspn(entry, "=");

	for (; changes != NULL && *changes != NULL; changes++)
		if (strcspn(*changes, "=") == length && strncmp(*changes, entry, length) == 0)
			return true;
	return false;
}

/* Our environment with the changes; of several for one name the last one counts. The strings
 * stay where they are, the caller frees the array. */
static char **build_environment(char *const *changes)
{
	struct environment environment = {0};

	for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
		if (!changes_name_of(changes, *entry))
			vector_push(&environment, *entry);
	for (; changes != NULL && *changes != NULL; changes++)
		if (strchr(*changes, '=') != NULL && !changes_name_of(changes + 1, *changes))
			vector_push(&environment, *changes);
	vector_push(&environment, NULL);
	return environment.items;
}

static const char *find_variable(char *const *environment, const char *prefix)
{
	for (; *environment != NULL; environment++)
		if (string_starts(*environment, prefix))
			return *environment + strlen(prefix);
	return NULL;
}

static void close_ends(int *ends, int first, int behind)
{
	for (int i = first; i < behind; i++) {
		if (ends[i] >= 0)
			close(ends[i]);
		ends[i] = -1;
	}
}

/* Should our own 0, 1 or 2 be closed, a new descriptor could get that number, and the child would
 * overwrite it while it sets up its own. */
static bool lift(int *fd)
{
	int low = *fd;

	if (low > 2)
		return true;
	*fd = fcntl(low, F_DUPFD_CLOEXEC, 3);
	close(low);
	return *fd >= 0;
}

static bool open_pipe(int *reader, int *writer)
{
	int pair[2];

	if (pipe2(pair, O_CLOEXEC) != 0)
		return false;
	*reader = pair[0];
	*writer = pair[1];
	return lift(reader) && lift(writer);
}

static bool set_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

static bool open_null(int *fd)
{
	*fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return *fd >= 0 && lift(fd);
}

/* On failure errno tells why, and the caller closes what is open. */
static bool open_ends(const struct process *process, int *ends)
{
	bool fine = process->input != NULL ? open_pipe(&ends[CHILD_INPUT], &ends[OUR_INPUT])
					   : open_null(&ends[CHILD_INPUT]);

	fine = fine && open_pipe(&ends[OUR_OUTPUT], &ends[CHILD_OUTPUT]) &&
	       open_pipe(&ends[OUR_ERROR], &ends[CHILD_ERROR]) &&
	       open_pipe(&ends[OUR_REPORT], &ends[CHILD_REPORT]);
	for (int i = OUR_INPUT; fine && i < END_COUNT; i++)
		fine = ends[i] < 0 || set_nonblocking(ends[i]);
	return fine;
}

/* From here to child_run(): in the child, async-signal-safe calls only. */

static void reset_signals(void)
{
	struct sigaction standard = {.sa_handler = SIG_DFL};
	sigset_t none;

	/* The order matters: a handler of ours must not run in the child. */
	for (int signal = 1; signal < NSIG; signal++)
		sigaction(signal, &standard, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_from(int first, int limit)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) == 0)
		return;
#endif
	for (int fd = first; fd < limit; fd++)
		close(fd);
}

static bool set_up_descriptors(const struct start *start)
{
	for (int i = CHILD_INPUT; i <= CHILD_ERROR; i++)
		if (dup2(start->ends[i], i) < 0)
			return false;
	/* All that could stand at 3 was copied by now. */
	if (start->ends[CHILD_REPORT] != 3 && dup3(start->ends[CHILD_REPORT], 3, O_CLOEXEC) < 0)
		return false;
	close_from(4, start->descriptor_limit);
	return true;
}

static NORETURN void run_child(const struct start *start)
{
	struct process_failure failure = {.step = PROCESS_SET_UP};
	int report = start->ends[CHILD_REPORT];
	ssize_t written;

	setpgid(0, 0);
	reset_signals();
	if (set_up_descriptors(start)) {
		report = 3;
		failure.step = PROCESS_FOLDER;
		if (start->folder == NULL || chdir(start->folder) == 0) {
			failure.step = PROCESS_EXEC;
			execve(start->path, start->argv, start->env);
		}
	}
	failure.error = errno;
	do
		written = write(report, &failure, sizeof failure);
	while (written < 0 && errno == EINTR);
	_exit(127);
}

/* All signals wait during the fork, so that none reaches our handlers in the child. */
static pid_t fork_child(const struct start *start)
{
	sigset_t all, before;
	pid_t pid;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0)
		run_child(start);
	error = errno;
	/* The child does this as well; whoever comes first, the group is there when we use it. */
	if (pid > 0)
		setpgid(pid, pid);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return pid;
}

static int open_pidfd(pid_t pid)
{
#ifdef SYS_pidfd_open
	int fd = (int)syscall(SYS_pidfd_open, pid, 0u);
	if (fd >= 0 && !lift(&fd))
		return -1;
	return fd;
#else
	(void)pid;
	return -1;
#endif
}

/* For kernels without close_range(). All descriptors of ours are close-on-exec anyway, so a bound
 * that keeps a start quick is more use than the last of a million numbers. */
static int find_descriptor_limit(void)
{
	long limit = sysconf(_SC_OPEN_MAX);
	return limit < 0 || limit > 65536 ? 65536 : (int)limit;
}

static bool start_child(const struct process *process, struct start *start,
	struct process_child *child, struct diags *diags)
{
	struct process_failure failure = {.step = PROCESS_SET_UP};
	pid_t pid = -1;

	if (open_ends(process, start->ends))
		pid = fork_child(start);
	failure.error = errno;
	if (pid < 0) {
		close_ends(start->ends, 0, END_COUNT);
		return process_explain(process, &failure, diags);
	}
	close_ends(start->ends, 0, OUR_INPUT);
	*child = (struct process_child){
		.pid = pid,
		.pidfd = open_pidfd(pid),
		.input = start->ends[OUR_INPUT],
		.output = start->ends[OUR_OUTPUT],
		.error = start->ends[OUR_ERROR],
		.report = start->ends[OUR_REPORT],
	};
	return true;
}

bool process_start(
	const struct process *process, struct process_child *child, struct diags *diags)
{
	struct start start = {.argv = process->argv, .folder = process->folder};
	bool started = false;

	if (process->argv == NULL || process->argv[0] == NULL)
		BUG("a process without a program");
	start.env = build_environment(process->env);
	start.descriptor_limit = find_descriptor_limit();
	for (int i = 0; i < END_COUNT; i++)
		start.ends[i] = -1;
	if (strchr(process->argv[0], '/') != NULL)
		start.path = xstrdup(process->argv[0]);
	else
		start.path = find_in(find_variable(start.env, "PATH="), process->argv[0]);
	if (start.path != NULL) {
		started = start_child(process, &start, child, diags);
	} else {
		struct process_failure failure = {.step = PROCESS_SEARCH, .error = ENOENT};
		process_explain(process, &failure, diags);
	}
	free(start.path);
	free(start.env);
	return started;
}
