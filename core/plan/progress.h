#ifndef BERTH_PLAN_PROGRESS_H
#define BERTH_PLAN_PROGRESS_H

/*
 * How far a program is, from what it prints: one pure function over one line of output (without
 * its newline; a carriage return ends a line as well). It knows singularity's build and pull,
 * mksquashfs and unsquashfs, pip, and conda. What it does not know is no progress.
 */

#include "base/base.h"

struct plan_progress {
	const char *phase; /* static: "downloading", "packing", "solving the environment", ... */
	int percent;       /* 0 to 100; -1 when the line tells none */
};

/* False when the line tells nothing of progress; `progress` is then left alone. */
bool plan_progress(const char *line, size_t length, struct plan_progress *progress);

/* Cuts a stream of output into lines, of which only the last one is kept: memory is bound, however
 * long a line is. Calls `on_line` for each line that ends. */
struct plan_lines {
	char bytes[512];
	size_t length;
};
void plan_lines_feed(struct plan_lines *lines, const char *bytes, size_t length,
	void (*on_line)(void *context, const char *line, size_t length, char end), void *context);

#endif
