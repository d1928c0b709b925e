#ifndef BERTH_JOB_SCRIPT_PARTS_H
#define BERTH_JOB_SCRIPT_PARTS_H

/*
 * The pieces of a script and what their writers share (private to core/job). Each piece ends with a
 * newline; all but the header begin with an empty line.
 */

#include "job/launcher.h"
#include "job/script.h"

/* Whether this is the second part of a job of two. */
static inline bool script_is_second(const struct job *job)
{
	return job->het_part && job->het == NULL;
}

/* ---- script_header.c */
/* The options for sbatch or salloc, each "--name=value" or "--name", in the order of the script.
 * `session`: without those that only a batch job has. */
void script_header_options(const struct job *job, bool session, struct strings *options);
void script_append_header(const struct job *job, struct text *text);

/* ---- script_image.c */
/* Whether the program runs in a container. */
bool script_has_container(const struct job *job);
/* Modules to load, the image, and the binds. */
void script_append_image(const struct job *job, struct text *text);
/* The words that start the container. */
void script_append_container(const struct job *job, struct text *text);

/* ---- script_environment.c */
/* The image, what it needs, and all variables. */
void script_append_environment(const struct job *job, struct text *text);
/* Whether variables with this condition are for this job. */
bool script_applies(const struct job *job, int when);
bool script_is_set_by_user(const struct job *job, const char *name);
void script_append_comment(struct text *text, const char *line);

/* ---- script_caches.c */
/* The variables of caches; on a single node also the folders. */
void script_append_caches(const struct job *job, struct text *text);
/* Whether each node must make folders for caches, and the line that does. */
bool script_makes_folders(const struct job *job);
void script_append_folders(const struct job *job, struct text *text);

/* ---- script_task.c */
/* Whether the tasks start in a wrapper, and its lines. */
bool script_has_task(const struct job *job);
void script_append_task(const struct job *job, struct text *text);
/* Whether the wrapper must run inside the container, because its conda does. */
bool script_task_is_inside(const struct job *job);
/* Whether the tasks are ranks of PyTorch, which find each other through MASTER_ADDR and RANK;
 * other frameworks ask Slurm. */
bool script_needs_torch_ranks(const struct job *job);

/* ---- script_start.c */
/* Where the ranks meet, and who runs where. */
void script_append_meeting(const struct job *job, struct text *text);
void script_append_placement(const struct job *job, struct text *text);
/* srun, or what else starts it all. The wrapper is the variable $task, or `split` the file task.sh. */
void script_append_start(const struct job *job, bool split, struct text *text);
/* srun's options that place and bind the tasks, each with a blank before it. */
void script_append_srun_options(const struct job *job, struct text *text);
/* The wrapper, the container and its wrapper; each ends with `next`. */
void script_append_way_in(
	const struct job *job, const char *task, const char *next, struct text *text);
/* The program as its launcher starts it. */
void script_append_program(const struct job *job, struct text *text);

/* ---- the launchers: script_torchrun.c, script_launchers.c, script_ray.c, script_vllm.c */
void script_append_torchrun(const struct job *job, struct text *text);
void script_append_accelerate(const struct job *job, struct text *text);
void script_append_deepspeed(const struct job *job, struct text *text);
void script_append_runscript(const struct job *job, struct text *text);
void script_append_ray(const struct job *job, const char *task, struct text *text);
void script_append_vllm(const struct job *job, struct text *text);
void script_append_vllm_start(const struct job *job, const char *task, struct text *text);

#endif
