#ifndef BERTH_SLURM_LOG_H
#define BERTH_SLURM_LOG_H

/*
 * The output file of a job: where it is, its end without reading the rest, and following it while
 * it grows. On a parallel file system a node's writes raise no event on another, so a log is
 * looked at by inotify and by polling with growing pauses. Files of any size and content are fine.
 *
 * Diagnostics: F20 the file cannot be read; Q05 there is none (yet).
 */

#include "base/diag.h"
#include "base/text.h"
#include "slurm/job.h"

/* Appends the pattern with Slurm's replacements: %j %J %A %a %x %u %N %n %s %t %%, also with a
 * width (%5j). What is not known stays as it stands. */
void slurm_log_expand(const struct slurm_job *job, const char *pattern, struct text *path);
/* Appends the path of the job's output (or error) file: what Slurm says, expanded and below the
 * working folder; without that, slurm-ID.out in the working folder. Q05 when nothing is known. */
bool slurm_log_path(
	const struct slurm_job *job, bool error, struct text *path, struct diags *diags) MUST_USE;

enum {
	SLURM_LOG_TAIL_MAX = 4 << 20, /* bytes that slurm_log_tail() reads at most */
	SLURM_LOG_PIECE = 1 << 20,    /* bytes that slurm_log_read() appends at most */
	SLURM_LOG_PAUSE = 200,        /* ms between looks, at first */
	SLURM_LOG_PAUSE_MAX = 5000,   /* and when nothing happens for long */
};

struct slurm_log {
	char *path;             /* owned */
	int fd, notify;         /* -1 for none */
	int64_t offset;         /* what was read up to here */
	int pause;              /* ms until the next look */
	bool gone;              /* already told */
	unsigned char mark[64]; /* the bytes before `offset`, to notice a file that was rewritten */
	size_t marked;
};

/* Opens the file for reading; anything but a regular file is F20, one that is not there Q05. The
 * caller ends it with slurm_log_close(), also after a failure. */
bool slurm_log_open(struct slurm_log *log, const char *path, struct diags *diags) MUST_USE;
void slurm_log_close(struct slurm_log *log);
/* Bytes in the file now. */
int64_t slurm_log_size(const struct slurm_log *log);

/* Appends the last `lines` lines (raw bytes, at most SLURM_LOG_TAIL_MAX), and goes to the end. */
bool slurm_log_tail(
	struct slurm_log *log, size_t lines, struct text *out, struct diags *diags) MUST_USE;
/* Goes to `offset`, and on to the beginning of the next line unless it is 0. */
void slurm_log_seek(struct slurm_log *log, int64_t offset);

enum slurm_log_event {
	SLURM_LOG_SAME,
	SLURM_LOG_GREW,      /* `out` has more */
	SLURM_LOG_TRUNCATED, /* it was emptied or rewritten, and is read from its beginning */
	SLURM_LOG_ROTATED,   /* another file has its name now, which is read from its beginning */
	SLURM_LOG_GONE,      /* the name is gone; told once */
	SLURM_LOG_FAILED,    /* errno says why */
};

/* Appends what is new. */
enum slurm_log_event slurm_log_read(struct slurm_log *log, struct text *out);
/* Waits until something may have happened, at most `longest` ms; ends early on a signal. */
void slurm_log_wait(struct slurm_log *log, int longest);

/*
 * Bytes of a log as clean lines: what a progress bar overwrote ("\r", "\b") is left out, and so are
 * colours and other sequences for terminals and NUL bytes; the rest goes through clean.h.
 */
enum { SLURM_LOG_LINE_MAX = 1 << 16 }; /* longer lines are broken */

struct slurm_log_fold {
	struct text line; /* the last line, still without its end */
	bool returned;    /* "\r" was last */
	enum { FOLD_TEXT, FOLD_ESCAPE, FOLD_CSI, FOLD_OSC, FOLD_OSC_ESCAPE } state;
	size_t sequence; /* bytes of the sequence so far */
};

/* Adds the lines that are complete, cleaned and without their ends, to `lines`. */
void slurm_log_fold(
	struct slurm_log_fold *fold, const char *bytes, size_t length, struct strings *lines);
/* Adds the last line, if there is one. */
void slurm_log_fold_end(struct slurm_log_fold *fold, struct strings *lines);
void slurm_log_fold_release(struct slurm_log_fold *fold);

#endif
