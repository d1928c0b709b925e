#include "testing.h"

#include "base/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGV(...) as_argv((const char *const[]){__VA_ARGS__, NULL})
#define SHELL(script) ARGV("sh", "-c", script)

/* An argv of constants: exec never writes to it, but its type cannot say so. */
static char *const *as_argv(const char *const *strings)
{
	union {
		const char *const *constant;
		char *const *argv;
	} pointer = {.constant = strings};
	return pointer.argv;
}

static int64_t read_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Runs it, wants it to have run, and gives what came of it; the caller releases that. */
static struct process_result run(struct process process)
{
	struct process_result result;
	struct diags diags = {0};
	bool ran = process_run(&process, &result, &diags);

	assert_no_diags(&diags);
	assert_true(ran);
	return result;
}

static struct process_result run_shell(const char *script)
{
	return run((struct process){.argv = SHELL(script)});
}

static void gives_output_and_exit_code(void **state UNUSED)
{
	struct process_result result = run_shell("echo out; echo err >&2; exit 3");

	assert_int_equal(result.exit_code, 3);
	assert_int_equal(result.signal, 0);
	assert_false(result.timed_out || result.cancelled || result.truncated);
	assert_text_equal(&result.out, "out\n");
	assert_text_equal(&result.err, "err\n");
	process_result_release(&result);

	result = run((struct process){.argv = ARGV("true")});
	assert_int_equal(result.exit_code, 0);
	assert_text_equal(&result.out, "");
	process_result_release(&result);
	process_result_release(&result);
}

static void passes_arguments_as_they_are(void **state UNUSED)
{
	struct process_result result = run((struct process){
		.argv = ARGV("sh", "-c", "for a; do echo \"[$a]\"; done", "x", "a b", "", "$HOME;*",
			"\n")});
	assert_text_equal(&result.out, "[a b]\n[]\n[$HOME;*]\n[\n]\n");
	process_result_release(&result);
}

static void reports_the_signal(void **state UNUSED)
{
	struct process_result result = run_shell("kill -SEGV $$");
	assert_int_equal(result.exit_code, -1);
	assert_int_equal(result.signal, SIGSEGV);
	process_result_release(&result);
}

static void stops_at_the_deadline(void **state UNUSED)
{
	int64_t start = read_clock();
	struct process_result result = run((struct process){
		.argv = SHELL("echo begun; sleep 60"), .deadline_ms = 300});

	assert_true(result.timed_out);
	assert_false(result.cancelled);
	assert_int_equal(result.exit_code, -1);
	assert_int_equal(result.signal, SIGTERM);
	assert_text_equal(&result.out, "begun\n");
	assert_in_range(read_clock() - start, 300, 20000);
	process_result_release(&result);
}

static void kills_what_ignores_the_deadline(void **state UNUSED)
{
	int64_t start = read_clock();
	struct process_result result = run((struct process){
		.argv = SHELL("trap '' TERM; echo $$; while :; do sleep 1; done"),
		.deadline_ms = 300});
	pid_t group = (pid_t)atoi(text_string(&result.out));

	assert_true(result.timed_out);
	assert_int_equal(result.signal, SIGKILL);
	assert_in_range(read_clock() - start, 2300, 20000);
	/* The sleep belongs to the group and has gone with it; init may need a moment. */
	assert_true(group > 1);
	for (int i = 0; i < 200 && kill(-group, 0) == 0; i++)
		usleep(10000);
	assert_int_equal(kill(-group, 0), -1);
	process_result_release(&result);
}

static void kills_the_rest_of_the_group(void **state UNUSED)
{
	/* The shell ends on SIGTERM, the other one does not and holds no pipe. */
	struct process_result result = run((struct process){
		.argv = SHELL("(trap '' TERM; while :; do sleep 1; done) >/dev/null 2>&1 & "
			      "echo $$; wait"),
		.deadline_ms = 300});
	pid_t group = (pid_t)atoi(text_string(&result.out));

	assert_int_equal(result.signal, SIGTERM);
	assert_true(group > 1);
	for (int i = 0; i < 200 && kill(-group, 0) == 0; i++)
		usleep(10000);
	assert_int_equal(kill(-group, 0), -1);
	process_result_release(&result);
}

