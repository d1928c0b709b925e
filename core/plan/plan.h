#ifndef BERTH_PLAN_PLAN_H
#define BERTH_PLAN_PLAN_H

/*
 * A plan is the only way in which Berth touches the world: ordered steps, each of which writes
 * files or runs a program. A plan can be shown, saved as one shell script that does the same
 * without Berth, or run.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/process.h"
#include "base/text.h"

#include <jansson.h>

enum plan_where {
	PLAN_HERE, /* on this machine */
};

struct plan_file {
	char *path;      /* owned */
	struct text content;
	mode_t mode;     /* permission bits */
	bool replace;    /* an existing file with other content may be replaced */
};

struct plan_files VECTOR_OF(struct plan_file);

struct plan_step {
	char *title; /* owned; a short sentence without a full stop */
	enum plan_where where;
	struct strings folders;  /* made first, with their parents, if they are not there */
	struct plan_files files; /* written before the program runs */
	struct strings argv;     /* empty: the step only writes files */
	struct strings env;      /* "NAME=VALUE" for the program */
	char *folder;            /* owned; working folder, or NULL for ours */
	char *input;             /* owned; what the program reads, or NULL */
	int deadline_ms;         /* 0 for none */
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

/* For people: every step with its files (in full when `contents`) and its command line. */
void plan_show(const struct plan *plan, bool contents, struct text *text);
/* The document berth.plan/1. */
json_t *plan_json(const struct plan *plan) RETURNS_NEW;
/* One bash script that does the same: it stops at the first failure, and does not replace files
 * that the plan would not replace. */
void plan_script(const struct plan *plan, struct text *text);

enum plan_event_kind {
	PLAN_STEP_STARTS,
	PLAN_FILE_WRITTEN, /* text: its path */
	PLAN_OUTPUT,       /* text and length: a piece of output; fd 1 or 2 */
	PLAN_STEP_ENDS,    /* exit_code */
};

struct plan_event {
	enum plan_event_kind kind;
	size_t step;
	const char *text;
	size_t length;
	int fd;
	int exit_code;
};

struct plan_listener {
	void (*on_event)(void *context, const struct plan_event *event); /* may be NULL */
	void *context;
	const atomic_bool *cancel; /* may be NULL */
};

/* What a run gave. */
struct plan_result {
	size_t done;      /* steps that ended well */
	int exit_code;    /* of the program that failed, or 0 */
	struct text out;  /* standard output of the last step's program (at most 1 MiB) */
};

/* Runs the steps in order and stops at the first that fails: F20..F22 for files, R01..R06 for
 * programs. The caller ends `result` with plan_result_release(). */
bool plan_run(const struct plan *plan, const struct plan_listener *listener,
	struct plan_result *result, struct diags *diags) MUST_USE;
void plan_result_release(struct plan_result *result);

#endif
