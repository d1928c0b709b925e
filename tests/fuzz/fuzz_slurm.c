/*
 * The first byte of the input says which reader of Slurm's answers gets the rest, or whether it is a
 * log that comes in pieces.
 */

#include "slurm/job.h"
#include "slurm/log.h"
#include "slurm/meaning.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* Whatever was read holds together, and can be used. */
static void check_jobs(struct slurm_jobs *jobs, const char *id)
{
	for (size_t i = 0; i < jobs->count; i++) {
		const struct slurm_job *job = &jobs->items[i];
		struct text path = TEXT_INIT;
		struct diags diags = {0};
		require(job->id != NULL && job->state != NULL && job->number >= 0);
		require(job->elapsed >= SLURM_UNLIMITED && job->limit >= SLURM_UNLIMITED);
		require(job->node_count >= SLURM_UNKNOWN && job->cpus >= SLURM_UNKNOWN);
		require(slurm_job_is(job, job->id));
		slurm_job_is(job, id);
		slurm_reason_meaning(job->state, job->reason);
		require(slurm_log_path(job, false, &path, &diags) == (diags.count == 0));
		json_decref(slurm_job_json(job));
		text_release(&path);
		diags_release(&diags);
	}
	slurm_jobs_release(jobs);
}

static void check_log(const char *bytes, size_t length)
{
	struct slurm_log_fold fold = {0};
	struct strings lines = {0};

	for (size_t at = 0, piece = 1; at < length; at += piece, piece = piece % 7 + 1) {
		if (piece > length - at)
			piece = length - at;
		slurm_log_fold(&fold, bytes + at, piece, &lines);
	}
	slurm_log_fold_end(&fold, &lines);
	for (size_t i = 0; i < lines.count; i++)
		for (const char *c = lines.items[i]; *c != '\0'; c++)
			require((unsigned char)*c >= ' ' && *c != 0x7f);
	strings_release(&lines);
	slurm_log_fold_release(&fold);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct slurm_layout layout = {
		.columns = "iPjuTTMlDCbrNNVSeQaZm", .free = 2, .field = '|', .record = '\n'};
	struct slurm_jobs jobs = {0};
	struct slurm_partitions partitions = {0};
	struct slurm_limits limits = {0};
	const char *bytes = (const char *)data + 1;
	size_t length = size - 1;
	char *id;

	if (size == 0)
		return 0;
	id = xstrndup(bytes, length < 40 ? length : 40);
	switch (data[0] % 7) {
	case 0:
		slurm_squeue_read(bytes, length, &jobs);
		break;
	case 1:
		slurm_table_read(&layout, bytes, length, &jobs);
		break;
	case 2:
		slurm_sacct_read(bytes, length, &jobs);
		break;
	case 3:
		slurm_scontrol_read(bytes, length, &jobs);
		break;
	case 4:
		slurm_sinfo_read(bytes, length, &partitions);
		break;
	case 5:
		slurm_sacctmgr_read(bytes, length, &limits);
		break;
	case 6:
		check_log(bytes, length);
		break;
	}
	vector_each (const struct slurm_partition, partition, &partitions)
		require(partition->nodes >= 0 && partition->gpus_idle >= 0 &&
			partition->gpus_idle <= partition->gpus);
	check_jobs(&jobs, id);
	slurm_partitions_release(&partitions);
	slurm_limits_release(&limits);
	free(id);
	return 0;
}
