#ifndef BERTH_BASE_PROCESS_START_H
#define BERTH_BASE_PROCESS_START_H

/*
 * How process.c gets a child: everything from the argv to the running program, and what to say
 * when it does not come to that. Nothing outside of core/base/process*.c needs this.
 */

#include "base/process.h"

/* A running child and our ends of its pipes; -1 for what is not there. All descriptors are
 * close-on-exec, never 0, 1 or 2, and the four pipes do not block. */
struct process_child {
	pid_t pid;
	int pidfd;  /* readable once the child has ended; -1 when the kernel has none */
	int input;  /* writes to its standard input; -1 when it reads /dev/null */
	int output; /* reads its standard output */
	int error;  /* reads its standard error */
	int report; /* reads one struct process_failure, or the end of file once it runs */
};

enum process_step {
	PROCESS_SEARCH, /* argv[0] is not in PATH */
	PROCESS_SET_UP,
	PROCESS_FOLDER,
	PROCESS_EXEC,
};

/* What the child sends through `report`. */
struct process_failure {
	enum process_step step;
	int error; /* errno */
};

/* Forks. It does not wait for the exec: a folder on a file system that hangs must not take the
 * deadline from us. False, with R01 or R02, when there is no child. */
bool process_start(const struct process *process, struct process_child *child,
	struct diags *diags) MUST_USE;

/* Says why the program never ran (R01, R02); returns false. */
bool process_explain(const struct process *process, const struct process_failure *failure,
	struct diags *diags);

#endif
