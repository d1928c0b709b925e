#ifndef BERTH_PLAN_PLAN_H
#define BERTH_PLAN_PLAN_H

/*
 * A plan is the only way in which Berth touches the world: ordered steps, each of which writes
 * files, runs a program, or both. A plan can be shown, saved as one shell script that does the
 * same without Berth, or run (here for short ones; record.h keeps a log and can resume).
 *
 * One step does, in this order, what of it is there:
 *
 *   1. absent    fails when one of these is there, before anything was touched (F22).
 *   2. folders   makes folders with their parents; those that are there are fine.
 *   3. claims    makes folders that belong to this plan alone. One that is there already belongs to
 *                another run, perhaps one at work now: the step fails (R09). So a claim is also
 *                the lock of what the plan makes.
 *   4. removes   removes files and whole trees. Only what a plan made for itself: every such path
 *                has PLAN_OWN_MARK in its name, or lies below a name that has it.
 *   5. files     writes them through a temporary name.
 *   6. argv      runs the program.
 *   7. moves     gives things their final names, each in one rename.
 *
 * Long work is done under a claimed folder beside the target and moved when it is whole. An
 * interrupted plan thus leaves one folder behind, and never half an image under the final name.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/process.h"
#include "base/text.h"

#include <jansson.h>

/* A name with this in it was made by Berth for its own use: ".my.sif.berth-work". */
#define PLAN_OWN_MARK ".berth-"

struct plan_file {
	char *path;      /* owned */
	struct text content;
	mode_t mode;     /* permission bits */
	bool replace;    /* an existing file with other content may be replaced */
};

struct plan_files VECTOR_OF(struct plan_file);

struct plan_move {
	char *from, *to; /* owned; on one file system */
	bool replace;    /* an existing file at `to` may be replaced; a folder never is */
};

struct plan_moves VECTOR_OF(struct plan_move);

struct plan_step {
	char *title;             /* owned; a short sentence without a full stop */
	struct strings absent;   /* 1. what may not be there yet */
	struct strings folders;  /* 2. */
	struct strings claims;   /* 3. folders of this plan alone, made with mode 0700 */
	struct strings removes;  /* 4. */
	struct plan_files files; /* 5. */
	struct strings argv;     /* 6. empty: no program */
	struct strings env;      /* "NAME=VALUE" to set for the program, "NAME" to unset */
	char *folder;            /* owned; working folder, or NULL for ours */
	char *input;             /* owned; what the program reads, or NULL */
	int deadline_ms;         /* 0 for none */
	struct plan_moves moves; /* 7. */
};

struct plan {
	char *title; /* owned */
	struct plan_step *items;
	size_t count, capacity;
};

void plan_init(struct plan *plan, const char *title);
void plan_release(struct plan *plan);

/* Adds an empty step; its address holds until the next one is added. */
struct plan_step *plan_add(struct plan *plan, const char *title);
/* Adds a file to a step; the bytes are copied. */
void plan_step_write(struct plan_step *step, const char *path, const char *content, size_t length,
	mode_t mode, bool replace);
/* Adds a move; the paths are copied. */
void plan_step_move(struct plan_step *step, const char *from, const char *to, bool replace);

/* For people: every step with its files (in full when `contents`) and its command line. */
void plan_show(const struct plan *plan, bool contents, struct text *text);

/* The document berth.plan/1. Nothing of the plan is lost in it: a string that is not UTF-8 is an
 * object with the key "hex" instead. */
json_t *plan_json(const struct plan *plan) RETURNS_NEW;
/* Reads it back. False with R07 when it is something else; `plan` is then empty. */
bool plan_from_json(const json_t *document, struct plan *plan, struct diags *diags) MUST_USE;

/* One bash script that does the same: it stops at the first failure, and does not replace what
 * the plan would not replace. `head` (may be NULL) are lines that stand right behind the first
 * one, for example #SBATCH lines; each ends with a newline. */
void plan_script(const struct plan *plan, struct text *text);
void plan_script_with_head(const struct plan *plan, const char *head, struct text *text);

enum plan_event_kind {
	PLAN_STEP_STARTS,
	PLAN_FILE_WRITTEN,   /* text: its path */
	PLAN_PROGRAM_STARTS, /* group: the process group, which ends with the program */
	PLAN_OUTPUT,         /* text and length: a piece of output; fd 1 or 2 */
	PLAN_MOVED,          /* text: the final path */
	PLAN_STEP_ENDS,      /* fine, exit_code, signal */
};

struct plan_event {
	enum plan_event_kind kind;
	size_t step;
	const char *text;
	size_t length;
	int fd;
	pid_t group;
	int64_t elapsed_ms; /* since the run began */
	bool fine;
	int exit_code, signal; /* of the step's program; 0 when it ended well, -1 when it never ran */
};

struct plan_listener {
	void (*on_event)(void *context, const struct plan_event *event); /* may be NULL */
	void *context;
	const atomic_bool *cancel; /* may be NULL */
	/* The steps before this one are done already; `again`: the one at `first` was begun before,
	 * and may have been stopped anywhere. */
	size_t first;
	bool again;
	/* Who runs the plan, written into its claims; a claim with the same owner is ours and
	 * fine. NULL: nobody in particular, who finds no claim of his own. */
	const char *owner;
};

/* What a run gave. */
struct plan_result {
	size_t done;      /* steps that ended well, with those before `first` */
	int exit_code;    /* of the program that failed, or 0 */
	struct text out;  /* standard output of the last step's program (at most 1 MiB) */
};

/* Runs the steps in order and stops at the first that fails: F20..F22 for files, R01..R06 for
 * programs, R09 for a claim that is somebody else's. A cancel between two steps is R06 as well. The
 * caller ends `result` with plan_result_release(). */
bool plan_run(const struct plan *plan, const struct plan_listener *listener,
	struct plan_result *result, struct diags *diags) MUST_USE;
void plan_result_release(struct plan_result *result);

/* Adds the claims of the plan that are there now and belong to `owner`: what an interrupted run has
 * left behind. */
void plan_leftovers(const struct plan *plan, const char *owner, struct strings *paths);

#endif
