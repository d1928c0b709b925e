#include "plan/place.h"
#include "plan/record.h"
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_INTERVAL = 50 }; /* milliseconds */

static bool fail_elsewhere(const struct run_record *record, struct diags *diags)
{
	diag_hint(diags_add(diags, SEVERITY_ERROR, "R10", NULL,
			  "the run '%s' is at work on %s, and can be ended only there", record->id,
			  record->host),
		"ssh %s berth run cancel %s", record->host, record->id);
	return false;
}

static bool wait_for_end(const struct run_process *process, int patience_ms)
{
	const struct timespec pause = {.tv_nsec = LOOK_INTERVAL * 1000000L};

	while (run_process_lives(process) && patience_ms > 0) {
		nanosleep(&pause, NULL);
		patience_ms -= LOOK_INTERVAL;
	}
	return !run_process_lives(process);
}

/* The runner is dead; so nobody else writes into the record. */
static bool end_orphan(struct run_record *record, int patience_ms, struct diags *diags)
{
	kill(-(pid_t)record->group.pid, SIGTERM);
	if (!wait_for_end(&record->group, patience_ms))
		kill(-(pid_t)record->group.pid, SIGKILL);
	if (!wait_for_end(&record->group, patience_ms))
		return diags_fail(diags, "R10", NULL, "process %lld of the run '%s' does not end",
			(long long)record->group.pid, record->id);
	record->state = RUN_CANCELLED;
	record->group = (struct run_process){0};
	return run_write_state(record, diags);
}

static bool end_runner(struct run_record *record, int patience_ms, struct diags *diags)
{
	char *folder = xstrdup(record->folder);
	struct run_process runner = record->runner;
	bool fine;

	if (kill((pid_t)runner.pid, SIGTERM) != 0 && errno != ESRCH)
		fine = diags_fail(diags, "R10", NULL, "cannot end process %lld: %s",
			(long long)runner.pid, strerror(errno));
	else if (!wait_for_end(&runner, patience_ms))
		fine = diags_fail(diags, "R10", NULL, "process %lld of the run '%s' does not end",
			(long long)runner.pid, record->id);
	else {
		run_release(record);
		fine = run_read_folder(folder, record, diags);
	}
	free(folder);
	return fine;
}

bool run_cancel(struct run_record *record, int patience_ms, struct diags *diags)
{
	char host[256] = "";

	gethostname(host, sizeof host - 1);
	if (record->state == RUN_RUNNING && !string_equal(record->host, host))
		return fail_elsewhere(record, diags);
	if (record->state == RUN_RUNNING)
		return end_runner(record, patience_ms, diags);
	if (record->host != NULL && string_equal(record->host, host) &&
		run_process_lives(&record->group))
		return end_orphan(record, patience_ms, diags);
	return diags_fail(diags, "R08", NULL, "the run '%s' is not at work: %s", record->id,
		run_state_names[record->state]);
}

bool run_forget(const struct run_record *record, struct diags *diags)
{
	/* state.json goes last: a folder without it is no run any more. */
	static const char *const names[] = {"log", "plan.json", "runner", "state.json"};

	if (record->state == RUN_RUNNING || run_process_lives(&record->group))
		return diags_fail(diags, "R08", NULL, "the run '%s' is at work", record->id);
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		char *path = path_join(record->folder, names[i]);
		unlink(path);
		free(path);
	}
	if (rmdir(record->folder) != 0 && errno != ENOENT)
		return diags_fail(diags, "F21", NULL, "cannot remove '%s': %s", record->folder,
			strerror(errno));
	return true;
}
