#ifndef BERTH_SLURM_POLL_H
#define BERTH_SLURM_POLL_H

/*
 * When Slurm may be asked again. A controller serves thousands of users, so each kind of question
 * is asked at most every 15 seconds, after failures ever more rarely (30, 60, ... up to 480
 * seconds), and only one question is under way at a time. Pure logic: the caller brings the time
 * (milliseconds of any clock that only goes forward) and does the asking, perhaps in a thread.
 *
 *     if (slurm_poll_next(&poll, now, &kind)) { ask; slurm_poll_done(&poll, kind, fine, then); }
 *     else sleep for slurm_poll_wait(&poll, now)
 */

#include "base/base.h"

enum slurm_question {
	SLURM_ASK_QUEUE,
	SLURM_ASK_JOB,
	SLURM_QUESTIONS,
};

enum { SLURM_POLL_INTERVAL = 15000, SLURM_POLL_SOON = 1500, SLURM_POLL_LONGEST = 480000 };

/* All zero wants nothing. */
struct slurm_poll {
	struct slurm_poll_item {
		bool wanted;
		bool asked;        /* ever */
		int64_t due;       /* when it may be asked again */
		unsigned failures; /* in a row */
	} items[SLURM_QUESTIONS];
	bool busy; /* a question is under way */
	enum slurm_question last;
};

/* Whether answers of this kind are wanted (a view of them is open). A kind that is wanted anew is
 * still asked no earlier than its last time allows. */
void slurm_poll_want(struct slurm_poll *poll, enum slurm_question kind, bool wanted);
/* The next question that may be asked now; it counts as under way until slurm_poll_done(). Kinds
 * take turns. False when there is none. */
bool slurm_poll_next(struct slurm_poll *poll, int64_t now, enum slurm_question *kind) MUST_USE;
void slurm_poll_done(struct slurm_poll *poll, enum slurm_question kind, bool fine, int64_t now);
/* The user has changed something (submitted, cancelled): after a good answer it may be asked again
 * in SLURM_POLL_SOON already. */
void slurm_poll_soon(struct slurm_poll *poll, enum slurm_question kind, int64_t now);
/* Milliseconds until slurm_poll_next() may have something; -1 when only slurm_poll_want() or
 * slurm_poll_done() can change that. */
int64_t slurm_poll_wait(const struct slurm_poll *poll, int64_t now);

#endif
