#ifndef BERTH_JOB_LAUNCHER_H
#define BERTH_JOB_LAUNCHER_H

/*
 * The ways to start a program on the nodes of a job, as one table: what each is, what it needs, and
 * who writes it. Layout, checks, script and help read the table; none of them knows a launcher by
 * name.
 */

#include "base/text.h"
#include "job/job.h"

/* Which tasks srun starts. */
enum launch_shape {
	SHAPE_RANKS, /* several on each node, each with its own GCDs and cores */
	SHAPE_NODES, /* one on each node, which has all of it */
	SHAPE_ONE,   /* one in all */
};

struct launcher {
	const char *title; /* one line for the help */
	enum launch_shape shape;
	bool needs_gpus;
	bool torch_ranks;  /* the tasks are told RANK, WORLD_SIZE, LOCAL_RANK, whatever the image is */
	bool prepares;     /* a script in the container sets rank, GCD and caches of a task by itself */
	bool wants_inner;  /* takes its GPUs from the kind's `inner` variable and refuses the other */
	/* Starts several workers in a task: what B11 calls them, unless they are bound by themselves. */
	const char *workers;
	/* Words with which people start it by hand, ended by NULL; they are left out in front of a
	 * program. Whether options may follow them. */
	const char *own[3];
	bool own_options;
	/* Whether it needs MASTER_ADDR and MASTER_PORT. */
	bool (*meets)(const struct job *job);
	/* Writes the program behind the container's words; NULL: the words as they are. */
	void (*append_program)(const struct job *job, struct text *text);
	/* Writes all from srun on, with the words that start the task's wrapper (NULL for none);
	 * NULL: one srun. */
	void (*append_start)(const struct job *job, const char *task, struct text *text);
};

/* By enum job_launcher, without LAUNCH_DEFAULT. */
const struct launcher *launcher_of(enum job_launcher launcher);

/* Writes the paragraph about launchers for the help. */
void launchers_append_help(struct text *text);

#endif