static void *cancel_soon(void *cancel)
{
	usleep(200000);
	atomic_store((atomic_bool *)cancel, true);
	return NULL;
}

static void is_cancelled_from_another_thread(void **state UNUSED)
{
	atomic_bool cancel = false;
	struct process process = {.argv = ARGV("sleep", "60"), .cancel = &cancel};
	struct process_result result;
	struct diags diags = {0};
	int64_t start = read_clock();
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &cancel), 0);
	assert_false(process_run_checked(&process, &result, &diags));
	pthread_join(thread, NULL);
	assert_true(result.cancelled);
	assert_false(result.timed_out);
	assert_in_range(read_clock() - start, 200, 20000);
	assert_only_diag(&diags, "R06");
	assert_string_equal(diags.items[0].message, "'sleep' was cancelled");
	process_result_release(&result);
	diags_release(&diags);
}

static void drains_both_streams_beyond_the_limit(void **state UNUSED)
{
	struct process_result result = run((struct process){
		.argv = SHELL("(yes err | head -c 20000000 >&2) & yes out | head -c 20000000; "
			      "wait; exit 5"),
		.output_limit = 100001,
		.deadline_ms = 60000});

	assert_int_equal(result.exit_code, 5);
	assert_true(result.truncated);
	assert_int_equal(result.out.length, 100001);
	assert_int_equal(result.err.length, 100001);
	assert_memory_equal(result.out.data, "out\nout\n", 8);
	assert_memory_equal(result.err.data + 100000 - 4, "err\ne", 5);
	process_result_release(&result);
}

static void is_not_truncated_at_the_limit(void **state UNUSED)
{
	struct process_result result = run((struct process){
		.argv = SHELL("printf 12345; printf 12345 >&2"), .output_limit = 5});
	assert_false(result.truncated);
	assert_text_equal(&result.out, "12345");
	process_result_release(&result);

	result = run((struct process){.argv = SHELL("printf 123456"), .output_limit = 5});
	assert_true(result.truncated);
	assert_text_equal(&result.out, "12345");
	process_result_release(&result);

	result = run_shell("head -c 1048576 /dev/zero");
	assert_false(result.truncated);
	assert_int_equal(result.out.length, 1048576);
	process_result_release(&result);

	result = run_shell("head -c 1048577 /dev/zero");
	assert_true(result.truncated);
	assert_int_equal(result.out.length, 1048576);
	process_result_release(&result);
}

static void feeds_big_input(void **state UNUSED)
{
	struct text input = TEXT_INIT;
	struct process_result result;

	for (int i = 0; input.length < 1000000; i++)
		text_append_format(&input, "line %d\n", i);
	result = run((struct process){
		.argv = ARGV("cat"), .input = text_string(&input), .deadline_ms = 60000});
	assert_int_equal(result.exit_code, 0);
	assert_false(result.truncated);
	assert_string_equal(text_string(&result.out), text_string(&input));
	process_result_release(&result);
	text_release(&input);
}

static volatile sig_atomic_t pipe_signals;

static void count_pipe_signal(int signal UNUSED)
{
	pipe_signals = pipe_signals + 1;
}

static void survives_a_program_that_does_not_read(void **state UNUSED)
{
	struct sigaction ours = {.sa_handler = count_pipe_signal}, before, after;
	struct text input = TEXT_INIT;
	struct process_result result;
	sigset_t mask;

	text_append_repeated(&input, "x", 1000000);
	sigaction(SIGPIPE, &ours, &before);
	result = run((struct process){
		.argv = SHELL("exec <&-; sleep 0.2; echo fine"), .input = text_string(&input)});
	sigaction(SIGPIPE, &before, &after);
	assert_text_equal(&result.out, "fine\n");
	assert_int_equal(pipe_signals, 0);
	assert_true(after.sa_handler == count_pipe_signal);
	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	assert_false(sigismember(&mask, SIGPIPE));
	process_result_release(&result);
	text_release(&input);
}

