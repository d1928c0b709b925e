#ifndef BERTH_JOB_WISH_H
#define BERTH_JOB_WISH_H

/*
 * What may be asked of a job (struct job_wish), as one table: the options of `berth job script` and
 * the keys of a workspace file are its rows, and each value is read here.
 */

#include "job/job.h"

enum wish_kind {
	WISH_STRING,  /* const char *; points to the caller's */
	WISH_COUNT,   /* unsigned, within [low, high] */
	WISH_NUMBER,  /* int64_t, within [low, high] */
	WISH_TIME,    /* int64_t seconds; minutes, or as Slurm writes it (units.h) */
	WISH_SIZE,    /* uint64_t bytes; a bare number is in MiB */
	WISH_FLAG,    /* bool; "true" or "false" */
	WISH_CHOICE,  /* int, the index into `choices` */
	WISH_ORDER,   /* the members order and order_count; "4,5,2,3" */
	WISH_STRINGS, /* char *const *, ended by NULL; the caller's; see wish_set_list() */
};

struct wish_field {
	const char *name; /* the option without its dashes */
	enum wish_kind kind;
	size_t offset; /* in struct job_wish */
	int64_t low, high;
	const char *const *choices; /* ended by NULL */
	const char *help;           /* one line, no full stop */
};

/* All of them, ended by a NULL name. */
extern const struct wish_field job_wish_fields[];
/* By name; NULL when there is none. */
const struct wish_field *wish_field_find(const char *name);

/* Reads one value, as it is written on a command line, into the wish. False with U05, and B20 for
 * an order, which stand at `where`; the wish is then as before, but for a time, which becomes
 * negative: a time was asked for, only nobody knows which. A time may also get the note S52. Not for
 * WISH_STRINGS. */
bool wish_read(struct job_wish *wish, const struct wish_field *field, const char *value,
	const char *where, struct diags *diags) MUST_USE;

/* People who think in hours and minutes type two numbers, which Slurm reads as minutes and
 * seconds. */
bool wish_time_is_doubtful(const char *value);
/* S52 (note) at `where` when a time is written so. */
void wish_doubt_time(const char *value, const char *where, struct diags *diags);

/* Sets the list of a WISH_STRINGS field, which stays the caller's and ends with NULL. */
void wish_set_list(struct job_wish *wish, const struct wish_field *field, char *const *items);

/* Whether the variables of the wish all are NAME=VALUE; U05 at `where` for each that is not. */
bool wish_check_environment(const struct job_wish *wish, const char *where, struct diags *diags)
	MUST_USE;

#endif
