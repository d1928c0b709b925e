#ifndef BERTH_SLURM_JOB_H
#define BERTH_SLURM_JOB_H

/*
 * What Slurm tells of jobs and partitions, and the readers of its answers: pure functions over
 * bytes. They read the text forms that are the same from 22.05 to 24.05 (squeue -o, sinfo -O,
 * sacct -P, scontrol -o), take any bytes, and never fail: what is no answer is counted in `unread`.
 *
 * Berth asks squeue, sinfo and sacct to separate fields by the ASCII unit separator and, where a
 * job name may hold a line break, records by the record separator, so that "|" and newlines in
 * names do no harm. Names stand last. Nothing is cleaned here: whoever prints it cleans it.
 */

#include "base/arena.h"
#include "base/base.h"
#include "base/text.h"
#include "base/vector.h"

#include <jansson.h>

enum {
	SLURM_UNKNOWN = -1,      /* of counts and durations */
	SLURM_UNLIMITED = -2,    /* of time limits */
	SLURM_ROWS_MAX = 100000, /* of one answer; the rest counts as unread */
};

#define SLURM_RECORD '\x1e'
#define SLURM_FIELD '\x1f'

/* Strings belong to the arena of the list and are NULL where Slurm says nothing. Times are seconds
 * since 1970, 0 where unknown; durations are seconds. */
struct slurm_job {
	char *id;       /* as people write it: "4711", "4711_3", "4711_[4-9%2]" */
	int64_t number; /* of this very job, 4714 for "4711_3"; never unknown */
	int64_t array;  /* of the array's first job, 4711; SLURM_UNKNOWN for no array */
	char *index;    /* within the array: "3", "4-9%2" */
	char *name, *partition, *account, *user, *qos;
	char *state;  /* "RUNNING" */
	char *reason; /* why it waits or failed, "Resources"; NULL for none */
	char *dependency;
	char *nodes; /* "nid[001000-001003]" */
	char *gres;  /* per node */
	char *memory;
	char *folder;                   /* working folder */
	char *command, *output, *error; /* of scontrol only */
	int64_t elapsed, limit, node_count, cpus, priority;
	int64_t submitted, started, ended; /* for a waiting job the expected ones */
	int64_t exit_code, exit_signal;    /* SLURM_UNKNOWN until it has ended */
};

/* All zero is the empty list; ends with slurm_jobs_release(). */
struct slurm_jobs {
	struct arena arena;
	struct slurm_job *items;
	size_t count, capacity;
	size_t unread; /* records that are no jobs */
};

void slurm_jobs_release(struct slurm_jobs *jobs);

/* The fields of sacct's -o, joined by commas; the name is the last. */
extern const char slurm_sacct_fields[];
/* The value of sinfo's -O. */
extern const char slurm_sinfo_format[];

/* Appends the value of squeue's -o. */
void slurm_squeue_format(struct text *text);

/* What squeue printed. `columns` are the letters in the order in which they were asked for; a
 * `free` field (its index) takes what is left over when a record has more fields than columns.
 * `record` is '\n' when records are lines. Berth's own question is read by slurm_squeue_read(). */
struct slurm_layout {
	const char *columns;
	size_t free;
	char field, record;
};
void slurm_table_read(const struct slurm_layout *layout, const char *bytes, size_t length,
	struct slurm_jobs *jobs);
void slurm_squeue_read(const char *bytes, size_t length, struct slurm_jobs *jobs);
/* What `sacct -X -n -P --delimiter=SLURM_FIELD -o slurm_sacct_fields` printed. */
void slurm_sacct_read(const char *bytes, size_t length, struct slurm_jobs *jobs);
/* What `scontrol -o show job` printed. */
void slurm_scontrol_read(const char *bytes, size_t length, struct slurm_jobs *jobs);

/* Whether somebody who says `id` means this job: itself, the array that it belongs to, or one of
 * the jobs of an array that are still one entry ("4711_5" and "4711_[4-9%2]"). */
bool slurm_job_is(const struct slurm_job *job, const char *id);

/* Whether the job may still change: waiting, running, suspended, completing. */
bool slurm_state_is_open(const char *state);
/* Whether it runs now, so that its output grows. */
bool slurm_state_is_running(const char *state);
bool slurm_state_is_waiting(const char *state);

/* The job as a JSON object; null for what is unknown. */
json_t *slurm_job_json(const struct slurm_job *job) RETURNS_NEW;

/* What is free in a partition now. Nodes that are down, drained or reserved for maintenance count
 * neither as idle nor as used; nodes that are planned for a job that waits are idle. */
struct slurm_partition {
	char *name;
	bool up;
	int64_t limit; /* seconds; SLURM_UNLIMITED, SLURM_UNKNOWN */
	int64_t nodes, nodes_idle, nodes_used;
	int64_t cpus, cpus_idle;
	int64_t gpus, gpus_idle; /* 0 without GPUs */
};

struct slurm_partitions {
	struct arena arena;
	struct slurm_partition *items;
	size_t count, capacity;
	size_t unread;
};

void slurm_sinfo_read(const char *bytes, size_t length, struct slurm_partitions *partitions);
void slurm_partitions_release(struct slurm_partitions *partitions);
const struct slurm_partition *slurm_partition(
	const struct slurm_partitions *partitions, const char *name);

/* One association of the user (a project), and how much it may have at once. */
struct slurm_limit {
	char *account, *partition, *qos;                        /* NULL for none, or any */
	int64_t max_jobs, max_submit, group_jobs, group_submit; /* SLURM_UNLIMITED for no limit */
	char *group_minutes; /* what the project may use in all; NULL for no limit */
};

struct slurm_limits {
	struct arena arena;
	struct slurm_limit *items;
	size_t count, capacity;
	size_t unread;
};

/* The fields of sacctmgr's format=. */
extern const char slurm_sacctmgr_fields[];
/* What `sacctmgr -n -P show assoc format=slurm_sacctmgr_fields` printed. */
void slurm_sacctmgr_read(const char *bytes, size_t length, struct slurm_limits *limits);
void slurm_limits_release(struct slurm_limits *limits);

#endif