static void reads_nothing_without_input(void **state UNUSED)
{
	struct process_result result;

	result = run((struct process){.argv = ARGV("cat"), .deadline_ms = 9000});
	assert_int_equal(result.exit_code, 0);
	assert_text_equal(&result.out, "");
	process_result_release(&result);

	result = run((struct process){.argv = ARGV("cat"), .input = "", .deadline_ms = 9000});
	assert_int_equal(result.exit_code, 0);
	assert_text_equal(&result.out, "");
	process_result_release(&result);
}

struct pieces {
	struct text out, err;
};

static void gather(void *context, int fd, const char *bytes, size_t length)
{
	struct pieces *pieces = context;
	text_append_bytes(fd == 1 ? &pieces->out : &pieces->err, bytes, length);
}

static void hands_output_over(void **state UNUSED)
{
	struct pieces pieces = {TEXT_INIT, TEXT_INIT};
	struct process_result result = run((struct process){
		.argv = SHELL("printf abc; printf def >&2"),
		.output_limit = 1,
		.on_output = gather,
		.context = &pieces});

	assert_text_equal(&pieces.out, "abc");
	assert_text_equal(&pieces.err, "def");
	assert_text_equal(&result.out, "a");
	assert_true(result.truncated);
	process_result_release(&result);
	text_release(&pieces.out);
	text_release(&pieces.err);
}

/* Wants a start that fails with this id and a message that holds this part. */
static void refuse(struct process process, const char *id, const char *part)
{
	struct process_result result;
	struct diags diags = {0};

	assert_false(process_run(&process, &result, &diags));
	assert_only_diag(&diags, id);
	assert_null(diags.items[0].field);
	if (strstr(diags.items[0].message, part) == NULL)
		fail_msg("'%s' is not in: %s", part, diags.items[0].message);
	process_result_release(&result);
	diags_release(&diags);
}

static char *make_folder(void)
{
	const char *parent = getenv("TMPDIR");
	char *folder = xasprintf("%s/berth-process-XXXXXX", parent != NULL ? parent : "/tmp");

	assert_non_null(mkdtemp(folder));
	return folder;
}

static char *make_script(const char *folder, const char *content, mode_t mode)
{
	char *path = xasprintf("%s/script", folder);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), (ssize_t)strlen(content));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
	return path;
}

static void refuses_missing_programs(void **state UNUSED)
{
	struct process process = {.argv = ARGV("berth-no-such-program")};
	struct process_result result;
	struct diags diags = {0};

	assert_false(process_run(&process, &result, &diags));
	assert_only_diag(&diags, "R02");
	assert_string_equal(
		diags.items[0].message, "cannot find 'berth-no-such-program' in PATH");
	assert_non_null(diags.items[0].hint);
	process_result_release(&result);
	diags_release(&diags);

	refuse((struct process){.argv = ARGV("/no/such/program")}, "R02", "'/no/such/program'");
	refuse((struct process){.argv = ARGV("")}, "R02", "''");
	refuse((struct process){.argv = ARGV("sh"), .env = ARGV("PATH=/no/such")}, "R02", "'sh'");
	refuse((struct process){.argv = ARGV("/etc/passwd/x")}, "R01", "Not a directory");
	refuse((struct process){.argv = ARGV("/etc")}, "R01", "Permission denied");
}

