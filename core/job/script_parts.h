#ifndef BERTH_JOB_SCRIPT_PARTS_H
#define BERTH_JOB_SCRIPT_PARTS_H

/* What the parts of the script writer share (private to script*.c). */

#include "job/script.h"

/* Whether the conda of the image must be started inside it, as older images need. */
bool script_calls_conda(const struct job *job);
/* Whether the tasks are ranks of PyTorch, which find each other through MASTER_ADDR and RANK;
 * other frameworks ask Slurm. */
bool script_needs_torch_ranks(const struct job *job);
/* Whether a program is the Python interpreter: python, python3.12, /usr/bin/python3. */
bool script_is_python(const char *program);
/* The words that start the workers by torchrun, in place of the program alone. */
void script_append_torchrun(const struct job *job, struct text *text);

#endif
