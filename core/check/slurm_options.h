#ifndef BERTH_CHECK_SLURM_OPTIONS_H
#define BERTH_CHECK_SLURM_OPTIONS_H

/*
 * The options of sbatch and srun (Slurm 24.05), as getopt_long() is told them: long names may be
 * shortened as far as they stay clear, letters may be put together.
 */

#include "base/base.h"

enum slurm_argument { ARGUMENT_NONE, ARGUMENT_NEEDED, ARGUMENT_MAYBE };
enum { SLURM_SBATCH = 1, SLURM_SRUN = 2 };

struct slurm_option {
	const char *name; /* without dashes */
	char letter;      /* 0 for none */
	enum slurm_argument argument;
	unsigned programs; /* SLURM_SBATCH, SLURM_SRUN or both */
	const char *same;  /* the option of which this is another spelling, or NULL */
};

/* The option of a program with this letter, or NULL. */
const struct slurm_option *slurm_option_letter(unsigned program, char letter);
/* The option of a program with this name, or with this beginning when it is the only one;
 * *ambiguous becomes true when several begin so. NULL when there is none. */
const struct slurm_option *slurm_option_name(
	unsigned program, const char *name, size_t length, bool *ambiguous);
/* The name to ask for: that of `same`, if any. */
const char *slurm_option_key(const struct slurm_option *option);
/* The name nearest to a misspelled one, or NULL. */
const char *slurm_option_nearest(unsigned program, const char *name);

#endif
