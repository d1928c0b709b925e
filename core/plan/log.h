#ifndef BERTH_PLAN_LOG_H
#define BERTH_PLAN_LOG_H

/* Logs of programs, shown to people. */

#include "base/base.h"
#include "base/text.h"

/* Appends a line of output (without its newline) as a terminal would show it in the end: of what
 * carriage returns laid over each other the last, without colours, cleaned (CLEAN_LINE). */
void log_append_line(struct text *text, const char *line, size_t length);

/* Where the last `lines` lines of an open file begin; 0 when there are fewer. It reads from the end
 * in pieces. */
uint64_t log_find_tail(int fd, size_t lines);

/* Reads an open file in pieces and hands out its lines, without their newlines; a line longer than
 * 64 KiB comes in pieces of that size. Memory is bound, whatever the file holds. */
struct log_reader {
	int fd;
	uint64_t offset;   /* of the next byte to read */
	struct text rest;  /* what was read and is no whole line yet */
	size_t used;       /* of it, handed out already */
};
/* The next line, or NULL when there is none yet; `final` also hands out a last line without a
 * newline. It holds until the next call. */
const char *log_next(struct log_reader *reader, bool final, size_t *length);
void log_reader_release(struct log_reader *reader);

#endif
