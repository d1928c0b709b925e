#ifndef BERTH_PLAN_RECORD_H
#define BERTH_PLAN_RECORD_H

/*
 * Runs that are remembered: a plan, what became of each of its steps, and everything that its
 * programs said. One folder for each (mode 0700) below "runs" in Berth's state folder:
 *
 *   plan.json    the plan
 *   state.json   the state, replaced as a whole whenever it changes
 *   log          the output of all programs as it came, with a line of Berth's own before each step
 *   runner       who runs it now: "HOST PID START"; there only while somebody does
 *
 * A run outlives its login: whoever reads the folder later learns from the `runner` whether it is
 * still at work, and can resume it from the first step that was not done.
 */

#include "plan/plan.h"

enum run_state {
	RUN_WAITING,     /* made, and not begun */
	RUN_RUNNING,
	RUN_DONE,
	RUN_FAILED,
	RUN_CANCELLED,
	RUN_INTERRUPTED, /* the runner died: killed, or the machine went down; never in the file */
};
/* "waiting", "running", "done", "failed", "cancelled", "interrupted"; ended by NULL. */
extern const char *const run_state_names[];

struct run_step {
	enum run_state state;
	int64_t started, ended;  /* milliseconds since 1970; 0 not yet */
	int64_t exit_code, signal;
};

/* A process, told apart from a later one of the same number by the time of its start. */
struct run_process {
	int64_t pid;     /* 0 for none */
	int64_t started; /* in the kernel's clock ticks since it booted */
};

struct run_record {
	char *id;        /* owned, as all strings here: "20261125-221501-417k3f" */
	char *folder;    /* of the record */
	char *title;     /* of the plan */
	char *where;     /* the working folder of the run */
	char *host;      /* where the runner is or was; NULL before */
	char *message, *hint; /* the first error of the last attempt; NULL for none */
	enum run_state state;
	int64_t created, started, ended; /* milliseconds since 1970; 0 not yet */
	int64_t attempts;
	struct run_process runner;
	struct run_process group; /* of the program that was started last */
	struct run_step *steps;
	size_t step_count;
};

struct run_records VECTOR_OF(struct run_record);

enum {
	RUN_STEPS_LIMIT = 10000,
	RUN_LOG_LIMIT = 256 << 20, /* bytes kept of the output; the rest is passed over */
};

/* Makes the folder of a new run that waits. F20, F21. The caller ends the record with
 * run_release(), also after false. */
bool run_create(const struct plan *plan, struct run_record *record, struct diags *diags) MUST_USE;

/* The run whose id is `id` or begins with it; NULL or "last" is the newest. R07 when there is none
 * or its files make no sense, R08 when several begin so. */
bool run_read(const char *id, struct run_record *record, struct diags *diags) MUST_USE;
/* All of them, newest first; what cannot be read is a warning (R07). */
bool run_list(struct run_records *list, struct diags *diags) MUST_USE;
void run_release(struct run_record *record);
void run_records_release(struct run_records *list);

/* Its plan. R07. */
bool run_read_plan(const struct run_record *record, struct plan *plan, struct diags *diags)
	MUST_USE;
/* The path of its log; the caller frees it. */
char *run_log_path(const struct run_record *record);

/*
 * Runs what is not done yet, in the folder where the run was made, and keeps record and log. R08
 * when it is done already, when somebody runs it now, or when a program of an interrupted attempt
 * is still at work; else as plan_run(). The listener's `first`, `again` and `owner` are set here.
 */
bool run_execute(struct run_record *record, const struct plan_listener *listener,
	struct diags *diags) MUST_USE;

/* Ends a run: its runner gets SIGTERM, and stops the program that it runs; when the runner is dead
 * but its program is not, the program's group gets it. Waits up to `patience_ms` until it is
 * over. R08 when there is nothing to end, R10 when it runs on another machine or does not end. */
bool run_cancel(struct run_record *record, int patience_ms, struct diags *diags) MUST_USE;

/* Removes the folder of a run that is not at work, with its log. R08. */
bool run_forget(const struct run_record *record, struct diags *diags) MUST_USE;

/* record_state.c: the parts. */
bool run_read_folder(const char *folder, struct run_record *record, struct diags *diags) MUST_USE;
bool run_write_state(const struct run_record *record, struct diags *diags) MUST_USE;
/* Whether the process is there and is the same. */
bool run_process_lives(const struct run_process *process);
struct run_process run_process_of(pid_t pid);
int64_t run_clock(void); /* milliseconds since 1970 */
/* The folder of all runs; NULL without a home. The caller frees it. */
char *run_folder(void);

#endif
