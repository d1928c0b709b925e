#ifndef BERTH_SLURM_ASK_H
#define BERTH_SLURM_ASK_H

/* How core/slurm/slurm.c runs one of Slurm's programs. */

#include "slurm/slurm.h"

/* Appends what the program prints; the errors are those of slurm.h but Q02. `argv` ends with
 * NULL. *cut (may be NULL) becomes true when the answer was longer than SLURM_ANSWER_MAX. */
enum { SLURM_ANSWER_MAX = 32 << 20 };
bool slurm_ask(const struct slurm_client *client, const char *const *argv, struct text *answer,
	bool *cut, struct diags *diags) MUST_USE;

/* Q02 for an answer of `program` of which `unread` records were no records, and `read` were. False
 * when nothing of it is of use. */
bool slurm_answer_is_fine(
	const char *program, size_t read, size_t unread, bool cut, struct diags *diags) MUST_USE;

#endif
