#ifndef BERTH_JOB_PROGRAM_H
#define BERTH_JOB_PROGRAM_H

/* The words behind "--": which of them are the program of the job, and which of its second part. */

#include "job/job.h"

/* Checks that there is a program (S43), in a job with two parts one for each, and that launchers of
 * which Berth writes the options are not given options of their own (S42); makes up job->name. */
bool program_check(struct job *job, struct diags *diags) MUST_USE;

/* Fills job->program: the words of this part, without those that its launcher takes the place of. */
void program_take(struct job *job);

/* The wish of the second part, from what the first says of it. */
void program_wish_second(const struct job_wish *wish, struct job_wish *second);

/* A Python program, taken to pieces. */
struct python_program {
	const char *python;  /* the interpreter, as it was written */
	struct text options; /* of the interpreter, each with a blank before it */
	const char *module;  /* of "-m MODULE"; NULL for a script */
	bool no_python;      /* not a Python script at all */
	char *const *words;  /* what is left: the script, if any, and its arguments */
};

/* Reads the words; the caller ends it with text_release(&program->options). */
void python_program_read(char *const *words, struct python_program *program);
/* Appends "-m MODULE ARGUMENT..." or "SCRIPT ARGUMENT..." as shell words. */
void python_program_append(const struct python_program *program, struct text *text);
/* Whether a program is the Python interpreter: python, python3.12, /usr/bin/python3. */
bool program_is_python(const char *program);

#endif