static void refuses_files_that_cannot_run(void **state UNUSED)
{
	char *folder = make_folder(), *path;
	struct process_result result;

	path = make_script(folder, "#!/bin/sh\n", 0600);
	refuse((struct process){.argv = ARGV(path)}, "R01", "Permission denied");
	free(path);
	path = make_script(folder, "echo no first line\n", 0700);
	refuse((struct process){.argv = ARGV(path)}, "R01", "Exec format error");
	free(path);
	path = make_script(folder, "#!/no/such/shell\n", 0700);
	refuse((struct process){.argv = ARGV(path)}, "R01", "No such file or directory");
	refuse((struct process){.argv = ARGV("./script"), .folder = folder}, "R01", "No such file");
	free(path);
	path = make_script(folder, "#!/bin/sh\necho fine\n", 0700);
	result = run((struct process){.argv = ARGV("./script"), .folder = folder});
	assert_text_equal(&result.out, "fine\n");
	process_result_release(&result);
	unlink(path);
	rmdir(folder);
	free(path);
	free(folder);
}

static void works_in_a_folder(void **state UNUSED)
{
	char *folder = make_folder(), *wanted = xasprintf("%s\n", folder), *missing;
	struct process_result result =
		run((struct process){.argv = SHELL("pwd -P"), .folder = folder});

	assert_text_equal(&result.out, wanted);
	process_result_release(&result);
	missing = xasprintf("%s/missing", folder);
	refuse((struct process){.argv = ARGV("true"), .folder = missing}, "R01", missing);
	rmdir(folder);
	free(missing);
	free(wanted);
	free(folder);
}

static void changes_the_environment(void **state UNUSED)
{
	struct process_result result;

	setenv("BERTH_TEST_A", "ours", 1);
	setenv("BERTH_TEST_B", "ours", 1);
	setenv("BERTH_TEST_BB", "kept", 1);
	result = run((struct process){
		.argv = SHELL("echo ${BERTH_TEST_A-unset} ${BERTH_TEST_B-unset} $BERTH_TEST_BB "
			      "$BERTH_TEST_C ${BERTH_TEST_D-unset}; env | grep -c ^BERTH_TEST_A="),
		.env = ARGV("BERTH_TEST_A=1", "BERTH_TEST_A=two = 2", "BERTH_TEST_B",
			"BERTH_TEST_C=", "BERTH_TEST_D=3", "BERTH_TEST_D")});
	assert_text_equal(&result.out, "two = 2 unset kept unset\n1\n");
	process_result_release(&result);
	assert_string_equal(getenv("BERTH_TEST_A"), "ours");
	unsetenv("BERTH_TEST_A");
	unsetenv("BERTH_TEST_B");
	unsetenv("BERTH_TEST_BB");
}

static void does_not_wait_for_grandchildren(void **state UNUSED)
{
	int64_t start = read_clock();
	struct process_result result = run_shell("sleep 20 & echo $!; exit 4");
	pid_t grandchild = (pid_t)atoi(text_string(&result.out));

	assert_int_equal(result.exit_code, 4);
	assert_in_range(read_clock() - start, 900, 15000);
	/* It is left alone, for nothing went wrong. */
	assert_true(grandchild > 1);
	assert_int_equal(kill(grandchild, SIGKILL), 0);
	process_result_release(&result);

	/* One that never stops writing. */
	start = read_clock();
	result = run((struct process){.argv = SHELL("yes & echo $! >&2"), .output_limit = 10});
	assert_in_range(read_clock() - start, 900, 15000);
	assert_true(result.truncated);
	process_result_release(&result);
}

static void resets_mask_and_dispositions(void **state UNUSED)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before_usr1, before_pipe;
	struct process_result result;
	sigset_t term, before, now;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &term, &before);
	sigaction(SIGUSR1, &ignore, &before_usr1);
	sigaction(SIGPIPE, &ignore, &before_pipe);

	result = run_shell("kill -TERM $$; echo still here");
	assert_int_equal(result.signal, SIGTERM);
	assert_text_equal(&result.out, "");
	process_result_release(&result);
	/* Not through sh, which has a mind of its own about signals. */
	result = run((struct process){
		.argv = ARGV("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status")});
	assert_text_equal(
		&result.out, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
	process_result_release(&result);

	pthread_sigmask(SIG_SETMASK, &before, &now);
	assert_true(sigismember(&now, SIGTERM));
	sigaction(SIGUSR1, &before_usr1, &ignore);
	assert_true(ignore.sa_handler == SIG_IGN);
	sigaction(SIGPIPE, &before_pipe, NULL);
}

