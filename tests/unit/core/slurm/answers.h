#ifndef BERTH_TESTS_UNIT_CORE_SLURM_ANSWERS_H
#define BERTH_TESTS_UNIT_CORE_SLURM_ANSWERS_H

/* Answers that Slurm gave: recorded ones, and how to find a job in what was read from them. */

#include "testing.h"

#include "base/files.h"
#include "slurm/job.h"

static inline void read_fixture(const char *name, struct text *text)
{
	char *path = path_join(FIXTURES "/slurm", name);
	struct diags diags = {0};

	assert_true(file_read(path, 1 << 20, text, &diags));
	assert_no_diags(&diags);
	free(path);
}

static inline const struct slurm_job *find_job(const struct slurm_jobs *jobs, const char *id)
{
	for (size_t i = 0; i < jobs->count; i++)
		if (string_equal(jobs->items[i].id, id))
			return &jobs->items[i];
	fail_msg("no job '%s'", id);
	return NULL;
}

#endif
