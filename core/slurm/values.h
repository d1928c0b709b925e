#ifndef BERTH_SLURM_VALUES_H
#define BERTH_SLURM_VALUES_H

/* Single values as Slurm prints them, for the readers in core/slurm alone. */

#include "slurm/job.h"

/* A piece of an answer. */
struct piece {
	const char *at;
	size_t length;
};

/* The next piece up to the separator, which is taken off as well. False at the end. */
bool piece_next(struct piece *rest, char separator, struct piece *piece) MUST_USE;
/* Without blanks and line breaks around it. */
struct piece piece_strip(struct piece piece);
bool piece_is(struct piece piece, const char *string);

/* A string of the arena; NULL for nothing, "(null)", "N/A", "None" and "Unknown". */
char *value_text(struct arena *arena, struct piece piece);
/* "28", "1K" (1024, as Slurm shortens), "1.5K"; otherwise SLURM_UNKNOWN. */
int64_t value_count(struct piece piece);
/* "1-00:00:00", "0:04", "UNLIMITED", "Partition_Limit". */
int64_t value_duration(struct piece piece);

/* How a fact of a job is written. */
enum value_kind { TEXT_VALUE, COUNT_VALUE, DURATION_VALUE, TIME_VALUE, EXIT_VALUE };

/* A job of which nothing has been said. */
#define VALUES_UNKNOWN                                                                             \
	(struct slurm_job)                                                                         \
	{                                                                                          \
		.number = SLURM_UNKNOWN, .array = SLURM_UNKNOWN, .elapsed = SLURM_UNKNOWN,         \
		.limit = SLURM_UNKNOWN, .node_count = SLURM_UNKNOWN, .cpus = SLURM_UNKNOWN,        \
		.priority = SLURM_UNKNOWN, .exit_code = SLURM_UNKNOWN,                             \
		.exit_signal = SLURM_UNKNOWN,                                                      \
	}

/* Puts a value into the member of a job at this offset (for EXIT_VALUE: exit_code, and the signal
 * beside it). */
void value_set(struct slurm_job *job, size_t offset, enum value_kind kind, struct piece value,
	struct arena *arena);

#endif
