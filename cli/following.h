#ifndef BERTH_CLI_FOLLOWING_H
#define BERTH_CLI_FOLLOWING_H

/*
 * Following a log: what is new goes to standard output at once, clean and in whole lines. On a terminal the line that is
 * not whole yet stands below them.
 */

#include "cli/cli.h"
#include "base/pattern.h"
#include "slurm/log.h"
#include "slurm/poll.h"

#include <stdatomic.h>

struct following {
	struct cli *cli;
	const atomic_bool *interrupted;
	char *id; /* of the job, owned; NULL for a file alone */
	struct text path;
	char *state;     /* the job's, as it was known last; owned, or NULL */
	regex_t *search; /* NULL for all lines */
	struct slurm_log log;
	struct slurm_log_fold fold;
	struct slurm_poll poll;
	size_t matches;
	bool closed;  /* standard output is a closed pipe */
	bool painted; /* an unfinished line stands on the terminal */
};

/* Whether nobody wants more: ^C, or standard output is closed. */
bool following_stopped(const struct following *following);
/* Says it on standard error. */
void following_tell(struct following *following, const char *format, ...) PRINTF_LIKE(2, 3);
/* Tells what has become of the file. Q08. */
void following_tell_change(struct following *following, enum slurm_log_event event);
/* Hands new bytes through the fold to standard output. */
void following_write(struct following *following, const struct text *bytes);
/* Ends the line that the old file left. */
void following_end_fold(struct following *following);

#endif