static void has_a_group_of_its_own(void **state UNUSED)
{
	struct process_result result =
		run_shell("read a b c d e rest </proc/self/stat; echo $$ $e");
	char *end;
	long pid = strtol(text_string(&result.out), &end, 10);

	/* "read" is the shell's, so that /proc/self is the shell. */
	assert_int_equal(strtol(end, NULL, 10), pid);
	assert_int_not_equal(pid, getpgrp());
	process_result_release(&result);
}

static void passes_no_descriptors(void **state UNUSED)
{
	struct process_result result;
	int low = open("/dev/null", O_RDONLY), high = dup2(low, 200);

	assert_true(low > 2 && high == 200);
	/* The one that remains is the open folder of ls itself. */
	result = run((struct process){.argv = ARGV("ls", "/proc/self/fd"), .input = "x"});
	assert_text_equal(&result.out, "0\n1\n2\n3\n");
	process_result_release(&result);
	close(low);
	close(high);
}

static size_t count_descriptors(void)
{
	size_t count = 0;
	DIR *folder = opendir("/proc/self/fd");

	assert_non_null(folder);
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

static void leaves_nothing_behind(void **state UNUSED)
{
	size_t before = count_descriptors();

	for (int i = 0; i < 200; i++) {
		bool missing = i % 4 == 3;
		struct process process = {.argv = ARGV(missing ? "/etc" : "cat"),
			.input = i % 2 == 0 ? "input" : NULL};
		struct process_result result;
		struct diags diags = {0};
		assert_int_equal(process_run(&process, &result, &diags), !missing);
		process_result_release(&result);
		diags_release(&diags);
	}
	assert_int_equal(count_descriptors(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void *run_many(void *failures)
{
	for (int i = 0; i < 20; i++) {
		struct process process = {
			.argv = SHELL("cat; exit 7"), .input = "hello", .deadline_ms = 30000};
		struct process_result result;
		struct diags diags = {0};
		bool fine = process_run(&process, &result, &diags) && result.exit_code == 7 &&
			    string_equal(text_string(&result.out), "hello");
		if (!fine)
			atomic_fetch_add((atomic_int *)failures, 1);
		process_result_release(&result);
		diags_release(&diags);
	}
	return NULL;
}

static void runs_in_several_threads(void **state UNUSED)
{
	pthread_t threads[4];
	atomic_int failures = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run_many, &failures), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(failures, 0);
}

static volatile sig_atomic_t alarms;

static void count_alarm(int signal UNUSED)
{
	alarms = alarms + 1;
}

static void is_not_disturbed_by_signals(void **state UNUSED)
{
	struct sigaction ours = {.sa_handler = count_alarm}, before;
	struct itimerspec often = {{0, 1000000}, {0, 1000000}};
	struct process_result result;
	timer_t timer;

	sigaction(SIGALRM, &ours, &before);
	assert_int_equal(timer_create(CLOCK_MONOTONIC, NULL, &timer), 0);
	timer_settime(timer, 0, &often, NULL);
	for (int i = 0; i < 20; i++) {
		result = run((struct process){.argv = SHELL("cat; sleep 0.02"), .input = "hello"});
		assert_int_equal(result.exit_code, 0);
		assert_text_equal(&result.out, "hello");
		process_result_release(&result);
	}
	timer_delete(timer);
	sigaction(SIGALRM, &before, NULL);
	assert_true(alarms > 20);
}

/* Lets a system call fail with ENOSYS in this process and its children, as on an old kernel. */
static bool forget_calls(uint32_t first, uint32_t second)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, first, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, second, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = ARRAY_LENGTH(filter), .filter = filter};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static int run_on_old_kernel(void)
{
	struct process listing = {.argv = ARGV("ls", "/proc/self/fd"), .deadline_ms = 20000};
	struct process late = {.argv = ARGV("sleep", "60"), .deadline_ms = 200};
	struct process_result result;
	struct diags diags = {0};

	if (dup2(1, 100) != 100 || !forget_calls(SYS_pidfd_open, SYS_close_range))
		return 77;
	if (!process_run_checked(&listing, &result, &diags))
		return 1;
	if (!string_equal(text_string(&result.out), "0\n1\n2\n3\n"))
		return 2;
	process_result_release(&result);
	if (!process_run(&late, &result, &diags) || !result.timed_out || result.signal != SIGTERM)
		return 3;
	process_result_release(&result);
	return 0;
}

static void works_on_old_kernels(void **state UNUSED)
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(run_on_old_kernel());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* Without our own 0, 1 and 2 the new pipes would get these numbers. */
static int run_without_standard_descriptors(void)
{
	struct process process = {.argv = SHELL("cat; echo err >&2"), .input = "in"};
	struct process_result result;
	struct diags diags = {0};
	bool fine;

	close(0);
	close(1);
	close(2);
	fine = process_run(&process, &result, &diags) && result.exit_code == 0 &&
	       string_equal(text_string(&result.out), "in") &&
	       string_equal(text_string(&result.err), "err\n");
	process_result_release(&result);
	return fine && fcntl(0, F_GETFD) < 0 && fcntl(1, F_GETFD) < 0 ? 0 : 1;
}

static void works_without_standard_descriptors(void **state UNUSED)
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(run_without_standard_descriptors());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Somebody else's child status is gone at once when SIGCHLD is ignored. */
static void does_not_hang_without_a_status(void **state UNUSED)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	struct process process = {.argv = ARGV("true"), .deadline_ms = 20000};
	struct process_result result;
	struct diags diags = {0};

	sigaction(SIGCHLD, &ignore, &before);
	assert_false(process_run_checked(&process, &result, &diags));
	sigaction(SIGCHLD, &before, NULL);
	assert_int_equal(result.exit_code, -1);
	assert_only_diag(&diags, "R03");
	assert_string_equal(diags.items[0].message, "cannot learn how 'true' ended");
	process_result_release(&result);
	diags_release(&diags);
}

static void says_why_a_run_failed(void **state UNUSED)
{
	static const struct {
		const char *script, *id, *message;
		int deadline_ms;
	} cases[] = {
		{"echo ok", NULL, NULL, 0},
		{"echo out; echo first >&2; printf 'sbatch: error: no\\n \\n\\n' >&2; exit 1",
			"R03", "'sh' failed with exit code 1: sbatch: error: no", 0},
		{"echo first; echo '  last'; exit 2", "R03",
			"'sh' failed with exit code 2: last", 0},
		{"printf '10%%\\r20%%\\rbroken\\r\\n' >&2; exit 9", "R03",
			"'sh' failed with exit code 9: broken", 0},
		{"exit 255", "R03", "'sh' failed with exit code 255", 0},
		{"kill -KILL $$", "R04", "'sh' was ended by signal 9 (SIGKILL)", 0},
		{"kill -USR2 $$", "R04", "'sh' was ended by signal 12", 0},
		{"sleep 60", "R05",
			"'sh' was stopped because it did not end within 1 second", 1000},
		{"sleep 60", "R05",
			"'sh' was stopped because it did not end within 0.2 seconds", 200},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct process process = {.argv = SHELL(cases[i].script),
			.deadline_ms = cases[i].deadline_ms};
		struct process_result result;
		struct diags diags = {0};
		bool fine = process_run_checked(&process, &result, &diags);
		assert_int_equal(fine, cases[i].id == NULL);
		if (fine) {
			assert_no_diags(&diags);
		} else {
			assert_only_diag(&diags, cases[i].id);
			assert_string_equal(diags.items[0].message, cases[i].message);
			assert_null(diags.items[0].field);
		}
		process_result_release(&result);
		diags_release(&diags);
	}
}

static void shortens_a_long_last_line(void **state UNUSED)
{
	struct process process = {
		.argv = SHELL("head -c 100000 /dev/zero | tr '\\0' x >&2; exit 1")};
	struct process_result result;
	struct diags diags = {0};

	assert_false(process_run_checked(&process, &result, &diags));
	assert_only_diag(&diags, "R03");
	assert_in_range(strlen(diags.items[0].message), 400, 500);
	assert_true(string_ends(diags.items[0].message, "x..."));
	process_result_release(&result);
	diags_release(&diags);
}

static void finds_programs(void **state UNUSED)
{
	char *folder = make_folder(), *before = xstrdup(getenv("PATH")), *path, *found, *list;

	found = program_find("sh");
	assert_non_null(found);
	assert_int_equal(found[0], '/');
	assert_true(string_ends(found, "/sh"));
	free(found);
	assert_null(program_find("berth-no-such-program"));
	assert_null(program_find(""));
	assert_null(program_find("/bin/sh"));

	path = make_script(folder, "#!/bin/sh\n", 0600);
	list = xasprintf("/no/such:%s", folder);
	setenv("PATH", list, 1);
	assert_null(program_find("script"));
	assert_int_equal(chmod(path, 0700), 0);
	found = program_find("script");
	assert_string_equal(found, path);
	free(found);
	unlink(path);
	/* A folder is no program. */
	assert_int_equal(mkdir(path, 0700), 0);
	assert_null(program_find("script"));
	rmdir(path);
	/* The empty part is the current folder. */
	setenv("PATH", "/no/such:", 1);
	found = program_find("berth-no-such-program");
	assert_null(found);
	unsetenv("PATH");
	found = program_find("sh");
	assert_non_null(found);
	free(found);
	setenv("PATH", before, 1);
	rmdir(folder);
	free(list);
	free(path);
	free(before);
	free(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_output_and_exit_code),
		cmocka_unit_test(passes_arguments_as_they_are),
		cmocka_unit_test(reports_the_signal),
		cmocka_unit_test(stops_at_the_deadline),
		cmocka_unit_test(kills_what_ignores_the_deadline),
		cmocka_unit_test(kills_the_rest_of_the_group),
		cmocka_unit_test(is_cancelled_from_another_thread),
		cmocka_unit_test(drains_both_streams_beyond_the_limit),
		cmocka_unit_test(is_not_truncated_at_the_limit),
		cmocka_unit_test(feeds_big_input),
		cmocka_unit_test(survives_a_program_that_does_not_read),
		cmocka_unit_test(reads_nothing_without_input),
		cmocka_unit_test(hands_output_over),
		cmocka_unit_test(refuses_missing_programs),
		cmocka_unit_test(refuses_files_that_cannot_run),
		cmocka_unit_test(works_in_a_folder),
		cmocka_unit_test(changes_the_environment),
		cmocka_unit_test(does_not_wait_for_grandchildren),
		cmocka_unit_test(resets_mask_and_dispositions),
		cmocka_unit_test(has_a_group_of_its_own),
		cmocka_unit_test(passes_no_descriptors),
		cmocka_unit_test(leaves_nothing_behind),
		cmocka_unit_test(runs_in_several_threads),
		cmocka_unit_test(is_not_disturbed_by_signals),
		cmocka_unit_test(works_on_old_kernels),
		cmocka_unit_test(works_without_standard_descriptors),
		cmocka_unit_test(does_not_hang_without_a_status),
		cmocka_unit_test(says_why_a_run_failed),
		cmocka_unit_test(shortens_a_long_last_line),
		cmocka_unit_test(finds_programs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
