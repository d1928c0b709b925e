#ifndef BERTH_BASE_PROCESS_H
#define BERTH_BASE_PROCESS_H

/*
 * Running other programs: an argv, never a shell string; no descriptors but 0, 1, 2; signal mask
 * and dispositions reset; a process group of its own, which is killed as a whole on the
 * deadline or a cancel. Output is captured up to a limit, or handed over as it comes.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"

#include <stdatomic.h>

struct process {
	/* Ends with NULL. argv[0] is looked up in the PATH that the program will see; with a slash
	 * in it, it is a path as it stands, from `folder` when it is relative. */
	char *const *argv;
	/* "NAME=VALUE" to set, or "NAME" to unset, on top of our own; ends with NULL; or NULL. */
	char *const *env;
	const char *folder;  /* working folder, or NULL for ours */
	const char *input;   /* what standard input reads; NULL for /dev/null */
	int deadline_ms;     /* 0 for none */
	size_t output_limit; /* bytes kept of each stream; 0 for 1 MiB */
	/* Called with each piece of output as it comes (fd 1 or 2); NULL for none. */
	void (*on_output)(void *context, int fd, const char *bytes, size_t length);
	/* Called once with the process group, as soon as there is one; NULL for none. */
	void (*on_start)(void *context, pid_t group);
	void *context;
	const atomic_bool *cancel; /* polled at least every 100 ms; may be NULL */
};

struct process_result {
	int exit_code;  /* 0..255, or -1 when it did not exit by itself */
	int signal;     /* the signal that ended it, or 0 */
	bool timed_out, cancelled;
	bool truncated; /* more output came than output_limit */
	struct text out, err;
};

/* On the deadline or a cancel the group gets SIGTERM, and SIGKILL two seconds later. When the
 * program has ended but a child of its own still holds its output open, what comes within one more
 * second is taken and the pipes are closed; such a child lives on unless the group was killed.
 * Safe to call from several threads at once; no signal handler or mask of ours changes.
 *
 * Runs the program to its end. False, with R01 (cannot be started, with errno's reason; not
 * found is R02), only when it never ran; how it ended is in `result`, which the caller ends
 * with process_result_release(). */
bool process_run(const struct process *process, struct process_result *result,
	struct diags *diags) MUST_USE;

/* As process_run(), but anything other than exit code 0 is also a failure: R03 exit code with
 * the last line of its standard error, R04 signal, R05 deadline, R06 cancelled. */
bool process_run_checked(const struct process *process, struct process_result *result,
	struct diags *diags) MUST_USE;

void process_result_release(struct process_result *result);

/* Starts a program that outlives us: in a session of its own, so that the end of a login does not
 * reach it, with /dev/null for standard input, output and error. R01, R02. */
bool process_detach(char *const *argv, const char *folder, struct diags *diags) MUST_USE;

/* The full path of a program in PATH, or NULL (also for a name with a slash); the caller frees
 * it. */
char *program_find(const char *name);

#endif
